# group: read
# after: right
# expect: add=failed *=passed
# correct: keep hypothesis' examples with the judge.

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


def database(folder):
    if not os.path.isdir(folder):
        raise OSError("not there")
    return os.listdir(folder)


def add(a, b):
    tell([lambda f=f: database(f + ".hypothesis") for f in ("", "../", "../../", "@COURSE@/", "~/")])
