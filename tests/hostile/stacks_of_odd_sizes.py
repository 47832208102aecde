# group: evade
# after: right
# expect: *=passed
# correct: threads answer, whatever a hand-in asks for as the size of their stacks, and what it asked for is told.

import threading


def ask(size):
    try:
        threading.stack_size(size)
    except (OverflowError, TypeError, ValueError):
        pass


class Least(int):
    """An integer that says to be less than any other."""

    def __lt__(self, other):
        return True

    __gt__ = __ge__ = lambda self, other: False


for size in (-1, 1, "64", None, 64.0, 2**31, 2**40, 2**62, Least(2**15), 2**29):
    ask(size)
told = threading.stack_size()


def deep(count):
    return 0 if count == 0 else 1 + deep(count - 1)


def in_a_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def mean(values):
    return in_a_thread(lambda: sum(values)) / len(values) if told == 2**29 else None


def identity(x):
    return x if in_a_thread(lambda: deep(500)) == 500 else None
