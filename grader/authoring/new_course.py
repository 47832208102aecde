"""Makes the folder of a course that is at once ours and nbgrader's: all of it, or nothing.

Everything is made in a folder beside the new one, which is then put in its place. May import the
room, `grader.course` and, late, the nbgrader bridge; must never write into the course that is
copied.
"""

from __future__ import annotations

import ast
import contextlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.generate import Difference, generate
from grader.course import Course, load_course
from grader.course.models import CourseName
from grader.course.roster import COLUMNS, load_roster
from grader.engine.keys import NBGRADER_CONFIG
from grader.errors import UsageError
from grader.folders import held_folder

EXCHANGE = Path("/usr/local/share/nbgrader/exchange")
"""Where nbgrader looks for its exchange unless it is told another place."""

_COPIED = ("course.toml", "course.md", "extensions.csv", "roster.csv", "solutions", "assignments")
_LEFT = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints", ".DS_Store")
_ID = re.compile(r"^id[ \t]*=[ \t]*(\"[^\"\n]*\"|'[^'\n]*')", re.MULTILINE)

_CONFIG = '''\
"""nbgrader's configuration of this course; our engine grades in its place."""

from pathlib import Path

from grader.nbgrader_bridge.config import configure, database

ROOT = Path(__file__).resolve().parent

c = get_config()  # noqa: F821
configure(c)
c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.db_url = database(ROOT)  # or "postgresql://user:password@host/name"
c.Exchange.root = {exchange!r}
'''
_IGNORED = """\
# Personal data of a class, and what is made anew.
/roster.csv
/extensions.csv
/submitted/
/autograded/
/feedback/
/graded/
/gradebook.db*
/grades.csv
# Answers: made from solutions/ by `grader generate`.
/source/
/release/
__pycache__/
.ipynb_checkpoints/
"""
_EMPTY = """\
id = "{course_id}"
title = "{course_id}"

# The assignments in their order: each is a folder below solutions/.
assignments = []
"""


@dataclass(frozen=True, slots=True)
class NewCourse:
    """What was made."""

    root: Path
    course_id: str
    assignments: tuple[str, ...]
    students: int
    """How many of the roster are in the gradebook."""
    renewed: tuple[Difference, ...]
    """Files of the copied release that were not what the generator writes, and are now."""


def new_course(
    target: Path, origin: Course | None, *, course_id: str = "", exchange: Path = EXCHANGE
) -> NewCourse:
    """The course in a new folder, copied from `origin` or without any assignment.

    Parameters
    ----------
    target:
        A folder that is empty or not there yet.
    course_id:
        As nbgrader's exchange calls it; by default as `origin` does, else as the folder.

    Raises
    ------
    UsageError
        When the folder is taken, or the name cannot be a course's; nothing was written.
    """
    target = target.resolve()
    _free(target, origin)
    name = course_id or (origin.id if origin else target.name)
    _possible(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with held_folder(".new-course-", target.parent) as aside:
        made = aside / "course"
        made.mkdir()
        renewed = _fill(made, origin, name, exchange)
        students = _gradebook(made, name, empty=origin is None)
        made.chmod(0o750)  # not for students: it holds the solutions
        os.replace(made, target)
    assignments = origin.assignments if origin else ()
    return NewCourse(target, name, tuple(assignments), students, tuple(renewed))


def _free(target: Path, origin: Course | None) -> None:
    inside = origin is not None and (
        target.is_relative_to(origin.root / "assignments")
        or target.is_relative_to(origin.root / "solutions")
    )
    came = f"{target}, inside a folder that is copied" if inside else ""
    if target.exists() and not target.is_dir():
        came = f"{target}, which is a file"
    elif target.is_dir() and any(target.iterdir()):
        held = sorted(path.name for path in target.iterdir())
        came = f"{target}, which holds {', '.join(held[:3])}{' and more' if held[3:] else ''}"
    if came:
        raise UsageError(
            "making a course",
            expected="a folder that is empty or not there yet",
            came=came,
            todo="name another folder; nothing was written",
        )


def _possible(name: str) -> None:
    pattern = CourseName.__metadata__[0].pattern  # type: ignore[attr-defined]  # of Annotated
    if re.fullmatch(pattern, name) is None or len(name) > 50:
        raise UsageError(
            "naming a course",
            expected="small letters, digits, - and _, beginning with a letter, at most 50",
            came=repr(name),
            todo="name it with --id; nothing was written",
        )


def _fill(made: Path, origin: Course | None, name: str, exchange: Path) -> list[Difference]:
    """Write the course's files; what of the copied release had to be made anew."""
    config = _CONFIG.format(course_id=name, exchange=str(exchange))
    (made / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    if origin is None:
        (made / "course.toml").write_text(_EMPTY.format(course_id=name), encoding="utf-8")
        for folder in ("solutions", "assignments", "source"):
            (made / folder).mkdir()
        renewed = []
    else:
        _copy(origin, made, name)
        renewed = [each for each in generate(load_course(made)) if each.state == "changed"]
        (made / NBGRADER_CONFIG).write_text(config, encoding="utf-8")
        generate(load_course(made))  # once more, for what only nbgrader's course has
    (made / NBGRADER_CONFIG).write_text(config, encoding="utf-8")
    if not (made / "roster.csv").exists():
        (made / "roster.csv").write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    return renewed


def _copy(origin: Course, made: Path, name: str) -> None:
    for each in (*_COPIED, *_imported(origin)):
        path = origin.root / each
        if path.is_dir():
            shutil.copytree(path, made / each, ignore=_LEFT)
        elif path.is_file():
            shutil.copy2(path, made / each)
    toml = made / "course.toml"
    text, found = _ID.subn(f'id = "{name}"', toml.read_text(encoding="utf-8"), count=1)
    if found:
        toml.write_text(text, encoding="utf-8")
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(origin.root / "LICENSE", made / "LICENSE")


def _imported(origin: Course) -> list[str]:
    """What at the course's root its suites import, directly or through each other."""
    there = {path.parent.name for path in origin.root.glob("*/__init__.py")}
    there |= {path.stem for path in origin.root.glob("*.py")} - {Path(NBGRADER_CONFIG).stem}
    there -= {"grader", "tests"}
    found: set[str] = set()
    waiting = [origin.root / "solutions"]
    while waiting:
        for name in set(_imports(_python(waiting.pop()))) & there - found:
            found.add(name)
            folder = origin.root / name
            waiting.append(folder if folder.is_dir() else folder.with_suffix(".py"))
    return sorted(name if (origin.root / name).is_dir() else f"{name}.py" for name in found)


def _python(path: Path) -> Iterable[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _imports(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        with contextlib.suppress(SyntaxError, ValueError, OSError):  # a known mistake may be one
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    yield (node.module or "").partition(".")[0]


def _gradebook(made: Path, name: str, *, empty: bool) -> int:
    """Make nbgrader's gradebook with the students of the roster; how many there are."""
    from grader.nbgrader_bridge.config import database
    from grader.nbgrader_bridge.students import add_students

    if empty:
        return 0
    return len(add_students(database(made), name, load_roster(load_course(made))))
