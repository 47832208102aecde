"""Grades hand-ins with stock nbgrader or with otter-grader, for `broken.py`, which starts this.

    python benchmarks/_graders.py nbgrader|otter FOLDER [--class]

FOLDER holds `hand_ins/<name>/<file>` and the grader's own `course/`. Prints one JSON line for each
hand-in: its score, what became of the rest of the class, CPU seconds. Each is graded in a fork of
its own on a copy of the course, so that what one does is not counted against the next. With
--class all are graded in one go and one line is printed. Runs in the environment of that grader;
needs nothing of this project.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

LIMIT_S = 90.0
BEFORE, AFTER = "aa-before", "zz-after"
"""Right hand-ins, one graded before the one that is tried and one graded after it."""
CHECKS = ("median", "spread", "totals")
Result = dict[str, Any]


def main() -> None:
    """Grade everything below the folder and print a line for each."""
    grader, folder = sys.argv[1], Path(sys.argv[2])
    one, many = {"nbgrader": _nbgrader(), "otter": _otter()}[grader]
    places = sorted(path for path in (folder / "hand_ins").iterdir())
    if "--class" in sys.argv:
        print(json.dumps(_in_a_fork(lambda: many(folder, places))), flush=True)
        return
    for place in places:
        found = _in_a_fork(lambda place=place: one(folder, place))  # type: ignore[misc]
        print(json.dumps({"name": place.name, **found}), flush=True)


def _in_a_fork(work: Callable[[], Result]) -> Result:
    """What the work gives in a process group of its own, which ends with it, and its CPU time."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.setsid()
        os.close(reading)
        with contextlib.suppress(BaseException):
            _silence()
            before = _cpu_s()
            try:
                found = work()
            except BaseException as error:
                found = {"note": f"{type(error).__name__}: {error}"[:200]}
                traceback.print_exc()
            found["cpu_s"] = _cpu_s() - before
            os.write(writing, json.dumps(found).encode())
        os._exit(0)
    os.close(writing)
    ended = _wait(child)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not ended:
        os.waitpid(child, 0)
    with open(reading, "rb") as pipe:
        said = pipe.read()
    return json.loads(said) if said else {"note": f"no end within {LIMIT_S:.0f} s"}


def _wait(child: int) -> bool:
    ends = time.monotonic() + LIMIT_S
    while time.monotonic() < ends:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.02)
    return False


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _nbgrader() -> tuple[Callable[[Path, Path], Result], Callable[[Path, Sequence[Path]], Result]]:
    if sys.argv[1] != "nbgrader":
        return _never, _never
    from nbgrader.api import Gradebook
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    def graded(course: Path, hand_ins: Sequence[Path]) -> str:
        for place in hand_ins:
            shutil.copytree(place, course / "submitted" / place.name / "numbers")
        os.chdir(course)
        config = Config()
        config.CourseDirectory.root = str(course)
        config.CourseDirectory.course_id = "stock"
        coursedir = CourseDirectory(config=config)
        coursedir.assignment_id = "numbers"
        try:
            Autograde(coursedir=coursedir, config=config).start()
        except BaseException as error:
            return type(error).__name__
        return ""

    def score_of(student: str) -> float | None:
        with Gradebook("sqlite:///gradebook.db", "stock") as book, contextlib.suppress(Exception):
            (notebook,) = book.find_submission("numbers", student).notebooks
            grades = [each for each in notebook.grades if each.name.startswith("check_")]
            known = [g.auto_score is not None or g.manual_score is not None for g in grades]
            if any(known):
                return sum(grade.score for grade in grades)
        return None

    def one(folder: Path, place: Path) -> Result:
        with tempfile.TemporaryDirectory() as room:
            course = Path(room, "course")
            shutil.copytree(folder / "course", course)
            for name in (BEFORE, AFTER):
                shutil.copytree(folder / "right", course / "submitted" / name / "numbers")
            note = graded(course, [place])
            others = [score_of(name) for name in (BEFORE, AFTER)]
            return {"score": score_of(place.name), "others": others, "note": note}

    def many(folder: Path, places: Sequence[Path]) -> Result:
        with tempfile.TemporaryDirectory() as room:
            course = Path(room, "course")
            shutil.copytree(folder / "course", course)
            graded(course, places)
            return {"score": [score_of(place.name) for place in places]}

    return one, many


def _otter() -> tuple[Callable[[Path, Path], Result], Callable[[Path, Sequence[Path]], Result]]:
    if sys.argv[1] != "otter":
        return _never, _never
    from otter.api import grade_submission

    def score_of(folder: Path, place: Path) -> float:
        file = next(each for each in sorted(place.iterdir()) if each.stem == "numbers")
        with tempfile.TemporaryDirectory() as room:
            os.chdir(room)
            archive = str(folder / "course" / "autograder.zip")
            return float(grade_submission(str(file), archive, quiet=True).total)

    def one(folder: Path, place: Path) -> Result:
        return {"score": score_of(folder, place), "note": ""}

    def many(folder: Path, places: Sequence[Path]) -> Result:
        return {"score": [score_of(folder, place) for place in places]}

    return one, many


def _never(*_: Any) -> Result:
    raise NotImplementedError


if __name__ == "__main__":
    main()
