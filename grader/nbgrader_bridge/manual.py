"""Marks by hand, into nbgrader's gradebook and out of it.

What a person wrote in formgrader is never written over unless somebody says so; what we wrote there
ourselves is known again by the history of marks. May import the course, records, errors, the
engine's marks, and of this room how a gradebook is opened; must never touch an auto question.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.course import Course
from grader.engine.marking import GivenElsewhere, Mark, MarkKey, Marks, remarked
from grader.feedback.text import points
from grader.nbgrader_bridge.bulk_config import load_nb_course
from grader.nbgrader_bridge.bulk_connect import shown, transaction
from grader.nbgrader_bridge.markdown import harmless
from grader.nbgrader_bridge.rows import row_of
from grader.nbgrader_bridge.shown import earlier
from grader.records import SubmissionReport

_EARLIER = "formgrader holds other points or another comment: take them over, or say --overwrite"
_NO_ROW = "no submission in the gradebook: grade with --gradebook, or `nbgrader autograde`, first"
_NO_CELL = "the gradebook does not know this question: `nbgrader generate_assignment` makes it"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written into a gradebook."""

    where: str
    """The gradebook, without a password."""
    changed: int
    """Marks that it did not hold so before."""
    left_out: tuple[tuple[str, str], ...]
    """Student with question, and why their mark was not written."""


@dataclass(frozen=True, slots=True)
class Found:
    """What people wrote into a gradebook."""

    where: str
    marks: tuple[GivenElsewhere, ...]
    """Of manual questions."""
    beside: tuple[str, ...]
    """Points that no mark can hold, a phrase each: extra credit, and points of auto questions."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """The rows of one question of one student."""

    key: MarkKey
    owner: str
    """The student as the gradebook and the folders write the name."""
    grade: str
    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None
    waits: bool
    comment_row: str | None
    comment: str

    @property
    def empty(self) -> bool:
        """Whether no person has written anything there."""
        return self.manual_score is None and not self.comment


def as_comment(mark: Mark) -> str:
    """The items and the comment of a mark as the Markdown that formgrader shows."""
    items = [
        f"- {item.text} ({points(item.points, of=item.max_points)})"
        for item in mark.items
        if mark.points is not None
    ]
    parts = ["\n".join(items), mark.comment if mark.points is not None else ""]
    return harmless("\n\n".join(part for part in parts if part)).strip()


def check_gradebook(course: Course) -> None:
    """Raise unless the course has a gradebook that can be written; to be asked before marks are.

    Raises
    ------
    UsageError, GraderError
        As `write_marks`.
    """
    with transaction(load_nb_course(course.root).url):
        pass


def write_marks(
    course: Course, marks: Marks, reports: Iterable[SubmissionReport], *, overwrite: bool = False
) -> Written:
    """Write every mark that holds into the gradebook, in one transaction.

    A mark that was taken back is taken back there too. One of another answer than the report's
    still waits for a person there. Points that lateness takes follow.

    Parameters
    ----------
    overwrite:
        Write over what formgrader holds and no mark of ours explains.

    Raises
    ------
    UsageError, GraderError
        When there is no gradebook, or it cannot be written; it is then as it was before.
    """
    nb = load_nb_course(course.root)
    from grader.nbgrader_bridge import bulk

    settled = remarked(reports, marks.holding)
    by_key = {(report.student, report.assignment): report for report in settled}
    changed, left_out = 0, []
    with transaction(nb.url) as connection:
        known = bulk.assignments(connection)
        for name, wanted in _by_assignment(marks).items():
            stored = _stored(bulk, connection, known, name)
            if stored is None:
                left_out += [(_called(mark), _NO_CELL) for mark in wanted]
                continue
            cells = {cell.key: cell for cell in _cells(bulk, connection, stored, name)}
            done = []
            for mark in wanted:
                cell = cells.get(mark.key)
                if cell is None:
                    why = _NO_ROW if mark.question in stored.grade_ids else _NO_CELL
                    left_out += [] if mark.points is None else [(_called(mark), why)]
                elif _says(cell, mark):
                    continue
                elif not (overwrite or cell.empty or _ours(cell, marks)):
                    left_out.append((_called(mark), _EARLIER))
                else:
                    _write(bulk, connection, cell, mark, by_key.get(mark.key[:2]))
                    done.append(mark)
            changed += len(done)
            _late(bulk, connection, stored, done, by_key)
    return Written(shown(nb.url), changed, tuple(left_out))


def read_marks(course: Course, names: Sequence[str], reports: Iterable[SubmissionReport]) -> Found:
    """What people wrote into the gradebook for these assignments.

    Parameters
    ----------
    reports:
        What the hand-ins are now; a mark that was perhaps given for another answer is told so.

    Raises
    ------
    UsageError, GraderError
        When there is no gradebook, or it cannot be read.
    """
    nb = load_nb_course(course.root)
    from grader.nbgrader_bridge import bulk

    by_key = {(report.student, report.assignment): report for report in reports}
    found: list[GivenElsewhere] = []
    beside: list[str] = []
    with transaction(nb.url) as connection:
        known = bulk.assignments(connection)
        for name in names:
            released = course.assignment(name).release_notebook
            manual = {question.id for question in course.assignment(name).manual}
            stored = _stored(bulk, connection, known, name)
            for cell in _cells(bulk, connection, stored, name) if stored else ():
                student, _, question = cell.key
                if cell.extra_credit:
                    beside.append(f"{student} {cell.extra_credit:g} extra for {question}")
                if question in manual and not cell.empty:
                    report = by_key.get((student, name))
                    autograded = nb.folder("autograded", cell.owner, name) / f"{name}.ipynb"
                    why = earlier(autograded, released, report, question, waits=cell.waits)
                    given = cell.manual_score, cell.comment, why
                    found.append(GivenElsewhere(*cell.key, *given))
                elif cell.manual_score is not None:
                    beside.append(f"{student} {cell.manual_score:g} by hand for {question}")
    return Found(shown(nb.url), tuple(found), tuple(beside))


def _by_assignment(marks: Marks) -> dict[str, list[Mark]]:
    """The last mark for each key, taken-back ones too."""
    found: dict[str, list[Mark]] = {}
    for mark in {mark.key: mark for mark in marks.history}.values():
        found.setdefault(mark.assignment, []).append(mark)
    return found


def _stored(bulk: Any, connection: Any, known: Mapping[str, str], name: str) -> Any:
    """What the gradebook knows of the assignment's notebook; None where it knows none."""
    return bulk.notebooks(connection, known[name]).get(name) if name in known else None


def _cells(bulk: Any, connection: Any, stored: Any, name: str) -> Iterator[_Cell]:
    """The rows of every grade cell of every submission to the assignment."""
    import sqlalchemy as sa

    grade, comment = bulk.GRADE, bulk.COMMENT
    questions = {key: question for question, key in stored.grade_ids.items()}
    solutions = {key: question for question, key in stored.solution_ids.items()}
    owners = _owners(bulk, connection, stored)
    said = {
        (notebook, solutions[cell]): (key, text or "")
        for key, cell, notebook, text in connection.execute(
            sa.select(comment.c.id, comment.c.cell_id, comment.c.notebook_id,
                      comment.c.manual_comment).where(comment.c.cell_id.in_(list(solutions)))
        )
    }  # fmt: skip
    rows = sa.select(
        grade.c.id, grade.c.cell_id, grade.c.notebook_id, grade.c.auto_score,
        grade.c.manual_score, grade.c.extra_credit, grade.c.needs_manual_grade,
    ).where(grade.c.cell_id.in_(list(questions)))  # fmt: skip
    for key, cell, notebook, auto, manual, extra, waits in connection.execute(rows):
        question = questions[cell]
        row, text = said.get((notebook, question), (None, ""))
        owner = owners[notebook]
        place = (unicodedata.normalize("NFC", owner), name, question)
        yield _Cell(place, owner, key, auto, manual, extra, waits, row, text.strip())


def _owners(bulk: Any, connection: Any, stored: Any) -> dict[str, str]:
    """Submitted notebook to the student whose it is."""
    import sqlalchemy as sa

    notebook, submitted = bulk.SUBMITTED_NOTEBOOK, bulk.SUBMITTED_ASSIGNMENT
    query = (
        sa.select(notebook.c.id, submitted.c.student_id)
        .join(submitted, submitted.c.id == notebook.c.assignment_id)
        .where(notebook.c.notebook_id == stored.notebook_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _says(cell: _Cell, mark: Mark) -> bool:
    return cell.manual_score == mark.points and cell.comment == as_comment(mark)


def _ours(cell: _Cell, marks: Marks) -> bool:
    """Whether what stands there is an earlier mark of ours."""
    return any(_says(cell, mark) for mark in marks.of(cell.key))


def _write(
    bulk: Any, connection: Any, cell: _Cell, mark: Mark, report: SubmissionReport | None
) -> None:
    import sqlalchemy as sa

    grade, comment = bulk.GRADE, bulk.COMMENT
    waiting = _waits(mark, report) if mark.points is not None else cell.auto_score is None
    values = {"manual_score": mark.points, "needs_manual_grade": waiting}
    connection.execute(sa.update(grade).where(grade.c.id == cell.grade).values(**values))
    if cell.comment_row is not None:
        said = {"manual_comment": as_comment(mark) or None}
        connection.execute(
            sa.update(comment).where(comment.c.id == cell.comment_row).values(**said)
        )


def _waits(mark: Mark, report: SubmissionReport | None) -> bool:
    """Whether a person should look once more: nobody read this answer, or it pays less now."""
    questions = report.questions if report else ()
    given = [question.mark for question in questions if question.id == mark.question]
    return any(one is None or not one.of_this_answer for one in given)


def _late(
    bulk: Any,
    connection: Any,
    stored: Any,
    done: Sequence[Mark],
    reports: Mapping[tuple[str, str], SubmissionReport],
) -> None:
    """What lateness takes, of the points with the new ones."""
    owners = {
        unicodedata.normalize("NFC", student): (student, notebook)
        for notebook, student in _owners(bulk, connection, stored).items()
    }
    rows, handed_in = {}, {}
    for mark in done:
        report = reports.get((mark.student, mark.assignment))
        if report is not None:
            student, notebook = owners[mark.student]
            rows[student] = row_of(report, stored.cells, student, None)
            handed_in[student] = notebook
    bulk.write_penalties(connection, stored, handed_in, list(rows.values()))


def _called(mark: Mark) -> str:
    return f"{mark.student} ({mark.assignment} {mark.question})"
