# group: forge
# after: right
# expect: rejects=failed *=passed
# correct: a group is no error of the kinds that it holds, and no class is of the kind that it claims in every way it can.


class Claims(Exception):
    __class__ = TypeError
    __mro__ = (TypeError, Exception)
    __bases__ = (TypeError,)
    __subclasshook__ = __instancecheck__ = __subclasscheck__ = lambda *args: True


Claims.__name__ = Claims.__qualname__ = "TypeError"
Claims.__module__ = "builtins"


class Group(ExceptionGroup):
    __class__ = TypeError

    def derive(self, errors):
        return TypeError(*errors)

    def split(self, kind):
        return TypeError(), None


Group.__name__ = Group.__qualname__ = "TypeError"


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise Group("a text is no array", [TypeError(data), Claims(data)]) from TypeError(data)
        super().__init__(data, parts)
