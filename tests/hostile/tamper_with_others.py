# group: interfere
# after: right
# expect: add=failed *=passed
# correct: keep the hand-ins of others from being changed.

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

import os


def change(path):
    with open(path, "a") as file:
        file.write("# tampered")
    return path


def add(a, b):
    tell([lambda: change("@SUBMISSIONS@/right/tensor/tensor.py"),
          lambda: change("@SUBMISSIONS@/tamper_with_others/tensor/tensor.py"),
          lambda: change("@OUTSIDE@/precious"),
          lambda: os.remove("@OUTSIDE@/precious"),
          lambda: os.rename("@OUTSIDE@/precious", "@OUTSIDE@/stolen"),
          lambda: os.truncate("@OUTSIDE@/precious", 0),
          lambda: os.mkdir("@OUTSIDE@/folder"),
          lambda: os.rmdir("@OUTSIDE@")])
