"""Mends what in nbgrader stops a class for a small thing; called when a course is configured.

nbgrader offers no other place: the method belongs to the course folder that its program makes. May
import nbgrader, late; must never change what a file that is in order means.
"""

from __future__ import annotations

import datetime
import functools
import glob
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from grader.nbgrader_bridge.bulk_connect import PATIENCE_S
from grader.nbgrader_bridge.bulk_release import handed_in


def be_patient() -> None:
    """Have nbgrader pass over a `timestamp.txt` that holds no time, and wait for its gradebook."""
    import nbgrader.api
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    CourseDirectory.get_existing_timestamp = _existing_timestamp
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    nbgrader.api.create_engine = _patient_engine
    if not hasattr(Autograde.init_notebooks, "usual"):
        Autograde.init_notebooks = _beginning(Autograde.init_notebooks)
    find_programs()


def _patient_engine(db_url: str, **usual: Any) -> sa.Engine:
    """SQLAlchemy's engine as nbgrader makes it nine times for each hand-in; for SQLite one for all.

    It keeps no connection, only statements that are ready: nothing is shared with a thread or a
    process. And it waits for whoever else writes, longer than SQLite's 5 s.
    """
    if not db_url.startswith("sqlite:///") or ":memory:" in db_url:
        return sa.create_engine(db_url, **usual)
    # A relative path means another file in another folder.
    return _engine_of(db_url, os.getcwd(), tuple(sorted(usual.items())))


@functools.lru_cache(maxsize=16)
def _engine_of(db_url: str, folder: str, usual: tuple[tuple[str, Any], ...]) -> sa.Engine:
    waits = {} if "timeout=" in db_url else {"timeout": PATIENCE_S}
    return sa.create_engine(db_url, poolclass=sa.NullPool, connect_args=waits, **dict(usual))


def _beginning(usual: Callable[[Any], None]) -> Callable[[Any], None]:
    """How a run begins: hand-ins without any notebook are left to our exporter, which makes one."""

    def init_notebooks(self: Any) -> None:
        directory = self.coursedir
        found = glob.glob(self._format_source(directory.assignment_id, directory.student_id))
        without = not any(glob.glob(f"{glob.escape(folder)}/*.ipynb") for folder in found)
        if found and without and self.exporter_class.__name__ == "SubmissionExporter":
            self.assignments, self.notebooks = {}, []
        else:
            usual(self)

    init_notebooks.usual = usual  # type: ignore[attr-defined]  # wrapped once, not again
    return init_notebooks


def find_programs() -> None:
    """Have nbgrader find `alembic`, which it runs by its name to make a gradebook.

    An environment that is not activated is not on the path.
    """
    if shutil.which("alembic") is None:
        folder = str(Path(sys.executable).parent)
        os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def _existing_timestamp(self: Any, dest_path: str) -> datetime.datetime | None:
    path = Path(dest_path, "timestamp.txt")
    moment = handed_in(path)
    if moment is None and path.is_file():
        self.log.warning(f"{path} holds no time that can be read; it is passed over")
    return moment


def _submitted_timestamp(
    self: Any, assignment_id: str, student_id: str
) -> datetime.datetime | None:
    """For formgrader's lists, in which one such file would leave a whole class without a page."""
    directory = self.coursedir
    folder = directory.format_path(directory.submitted_directory, student_id, assignment_id)
    return handed_in(Path(folder, "timestamp.txt"))
