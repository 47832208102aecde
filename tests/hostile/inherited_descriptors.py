# group: read
# after: right
# expect: add=failed *=passed
# correct: pass a worker four descriptors, three of them on nothing.

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
import stat


def inherited():
    found = []
    for fd in range(1024):
        try:
            kind = os.fstat(fd).st_mode
        except OSError:
            continue
        if fd > 3 or stat.S_ISREG(kind) or stat.S_ISDIR(kind) or (fd == 3) != stat.S_ISSOCK(kind):
            found.append((fd, oct(kind)))
        elif fd < 3 and os.read(fd, 100):
            found.append((fd, "bytes"))
    if not found:
        raise OSError("none")
    return found


def add(a, b):
    tell([inherited])
