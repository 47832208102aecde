# group: evade
# after: right
# expect: *=passed
# correct: sums may be of any class of the hand-in's own tree, above or below the declared one: what they hold decides.

import abc


class Base(abc.ABC):
    __slots__ = ()


class Middle(Tensor, Base):
    def __add__(self, other):
        return Leaf(self.data + other.data, (self, other))


class Leaf(Middle):
    def __add__(self, other):
        return Middle(self.data + other.data, (self, other))


Tensor = type("Another", (Leaf,), {"__module__": "elsewhere", "__qualname__": "f.<locals>.T"})
