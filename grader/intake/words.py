"""The student's texts that a person reads: the answer to each manual question.

Pure; may import the standard library, `placing` and `release`. Never leaves out a text because it
stands in another cell than the question's own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence

from grader.intake.placing import StudentCell, normal
from grader.intake.release import Release, ReleaseCell

_REMARK = re.compile(
    r'''("""|\'\'\')(?P<string>.*?)\1|^[ \t]*#(?P<comment>[^\n]*)''', re.DOTALL | re.MULTILINE
)

_PICTURE = "](attachment:"
"""How Jupyter names what was pasted into a cell."""
_NO_REMARKS = ("!", "-*-", "coding", "%%")
_MOST_REMARKS = 10_000
"""Are looked at: each is searched in all that was given out."""


def free_text(
    release: Release,
    given: Sequence[StudentCell],
    used: Mapping[int, Sequence[StudentCell]],
) -> tuple[dict[str, str], list[str]]:
    """The text for each manual question, and notes on texts found elsewhere and on pictures.

    Parameters
    ----------
    used:
        Of each cell of the release the student's versions of it.
    """
    texts = _in_place(release, given, used)
    elsewhere = _elsewhere(release, given, texts)
    notes = [
        f"no text for {name} in its cell; what you wrote elsewhere is read" for name in elsewhere
    ]
    texts |= elsewhere
    return texts, notes + list(_pictures(release, texts))


def _in_place(
    release: Release, given: Sequence[StudentCell], used: Mapping[int, Sequence[StudentCell]]
) -> dict[str, str]:
    """Each manual question's answer: its cells unless untouched, and the texts right below each."""
    texts: dict[str, str] = {}
    for at, cell in enumerate(release.cells):
        if cell.role != "manual" or not used[at]:
            continue
        pieces: list[str] = []
        for version in used[at]:
            changed = normal(version.source) != normal(cell.source)
            pieces += [version.source] if changed else []
            pieces += _texts_below(version, given)
        texts[_question(cell, at)] = "\n\n".join(pieces)
    return texts


def _texts_below(cell: StudentCell, given: Sequence[StudentCell]) -> Iterable[str]:
    for follower in (each for each in given if each.number > cell.number):
        if follower.place is not None:
            return
        if follower.type == "markdown":
            yield follower.source


def _elsewhere(
    release: Release, given: Sequence[StudentCell], texts: Mapping[str, str]
) -> dict[str, str]:
    """The student's texts beside known cells, for each question that has none of its own.

    Who wrote the answer into another cell, right below the question in our own text for one, or
    into a comment where its cell is gone (a `.py` may have none), or into a cell of code below the
    question, which is what a new cell is, must not get 0 unread.
    """
    names = [_question(cell, at) for at, cell in enumerate(release.cells) if cell.role == "manual"]
    lacking = [name for name in names if not texts.get(name, "").strip()]
    if not lacking:
        return {}
    found = [_own_text(release, each) for each in given if each.type == "markdown"]
    in_place = "\n".join(texts.values())
    stray = [text for text in found if text.strip() not in in_place]
    remarks = list(_remarks(release, given))
    below = {_question(release.cells[at], at): code for at, code in _code_below(release, given)}
    candidates = {
        name: "\n\n".join([*stray, *(below.get(name, ()) if name in texts else remarks)])
        for name in lacking
    }
    return {name: text for name, text in candidates.items() if text.strip()}


def _pictures(release: Release, texts: Mapping[str, str]) -> Iterable[str]:
    """A note on each text with a picture that was pasted into it, which no text shows."""
    for at, cell in enumerate(release.cells):
        name = _question(cell, at)
        ours = cell.source.count(_PICTURE)
        if cell.role == "manual" and texts.get(name, "").count(_PICTURE) > ours:
            yield f"the text for {name} holds a picture: whoever marks sees it in the file alone"


def _code_below(release: Release, given: Sequence[StudentCell]) -> Iterable[tuple[int, list[str]]]:
    """Of each manual question's place the student's own cells of code right below its cell."""
    place, code = -1, list[str]()
    for cell in given:
        if cell.place is not None:
            if place >= 0 and release.cells[place].role == "manual":
                yield place, code
            place, code = cell.place, []
        elif cell.type == "code" and cell.source.strip():
            code.append(cell.source)
    if place >= 0 and release.cells[place].role == "manual":
        yield place, code


def _own_text(release: Release, cell: StudentCell) -> str:
    """What a cell of text says that is the student's: in one of ours the lines that are not."""
    if cell.place is None:
        return cell.source
    original = release.cells[cell.place]
    if original.role != "text":
        return ""
    ours = {line.strip() for line in original.source.splitlines()}
    own = [line if line.strip() not in ours else "" for line in cell.source.splitlines()]
    return "\n".join(own).strip("\n")


def _remarks(release: Release, given: Sequence[StudentCell]) -> Iterable[str]:
    """What code says in comments and in texts of several lines, but for what was given out."""
    given_out = "\n".join(cell.source for cell in release.cells)
    sources = [each.source for each in given if each.type == "code"]
    remarks = (found for source in sources for found in _REMARK.finditer(source))
    for found in itertools.islice(remarks, _MOST_REMARKS):
        remark = (found["string"] or found["comment"] or "").strip()
        if remark and remark not in given_out and not remark.startswith(_NO_REMARKS):
            yield remark


def _question(cell: ReleaseCell, at: int) -> str:
    return cell.grade_id or f"answer {at + 1}"
