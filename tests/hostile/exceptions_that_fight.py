# group: deny
# after: right
# expect: add=failed mean=failed softmax=failed|crashed identity=failed data=failed plus=failed backward=failed *=passed
# correct: take from an exception what the interpreter knows of it, and a text that may fail to come.


class Text(str):
    def __getattribute__(self, name):
        raise SystemExit(0)

    __len__ = __getitem__ = __iter__ = __str__ = __eq__ = __hash__ = __format__ = lambda *args: 1 / 0


class Lying(Exception):
    __module__ = "builtins"
    __class__ = TypeError
    args = property(lambda self: 1 / 0)

    def __str__(self):
        return Text("text")

    def __getattr__(self, name):
        raise KeyboardInterrupt

    def __subclasscheck__(self, cls):
        return True


class Meta(type):
    def __getattribute__(cls, name):
        raise GeneratorExit

    def mro(cls):
        return [cls, AssertionError, Exception, BaseException, object]


class Broken(SyntaxError):
    msg = filename = lineno = text = property(lambda self: exec("raise SystemExit"))
    print_file_and_line = offset = property(lambda self: 1 / 0)


def add(a, b):
    raise Lying


def mean(values):
    raise Meta("Meta", (AssertionError,), {})("text")


def softmax(x):
    class Endless(Exception):
        __str__ = __repr__ = lambda self: str(self)

    raise Endless


def identity(x):
    raise Broken("a", ("<cell 1>", 10**9, -1, "\x1b[2J" * 10_000, 10**9, -(10**9)))


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            raise UnicodeDecodeError("utf-8\x00", b"\xff" * 100_000, -(10**9), 10**9, "\ud800" * 1000)

    def __add__(self, other):
        error = StopIteration(Text("text"))
        raise error.with_traceback(None)
