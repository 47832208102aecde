"""A released notebook as records: the skeleton into which every hand-in is fitted.

Read with `json` alone, because students have no notebook library where they check their work. May
import `grader.errors`; must never read anything under `solutions/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grader.errors import CourseError
from grader.json_text import from_json

Role = Literal["text", "given", "answer", "check", "manual", "free"]


@dataclass(frozen=True, slots=True)
class ReleaseCell:
    """One cell of a release; `free` is code that a student may change and nobody grades."""

    type: Literal["code", "markdown"]
    source: str
    grade_id: str | None
    grade: bool
    solution: bool
    locked: bool
    points: float | None

    @property
    def role(self) -> Role:
        """What the cell is for."""
        if self.grade and self.solution:
            return "manual"
        if self.grade:
            return "check"
        if self.type == "markdown":
            return "text"
        if self.solution:
            return "answer"
        return "given" if self.locked else "free"


@dataclass(frozen=True, slots=True)
class Release:
    """The cells of a released notebook, in order."""

    cells: tuple[ReleaseCell, ...]

    def of_role(self, role: Role) -> tuple[ReleaseCell, ...]:
        """The cells that have the role, in order."""
        return tuple(cell for cell in self.cells if cell.role == role)


def read_release(path: Path) -> Release:
    """The release in the notebook at `path`; raises CourseError where it is none."""
    try:
        release = release_of(from_json(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _not_a_release(path, f"{type(error).__name__}: {error}") from error
    names = [cell.grade_id for cell in release.cells if cell.grade_id is not None]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _not_a_release(path, f"the grade id {twice[0]!r} twice")
    return release


def release_of(notebook: Mapping[str, Any]) -> Release:
    """The release that a notebook's JSON holds; KeyError and TypeError where it is no notebook."""
    return Release(tuple(_cell(cell) for cell in notebook["cells"]))


def _not_a_release(path: Path, came: str) -> CourseError:
    return CourseError(
        f"reading the release {path}",
        expected="a notebook that `grader generate` wrote",
        came=came,
        todo="run `grader generate`, or name the released notebook with --release",
    )


def _cell(raw: Any) -> ReleaseCell:
    source = raw["source"]
    marks = raw.get("metadata", {}).get("nbgrader", {})
    points = marks.get("points")
    name = marks.get("grade_id")
    return ReleaseCell(
        type="code" if raw["cell_type"] == "code" else "markdown",
        source="".join(source) if isinstance(source, list) else str(source),
        grade_id=None if name is None else str(name),
        grade=marks.get("grade", False) is True,
        solution=marks.get("solution", False) is True,
        locked=marks.get("locked", False) is True,
        points=None if points is None else float(points),
    )
