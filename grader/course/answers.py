"""Files of answer cells, which are put into a release or into the model answer.

A file is in the percent format: `# %% grade_id="NAME"` begins the answer of that name, `# %%` a
further cell. What stands before the first mark is for people. May import the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MARK = re.compile(r"^# %%(?P<markdown> \[markdown\])?(?: grade_id=\"(?P<name>[^\"]+)\")?\s*$")


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """A cell of an answers file; `name` is its grade id, empty for a further cell."""

    name: str
    markdown: bool
    source: str


def read_answers(text: str) -> list[AnswerCell]:
    """The cells of an answers file, in order; what stands before the first mark is left out."""
    cells: list[AnswerCell] = []
    lines: list[str] = []
    for line in [*text.splitlines(), "# %%"]:
        mark = MARK.match(line)
        if mark is None:
            lines.append(line)
            continue
        if cells:
            last = cells.pop()
            cells.append(AnswerCell(last.name, last.markdown, "\n".join(lines).strip("\n")))
        cells.append(AnswerCell(mark["name"] or "", bool(mark["markdown"]), ""))
        lines = []
    return cells[:-1]


def by_name(cells: Sequence[AnswerCell]) -> tuple[dict[str, AnswerCell], list[AnswerCell]]:
    """Answers by grade id, the last one winning, and the further cells."""
    return {c.name: c for c in cells if c.name}, [c for c in cells if not c.name]
