"""One student's upload, with its folders, as the flat hand-in that `grade` reads.

The file that counts is chosen as where a platform's download is collected, so that both are graded
alike. May import `choosing`, `downloads`, `names` and `readings`; must never follow a link, nor
read more of a file than a hand-in may have.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.intake.choosing import choose
from grader.intake.downloads import is_hidden
from grader.intake.names import Piece
from grader.intake.readings import Wanted, stem_and_kind


def lay_flat(upload: Path, folder: Path, wanted: Wanted, most: int) -> tuple[str, ...]:
    """Lay what was uploaded into a new folder; what its student should know of that.

    The files that count get the names that were asked for; where none can be chosen, all that may
    be meant lie there. Of everything else the names alone do, to be told. Of a file with more than
    `most` bytes one byte more is copied, as which it is too large.
    """
    regular: dict[str, Path] = {}
    folder.mkdir(parents=True)
    for path in _below(upload):
        name = path.relative_to(upload).as_posix()
        if is_hidden(name):
            continue
        if path.is_file() and not path.is_symlink():
            regular[name] = path
        else:
            (folder / path.name).mkdir(exist_ok=True)  # is told as no file
    pieces = [_piece(name) for name in sorted(regular)]

    def read(entry: str) -> bytes | None:
        data = _beginning(regular[entry], most)
        return data if len(data) <= most else None

    choice = choose(pieces, wanted, read) if pieces else None
    chosen = dict(choice.files) if choice else {}
    notes = choice.notes if choice else ()
    for name, piece in chosen.items():
        _write(folder / name, _beginning(regular[piece.entry], most))
    for piece in pieces:
        if not wanted.asks_for(piece.file):
            if piece not in chosen.values():
                _write(folder / piece.file, b"")
        elif not chosen:
            target = _free(folder, piece.file)
            _write(target, _beginning(regular[piece.entry], most))
            if target.name != piece.entry:
                notes = (*notes, f"{piece.entry} is called {target.name} here")
    return notes


def _below(top: Path) -> Iterator[Path]:
    """Everything in the folder and in those below it but these themselves; links lead nowhere."""
    waiting = [top]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                else:
                    yield Path(entry.path)


def _piece(name: str) -> Piece:
    above, _, file = name.rpartition("/")
    return Piece(name, (), file, notes=(f"it lay in the folder {above}",) if above else ())


def _beginning(path: Path, most: int) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        return file.read(most + 1)


def _write(target: Path, data: bytes) -> None:
    """Write a new file; in the place of one that is there nothing, but of an empty folder."""
    if target.is_dir():
        target.rmdir()
    if not target.exists():
        target.write_bytes(data)


def _free(folder: Path, file: str) -> Path:
    """A place for one more copy of a file, under a name by which it is known as one."""
    stem, kind = stem_and_kind(file)
    names = (file, *(f"{stem}-{number}{kind}" for number in range(1, 1000)))
    return next((folder / name for name in names if not (folder / name).exists()), folder / file)
