"""A program: grades the hand-ins that nbgrader's process asks for, and prints what came of them.

Reads one `answers.Asked` as JSON from standard input and writes one `answers.Answers` to standard
output; run as `python -m grader.nbgrader_bridge.answering`. It adds to a journal of its own, so
that neither `grader grade` nor another nbgrader waits for it. May import course, engine and
records; must never import nbgrader, and never write a report or a page.
"""

from __future__ import annotations

from pathlib import Path

from grader.course import load_course
from grader.engine.grade import Grading, grade
from grader.engine.journal import free_journal
from grader.errors import GraderError, UsageError
from grader.intake.students import list_submissions
from grader.nbgrader_bridge.answers import Answer, Answers, Asked, Placed, Refusal
from grader.nbgrader_bridge.program import Done, reply


def answer(asked: Asked, done: Done) -> Answers:
    """What became of the hand-ins; of one that is no hand-in at all there is no answer."""
    try:
        return _graded(asked, done)
    except GraderError as error:
        refusal = Refusal(
            doing=error.doing,
            expected=error.expected,
            came=error.came,
            todo=error.todo,
            usage=isinstance(error, UsageError),
        )
        return Answers(refused=refusal)


def _graded(asked: Asked, done: Done) -> Answers:
    course, submissions = load_course(Path(asked.course)), Path(asked.submissions)
    there = {each.student for each in list_submissions(submissions, asked.assignment)}
    wanted = [student for student in asked.students if student in there]
    if not wanted:
        return Answers()
    out, tried = Path(asked.out), set[Path]()
    while True:
        journal = free_journal(out)
        try:
            grading = grade(
                course,
                [asked.assignment],
                submissions=submissions,
                out=out,
                only=wanted,
                unsafe=asked.unsafe,
                journal=journal,
                on_progress=lambda progress: done(progress.student),
            )
        except UsageError:
            if journal in tried or free_journal(out) == journal:
                raise
            tried.add(journal)  # somebody else began to write into it just before
        else:
            return _answers(grading)


def _answers(grading: Grading) -> Answers:
    return Answers(
        answers=tuple(
            Answer(
                report=report,
                cells=tuple(
                    Placed(
                        label=cell.label,
                        source=cell.source,
                        grade_id=cell.grade_id,
                        at=cell.at,
                        side=cell.side,
                    )
                    for cell in grading.cells.get((report.student, report.assignment), ())
                ),
            )
            for report in grading.reports
        )
    )


if __name__ == "__main__":
    reply(answer)
