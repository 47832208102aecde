# group: read
# after: right
# expect: add=failed *=passed
# correct: have no frame, no source and no name of a test beside a submission.

MARK = "LE" + "AK: "


def tell(attempts):
    """Raises what the attempts brought; each is a function that raises OSError where it is denied."""
    found = []
    for attempt in attempts:
        try:
            found.append(str(attempt()))
        except OSError:
            pass
    raise ValueError(MARK + " ".join(found)[:300] if found else "nothing")

import inspect
import linecache
import sys
import traceback


def suite(text):
    if "test_" + "tensor" not in text and "PLAN" + "TED" not in text:
        raise OSError("nothing of the suite")
    return text[-200:]


def add(a, b):
    frames, at = [], sys._getframe()
    while at is not None:
        frames.append(at)
        at = at.f_back
    tell([lambda: suite("".join(inspect.getsource(frame) for frame in frames[3:])),
          lambda: suite(repr([frame.f_locals for frame in frames[3:]])),
          lambda: suite(repr([frame.f_globals.keys() for frame in frames])),
          lambda: suite("".join(traceback.format_stack())),
          lambda: suite(repr([name for name in linecache.cache if name != "<cell 1>"]))])
