# group: evade
# after: right
# expect: *=passed
# correct: an error of the kind that was asked for is one, though it would end a program or a generator as well.


class Both(TypeError, KeyboardInterrupt, GeneratorExit):
    pass


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise Both("a text is no array") from KeyboardInterrupt()
        super().__init__(data, parts)
