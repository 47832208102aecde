# group: read
# after: right
# expect: add=failed *=passed
# correct: keep the hand-ins of others, and all results, out of reach.

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

import glob
import os


def neighbours():
    found = glob.glob("../**/tensor.py", recursive=True) + glob.glob("/tmp/*/*/tensor/tensor.py")
    if not found:
        raise OSError("none")
    return found


def add(a, b):
    tell([lambda: open("@SUBMISSIONS@/right_otherwise/tensor/tensor.py").read()[:300],
          lambda: os.listdir("@SUBMISSIONS@"),
          lambda: open("@OUT@/journal.jsonl").read()[:300],
          lambda: os.listdir("@OUT@"),
          lambda: os.listdir("@OUT@/reports"),
          lambda: [open(path).read(50) for path in neighbours()]])
