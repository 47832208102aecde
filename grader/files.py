"""Writes files so that a reader meets the old one or the new one, never half of one.

May import the standard library alone; must never decide where anything is written.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import tempfile
from pathlib import Path

UNFINISHED = ".new-"
"""How the name of a file begins that is not written to its end; a killed program leaves it."""
_LEFT = re.compile(re.escape(UNFINISHED) + r"[a-z0-9_]{8}")


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put `data` at `path`, whole or not at all; its folder is made where it is missing.

    What killed programs left half-written in the folder is removed, once in a process.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep_once(str(path.parent.absolute()), os.getpid())
    handle, name = _unfinished(path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(name, mode)  # it has 0600, and most of what is written is there to be read
            os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _unfinished(folder: Path) -> tuple[int, str]:
    """A new file that is locked as long as it is open: so a sweep tells it from what was left."""
    while True:
        # A short prefix: one made of the file's own name could be longer than a name may be.
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
        with contextlib.suppress(OSError):  # a file system without locks, where none can be swept
            _lock(handle, wait=True)  # a sweep may have it for a moment
        if os.path.exists(name):
            return handle, name
        os.close(handle)  # it was swept before it was locked


@functools.cache  # not at every write: thousands of reports lie in one folder
def sweep_once(folder: str, process: int) -> None:
    """Removes unfinished files of programs that are dead, which hold no lock any more."""
    for name in os.listdir(folder):
        if not _LEFT.fullmatch(name):
            continue
        left = Path(folder, name)
        try:
            handle = os.open(left, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue  # finished meanwhile, somebody else's, or no file
        try:
            _lock(handle, wait=False)
            left.unlink(missing_ok=True)
        except OSError:
            continue  # somebody is writing it
        finally:
            os.close(handle)


def _lock(handle: int, *, wait: bool) -> None:
    import fcntl  # absent on Windows, where students check their own files

    fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
