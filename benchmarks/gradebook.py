"""A class into nbgrader's gradebook: by nbgrader's own interface, and in one transaction.

    python benchmarks/gradebook.py [--rounds N] [--sizes N ...]

Prints one table. `grader init` makes a course in a temporary folder, one right hand-in is graded,
and its report stands for every student of a class. Both ways write the same rows into a fresh copy
of the gradebook and take turns in one process; CPU time is measured, and the ratio is the median of
the ratios of neighbours. nbgrader's way opens the gradebook once for each submission, which is
less often than its own commands do. Nothing here is a test, and no test is timed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.authoring.notebook import instructor_notebook
from grader.course import Course, load_course
from grader.course.source import read_source
from grader.engine.grade import Grading, grade
from grader.nbgrader_bridge import bulk
from grader.nbgrader_bridge.bulk_config import load_nb_course
from grader.nbgrader_bridge.bulk_connect import transaction
from grader.nbgrader_bridge.bulk_release import load_release, stored_notebook
from grader.nbgrader_bridge.gradebook import write_class
from grader.nbgrader_bridge.rows import Row, row_of
from grader.nbgrader_bridge.saving import save
from grader.records import SubmissionReport

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "number_with_grad"
BIN = Path(sys.executable).parent


def make_course(root: Path) -> Course:
    """A course of nbgrader with one right hand-in."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    for folder, *command in (
        (ROOT, "grader", "init", str(root), "-q"),
        (root, "nbgrader", "generate_assignment", ASSIGNMENT),
    ):
        subprocess.run(
            [BIN / command[0], *command[1:]],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
        )
    course = load_course(root)
    assignment = course.assignment(ASSIGNMENT)
    whole = instructor_notebook(assignment, read_source(assignment))
    hand_in = root / "submitted" / "ada" / ASSIGNMENT
    hand_in.mkdir(parents=True)
    (hand_in / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(whole), "utf-8")
    return course


def class_of(grading: Grading, count: int) -> tuple[SubmissionReport, ...]:
    """So many students with the same report."""
    first = grading.reports[0]
    return tuple(first.model_copy(update={"student": f"student{n:04}"}) for n in range(count))


def by_nbgrader(db_url: str, course_id: str, rows: Sequence[Row]) -> None:
    """One submission after the other, as nbgrader's `autograde` and our preprocessor write."""
    from nbgrader.api import Gradebook

    for row in rows:
        with Gradebook(db_url, course_id) as gradebook:
            gradebook.update_or_create_student(row.student)
            gradebook.update_or_create_submission(ASSIGNMENT, row.student)
            notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, row.student)
            save(notebook, row)
            gradebook.db.commit()


def cpu_s(work: Callable[[], object]) -> float:
    """The CPU seconds of this process in `work`."""
    before = time.process_time()
    work()
    return time.process_time() - before


def measure(course: Course, grading: Grading, count: int, rounds: int) -> list[tuple[str, str]]:
    """The rows of the table for one size of class."""
    nb, release = load_nb_course(course.root), load_release(course, ASSIGNMENT)
    reports = class_of(grading, count)
    rows = [row_of(report, release.cells, report.student, None) for report in reports]
    file, fresh = Path(str(nb.url.database)), course.root / "fresh.db"
    shutil.copy(file, fresh)
    address = nb.url.render_as_string(hide_password=False)
    course_id = nb.app.coursedir.course_id

    def in_one_go() -> None:
        with transaction(nb.url) as connection:
            bulk.write_rows(connection, stored_notebook(connection, release), rows)

    theirs, ours = [], []
    for _ in range(rounds):
        shutil.copy(fresh, file)
        theirs.append(cpu_s(lambda: by_nbgrader(address, course_id, rows)))
        shutil.copy(fresh, file)
        ours.append(cpu_s(in_one_go))
    again = statistics.median(cpu_s(in_one_go) for _ in range(rounds))
    everything = whole_class(course, grading, reports, rounds)
    shutil.copy(fresh, file)
    ratio = statistics.median(a / b for a, b in zip(theirs, ours, strict=True))
    return [
        (f"{count:,} submissions, {len(rows[0].grades)} grade cells each", ""),
        ("  rows by nbgrader's interface", ms(statistics.median(theirs), count)),
        ("  rows in one transaction", ms(statistics.median(ours), count)),
        ("  ratio", f"{ratio:9.0f} x"),
        ("  the same rows once more", ms(again, count)),
        ("  rows, notebooks and files in one go", ms(everything, count)),
    ]


def whole_class(
    course: Course, grading: Grading, reports: Sequence[SubmissionReport], rounds: int
) -> float:
    """The CPU seconds of everything that `grader grade --gradebook` does after grading."""
    submissions = course.root / "submitted"
    own = grading.cells["ada", ASSIGNMENT]
    cells = {(report.student, ASSIGNMENT): own for report in reports}
    for report in reports:
        shutil.copytree(submissions / "ada", submissions / report.student, dirs_exist_ok=True)
    return statistics.median(
        cpu_s(lambda: write_class(course, reports, cells, submissions=submissions))
        for _ in range(rounds)
    )


def ms(seconds: float, count: int) -> str:
    """CPU time of one submission."""
    return f"{1e3 * seconds / count:9.2f} ms"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 1000])
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # nbgrader's own, one for each submission
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder, "course"))
        grading = grade(
            course,
            [ASSIGNMENT],
            submissions=course.root / "submitted",
            out=course.root / "graded",
        )
        for count in asked.sizes:
            for name, value in measure(course, grading, count, asked.rounds):
                print(f"{name:48}{value}", flush=True)


if __name__ == "__main__":
    main()
