"""Turns a hand-in into the other form: a `.py` into a notebook on its release, and back.

Whichever form is graded, the same is run: the same code in the same places, and a cell keeps the
number by which its student knows it. Pure, on cells that `worker.reading` gave; may import the
standard library, `grader.errors`, `grader.worker` and the light part of this room. Must never run
anything, and never add code that its student did not write.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.errors import UsageError
from grader.intake.placing import StudentCell, place
from grader.intake.release import Release, release_of
from grader.worker.percent import is_mark, string_at_end
from grader.worker.reading import MARK, Unreadable, mark_of, read_hand_in

_SEAL, _BLANK = re.compile(rb'"seal": "([0-9a-f]{64})"'), b"0" * 64
_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

Cells = Sequence[Mapping[str, Any]]
"""As `worker.reading.read_hand_in` gives them: `type`, `source`, `grade_id`."""


def to_notebook(release: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    """The cells as a notebook that holds every marked cell of the released one.

    They come first, in their order, each with the metadata of the released cell that it is a
    version of. Then follows what they lack: answers that are not there stay blank, since a stub
    would be run in the place of what the student wrote elsewhere. As long as nobody changes it, the
    notebook says of itself that it was made: a `.py` beside it is then what its student sent.

    Parameters
    ----------
    release:
        The released notebook, as `json.loads` gives it.

    Raises
    ------
    KeyError, TypeError
        Where `release` is no released notebook.
    """
    known = release_of(release)
    placed = place(
        known,
        [
            StudentCell(number, cell["type"], cell["source"], cell["grade_id"])
            for number, cell in enumerate(cells, 1)
        ],
    )
    there = {cell.place for cell in placed}
    made = [_cell(cell.type, cell.source, _original(release, cell.place)) for cell in placed]
    for at in _in_order(known, begun=there != {None} and bool(there)):
        original, role = release["cells"][at], known.cells[at].role
        if at in there or role == "free":
            continue
        source = "" if role in ("answer", "manual") else known.cells[at].source
        made.append(_cell(known.cells[at].type, source, original))
    _name(made)
    notebook = copy.deepcopy({key: release[key] for key in release if key != "cells"})
    read = [{"type": cell["cell_type"], "source": cell["source"]} for cell in made]
    notebook["metadata"] = {**notebook.get("metadata", {}), MARK[0]: {MARK[1]: mark_of(read)}}
    return {**notebook, "cells": made}


def is_as_it_was_made(data: bytes) -> bool:
    """Whether the bytes of a notebook are those that `notebook_bytes` made of a `.py`.

    Nothing is parsed. A student can seal a notebook, too: this may decide what is told, never what
    is graded.
    """
    if not _SEAL.search(data):
        return False
    parts = _at_its_seal(data)
    return parts[1] == _seal_of(*parts)


def to_percent(cells: Cells) -> str:
    """The cells as the text of a `.py` file in percent format, which reads back as the same cells.

    Magics and shell lines stay as they are, and are taken out when it is graded, as in a notebook.
    Empty lines at a cell's edges go. A comment that would begin a cell gets a second `#`.

    Raises
    ------
    UsageError
        Where the cells cannot be told apart in such a file; the message names the first.
    """
    wanted = [
        {
            "type": cell["type"],
            "source": _harmless(cell["type"], cell["source"]).strip("\n"),
            "grade_id": _plain(cell["grade_id"]),
        }
        for cell in cells
    ]
    text = "\n\n".join(map(_percent, wanted)) + "\n" if wanted else "# %%\n"
    _read_back(text, wanted)
    return text


def notebook_bytes(notebook: Mapping[str, Any]) -> bytes:
    """A notebook as a file: the same bytes for the same content.

    One that was made of a `.py` is sealed, so that a change to the file is seen by its bytes.
    """
    cells = [{**c, "source": c["source"].splitlines(keepends=True)} for c in notebook["cells"]]
    metadata = dict(notebook.get("metadata", {}))
    if made := MARK[1] in metadata.get(MARK[0], {}):
        metadata[MARK[0]] = {**metadata[MARK[0]], "seal": _BLANK.decode()}
    whole = {**notebook, "cells": cells, **({"metadata": metadata} if metadata else {})}
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)
    data = (text + "\n").encode()
    if not made:
        return data
    parts = _at_its_seal(data)
    return b"".join((parts[0], _seal_of(*parts), parts[2]))


def _at_its_seal(data: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the last seal, the seal, and what stands behind it."""
    begin, end = list(_SEAL.finditer(data))[-1].span(1)
    return data[:begin], data[begin:end], data[end:]


def _seal_of(before: bytes, _: bytes, behind: bytes) -> bytes:
    return hashlib.sha256(before + _BLANK + behind).hexdigest().encode()


def _in_order(release: Release, *, begun: bool) -> list[int]:
    """The places of the release, in order; of a hand-in that has none of them, answers first.

    Code that stands above every known cell is run before the first of them. That must be the
    first answer, as without the cells that are added here: what the release gives above it, such
    as its imports, runs before.
    """
    places = list(range(len(release.cells)))
    first = next((at for at in places if release.cells[at].role == "answer"), 0)
    return places if begun else places[first:] + places[:first]


def _original(release: Mapping[str, Any], place: int | None) -> Mapping[str, Any]:
    return {} if place is None else release["cells"][place]


def _cell(kind: str, source: str, original: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cell_type": kind,
        "id": original.get("id", ""),
        "metadata": copy.deepcopy(original.get("metadata", {})),
        "source": source,
    }
    return made | {"execution_count": None, "outputs": []} if kind == "code" else made


def _name(cells: list[dict[str, Any]]) -> None:
    """Give every cell an id of its own; a released cell's goes to its first version."""
    taken = {cell["id"] for cell in cells}
    seen = {""}
    for number, cell in enumerate(cells, 1):
        if cell["id"] in seen:
            name = f"own-{number}"
            while name in taken:
                name += "-"
            cell["id"] = name
            taken.add(name)
        seen.add(cell["id"])


def _plain(grade_id: str | None) -> str | None:
    """The grade id, where it is one that fits into a mark."""
    return grade_id if grade_id is not None and _PLAIN_ID.fullmatch(grade_id) else None


def _harmless(kind: str, source: str) -> str:
    """The source without lines that would begin a cell."""
    lines, opened = source.split("\n"), ""
    for at, line in enumerate(lines):
        if kind == "markdown" and is_mark(_comment(line)):
            lines[at] = ("\\" if line.lstrip().startswith("%") else " ") + line.lstrip()
        elif kind == "code" and not opened and is_mark(line):
            lines[at] = "#" + line
        opened = string_at_end(line + "\n", opened)
    return "\n".join(lines)


def _comment(line: str) -> str:
    return f"# {line}".rstrip() if not line.strip() else f"# {line}"


def _percent(cell: Mapping[str, Any]) -> str:
    mark = "# %%" + " [markdown]" * (cell["type"] == "markdown")
    if cell["grade_id"] is not None:
        mark += f' grade_id="{cell["grade_id"]}"'
    lines = cell["source"].split("\n") if cell["source"] else []
    if cell["type"] == "markdown":
        lines = [_comment(line) for line in lines]
    return "\n".join([mark, *lines])


def _read_back(text: str, wanted: Cells) -> None:
    """Refuse a text that would be read as other cells than it was made from."""
    try:
        found = read_hand_in(text.encode(), "as.py")["cells"]
    except Unreadable as error:
        raise _cannot(f"a file that could not be read again: {error}") from error
    for number, (one, other) in enumerate(zip(wanted, found, strict=False), 1):
        if one != other:
            raise _cannot(f"cell {number}, which would be read with other lines than its own")
    if len(wanted) > len(found):
        raise _cannot(f"{len(wanted)} cells, of which {len(found)} would be read")


def _cannot(came: str) -> UsageError:
    return UsageError(
        "writing a notebook as a .py file",
        expected="cells that can be told apart there",
        came=came,
        todo="close the strings and solve the merge conflicts in its cells, then try again",
    )
