"""Draws every property's examples once on the reference and writes `corpus.json`.

Then every known mistake answers the frozen examples too: its wrong values are its fingerprint, by
which a student's mistake is named. May import the engine, course, files and errors.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from grader.course import Assignment, Course
from grader.course.misconception import load_misconceptions
from grader.course.source import reference_cells
from grader.engine import corpus
from grader.engine.edited import drawn_from
from grader.engine.keys import environment
from grader.engine.session import JudgeProcess
from grader.files import write_atomically


@dataclass(frozen=True)
class Frozen:
    """What freezing one assignment gave."""

    assignment: str
    examples: dict[str, int]
    """Property check to how many examples it has."""
    not_frozen: dict[str, str]
    """Property check to the type that kept it from being frozen."""
    misconceptions: int
    changed: bool


def freeze(course: Course, ids: Sequence[str] = ()) -> list[Frozen]:
    """Writes the corpus of each assignment; without ids, of all."""
    chosen = [course.assignment(name) for name in ids or course.assignments]
    return [_freeze(course, assignment) for assignment in chosen]


def draw(course: Course, assignment: Assignment) -> tuple[corpus.Corpus, dict[str, str]]:
    """The examples that hypothesis draws now, without fingerprints; and what cannot be frozen."""
    with JudgeProcess(course, assignment, mode="freeze") as judge:
        message = judge.draw()
    examples = {
        check: [{name: corpus.decode(value) for name, value in row.items()} for row in rows]
        for check, rows in message["examples"].items()
    }
    suite = drawn_from(assignment.hidden, examples)
    return corpus.Corpus(examples, {}, _versions(), suite), message["not_frozen"]


def fingerprints(judge: JudgeProcess, assignment: Assignment) -> dict[str, dict[str, str]]:
    """What every known mistake answers in the checks that it fails."""
    reference = reference_cells(assignment)
    marks = {}
    for known in load_misconceptions(assignment):
        results = judge.run_cells([*reference, (f"misconception {known.name}", known.code)])
        marks[known.name] = {
            outcome.check: outcome.fingerprint
            for outcome in results.outcomes
            if outcome.fingerprint
        }
    return marks


def _freeze(course: Course, assignment: Assignment) -> Frozen:
    drawn, not_frozen = draw(course, assignment)
    before = assignment.corpus.read_bytes() if assignment.corpus.exists() else None
    write_atomically(assignment.corpus, corpus.dump(drawn))
    try:
        with JudgeProcess(course, assignment) as judge:
            marks = fingerprints(judge, assignment)
    except BaseException:  # an interruption too: half a corpus is worse than an old one
        if before is None:
            assignment.corpus.unlink()
        else:
            write_atomically(assignment.corpus, before)
        raise
    data = corpus.dump(dataclasses.replace(drawn, fingerprints=marks))
    write_atomically(assignment.corpus, data)
    return Frozen(
        assignment.id,
        {check: len(rows) for check, rows in drawn.examples.items()},
        not_frozen,
        len(marks),
        data != before,
    )


def _versions() -> dict[str, str]:
    return {name: version for name, version in environment().items() if name == "hypothesis"}
