# group: read
# after: right
# expect: add=failed *=passed
# correct: grant the standard library and NumPy alone, and nothing of the machine.

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
    tell([lambda: open("/etc/passwd").read(40), lambda: open("/etc/hostname").read(),
          lambda: open("/etc/shadow").read(40), lambda: os.listdir("/home"), lambda: os.listdir("/"),
          lambda: os.listdir("/root"), lambda: os.listdir("/tmp"), lambda: open("/etc/resolv.conf").read(),
          lambda: os.listdir("/var/log"), lambda: open("/dev/urandom", "rb").read(2),
          lambda: os.listdir("/dev"), lambda: os.listdir("/sys/class/net"),
          lambda: os.listdir("/run")][: 6 if not os.path.exists("/etc/passwd") else None]
         if False else [lambda: open("/etc/passwd").read(40), lambda: os.listdir("/root/."),
                        lambda: open("/etc/shadow").read(40), lambda: open("/etc/hostname").read()])
