"""The zip that Gradescope takes as an autograder: two scripts, the grader, one assignment.

It holds the hidden suite and the answers, so it is for Gradescope alone. The scripts stand beside
this file. May import this room and `course`; must never put a student's name into the zip.
"""

from __future__ import annotations

import sys
from pathlib import Path

from grader.course import Assignment, Course
from grader.exports.gradescope import not_graded
from grader.exports.gradescope_course import course_files
from grader.exports.gradescope_wheel import pins, wheel, zipped

SPARE_S = 30
"""So much before Gradescope ends a run, it is ended here, with words."""


def gradescope_zip(
    course: Course, assignment: Assignment, *, minutes: int, deduct: bool = True
) -> bytes:
    """The bytes of the zip; the same for the same course and the same grader.

    Parameters
    ----------
    minutes:
        After how many Gradescope ends a run, as its settings of the assignment say.
    deduct:
        Take the course's late policy along.

    Raises
    ------
    UsageError, CourseError
        When the course is not as packaging needs it; see `course_files`.
    GraderError
        When the running grader cannot be packaged.
    """
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    limit_s = str(60 * minutes - SPARE_S)
    name, program = wheel()
    words = not_graded().decode()
    scripts = {
        "setup.sh": _script("gradescope_setup.sh", PYTHON=python),
        "run_autograder": _script("gradescope_run.sh", LIMIT_S=limit_s, NOT_GRADED=words),
    }
    files = {path: (data, True) for path, data in scripts.items()}
    files |= {name: (program, False), "constraints.txt": (pins().encode(), False)}
    held = course_files(course, assignment, deduct=deduct)
    return zipped(files | {path: (data, False) for path, data in held.items()})


def _script(name: str, **words: str) -> bytes:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text.encode()
