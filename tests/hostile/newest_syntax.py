# group: evade
# after: right
# expect: *=passed
# correct: give right answers their points in whatever way Python 3.11 may be written.


def add(a, b, /):
    match (a, b):
        case (x, y):
            return (s := x + y)


def mean(values, *, _n=None):
    try:
        raise ExceptionGroup("group", [ValueError(1)])
    except* ValueError:
        pass
    return sum(values, start=0) / (n if (n := len(values)) else 1)


class Tensor(Tensor):
    __slots__ = ("extra",)

    def __class_getitem__(cls, kind):
        return cls


one: Tensor[int] = Tensor[int]([1.0])
lambda: (yield)
