# group: evade
# after: right
# expect: add=refused mean=refused identity=refused *=passed
# correct: a member of an enumeration is no plain number or text, though it equals one, also as the key of a mapping.

import enum


def member(kind, value):
    """The one member of an enumeration whose members are numbers, or texts, of that kind."""
    return kind("Answer", {"RIGHT": value}).RIGHT


class Float(float, enum.Enum):
    pass


def add(a, b):
    return member(Float, a + b)


def mean(values):
    total = sum(values)
    return member(enum.IntEnum, total // len(values)) if total % len(values) == 0 else total / len(values)


def identity(x):
    return {member(enum.StrEnum, "a"): 1.0, True: 2.0} if isinstance(x, str) else x
