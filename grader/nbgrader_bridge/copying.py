"""Copies what a student left in the exchange, who may change it while it is copied.

Every folder and file is opened once, by its name in a folder that is open already, and never
through a link: what is looked at is what is copied. May import the standard library and `.claims`;
must never give a copy of anything that lies outside.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.nbgrader_bridge.claims import account, trusted

_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_FILE = (errno.ELOOP, errno.ENOENT, errno.ENXIO, errno.ENOTDIR)
"""What opening says of a link, a socket, and of what is gone meanwhile."""
_DEEPEST, _LONGEST, _PIECE = 20, 1000, 1 << 20
MOST_FILES = 20_000
_OBEYED = re.compile(
    r"\..*|HEAD|(?:course|pyproject)\.toml|.*_config\.(?:py|json)|.*\.pth"
    r"|(?:conftest|sitecustomize|usercustomize)\.py|(?:pytest|tox)\.ini|setup\.cfg",
    re.IGNORECASE,
)
"""Names that a program run in a folder obeys: git (a folder with a `HEAD` is a repository to it,
and may say what to run), shells and editors, ours, those of Jupyter, nbgrader, pytest, Python."""


@dataclass
class Copied:
    """What came of copying a folder."""

    left_out: list[str] = field(default_factory=list)
    """Below the folder: links, devices, what a terminal or a program would obey, what lies deep."""
    written_at: float = 0.0
    """When the last of it was written, by a clock that its owner cannot set."""
    bytes: int = 0
    entries: int = 0
    owners: Collection[int] | None = None
    """The accounts whose files are taken; None takes everybody's."""


def copy_plain(
    source: Path, target: Path, most_bytes: int, *, of_one_account: bool = False
) -> Copied:
    """Copy the folders and regular files of a folder into a new one.

    Parameters
    ----------
    of_one_account:
        Whether everything in it must belong to who owns the folder, or to whoever collects.

    Raises
    ------
    RuntimeError
        When it holds more bytes or files than are taken, or another account's.
    OSError
        When something in it may not be read, or the copy cannot be written.
    """
    done = Copied()
    root = os.open(source, _OPEN | os.O_DIRECTORY)
    try:
        if of_one_account:
            done.owners = (os.fstat(root).st_uid, *trusted())
        _copy_folder(root, target, "", most_bytes, done)
    finally:
        os.close(root)
    return done


def _copy_folder(folder: int, target: Path, above: str, most_bytes: int, done: Copied) -> None:
    target.mkdir(mode=0o755)
    done.written_at = max(done.written_at, os.fstat(folder).st_ctime)
    for name in _names(folder, done):
        path = f"{above}{name}"
        too_deep = above.count("/") >= _DEEPEST or len(os.fsencode(path)) > _LONGEST
        unwanted = too_deep or not name.isprintable() or _OBEYED.fullmatch(name)
        handle = None if unwanted else _opened(folder, name)
        if handle is None:
            done.left_out.append(path)
            continue
        try:
            about = os.fstat(handle)
            if done.owners is not None and about.st_uid not in done.owners:
                raise RuntimeError(
                    f"somebody else wrote to it: {account(about.st_uid)} owns {path}"
                )
            if stat.S_ISDIR(about.st_mode):
                _copy_folder(handle, target / name, f"{path}/", most_bytes, done)
            elif stat.S_ISREG(about.st_mode):
                _copy_file(handle, target / name, most_bytes, done)
                os.utime(target / name, ns=(about.st_atime_ns, about.st_mtime_ns))
                done.written_at = max(done.written_at, about.st_ctime)
            else:
                done.left_out.append(path)
        finally:
            os.close(handle)


def _names(folder: int, done: Copied) -> Iterator[str]:
    with os.scandir(folder) as entries:
        names = []
        for entry in entries:
            done.entries += 1
            if done.entries > MOST_FILES:
                raise RuntimeError(f"it holds more than {MOST_FILES} files")
            names.append(entry.name)
    yield from sorted(names)


def _opened(folder: int, name: str) -> int | None:
    """The open file or folder; None for what is neither, or is gone."""
    try:
        # A device is not opened: that alone can have effects.
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        plain = stat.S_ISDIR(mode) or stat.S_ISREG(mode)
        return os.open(name, _OPEN, dir_fd=folder) if plain else None
    except OSError as error:
        if error.errno in _NO_FILE:
            return None
        raise


def _copy_file(handle: int, target: Path, most_bytes: int, done: Copied) -> None:
    with open(target, "xb") as copy:
        while data := os.read(handle, _PIECE):  # what is stated of its size may change meanwhile
            done.bytes += len(data)
            if done.bytes > most_bytes:
                raise RuntimeError(f"it is too big: more than {most_bytes} bytes")
            copy.write(data)
