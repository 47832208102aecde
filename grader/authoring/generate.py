"""Writes what students get: `assignments/<id>/` from `solutions/<id>/`, the same bytes every time.

Everything is made in memory, searched for leaks, compared with what lies there, and only then
written. May import this room, `grader.course`, `grader.files`, `grader.intake`, of the engine
a file's name and, late, `grader.nbgrader_bridge.strip`. Must never write below `solutions/`, nor a
release in which the search found something.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grader.authoring.leaks import leaks
from grader.authoring.notebook import instructor_notebook, percent_bytes
from grader.authoring.release_text import assignment_readme, course_readme
from grader.course import Assignment, Course
from grader.course.percent import as_python
from grader.course.source import Source, read_source
from grader.engine.keys import NBGRADER_CONFIG
from grader.errors import CourseError, GraderError
from grader.files import write_atomically
from grader.intake.convert import notebook_bytes

_IGNORED = {".ipynb_checkpoints", "__pycache__", ".DS_Store"}
_NOTHING: Mapping[Path, bytes] = {}


@dataclass(frozen=True, slots=True)
class Difference:
    """One file in which `assignments/` is not what the generator writes."""

    path: Path
    state: Literal["missing", "changed", "stale"]
    """`stale`: a file that the generator does not write; it is reported and left alone."""
    detail: str = ""

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.path}: {self.state}" + (f" ({self.detail})" if self.detail else "")


def generate(course: Course, ids: Sequence[str] = (), check: bool = False) -> list[Difference]:
    """What differed from the generator's output; without `check` it has now been written.

    Parameters
    ----------
    ids:
        The assignments to make; none means all. The page for the whole course is always made.
        In a course of nbgrader its `source/` is made too.
    check:
        Write nothing, only compare.
    """
    everything = {name: course.assignment(name) for name in course.assignments}
    chosen = [everything.get(name) or course.assignment(name) for name in ids or course.assignments]
    wanted: dict[Path, bytes] = {}
    index = course.root / "assignments" / "README.md"
    page = {index: course_readme(course, list(everything.values())).encode()}
    for assignment in {each.id: each for each in chosen}.values():
        released = release(assignment, page)
        wanted |= released
        if is_nbgrader_course(course):
            wanted |= nbgrader_source(assignment, released)
    wanted |= page

    found = [*_compare(wanted), *_stale(course, chosen, wanted, whole=not ids)]
    if not check:
        for difference in found:
            if difference.state != "stale":
                write_atomically(difference.path, wanted[difference.path])
    return found


def is_nbgrader_course(course: Course) -> bool:
    """Whether nbgrader's own commands work in the course's folder."""
    return (course.root / NBGRADER_CONFIG).is_file()


def nbgrader_source(assignment: Assignment, released: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """What nbgrader makes the release from: the notebook with its answers, the rest as released.

    Parameters
    ----------
    released:
        What `release` gave.
    """
    folder = assignment.root / "source" / assignment.id
    notebook = instructor_notebook(assignment, read_source(assignment))
    others = {
        folder / path.name: data
        for path, data in released.items()
        if path != assignment.release_notebook
    }
    return {folder / assignment.release_notebook.name: notebook_bytes(notebook), **others}


def release(assignment: Assignment, beside: Mapping[Path, bytes] = _NOTHING) -> dict[Path, bytes]:
    """Every file of one assignment's release, proven to hold nothing of the solutions.

    Parameters
    ----------
    beside:
        What is published with it, proven as well.
    """
    from grader.nbgrader_bridge.strip import strip

    source = read_source(assignment)
    notebook = strip(instructor_notebook(assignment, source))
    _compiles(notebook, source)
    made = {
        assignment.release_notebook: notebook_bytes(notebook),
        assignment.release_py: percent_bytes(notebook),
        assignment.release_folder / "README.md": assignment_readme(assignment).encode(),
    }
    found = leaks(assignment, source, {**made, **beside})
    if found:
        raise GraderError(
            f"making the release of {assignment.id}",
            expected="nothing of solutions/ in what students get",
            came="\n            ".join(found[:10]),
            todo="nothing was written; take these lines out of the visible cells or texts",
        )
    return made


def _compiles(notebook: Mapping[str, Any], source: Source) -> None:
    """Each released code cell is Python by itself, so that the stub loads cell by cell."""
    for cell, original in zip(notebook["cells"], source.cells, strict=True):
        if cell["cell_type"] != "code":
            continue
        try:
            ast.parse(as_python(cell["source"]))
        except SyntaxError as error:
            raise CourseError(
                f"making the stub of {source.path}, cell at line {original.line}",
                expected="Python once the answer is replaced by nbgrader's two lines",
                came=f"{error.msg} in line {error.lineno} of the cell",
                todo="indent the BEGIN line as the answer, and keep the `def` line above it",
            ) from None


def _compare(wanted: Mapping[Path, bytes]) -> Iterator[Difference]:
    for path, data in wanted.items():
        if not path.is_file():
            yield Difference(path, "missing")
        elif path.is_symlink():
            yield Difference(path, "changed", "a link, not a file")
        elif path.read_bytes() != data:
            yield Difference(path, "changed", _first_line(path.read_bytes(), data))


def _first_line(there: bytes, wanted: bytes) -> str:
    """Where two texts part; the words themselves could be a student's or a secret's."""
    ours, theirs = wanted.split(b"\n"), there.split(b"\n")
    for i, (a, b) in enumerate(zip(ours, theirs, strict=False), 1):
        if a != b:
            return f"from line {i}"
    return f"{len(theirs)} lines, expected {len(ours)}"


def _stale(
    course: Course, chosen: Sequence[Assignment], wanted: Mapping[Path, bytes], *, whole: bool
) -> Iterator[Difference]:
    """Files that would be published though nothing generates them."""
    folders = [course.root / "assignments"] if whole else [a.release_folder for a in chosen]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            unknown = path not in wanted and (path.is_symlink() or not path.is_dir())
            if unknown and not _IGNORED & set(path.relative_to(folder).parts):
                yield Difference(path, "stale", "nothing generates it")
