"""Where nbgrader's `Autograde` reads a hand-in: here it gets the notebook that we made of it.

nbgrader's own exporter parses a student's bytes in this process; this one never opens the file. May
import nbgrader, nbconvert, nbformat, traitlets and the room; must never read below `submitted/`
more than names.
"""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.converters.base import NbGraderException
from traitlets import Bool

from grader.errors import GraderError
from grader.nbgrader_bridge.bulk_files import odd_files, runs_in_a_browser
from grader.nbgrader_bridge.class_run import ClassRun, class_run, said


class SubmissionExporter(NotebookExporter):
    """The exporter of `c.Autograde.exporter_class`; made once for each run."""

    unsafe = Bool(
        False, help="Grade without a promise that course.toml demands; every record says so."
    ).tag(config=True)

    def __init__(self, config: Any = None, parent: Any = None, **more: Any) -> None:
        super().__init__(config=config, parent=parent, **more)  # type: ignore[no-untyped-call]
        try:
            self.run: ClassRun = class_run(parent, unsafe=self.unsafe)
        except GraderError as error:
            parent.log.error(said(error))
            # Raised here, before the loop over students, it ends the command with code 1.
            raise NbGraderException(said(error)) from error
        _guard_copies(parent)
        _begin_anew(parent, self.run.anew)

    def from_filename(self, filename: str, resources: Any = None, **more: Any) -> Any:
        """The autograded notebook of the hand-in, and nbgrader's resources."""
        resources = ResourcesDict() if resources is None else resources
        student = resources["nbgrader"]["student"]
        node: Any = nbformat.from_dict(self.run.notebook(student))  # type: ignore[no-untyped-call]
        resources["metadata"] = ResourcesDict(name=resources["unique_key"], path="")
        return self.from_notebook_node(node, resources, **more)  # type: ignore[no-untyped-call]


def _guard_copies(converter: Any) -> None:
    """Have nbgrader copy no link out of a hand-in, and nothing that a browser would run.

    It would copy what the link leads to; and formgrader serves what was copied as its own.
    """
    directory, usual = converter.coursedir, list(converter.coursedir.ignore)
    before, copy_files = converter.pre_convert_hook, converter.init_assignment

    def guard(assignment: str, student: str, notebooks: list[str]) -> None:
        folder = Path(directory.root or ".", notebooks[0]).parent
        directory.ignore = [*usual, *odd_files(folder)]
        if before is not None:
            before(assignment=assignment, student=student, notebooks=notebooks)

    def init_assignment(assignment: str, student: str) -> None:
        copy_files(assignment, student)
        target = Path(directory.format_path(directory.autograded_directory, student, assignment))
        source = Path(directory.format_path(directory.source_directory, ".", assignment))
        own = set(converter.exclude_overwriting.get(assignment, ()))
        for path in [path for path in target.rglob("*") if runs_in_a_browser(path.name)]:
            name = path.relative_to(target)
            if path.is_file() and (name.as_posix() in own or not (source / name).is_file()):
                path.unlink()

    converter.pre_convert_hook = guard
    converter.init_assignment = init_assignment


def _begin_anew(converter: Any, students: Container[str]) -> None:
    """Have nbgrader take these hand-ins for new ones, whatever their times say."""
    usual, force = converter.init_destination, converter.force

    def init_destination(assignment: str, student: str) -> bool:
        converter.force = force or student in students
        try:
            return bool(usual(assignment, student))
        finally:
            converter.force = force

    converter.init_destination = init_destination
