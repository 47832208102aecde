"""Temporary folders that do not outlive whoever made them, even where that one was killed.

A folder is locked as long as its maker lives; whoever makes another one beside it removes those
that nobody holds. May import the standard library alone; must never remove what is not so made.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType


def remove_tree(path: str) -> None:
    """Removes a folder; what cannot be removed stays for the next one who sweeps."""
    shutil.rmtree(path, ignore_errors=True)


@dataclass
class HeldFolder:
    """A folder and its lock; a context manager that gives the path and removes it at the end."""

    path: Path
    lock: int
    remove: Callable[[str], None]

    def close(self) -> None:
        """Removes the folder; does nothing the second time."""
        if self.lock >= 0:
            self.remove(str(self.path))
            os.close(self.lock)
            self.lock = -1

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def held_folder(
    prefix: str, within: str | Path | None = None, *, remove: Callable[[str], None] = remove_tree
) -> HeldFolder:
    """A new folder that begins with `prefix`; those of the same prefix that nobody holds go.

    Parameters
    ----------
    within:
        Where it is made; by default where temporary files are.
    remove:
        Removes it, and those that are left.
    """
    place = str(within or tempfile.gettempdir())
    _sweep(prefix, place, remove)
    while True:
        path = tempfile.mkdtemp(prefix=prefix, dir=place)
        try:
            lock = _locked(path)
        except OSError:
            os.rmdir(path)
            raise
        if lock is not None:
            return HeldFolder(Path(path), lock, remove)


def _sweep(prefix: str, place: str, remove: Callable[[str], None]) -> None:
    for name in os.listdir(place):
        if name.startswith(prefix):
            path = os.path.join(place, name)
            lock = None
            with contextlib.suppress(OSError):  # the next one who sweeps may be able to
                lock = _locked(path)
            if lock is not None:
                remove(path)
                os.close(lock)


def _locked(path: str) -> int | None:
    """A lock on a folder of ours; None where somebody has it, or the folder is gone.

    Raises
    ------
    OSError
        When the system lets nobody open it, as where no descriptors are left.
    """
    import fcntl  # absent on Windows, where rooms that use this must still be importable

    try:
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:  # a link, which is none of ours
            return None
        raise
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        here = os.lstat(path)
        if os.path.samestat(os.fstat(fd), here) and here.st_uid == os.geteuid():
            return fd
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:
        os.close(fd)
        raise
    os.close(fd)
    return None
