"""Finds the one file of a hand-in that is read.

Only regular files are opened, never through a link; their size is known before they are read. May
import the standard library and `grader.errors`; never looks inside a file.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from grader.errors import GraderError, first_of

# What browsers, Jupyter and mail programs add: `net (1).ipynb`, `net-1.ipynb`, `net-Copy1.ipynb`,
# `net.ipynb.txt`; and Colab in front: `Copy of net.ipynb`. Windows makes `net - Copy (2).ipynb`,
# macOS `net copy 2.ipynb`; in German `net - Kopie`, `net Kopie` and `Kopie von net`.
_SUFFIX = re.compile(
    r"(-copy\d{1,2}| - (copy|kopie)( \(\d{1,2}\))?| (copy|kopie)( \d{1,2})?)*"
    r"( ?\(\d{1,2}\)|[-_]\d{1,2})?"
)
_PREFIX = re.compile(r"^(copy of |kopie von )+")
_DOUBLED = (".txt", ".json")
_SHOWN = 5
# What the release puts beside the stubs, and what nbgrader's exchange puts beside a hand-in.
_ALONGSIDE = ("README.md", "timestamp.txt", "submission_secret.txt")
PACKED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".xz")
"""The endings of archives in lower case. None that a student handed in is opened."""
_MOST_COPIES = 50
"""More files of one name are not compared."""
_MOST_LOOKED_INTO = 6


@dataclass(frozen=True, slots=True)
class Found:
    """The file to be read. `other` is the hand-in's second form, which is not."""

    path: Path
    notes: tuple[str, ...] = ()
    other: Path | None = None
    unread: tuple[str, ...] = field(default=(), compare=False)
    """The names of notebooks and `.py` files that lie there too, called otherwise."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why no file is read; `status` and `message` go into the submission's report."""

    status: Literal["empty", "ambiguous", "too_large"]
    message: str
    copies: tuple[Path, ...] = field(default=(), compare=False)
    """The files that could be meant, where they are few enough to be looked into."""


def find_hand_in(
    folder: Path,
    hand_in_names: Sequence[str],
    max_bytes: int | None = None,
    passed_over: Collection[str] = (),
) -> Found | NotFound:
    """The hand-in in a student's folder: notebook before `.py`, never a guess between two.

    Parameters
    ----------
    hand_in_names:
        The names that the assignment asks for.
    max_bytes:
        The most bytes that a hand-in may have.
    passed_over:
        Names of files of which somebody knows that they are not meant.
    """
    files, refused = _files(folder)
    files = [name for name in files if name not in passed_over]
    by_kind = {
        ending: [name for name in files if _is_one_of(name, hand_in_names, ending)]
        for ending in (".ipynb", ".py")
    }
    for ending, names in by_kind.items():
        if len(names) > 1:
            by_kind[ending] = _different(folder, names, max_bytes)
    several = [names for names in by_kind.values() if len(names) > 1]
    if several:
        return _several(folder, several[0], [name for names in by_kind.values() for name in names])
    chosen = [names[0] for names in by_kind.values() if names]
    if not chosen:
        return NotFound("empty", _nothing(hand_in_names, files, refused))
    notes = _notes(chosen, hand_in_names, [name for name in files if name not in chosen], refused)
    # A notebook beside a .py is told as too large when it is read: the .py may hold the answers.
    alone = len(chosen) == 1
    if alone and max_bytes is not None and os.lstat(folder / chosen[0]).st_size > max_bytes:
        return too_large(chosen[0], max_bytes)
    unread = tuple(n for n in files if n not in chosen and n.lower().endswith((".ipynb", ".py")))
    return Found(folder / chosen[0], notes, folder / chosen[1] if len(chosen) > 1 else None, unread)


def read_bytes(path: Path, max_bytes: int) -> bytes | NotFound:
    """The bytes of a regular file that is no link; NotFound where it is another thing or larger."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)  # Windows has but the last
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return NotFound("empty", f"{path.name} is not a file that can be read.")
        with open(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return NotFound("empty", f"{path.name} is not a file that can be read.")
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise GraderError(
            f"reading the hand-in {path}",
            expected="a file that this account may read",
            came=f"{type(error).__name__}: {error.strerror}",
            todo="make the file readable and grade again",
        ) from error
    return too_large(path.name, max_bytes) if len(data) > max_bytes else data


def is_copy_of(stem: str, asked: str) -> bool:
    """Whether a name without ending is the asked-for one, as it is or as a program copied it."""
    name, wanted = stem.casefold(), asked.casefold()
    return any(
        each.startswith(wanted) and _SUFFIX.fullmatch(each[len(wanted) :]) is not None
        for each in (name, _PREFIX.sub("", name, count=1))
    )


def _files(folder: Path) -> tuple[list[str], list[str]]:
    """The names of the regular files, and of what is none; hidden ones are no concern."""
    files: list[str] = []
    refused: list[str] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda each: each.name)
        for entry in entries:
            if not entry.name.startswith("."):
                regular = entry.is_file(follow_symlinks=False)
                (files if regular else refused).append(entry.name)
    except OSError as error:
        raise GraderError(
            f"looking for a hand-in in {folder}",
            expected="a folder that this account may list",
            came=f"{type(error).__name__}: {error.strerror}",
            todo="make the folder readable and grade again",
        ) from error
    return files, refused


def _is_one_of(name: str, hand_in_names: Sequence[str], ending: str) -> bool:
    """Whether a file is the asked-for file, as it is or as a browser saved it."""
    name = unicodedata.normalize("NFC", name)
    if any(name == each for each in hand_in_names):
        return name.endswith(ending)
    for doubled in _DOUBLED:
        if name.lower().endswith(ending + doubled):
            name = name[: -len(doubled)]
    for asked in hand_in_names:
        stem, end = os.path.splitext(unicodedata.normalize("NFC", asked))
        rest, own_end = os.path.splitext(name)
        if end == ending == own_end.lower() and is_copy_of(rest, stem):
            return True
    return False


def _different(folder: Path, names: list[str], max_bytes: int | None) -> list[str]:
    """The names without those whose file equals the first one, byte for byte.

    Where two differ, all that were not read are taken to differ: it is ambiguous anyhow. Sizes are
    looked at before contents, and no content is kept.
    """
    limit = max_bytes if max_bytes is not None else 16 * 1024 * 1024
    in_order = sorted(names, key=lambda each: (len(each), each))
    sizes = {os.lstat(folder / name).st_size for name in in_order}
    if len(sizes) > 1 or len(in_order) > _MOST_COPIES or max(sizes) > limit:
        return in_order
    digests = set()
    for name in in_order:
        data = read_bytes(folder / name, limit)
        if not isinstance(data, bytes):
            return in_order
        digests.add(hashlib.sha256(data).digest())
        if len(digests) > 1:
            return in_order
    return in_order[:1]


def _several(folder: Path, named: Sequence[str], candidates: Sequence[str]) -> NotFound:
    copies = tuple(folder / name for name in candidates)
    return NotFound(
        "ambiguous",
        f"Several files could be meant: {_listed(named)}. None is graded. Hand in the one that "
        "counts alone, or tell the course staff which it is: they take the others out of the "
        "folder and grade again.",
        copies if len(copies) <= _MOST_LOOKED_INTO else (),
    )


def _notes(
    chosen: list[str], asked: Sequence[str], ignored: list[str], refused: list[str]
) -> tuple[str, ...]:
    notes = []
    if chosen[0] not in asked:
        ending = ".py" if _is_one_of(chosen[0], asked, ".py") else ".ipynb"
        meant = [each for each in asked if each.endswith(ending)]
        notes.append(f"the file is called {_listed(chosen[:1])}; taken for {_listed(meant[:1])}")
    ignored = [name for name in ignored if name not in _ALONGSIDE]
    if ignored:
        modules = [name for name in ignored if _is_module(name, asked)]
        todo = f"; put what you need of {_listed(modules)} into a cell" if modules else ""
        notes.append(f"not looked at: {_listed(ignored)}{todo}")
    if refused:
        notes.append(f"not looked at, because they are folders or links: {_listed(refused)}")
    return tuple(notes)


def _is_module(name: str, asked: Sequence[str]) -> bool:
    """Whether a file may be what an import looks for in vain; a copy of the hand-in is none."""
    return name.lower().endswith(".py") and not _is_one_of(name, asked, ".py")


def _nothing(asked: Sequence[str], files: list[str], refused: list[str]) -> str:
    files = [name for name in files if name not in _ALONGSIDE]
    came = f"these files came: {_listed(files)}" if files else "no file came"
    links = f"; folders and links are not looked into: {_listed(refused)}" if refused else ""
    todo = _what_next(" or ".join(asked), files, refused)
    return f"No file named {' or '.join(asked)} was handed in; {came}{links}.{todo}"


def _what_next(asked: str, files: list[str], refused: list[str]) -> str:
    """What brings the work to light, by what came; nothing where nothing came."""
    packed = [name for name in files if name.lower().endswith(PACKED)]
    if packed and not any(name.lower().endswith((".ipynb", ".py")) for name in files):
        them = "it" if len(packed) == 1 else "them"
        return (
            f" Archives are not opened: unpack {them}, and hand in the file itself, named {asked}."
        )
    if files:
        return f" Name yours {asked} and hand it in again."
    return f" Hand in the file itself, named {asked}, and in no folder." if refused else ""


def too_large(name: str, max_bytes: int) -> NotFound:
    """Why a file of more bytes is not read, and what its student does."""
    return NotFound(
        "too_large",
        f"{_listed([name])} is larger than {in_words(max_bytes)}. Clear its outputs (pictures are "
        "stored in the notebook), save it, and hand it in again.",
    )


def too_much_text(max_bytes: int) -> str:
    """What to say of a file whose cells alone are longer than that."""
    return f"Its cells hold more than {in_words(max_bytes)} of text; none is read."


def in_words(max_bytes: int) -> str:
    """A limit on bytes as people say it: 20 MB rather than 20480 KB."""
    kb = max_bytes // 1024
    return f"{kb // 1024} MB" if kb and not kb % 1024 else f"{kb} KB"


def _listed(names: Sequence[str]) -> str:
    """A few file names on one line; a student chose them, so no control character gets through."""
    clean = ["".join(c if c.isprintable() else "?" for c in name[:100]) for name in names]
    return first_of(clean, _SHOWN)
