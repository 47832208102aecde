"""Right solutions in other styles: each must earn every point, or the suite tests a style.

`solutions/<id>/also_right/*.py` hold answer cells; the other cells are the model answer's. May
import course and errors. Never runs the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.course import Assignment
from grader.course.answers import by_name, read_answers
from grader.course.source import read_source, solution_cells
from grader.errors import CourseError, suggestion


@dataclass(frozen=True)
class AlsoRight:
    """One right solution, as its cells are run."""

    name: str
    cells: tuple[tuple[str, str], ...]
    """(label, source) of each cell in order."""


def load_also_right(assignment: Assignment) -> list[AlsoRight]:
    """Every right solution of an assignment's folder, by name.

    Raises
    ------
    CourseError
        When a file cannot be read, holds no answer, or names one that there is not.
    """
    source = read_source(assignment)
    model = solution_cells(source)
    manual = [question.id for question in assignment.manual]
    known = [cell.grade_id for cell in source.cells if cell.kind == "solution"]
    found = []
    for path in sorted((assignment.folder / "also_right").glob("*.py")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            words = f"{type(error).__name__}: {error}"
            raise _wrong(str(path), words, "save it as UTF-8") from None
        named, further = by_name(read_answers(text))
        unknown = [name for name in named if name not in {*known, *manual}]
        if unknown:
            raise _wrong(str(path), f"{unknown[0]!r}", suggestion(unknown[0], known))
        if not named.keys() & set(known):
            raise _wrong(str(path), "no answer cell", _known(known))
        cells = [
            (cell.label, named[cell.grade_id].source if cell.grade_id in named else cell.text)
            for cell in model
        ]
        own = [(f"own cell {i}", cell.source) for i, cell in enumerate(further, 1)]
        found.append(AlsoRight(path.stem, (*cells, *own)))
    return found


def words(found: Sequence[AlsoRight]) -> str:
    """How many there are, in a few words."""
    return f"{len(found)} in other styles earn every point" if found else "none in also_right/"


def _known(names: Sequence[str]) -> str:
    return f"the answer cells are {', '.join(names)}"


def _wrong(path: str, came: str, todo: str) -> CourseError:
    return CourseError(
        f"reading the right solution {path}",
        expected='answer cells that begin with `# %% grade_id="NAME"`',
        came=came,
        todo=todo,
    )
