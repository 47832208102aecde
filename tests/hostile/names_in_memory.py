# group: read
# after: right
# expect: identity=failed *=passed
# correct: have no name, no text and no place of a test in any object of a worker.

import gc
import sys

WORDS = ["".join(parts) for parts in (
    ("test_", "tensor"), ("test_", "softmax"), ("What goes in ", "comes out"), ("A text is no ", "tensor"),
    ("hostile-", "course"), ("hidden", "/test_"), ("corpus", ".json"), ("solu", "tions/"), ("PLAN", "TED-"),
)]


def texts(thing):
    if type(thing) is str:
        yield thing
    elif type(thing) in (list, tuple, set, frozenset):
        yield from (each for each in thing if type(each) is str)
    elif type(thing) is dict:
        yield from (each for pair in list(thing.items()) for each in pair if type(each) is str)


def everything():
    yield from gc.get_objects()
    at = sys._getframe(1)
    while at is not None:
        yield from at.f_locals.values()
        yield from at.f_code.co_consts
        at = at.f_back
    yield [*sys.argv, *sys.path, *sys.orig_argv]


def identity(x):
    found = {text[:80] for thing in everything() for text in texts(thing)
             if len(text) < 300 and text not in WORDS and any(word in text for word in WORDS)}
    raise ValueError("LE" + "AK: " + repr(sorted(found))[:300] if found else "nothing")
