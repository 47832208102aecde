# group: deny
# after: right
# expect: add=failed|timeout *=passed
# correct: describe an error that is its own cause, with a text and notes of megabytes, within bounds.


class Deep(Exception):
    def __str__(self):
        return "/" * 4_000_000


def add(a, b):
    error = Deep("x" * 4_000_000)
    error.__cause__ = error.__context__ = error
    error.add_note("n" * 1_000_000)

    def down(depth):
        if depth == 0:
            raise error
        down(depth - 1)

    down(600)
