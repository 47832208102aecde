# group: evade
# after: right
# expect: *=passed
# correct: an error of the kind that was asked for is one, whatever else it is and whatever its text does.


class Odd(TypeError, LookupError):
    def __str__(self):
        raise SystemExit(0)

    @property
    def __traceback__(self):
        raise SystemExit(0)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise Odd(data)
        super().__init__(data, parts)
