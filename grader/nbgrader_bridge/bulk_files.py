"""Writes the files of a class below `autograded/`: first all of them aside, then into place.

Whatever can fail for want of room or of a right fails while nothing is changed yet. May import
errors; must never follow a link that a student handed in, nor read a notebook.
"""

from __future__ import annotations

import contextlib
import errno
import fnmatch
import glob
import os
import shutil
import stat
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import GraderError, UsageError
from grader.folders import held_folder

_ASIDE = ".grader-new-"
"""nbgrader's patterns never match a name that begins with a dot."""
_HARMLESS = frozenset(
    (
        "", ".py", ".pyi", ".ipynb", ".txt", ".md", ".rst", ".csv", ".tsv", ".json", ".jsonl",
        ".toml", ".yaml", ".yml", ".ini", ".cfg", ".log", ".tex", ".bib", ".npy", ".npz", ".mat",
        ".h5", ".hdf5", ".pkl", ".pickle", ".parquet", ".pt", ".pth", ".onnx", ".dat", ".data",
        ".bin", ".db", ".sqlite", ".zip", ".gz", ".bz2", ".xz", ".tar", ".png", ".jpg", ".jpeg",
        ".gif", ".webp", ".bmp", ".tif", ".tiff", ".pdf", ".odt", ".ods", ".odp", ".docx", ".xlsx",
        ".pptx", ".doc", ".xls", ".ppt", ".wav", ".mp3", ".ogg", ".mp4", ".webm", ".c", ".h",
        ".cpp", ".hpp", ".java", ".m", ".r", ".jl", ".sh",
    )
)  # fmt: skip
"""Endings of what a browser shows or lays down. Of others nobody knows which it runs: every machine
has a table of its own, in which dozens are kinds of XML, and with that a script runs."""


@dataclass
class Stage:
    """A folder beside the final ones, in which a class is prepared."""

    folder: Path
    permissions: int
    group_shared: bool
    _ready: list[tuple[Path, Path, frozenset[Path]]] = field(default_factory=list)

    def add(self, target: Path, copies: Iterable[tuple[Path, Path]], own: dict[str, bytes]) -> None:
        """Prepare one submission's folder.

        Parameters
        ----------
        target:
            Where it will lie.
        copies:
            Files to copy, each with its path below `target`.
        own:
            Files by name that hold over all copies.
        """
        here = self.folder / str(len(self._ready))
        here.mkdir()
        names = set()
        with self._told(target):
            for source, name in copies:
                try:
                    (here / name).parent.mkdir(parents=True, exist_ok=True)
                    if _copy_regular(source, here / name):
                        names.add(name)
                except OSError as error:
                    if error.errno != errno.ENAMETOOLONG:  # a student's own folders do that
                        raise
            for each, data in own.items():
                with open(here / each, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                names.add(Path(each))
            for name in names:
                os.chmod(here / name, self.permissions)
        self._ready.append((here, target, frozenset(names)))

    def publish(self, targets: Container[Path]) -> None:
        """Put these prepared folders into their places, file by file; what else lies there goes."""
        for here, target, names in self._ready:
            if target not in targets:
                continue
            with self._told(target):
                _remove_others(target, names)
                for name in sorted(names):
                    self._folder((target / name).parent)
                    os.replace(here / name, target / name)

    def _folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if self.group_shared:
            with contextlib.suppress(PermissionError):  # it is another teacher's, and shared so
                os.chmod(folder, stat.S_IMODE(folder.stat().st_mode) | 0o2770)

    @contextlib.contextmanager
    def _told(self, target: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _said(target, error) from error


@contextlib.contextmanager
def staged(folder: Path, permissions: int, *, group_shared: bool = False) -> Iterator[Stage]:
    """A place to prepare files below `folder`; what is left of it at the end is removed.

    What a killed run left there is removed as well.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = held_folder(_ASIDE, folder)
    except OSError as error:
        raise _said(folder, error) from error
    with held as aside:
        yield Stage(aside, permissions, group_shared)


def other_files(folder: Path, ignored: Sequence[str]) -> Iterator[tuple[Path, Path]]:
    """The regular files below a folder that are no notebooks, each with its path inside."""
    patterns = [*ignored, "*.ipynb"]
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not _obeyed(name) and not _matches(name, patterns)
        )
        for name in sorted(files):
            path = Path(parent, name)
            plain = name.isprintable() and not _obeyed(name) and not _matches(name, patterns)
            if plain and stat.S_ISREG(_mode(str(path))):
                yield path, path.relative_to(folder)


def odd_files(folder: Path) -> list[str]:
    """Patterns of what no copy is made of: what is neither a folder nor a regular file.

    And what has a name that a terminal would obey, since nbgrader puts names into its log, or git
    or an editor; or lies so deep that it cannot be reached.
    """
    found = []
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            mode = _mode(os.path.join(parent, name))
            plain = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
            if not plain or not name.isprintable() or _obeyed(name):
                found.append(glob.escape(name))
    return sorted(set(found))


def _obeyed(name: str) -> bool:
    """Whether programs that come by act on a file or folder of the name, as git does on `.git`."""
    return name.startswith(".") or name == "HEAD"


def _mode(path: str) -> int:
    """The mode of a file; 0 where it lies too deep to be reached, or is gone."""
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def runs_in_a_browser(name: str) -> bool:
    """Whether formgrader, which serves what lies below `autograded/`, might have a file run."""
    return os.path.splitext(name)[1].lower() not in _HARMLESS


def together(
    handed_in: Iterable[tuple[Path, Path]], given: Iterable[tuple[Path, Path]]
) -> list[tuple[Path, Path]]:
    """What to copy: a student's files but those that stand in a given one's way, or would run."""
    ours = list(given)
    names = {name for _, name in ours}
    folders = {parent for name in names for parent in name.parents}
    theirs = [
        (path, name)
        for path, name in handed_in
        if name not in folders
        and not names.intersection([name, *name.parents])
        and not runs_in_a_browser(name.name)
    ]
    return [*theirs, *ours]


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _copy_regular(source: Path, target: Path) -> bool:
    """Copy a file that is one; whether it was: since it was listed it may have become a link."""
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOENT, errno.ENXIO):
            return False
        raise
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return False
        with open(target, "wb") as copy:
            shutil.copyfileobj(file, copy)
    return True


def _remove_others(folder: Path, names: frozenset[Path]) -> None:
    """Remove what an earlier grading left: files of a hand-in that is not there any more."""
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in files:
            path = Path(parent, name)
            if path.relative_to(folder) not in names:
                path.unlink(missing_ok=True)
        for name in folders:
            path = Path(parent, name)
            if path.is_symlink():
                path.unlink()
            else:
                with contextlib.suppress(OSError):  # files that belong there are in it
                    path.rmdir()


def _said(target: Path, error: OSError) -> GraderError:
    kind = GraderError if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO) else UsageError
    return kind(
        f"writing {target}",
        expected="a folder that can be written to, with room for its files",
        came=f"{type(error).__name__}: {error.strerror or error}",
        todo="free space or correct the permissions, then run the command again: what was graded "
        "is kept, and it puts right what is missing here",
    )
