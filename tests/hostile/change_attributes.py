# group: interfere
# after: right
# expect: add=failed *=passed
# correct: deny what Landlock does not cover: modes, owners, times, extended attributes.

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


def add(a, b):
    for path in ("@OUTSIDE@/precious", "@OUTSIDE@", "."):
        tell([lambda: os.chmod(path, 0) or "chmod", lambda: os.utime(path, (0, 0)) or "utime",
              lambda: os.chown(path, 0, 0) or "chown",
              lambda: os.setxattr(path, "user.note", b"x") or "xattr",
              lambda: os.utime(3, (0, 0)) or "futime",
              lambda: os.fchmod(os.open(path, os.O_RDONLY), 0) or "fchmod"])
