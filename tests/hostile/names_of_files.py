# group: interfere
# after: right
# expect: *=passed
# correct: remove whatever lies in the folder of a worker, and run, print and follow none of its names.

import os

NAMES = [
    b"-rf", b"--", b"-", b"*", b"$(touch owned)", b"`touch owned`", b";touch owned", b"a\nb", b"\x1b[2J\x1b]0;owned\x07",
    b"\xff\xfe\xfd", "\u202eelif".encode(), b"x" * 255, b" ", b"~", b"#", b"..a", b"...", b"con", b"alive", b"site",
    b"scratch-0123456789abcdef", b"../../owned", b"%s%n", b"'\"",
]


def add(a, b):
    for name in NAMES:
        try:
            os.mkdir(name)
            with open(os.path.join(name, name), "wb") as file:
                file.write(b"x")
            os.close(os.open(os.path.join(name, b"none"), os.O_CREAT | os.O_RDONLY, 0))
        except (OSError, ValueError):
            pass
    return a + b


def mean(values):
    at = os.getcwd()
    for attempt in (lambda: os.rename(at, at + "x"), lambda: os.rmdir(at), lambda: os.rename("..", "moved"),
                    lambda: os.mkdir("../beside"), lambda: os.mkdir("/dev/shm/beside"), lambda: os.mkdir("/tmp/beside")):
        try:
            attempt()
        except OSError:
            continue
        return "LE" + "AK: it moved"
    os.chdir("/")
    return sum(values) / len(values)
