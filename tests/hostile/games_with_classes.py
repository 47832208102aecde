# group: forge
# expect: *=refused
# correct: see behind every hook of a class no more than an object that is no plain value.


class Equal:
    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **options):
        return self


class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases, **options):
        return {"data": Given(), "grad": Given()}

    def __call__(cls, *args):
        return object.__new__(cls)

    def __getattribute__(cls, name):
        return type.__getattribute__(cls, name)

    def __instancecheck__(cls, thing):
        return True

    def __getattr__(cls, name):
        return Equal()


class Given:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, thing, owner=None):
        return Equal()

    def __set__(self, thing, value):
        pass


class Base:
    def __init_subclass__(cls, **options):
        cls.__class_getitem__ = classmethod(lambda cls, key: Equal())

    def __getattribute__(self, name):
        return object.__getattribute__(self, name)


class Tensor(Base, metaclass=Meta):
    def __add__(self, other):
        return self

    def backward(self):
        return NotImplemented


add = mean = softmax = identity = Equal()
