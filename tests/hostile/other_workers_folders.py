# group: interfere
# after: right
# expect: add=failed *=passed
# correct: give each worker a folder that no other can enter.

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

import glob
import os


def visit():
    for folder in glob.glob(os.path.dirname(os.getcwd()) + "/scratch-*"):
        if folder != os.getcwd():
            with open(folder + "/visited", "w") as file:
                file.write("x")
            return folder
    raise OSError("alone")


def sweep():
    for folder in glob.glob("../scratch-*"):
        os.rmdir(folder)
        return folder
    raise OSError("none")


def add(a, b):
    tell([visit, sweep, lambda: open("../visited", "w").name, lambda: os.rmdir("..")])
