# group: read
# after: right
# expect: add=failed *=passed
# correct: have nothing but the hand-in itself and the worker's own code in sight while it is loaded.

import gc
import sys
import threading

WORDS = ("PLAN" + "TED-", "test_" + "tensor", "@COURSE@", "@SUBMISSIONS@", "hidden", "misconception", "corpus")
OURS = ("cell 1", "source")
seen = []
for start in sys._current_frames().values():
    while start is not None:
        if "submission" not in str(start.f_globals.get("__name__")):
            seen += [repr(value)[:20_000] for name, value in start.f_locals.items() if name not in ("names", "module")]
        start = start.f_back
seen += [repr(thread) for thread in threading.enumerate()]
seen += [str(each.get("header")) for each in gc.get_objects() if type(each) is dict and "header" in each]
seen += sys.argv + sys.orig_argv + list(sys.modules) + sys.path + [str(sys.flags), sys.executable]


def add(a, b):
    found = [word for word in WORDS for text in seen if word in text and "WORDS" not in text]
    raise ValueError("LE" + "AK: " + repr(found)[:200] if found else "nothing")
