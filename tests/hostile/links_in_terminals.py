# group: deny
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed data=failed plus=failed backward=failed *=passed
# correct: show of a text what it says, and nothing that hides, turns, overwrites or links.

LINK = "\x1b]8;;http://x/?q=grade\x1b\\8 passed\x1b]8;;\x1b\\"
CODES = "\x1bP1$r0m\x1b\\\x1b_apc\x1b\\\x1b^pm\x1b\\\x90q\x9c\x9d0;owned\x9c\x9b31m\x85\x8d\x1bc\x1b(0\x0e\x0f\x08\x08\x7f"
TURNED = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\xad\u180e\u115f\u3164\ufe0f" + "".join(map(chr, range(0xE0020, 0xE0080)))
HEAPED = "z" + "\u0301\u0489\u20dd" * 1000


def add(a, b):
    raise ValueError(LINK)


def mean(values):
    raise ValueError(CODES * 20)


def softmax(x):
    raise type(TURNED + "Error" + UNSEEN, (ValueError,), {})(TURNED + UNSEEN)


def identity(x):
    return LINK + TURNED + UNSEEN + HEAPED if type(x) is str else x


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            raise ValueError(HEAPED)

    def __add__(self, other):
        raise ValueError("passed\r" * 50 + "\x1b[1A\x1b[2K" * 50 + "\t" * 500)
