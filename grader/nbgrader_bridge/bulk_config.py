"""Reads an nbgrader course's own configuration, by nbgrader's own loader.

What stands in `nbgrader_config.py` and in Jupyter's folders holds here as for every nbgrader
command. May import nbgrader and traitlets, late; must never open the gradebook.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import UsageError
from grader.feedback.text import clean_line

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class NbCourse:
    """What of nbgrader's configuration decides where grades and files go."""

    root: Path
    url: URL
    app: Any
    """nbgrader's application with the whole configuration, as its converters take it."""
    permissions: int
    """Of autograded files."""
    create_student: bool
    """Whether a student whom the gradebook does not know is added to it."""
    keep: tuple[str, ...]
    """Files of `source/` that do not replace a student's own, by assignment."""

    @property
    def group_shared(self) -> bool:
        """Whether the staff share the course's files through a Unix group."""
        return bool(self.app.coursedir.groupshared)

    @property
    def ignored(self) -> list[str]:
        """Patterns of file names that nbgrader copies nowhere."""
        return list(self.app.coursedir.ignore)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Where nbgrader keeps a step of a submission: `source`, `autograded` and so on."""
        directory = self.app.coursedir
        name = getattr(directory, f"{step}_directory")
        return Path(os.path.normpath(directory.format_path(name, student, assignment)))


def load_nb_course(root: Path) -> NbCourse:
    """The nbgrader course in a folder.

    Raises
    ------
    UsageError
        When the folder is none, or its configuration cannot be loaded.
    """
    if not (root / CONFIG).is_file():
        raise UsageError(
            f"opening {root} as a course of nbgrader",
            expected=f"a file {CONFIG} in it",
            came="none",
            todo="make such a course with `grader init DIR`, or leave --gradebook out",
        )
    try:
        import nbgrader.apps.baseapp as baseapp
        from nbgrader.converters import Autograde
    except ImportError as error:
        raise UsageError(
            "writing a gradebook",
            expected="nbgrader 0.9.6",
            came=str(error),
            todo="install the extra: pip install 'grader[nbgrader]'",
        ) from None
    from grader.nbgrader_bridge.bulk_connect import parsed  # SQLAlchemy comes with nbgrader

    with in_folder(root):
        app = _loaded(baseapp.NbGrader)
        converter = Autograde(coursedir=app.coursedir, parent=app)
    kept = converter.exclude_overwriting
    return NbCourse(
        root=root,
        url=parsed(app.coursedir.db_url, root),
        app=app,
        permissions=int(str(converter.permissions), 8),
        create_student=bool(converter.create_student),
        keep=tuple(f"{assignment}/{name}" for assignment in kept for name in kept[assignment]),
    )


def _loaded(kind: Any) -> Any:
    app = kind(log_level="ERROR")
    app.raise_config_file_errors = True
    try:
        app.initialize([])
    except (Exception, SystemExit) as error:  # traitlets ends the program on a wrong value
        raise UsageError(
            f"loading {CONFIG}",
            expected="a configuration that nbgrader takes",
            came=f"{type(error).__name__}: {clean_line(str(error), 200)}",
            todo="correct it; any nbgrader command, such as `nbgrader db student list`, says more",
        ) from error
    return app


@contextlib.contextmanager
def in_folder(root: Path) -> Iterator[None]:
    """Stands in the folder as nbgrader expects it, and leaves no trace of that behind."""
    before, path = os.getcwd(), list(sys.path)
    os.chdir(root)
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path
