"""What code can set for the whole process, so that other code runs differently.

Imports the standard library and NumPy; loads nothing that the hand-in did not.
"""

from __future__ import annotations

import gc
import os
import sys
import warnings

import numpy as np


def settings() -> dict[str, str]:
    """Each by its name, in a text that is another where it was set to something else."""
    found = {
        "numpy's errors": f"{np.geterr()} {id(np.geterrcall())}",
        "numpy's printing": repr(sorted(np.get_printoptions().items(), key=lambda each: each[0])),
        "depth": str(sys.getrecursionlimit()),
        "warnings": repr([tuple(map(id, each)) for each in warnings.filters]),
        "paths": repr([*map(str, sys.path), *map(id, sys.meta_path), *map(id, sys.path_hooks)]),
        "tracing": f"{id(sys.gettrace())} {id(sys.getprofile())}",
        "hooks": f"{id(sys.excepthook)} {id(sys.displayhook)}",
        "threads": repr(sorted(sys._current_frames())),
        "garbage": f"{gc.isenabled()} {gc.get_threshold()}",
        "environment": repr(sorted(os.environ.items())),
        "folder": repr(_files()),
    }
    if decimal := sys.modules.get("decimal"):
        found["decimals"] = repr(decimal.getcontext())
    if signal := sys.modules.get("signal"):
        found["signals"] = repr([id(signal.getsignal(each)) for each in signal.valid_signals()])
    if locale := sys.modules.get("locale"):
        found["language"] = str(locale.setlocale(locale.LC_ALL))
    return found


def _files() -> list[object]:
    """The files of the working folder, of which some are read again."""
    with os.scandir() as there:
        looks = sorted((each.name, each.stat(follow_symlinks=False)) for each in there)
    return [os.getcwd(), *((name, look.st_size, look.st_mtime_ns) for name, look in looks)]
