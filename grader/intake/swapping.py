"""Two folders change places in one step, so that whoever looks meets one of them.

May import the standard library alone; must never decide what is replaced.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def exchange(one: Path, other: Path) -> bool:
    """Whether the two have changed places; nothing was done where the system cannot.

    Linux can since 3.15 on its own file systems, and not on most that lie on another machine.
    """
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
