# group: read
# after: right
# expect: add=failed mean=failed *=passed
# correct: show no other process, or at least none of its memory, files and environment.

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


def processes():
    return [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]


def each(what, size=4096):
    found = []
    for pid in processes():
        try:
            with open(f"/proc/{pid}/{what}", "rb") as file:
                text = file.read(size)
            if b"PLAN" + b"TED" in text:
                found.append(text)
        except OSError:
            pass
    if not found:
        raise OSError("nothing")
    return found


def links(what):
    found = []
    for pid in processes():
        try:
            found.append(os.readlink(f"/proc/{pid}/{what}"))
        except OSError:
            pass
    found = [path for path in found if "@COURSE@" in path or "@SUBMISSIONS@" in path]
    if not found:
        raise OSError("nothing")
    return found


def add(a, b):
    tell([lambda: each("environ"), lambda: each("cmdline"), lambda: each("mem"), lambda: each("maps")])


def mean(values):
    tell([lambda: links("cwd"), lambda: links("exe"), lambda: links("root"),
          lambda: [links(f"fd/{fd}") for fd in range(12)]])
