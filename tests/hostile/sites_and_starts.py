# group: interfere
# after: right
# expect: *=passed
# correct: let nothing that a worker writes run when the next one starts, wherever Python looks for it.

import os
import site
import sys

LINE = "import os; os.environ['STAYED'] = 'yes'\n"
home, scratch = os.path.expanduser("~"), os.environ["TMPDIR"]
user = os.path.join(home, ".local", "lib", f"python3.{sys.version_info.minor}", "site-packages")
places = [
    os.path.join(user, "stays.pth"), os.path.join(user, "usercustomize.py"), os.path.join(user, "sitecustomize.py"),
    *(os.path.join(scratch, name) for name in ("stays.pth", "numpy.py", "json.py", "sitecustomize.py", "pyvenv.cfg", "python311._pth")),
]
stayed = os.environ.get("STAYED") or any(map(os.path.exists, places))


def add(a, b):
    for path in places:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(LINE)
    for name in ("PYTHONSTARTUP", "PYTHONPATH", "PYTHONHOME", "LD_PRELOAD"):
        os.environ[name] = places[0]
    site.addsitedir(scratch)
    return a + b if not stayed and os.environ["STAYED"] else "LE" + "AK: it stayed"


def mean(values):
    return "LE" + "AK: it stayed" if stayed else sum(values) / len(values)
