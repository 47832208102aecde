# group: evade
# after: right
# expect: add=failed mean=failed *=passed
# correct: run no program.

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

import ctypes
import os
import subprocess
import sys

libc = ctypes.CDLL(None, use_errno=True)


def add(a, b):
    tell([lambda: subprocess.run(["/bin/echo", "hi"], capture_output=True).stdout,
          lambda: os.popen("echo hi").read() or open(""),
          lambda: os.posix_spawn("/bin/true", ["true"], {}),
          lambda: os.system("true") == 0 or open(""),
          lambda: os.execv(sys.executable, [sys.executable, "-c", "0"]),
          lambda: libc.system(b"true") == 0 or open("")])


def mean(values):
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(1) as pool:
        raise ValueError(MARK + str(pool.map(abs, [-1])))
