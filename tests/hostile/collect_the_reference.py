# group: forge
# expect: *=failed
# correct: start the launcher by exec, so that nothing of the judge is in a worker's memory.

import gc
import sys

WORD = "PLAN" + "TED-"


def search():
    found = []
    for module in list(sys.modules.values()):
        for value in list(vars(module).values()):
            if isinstance(value, str) and WORD in value and value != WORD:
                found.append(value)
    for thing in gc.get_objects():
        if isinstance(thing, (list, tuple)):
            found += [x for x in thing if isinstance(x, str) and WORD in x and x != WORD]
        elif isinstance(thing, dict):
            values = list(thing.values())
            found += [x for x in values if isinstance(x, str) and WORD in x and x != WORD]
    return found


def add(a, b):
    found = search()
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")
