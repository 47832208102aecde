# group: interfere
# after: right
# expect: add=failed mean=failed *=passed
# correct: let nothing of a worker stay behind.

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
import site
import sys


def left(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write("import os; os.environ['STAYED'] = '1'")
    return path


def add(a, b):
    folders = [f"/usr/lib/python3.{sys.version_info.minor}", os.path.dirname(os.__file__),
               os.path.dirname(sys.modules["numpy"].__file__), "/tmp", "/var/tmp", "/dev/shm",
               "/run/lock", "@OUTSIDE@", "@COURSE@", "..", "../site", *sys.path]
    tell([lambda f=f: left(os.path.join(f, "stays.pth")) for f in folders])


def mean(values):
    home = "/home/student"
    tell([lambda: left(home + "/.local/lib/python3/site-packages/stays.pth"),
          lambda: left("/etc/cron.d/stays"), lambda: left("/root/.bashrc"),
          lambda: left(sys.prefix + "/sitecustomize.py"),
          lambda: left(sys.modules["worker"].__path__[0] + "/stays.py")])
