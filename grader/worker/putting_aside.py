"""Removing files where a worker must not: they are emptied and put aside instead.

A file that is removed while it is open, or mapped, keeps what is in it, and no folder shows it any
more: nobody could count how much of the machine's memory a worker holds. So the kernel refuses to
remove or to replace (`lockdown`), and right hand-ins go on as before, because Python's own
functions do here what leaves everything to be seen. Protects nothing by itself.

Imports the standard library, `.lockdown` and `.syscalls`.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import itertools
import os
import platform
import stat
from typing import Any

from .lockdown import ARCHITECTURES, RENAME_NOREPLACE
from .syscalls import CONDITIONAL

FOLDER = ".removed"
_LIBC = ctypes.CDLL(None, use_errno=True)
_AT_FDCWD = -100


class Aside:
    """What removes and renames in place of Python's own functions, once a worker has a folder."""

    def __init__(self) -> None:
        self.scratch = ""
        """The worker's folder; without one, everything is as it was."""
        self._names = map(str, itertools.count())
        self._remove, self._replace = os.remove, os.replace

    def stand_in(self) -> None:
        """Takes the place of `os.remove`, `os.rename` and their like, for modules to come."""
        os.remove = os.unlink = self.remove
        os.rename = os.replace = self.rename
        os.supports_dir_fd |= {self.remove, self.rename}  # what `shutil.rmtree` asks for

    def remove(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Empties a file and puts it aside; raises OSError as `os.remove` does."""
        if not self.scratch:
            self._remove(path, dir_fd=dir_fd)
            return
        _empty(path, dir_fd)
        aside = os.path.join(self.scratch, FOLDER)
        with contextlib.suppress(FileExistsError):
            os.mkdir(aside, 0o700)
        _move(path, os.path.join(aside, next(self._names)), dir_fd, None)

    def rename(
        self, src: Any, dst: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        """Moves a file or folder and puts aside what was there; raises OSError as `os.rename`."""
        if not self.scratch:
            self._replace(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
            return
        try:
            _move(src, dst, src_dir_fd, dst_dir_fd)
        except FileExistsError:
            one = os.stat(src, dir_fd=src_dir_fd, follow_symlinks=False)
            other = os.stat(dst, dir_fd=dst_dir_fd, follow_symlinks=False)
            if os.path.samestat(one, other):
                return
            if stat.S_ISDIR(one.st_mode):
                os.rmdir(dst, dir_fd=dst_dir_fd)
            else:
                self.remove(dst, dir_fd=dst_dir_fd)
            _move(src, dst, src_dir_fd, dst_dir_fd)


def _empty(path: Any, dir_fd: int | None) -> None:
    """Gives back the space of a file; one that may not be written is put aside as it is."""
    flags = os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        fd = os.open(path, flags, dir_fd=dir_fd)
    except PermissionError:
        return
    try:
        os.ftruncate(fd, 0)
    finally:
        os.close(fd)


def _move(src: Any, dst: Any, src_dir_fd: int | None, dst_dir_fd: int | None) -> None:
    """Moves a file to where nothing is."""
    column, _ = ARCHITECTURES[platform.machine()]
    failed = _LIBC.syscall(
        CONDITIONAL["renameat2"][column],
        _AT_FDCWD if src_dir_fd is None else src_dir_fd,
        os.fsencode(src),
        _AT_FDCWD if dst_dir_fd is None else dst_dir_fd,
        os.fsencode(dst),
        RENAME_NOREPLACE,
    )
    if failed:
        number = ctypes.get_errno()
        # Landlock says so of a folder that is not the worker's.
        number = errno.EACCES if number == errno.EXDEV else number
        raise OSError(number, os.strerror(number), src, None, dst)
