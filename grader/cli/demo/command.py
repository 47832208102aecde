"""The `demo` command: write the demo class, grade it, show it, compare it with what is known.

May import click at the top; the other rooms when it runs. Must never change the course but for
writing its releases, as `generate` does.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import global_options, output, people, say, the_course, verb, will_write
from grader.errors import EXIT_FAILED, EXIT_OK, EXIT_OURS, UsageError

if TYPE_CHECKING:
    from grader.cli.demo.classroom import Student
    from grader.course import Assignment, Course
    from grader.engine.grade import Grading
    from grader.sandbox.doctor import Finding

MARKER = ".grader-demo"


@verb
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-run"),
    metavar="DIR",
    show_default=True,
    help="The folder for the class and its results.",
)
@global_options
def demo(out: Path) -> int:
    """Grade a small class whose results are known.

    Its hand-ins are right in several ways, wrong in known ways, broken, and hostile.

    Example:
      grader demo

    Writes:
      DIR/submissions       the class, made from the release
      DIR/results           what `grader grade` writes
      assignments/          only if it is missing or stale, as `grader generate` does

    Exit codes:
      0  every hand-in has the result that is known for it
      1  one has not
      2  the course has no demo class, or DIR holds something else
      3  our fault
    """
    from grader.cli.class_grading import grade_and_publish
    from grader.cli.demo.classroom import read_class
    from grader.cli.grading import print_results

    course = the_course()
    found = ((course.assignment(name), name) for name in course.assignments)
    classes = {a.id: (a, students) for a, _ in found if (students := read_class(a))}
    if not classes:
        raise UsageError(
            "looking for a demo class",
            expected="a file solutions/<ID>/demo/demo.toml in the course",
            came=f"none below {course.root}",
            todo="run this in a course that has one, or give --course DIR",
        )
    will_write(out, course.root / "assignments")
    submissions = _prepare(course, out, list(classes.values()))
    findings = _findings(course)
    missing = [finding.promise for finding in findings if not finding.reached]
    if missing:
        _warn(missing)
    grading, published = grade_and_publish(
        course,
        list(classes),
        submissions=submissions,
        out=out / "results",
        unsafe=bool(missing),
    )
    print_results(grading)
    _promises(grading, findings)
    wrong = _compare(grading, list(classes.values()))
    say(f"\nOpen the class list:  {published.index}")
    shown = _worth_reading(grading)
    if shown:
        say(f"What a student reads: {published.pages[shown]}")
    if any(report.status == "engine_failed" for report in grading.reports):
        return EXIT_OURS
    return EXIT_FAILED if wrong else EXIT_OK


def _prepare(
    course: Course, out: Path, classes: list[tuple[Assignment, tuple[Student, ...]]]
) -> Path:
    """Write releases where they are stale, then the hand-ins; give back the hand-ins' folder."""
    from grader.authoring.generate import generate
    from grader.cli.demo.classroom import write_class

    if out.exists() and not (out.is_dir() and ((out / MARKER).exists() or not any(out.iterdir()))):
        raise UsageError(
            "preparing the demo's folder",
            expected="--out names a new folder, an empty one, or an earlier demo's",
            came=f"{out}, which holds something else",
            todo="choose another folder",
        )
    submissions = out / "submissions"
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).touch()
    shutil.rmtree(submissions, ignore_errors=True)
    for assignment, students in classes:
        if generate(course, [assignment.id], check=False):
            say(f"the release of {assignment.id} was missing or stale, and has been written")
        write_class(assignment, students, submissions)
        say(f"{assignment.id}: {len(students)} hand-ins in {submissions}")
    return submissions


def _findings(course: Course) -> list[Finding]:
    """What this machine offers for each promise that the course demands."""
    from grader.sandbox.doctor import examine

    return [finding for finding in examine() if finding.promise in course.promises]


def _warn(missing: Sequence[str]) -> None:
    people().print(
        "\nUNSAFE: this machine does not keep "
        + ", ".join(missing)
        + ".\nThe demo goes on without, and every record says so; a real class would not be"
        " graded.\n`grader doctor` says what is missing.\n",
        style="bold red",
    )


def _promises(grading: Grading, findings: list[Finding]) -> None:
    console = output()
    console.print("What a submission can not do here:", style="bold")
    means = {
        "unforgeable": "the verdict is computed where no submission runs",
        "unreadable": "no submission sees a hidden test, a reference, or another's work",
        "contained": "no submission harms the machine, its network, or another submission",
    }
    for finding in findings:
        kept = grading.promises.get(finding.promise, False)
        mark, style = ("✓", "green") if kept else ("✗ NOT KEPT:", "bold red")
        console.print(f"  {mark} {finding.promise}: {means[finding.promise]}", style=style)
    console.print(
        f"\n{len(grading.reports)} hand-ins in {grading.wall_s:.1f} s"
        f" ({grading.cpu_s:.1f} s of processor time); {grading.executed} checks run,"
        f" {grading.reused} taken from an earlier run"
    )


def _compare(grading: Grading, classes: list[tuple[Assignment, tuple[Student, ...]]]) -> int:
    """Print every difference from the known results; give back how many hand-ins differ."""
    from grader.cli.demo.classroom import surprises

    reports = {(report.assignment, report.student): report for report in grading.reports}
    wrong = total = 0
    for assignment, students in classes:
        for student in students:
            total += 1
            found = surprises(reports.get((assignment.id, student.name)), student)
            wrong += bool(found)
            for line in found:
                people().print(f"NOT AS EXPECTED: {student.name}: {line}", style="bold red")
    verdict = "as expected" if not wrong else f"{total - wrong} as expected, {wrong} NOT"
    output().print(f"{total} known results: {verdict}", style="bold red" if wrong else "bold green")
    return wrong


def _worth_reading(grading: Grading) -> str:
    """A student who lost points in one question: the page that shows most in one look."""
    for report in grading.reports:
        lost = sum((q.points or 0) < q.max_points for q in report.questions if q.kind == "auto")
        if report.status == "graded" and lost == 1:
            return report.student
    return grading.reports[0].student if grading.reports else ""
