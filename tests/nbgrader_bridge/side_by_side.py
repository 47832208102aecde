"""nbgrader's own writers and ours on one gradebook at the same time, in real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.course import load_course
from grader.engine.grade import Grading
from grader.nbgrader_bridge.gradebook import write_class
from tests.nbgrader_bridge.nb_course import PATH

WRITERS, EACH = 3, 15

WRITER = """
import sys
from nbgrader.api import Gradebook
db_url, writer, each = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(each):
    student = f"writer-{writer}-{number}"
    with Gradebook(db_url, "toy-course") as gradebook:
        gradebook.update_or_create_student(student)
        gradebook.update_or_create_submission("toy", student)
        for notebook in gradebook.find_submission("toy", student).notebooks:
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = float(number), False
                gradebook.db.commit()
"""
"""As `nbgrader autograde` writes: a transaction for each cell."""


def write_beside(root: Path, db_url: str, grading: Grading) -> int:
    """How often the class was written while nbgrader's writers were at work; all must end well."""
    environment = {**os.environ, "PATH": PATH, "PYTHONWARNINGS": "ignore"}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, db_url, str(number), str(EACH)],
            env=environment,
            stderr=subprocess.PIPE,
        )
        for number in range(WRITERS)
    ]
    times = 0
    try:
        while any(writer.poll() is None for writer in writers):
            write_class(
                load_course(root), grading.reports, grading.cells, submissions=root / "submitted"
            )
            times += 1
    finally:
        said = [writer.communicate(timeout=120)[1] for writer in writers]
    codes = [writer.returncode for writer in writers]
    assert codes == [0] * WRITERS, said
    return times


def wanted_grades() -> dict[str, list[float]]:
    """What the other writers wrote: student to the score of each of the three cells."""
    return {
        f"writer-{writer}-{number}": [float(number)] * 3
        for writer in range(WRITERS)
        for number in range(EACH)
    }


def found_grades(grades: list[tuple[object, ...]]) -> dict[str, list[object]]:
    """The same from a gradebook's rows."""
    found: dict[str, list[object]] = {}
    for row in grades:
        found.setdefault(str(row[0]), []).append(row[3])
    return {student: scores for student, scores in found.items() if student.startswith("writer-")}
