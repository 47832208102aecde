"""A program: puts a notebook beside hand-ins that have none, where nbgrader looks for one.

nbgrader grades `<id>.ipynb` alone. A `.py` becomes a notebook on the release, and a notebook of
another name is copied; what the student sent stays as it is. Run as `answering` is, with the same
question. May import course, intake and engine; must never import nbgrader, nor write over a file.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from grader.course import Assignment, load_course
from grader.engine.handin import read_cells
from grader.errors import GraderError
from grader.files import write_atomically
from grader.intake.convert import notebook_bytes, to_notebook
from grader.intake.find import Found, find_hand_in, is_copy_of, read_bytes
from grader.nbgrader_bridge.answers import Asked, Placement, Placements
from grader.nbgrader_bridge.program import Done, reply
from grader.sandbox.launcher import Launcher


def place(asked: Asked, done: Done) -> Placements:
    """What was put beside the hand-ins that lacked it; of the others nothing is said."""
    assignment = load_course(Path(asked.course)).assignment(asked.assignment)
    release = json.loads(assignment.release_notebook.read_text("utf-8"))
    made = []
    with contextlib.closing(Launcher()) as launcher:
        for student in asked.students:
            done(student)
            folder = Path(asked.submissions, student, assignment.id)
            if folder.is_symlink() or not folder.is_dir():
                continue
            if os.path.lexists(folder / f"{assignment.id}.ipynb"):
                continue
            try:
                made.append(_placed(student, folder, assignment, release, launcher))
            except (GraderError, OSError) as error:
                words = error.came if isinstance(error, GraderError) else str(error.strerror)
                made.append(Placement(student=student, why=words))
    return Placements(placed=tuple(made))


def _placed(
    student: str, folder: Path, assignment: Assignment, release: object, launcher: Launcher
) -> Placement:
    meant = _meant(folder, assignment)
    if meant is None:
        return Placement(student=student, why="no file that could be meant", empty=True)
    data = read_bytes(meant, assignment.limits.submission_kb * 1024)
    if not isinstance(data, bytes):
        return Placement(student=student, file=meant.name, why=data.message, empty=True)
    name = f"{assignment.id}.ipynb"
    if meant.suffix.lower() == ".py":
        cells = read_cells(data, meant.name, launcher)
        # What cannot be read goes as it is: whoever grades it says why to its student.
        if not isinstance(cells, str) and isinstance(release, dict):
            data = notebook_bytes(to_notebook(release, cells["cells"]))
    write_atomically(folder / name, data)
    return Placement(student=student, file=meant.name, made=name)


def _meant(folder: Path, assignment: Assignment) -> Path | None:
    """The file that is graded; of several that differ, one of them: they stay ambiguous."""
    found = find_hand_in(folder, assignment.hand_in)
    if isinstance(found, Found):
        return found.path
    return next(iter(sorted(_copies(folder, assignment.id))), None)


def _copies(folder: Path, name: str) -> Iterator[Path]:
    for path in folder.iterdir():
        known = path.suffix.lower() in (".ipynb", ".py")
        if known and is_copy_of(path.stem, name) and path.is_file() and not path.is_symlink():
            yield path


if __name__ == "__main__":
    reply(place)
