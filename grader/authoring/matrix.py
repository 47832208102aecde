"""Which question each known mistake loses, and with how many checks.

May import the standard library alone. Holds no printing: the command line makes tables of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One known mistake."""

    misconception: str
    lost: dict[str, int]
    """Question to how many of its checks are lost; questions that lose none are left out."""


@dataclass(frozen=True)
class Matrix:
    """The known mistakes of one assignment by its questions."""

    checks: dict[str, int]
    """Question to how many checks it has, in the order of the assignment."""
    rows: tuple[Row, ...]
    """The widest mistakes last; equal ones by the questions that they lose."""


def matrix(
    questions: Sequence[str],
    question_of: Mapping[str, str],
    lost_by: Mapping[str, frozenset[str]],
) -> Matrix:
    """The matrix of what each known mistake loses.

    Parameters
    ----------
    question_of:
        Check to its question.
    lost_by:
        Known mistake to the checks that it loses.
    """
    count = Counter(question_of.values())
    rows = []
    for name, checks in lost_by.items():
        lost = Counter(question_of[check] for check in checks)
        rows.append(Row(name, {each: lost[each] for each in questions if lost[each]}))
    place = {question: i for i, question in enumerate(questions)}
    rows.sort(key=lambda row: (len(row.lost), [place[q] for q in row.lost], row.misconception))
    return Matrix({each: count[each] for each in questions}, tuple(rows))
