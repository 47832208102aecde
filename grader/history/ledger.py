"""One change of the results at a time, whole or not at all, with what was there before.

A change is prepared in a hidden folder below `regrades/`: `change.json`, `before/` and `after/`.
Renaming that folder to its number decides it; then the files of `after/` are moved to their places.
A process that is killed before leaves a hidden folder, which is thrown away; one that is killed
after leaves `after/`, whose files are moved by `finish`. Moving needs no room on the disk. May
import `grader.errors`, the records, of the engine where the history lies and of feedback how
writers take turns; must never look into a file that it moves.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from grader.engine.upheld import CHANGE_FILE, REGRADES, read_changes
from grader.errors import GraderError, UsageError
from grader.feedback.again import publishing
from grader.records import CHANGE_SCHEMA, Change, FileChange, to_json

BEFORE, AFTER = "before", "after"
_STAGING = ".new-"

Files = Mapping[str, bytes | None]
"""Path below the results folder to its new content; None removes it."""


@contextlib.contextmanager
def writing(out: Path) -> Iterator[None]:
    """Nobody else replaces reports meanwhile, and what a killed command left is finished."""
    with publishing(out):
        _finish(out)
        yield


def finish(out: Path) -> None:
    """Complete or roll back what a killed command left in a results folder; else do nothing."""
    if any(_left_over(out)):
        with writing(out):
            pass


def _left_over(out: Path) -> Iterator[Path]:
    """What only a command at work, or a killed one, has in the history.

    Raises
    ------
    UsageError
        When that cannot be seen: what a regrade lets stand would be taken for nothing.
    """
    home = out / REGRADES
    try:
        for name in os.listdir(home):
            if name.startswith(_STAGING):
                yield home / name
            elif name.isdecimal() and (home / name / AFTER).exists():
                yield home / name / AFTER
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(
            f"reading the history of the results in {home}",
            expected="a folder that can be read",
            came=f"{type(error).__name__}: {error.strerror or error}",
            todo="correct its permissions, or run this as the account that grades",
        ) from error


def _finish(out: Path) -> None:
    for path in sorted(_left_over(out)):
        if path.name == AFTER:
            _install(out, path.parent)
        else:
            shutil.rmtree(path)


def now() -> datetime:
    """The time to be written into a change: to the second, in the machine's own zone."""
    return datetime.now(UTC).astimezone().replace(microsecond=0)


def account() -> str:
    """Who runs this command."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # as in a container that was given a number alone
        return f"uid {os.getuid()}"


def next_number(out: Path) -> int:
    """The number of the next change; to be asked while `writing`."""
    return max((change.number for change in read_changes(out)), default=0) + 1


def commit(out: Path, change: Change, files: Files) -> Change | None:
    """Write the change and its files; what is recorded, or None where no file differs.

    One that takes another back is recorded in any case, because it ends what that one let stand.
    To be called while `writing`. An exception before the change is decided leaves everything as it
    was; one after it leaves what the next command completes.
    """
    home = out / REGRADES
    home.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=_STAGING, dir=home))
    try:
        recorded = change.model_copy(update={"files": _stage(out, staged, files)})
        if not recorded.files and change.undoes is None:
            shutil.rmtree(staged)
            return None
        _put(staged / CHANGE_FILE, _entry(recorded))
        _sync(staged)
        folder = home / f"{change.number:04}"
        os.rename(staged, folder)
        _sync(home)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    _install(out, folder)
    return recorded


def _entry(change: Change) -> bytes:
    """What stands in the change's file; raises where it could not be read back, as from no text."""
    data = json.dumps({"schema": CHANGE_SCHEMA, **to_json(change)}, indent=1).encode()
    try:
        Change.model_validate_json(json.dumps(to_json(change)))
    except ValueError as error:
        raise GraderError(
            f"writing change {change.number} of the results",
            expected="an entry of the history which can be read back",
            came=" ".join(str(error).split())[:200],
            todo="nothing was written; write it with text in UTF-8 alone",
        ) from error
    return data


def _stage(out: Path, staged: Path, files: Files) -> dict[str, FileChange]:
    """Both contents of every file that differs, safely on the disk."""
    (staged / AFTER).mkdir()
    differing = {}
    for name, after in sorted(files.items()):
        before = content(out / name)
        if before == after:
            continue
        differing[name] = FileChange(before=digest(before), after=digest(after))
        for folder, data in ((BEFORE, before), (AFTER, after)):
            if data is not None:
                _put(staged / folder / name, data)
    return differing


def _install(out: Path, folder: Path) -> None:
    """Move the files of a decided change to their places; what was moved already stays."""
    document = json.loads((folder / CHANGE_FILE).read_bytes())
    for name, change in document["files"].items():
        target, source = out / name, folder / AFTER / name
        if change["after"] is None:
            target.unlink(missing_ok=True)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, target)
    shutil.rmtree(folder / AFTER)


def content(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def digest(data: bytes | None) -> str | None:
    """The SHA-256 of some bytes in hex; None of nothing."""
    return None if data is None else hashlib.sha256(data).hexdigest()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
