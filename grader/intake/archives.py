"""Opens a bulk download, a zip archive or an unpacked folder, and looks at it before it is read.

Nothing is unpacked here: a caller asks for one file's bytes at a time. An archive with anything in
it that no learning platform writes is refused as a whole; what a student can have done to their own
files is refused alone. May import the standard library, `find`, `members`, `spoiled` and
`grader.errors`; must never write, and never open an archive inside an archive.
"""

from __future__ import annotations

import contextlib
import os
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from grader.errors import UsageError
from grader.intake.find import NotFound, read_bytes
from grader.intake.members import decoded, is_odd_alone, safe_name, shares_bytes, why_not
from grader.intake.spoiled import Refused, alike, crowded, files_and_folders, whose

_MB = 1024 * 1024
_DEEPEST = 20
_WALKED = 10
"""How many times as many files as are taken are looked for in a folder."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may hold; a class of a thousand with pictures stays far below."""

    entries: int = 100_000
    entries_each: int = 10_000
    """Of one hand-in, where there are more than those in all."""
    file_bytes: int = 64 * _MB
    """Of one file that is read; larger ones may lie in the download."""
    ratio: int = 200
    """Unpacked to packed, of one file. Text reaches 20, a bomb 1000; of a larger one no byte is
    read, and the other files are. So all that is read is that many times the download at most."""
    ratio_from_bytes: int = _MB
    """Below this many unpacked bytes the ratio says nothing."""
    own_bytes: int = 256 * _MB
    """Of a list that the platform wrote, however densely it is packed: all that the programs of a
    class printed may stand in it."""

    def of_platform(self) -> Limits:
        """The same for a file that the platform wrote."""
        return replace(self, file_bytes=self.own_bytes, ratio_from_bytes=self.own_bytes)


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a download."""

    name: str
    """Its path, parts joined by `/`, in NFC; never absolute, never upwards."""
    size: int
    note: str = ""
    """What was repaired in its name; empty mostly."""


@dataclass(frozen=True, slots=True)
class Download:
    """An open download; `read` gives a file's bytes, or None where it is larger than allowed.

    `read_own` gives those of a file that the platform wrote, which may be larger, or raises. What
    one student did to the names or the size of their own files keeps nobody else's from being read:
    such a file is refused, or larger than allowed.
    """

    path: Path
    entries: tuple[Entry, ...]
    read: Callable[[Entry], bytes | None]
    read_own: Callable[[Entry], bytes]
    refused: tuple[Refused, ...] = ()


@contextlib.contextmanager
def open_download(path: Path, limits: Limits = LIMITS) -> Iterator[Download]:
    """The download at `path`, open for reading.

    Raises
    ------
    UsageError
        When it is neither a folder nor a zip archive, or an archive that must not be unpacked.
    """
    if path.is_dir():
        with _damage_told(path):
            found = _folder(path, limits)
        yield found
        return
    with _archive(path) as archive:
        with _damage_told(path):
            entries, refused = _checked(path, archive, limits)
        read = _reader(path, archive, entries, limits)
        own = _or_raise(path, _reader(path, archive, entries, limits.of_platform()))
        yield Download(path, tuple(entries), read, own, refused)


def names_in(path: Path) -> list[str]:
    """The names in an archive, or in a folder itself, as they are, dangerous ones among them.

    Raises
    ------
    UsageError
        When it is neither a folder nor a zip archive that can be read.
    """
    if path.is_dir():
        with _damage_told(path):
            return os.listdir(path)
    with _archive(path) as archive, _damage_told(path):
        return [decoded(member)[0] for member in archive.infolist()]


def _archive(path: Path) -> zipfile.ZipFile:
    if not path.is_file():
        came = "neither a file nor a folder" if path.exists() else "which is not there"
        raise _refusal(path, came, "correct the path of the download")
    with _damage_told(path):
        return zipfile.ZipFile(path)


@contextlib.contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Says of a broken archive that it is one, and of what may not be read that it may not."""
    try:
        yield
    except OSError as error:
        words = f"{type(error).__name__}: {error.strerror or error}"
        raise _refusal(path, words, "make it readable for this account") from error
    except (
        zipfile.BadZipFile, zlib.error, struct.error, UnicodeDecodeError, EOFError,
        NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        words = f"a damaged file, or no zip archive ({type(error).__name__}: {error})"
        raise _refusal(path, words) from error


def _checked(
    path: Path, archive: zipfile.ZipFile, limits: Limits
) -> tuple[dict[Entry, zipfile.ZipInfo], tuple[Refused, ...]]:
    """Each file of the archive; raises for the first thing that no platform would write."""
    members = archive.infolist()
    entries: dict[Entry, zipfile.ZipInfo] = {}
    refused: list[Refused] = []
    seen: dict[str, set[str]] = {}
    deep: set[str] = set()
    for member in members:
        raw, note = decoded(member)
        name = safe_name(raw)
        if name is None and is_odd_alone(raw):
            refused.append(Refused(raw, "its name would lead out of its folder"))
            continue
        if name is None:
            raise _refusal(path, f"{raw!r}, a path that leads out of the folder")
        if why := why_not(member):
            raise _refusal(path, f"{name!r}, {why}")
        if member.is_dir() or raw.endswith("\\"):
            continue
        if name.count("/") > _DEEPEST:
            deep.add(_upper(name))
            continue
        if raw in seen.setdefault(name, set()):
            raise _refusal(path, f"{name!r} twice")
        seen[name].add(raw)
        entries[Entry(name, member.file_size, note)] = member
    sharing = shares_bytes(members)
    if sharing is not None:
        raise _refusal(path, f"{sharing.filename!r}, packed into the same bytes as another file")
    refused += (Refused(name, "it lies too deep") for name in sorted(deep))
    refused += alike(name for name, spellings in seen.items() if len(spellings) > 1)
    refused += files_and_folders(seen.keys())
    kept, crowds = _uncrowded(path, list(entries), [*refused], limits)
    return {entry: entries[entry] for entry in kept}, (*refused, *crowds)


def _uncrowded(
    path: Path, entries: Iterable[Entry], refused: Iterable[Refused], limits: Limits
) -> tuple[list[Entry], list[Refused]]:
    """What is left to read, and whose folders hold too much for a download of too many files."""
    spoiled = {each.name for each in refused}
    kept = [entry for entry in entries if entry.name not in spoiled]
    if len(kept) <= limits.entries:
        return kept, []
    crowds = crowded((entry.name for entry in kept), limits.entries_each)
    kept = [entry for entry in kept if whose(entry.name) not in crowds]
    if len(kept) > limits.entries:
        raise _refusal(path, f"{len(kept)} files, more than {limits.entries}")
    why = f"more than {limits.entries_each}"
    return kept, [Refused(name, f"{count} files, {why}") for name, count in crowds.items()]


def _upper(name: str) -> str:
    """As much of a path as is looked at."""
    return "/".join(name.split("/", _DEEPEST + 1)[: _DEEPEST + 1])


def _reader(
    path: Path, archive: zipfile.ZipFile, members: dict[Entry, zipfile.ZipInfo], limits: Limits
) -> Callable[[Entry], bytes | None]:
    def read(entry: Entry) -> bytes | None:
        if not _will_unpack(members[entry], limits):
            return None
        # The size that the archive states is a claim; no more than that is unpacked.
        with _damage_told(path), archive.open(members[entry]) as file:
            data = file.read(entry.size + 1)
        if len(data) != entry.size:
            raise _refusal(path, f"{entry.name!r}, whose size is not the one that is stated")
        return data

    return read


def _will_unpack(member: zipfile.ZipInfo, limits: Limits) -> bool:
    """Whether a file is no larger, and no more densely packed, than one that is read."""
    size, packed = member.file_size, max(member.compress_size, 1)
    bomb = size > limits.ratio_from_bytes and size > limits.ratio * packed
    return size <= limits.file_bytes and not bomb


def _folder(root: Path, limits: Limits) -> Download:
    """An unpacked download; links and devices in it are not followed but listed."""
    files: list[tuple[str, int, Path]] = []
    refused: list[Refused] = []
    waiting = [(root, "", 0)]
    while waiting:
        folder, above, depth = waiting.pop()
        try:
            held = sorted(os.scandir(folder), key=lambda one: one.name)
            # Who may not look behind the names learns it here, before any of them is taken.
            sizes = {each.name: each.stat(follow_symlinks=False).st_size for each in held}
        except PermissionError as error:
            if folder == root:
                raise
            refused.append(Refused(above.rstrip("/"), f"it cannot be read: {error.strerror}"))
            continue
        for each in held:
            name = unicodedata.normalize("NFC", above + each.name)
            if each.is_dir(follow_symlinks=False):
                if depth >= _DEEPEST:
                    refused.append(Refused(name, "it lies too deep"))
                else:
                    waiting.append((Path(each.path), name + "/", depth + 1))
            elif each.is_file(follow_symlinks=False):
                files.append((name, sizes[each.name], Path(each.path)))
            else:
                refused.append(Refused(name, "it is a link or a device, which is not followed"))
        if len(files) > _WALKED * limits.entries:
            raise _refusal(root, f"more than {_WALKED * limits.entries} files")
    refused += alike(
        name for name, times in Counter(each[0] for each in files).items() if times > 1
    )
    found = {Entry(name, size): path for name, size, path in files}
    kept, crowds = _uncrowded(root, found, refused, limits)
    entries = {entry: found[entry] for entry in kept}

    def read(entry: Entry, most: int = limits.file_bytes) -> bytes | None:
        data = read_bytes(entries[entry], most)
        return None if isinstance(data, NotFound) else data

    in_order = sorted(entries, key=lambda entry: entry.name)
    own = _or_raise(root, partial(read, most=limits.own_bytes))
    return Download(root, tuple(in_order), read, own, (*refused, *crowds))


def _or_raise(path: Path, read: Callable[[Entry], bytes | None]) -> Callable[[Entry], bytes]:
    """Reads what the whole class needs: where it is larger than allowed, that is an error."""

    def read_or_raise(entry: Entry) -> bytes:
        data = read(entry)
        if data is None:
            todo = "lay the hand-ins out as <student>/<file> and use --from folder"
            raise _refusal(path, f"{entry.name!r} of {entry.size:,} bytes, too large", todo)
        return data

    return read_or_raise


def _refusal(path: Path, came: str, todo: str = "") -> UsageError:
    return UsageError(
        f"reading the download {path}",
        expected="the zip archive of a learning platform, or a folder with its contents",
        came=came,
        todo=todo or "download it again; if that changes nothing, unpack it, look, name the folder",
    )
