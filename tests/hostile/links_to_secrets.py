# group: read
# after: right
# expect: add=failed *=passed
# correct: make no links, and follow none when it cleans up.

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


def linked(make, name):
    make("@COURSE@/solutions/tensor/source.py", name)
    return open(name).read(100)


def add(a, b):
    tell([lambda: linked(os.symlink, "soft"), lambda: linked(os.link, "hard"),
          lambda: os.symlink("@OUTSIDE@", "outside"), lambda: os.mkfifo("pipe"),
          lambda: os.mknod("device", 0o20666, os.makedev(1, 3)),
          lambda: os.rename("@COURSE@/course.toml", "mine"),
          lambda: os.rename(os.getcwd(), os.getcwd() + "-moved")])
