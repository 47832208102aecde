"""nbgrader's exchange, with what one student does there kept from stopping or harming a class.

May import nbgrader, course and the room; must never follow a link that a student left there, nor
read what a hand-in holds.
"""

from __future__ import annotations

import contextlib
import datetime
import glob
import shutil
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback

from grader.course import Course, load_course
from grader.course.roster import load_roster
from grader.errors import GraderError
from grader.feedback.text import clean_line
from grader.nbgrader_bridge.answers import Asked
from grader.nbgrader_bridge.class_run import OUT, odd_files, tell_placed
from grader.nbgrader_bridge.engine_run import place_notebooks
from grader.nbgrader_bridge.students import add_students

_LONG_AGO = datetime.datetime(1970, 1, 1)


class Collect(ExchangeCollect):  # type: ignore[misc]  # nbgrader has no types
    """`nbgrader collect`: copies no link, and makes a notebook of what came as a `.py`."""

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """The record of a hand-in, as nbgrader has it; of a name that is none, one of nobody."""
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            ours = not record["username"].startswith(".") and not Path(path).is_symlink()
        except Exception:  # anybody may leave anything in the exchange
            ours = False
        if ours:
            return record
        name = Path(path).name
        self.log.error(f"passed over in the exchange, as it is no hand-in: {clean_line(name)}")
        return {"username": "", "filename": name, "timestamp": _LONG_AGO}

    def init_src(self) -> None:
        """Finds the hand-ins to collect."""
        super().init_src()
        records: list[dict[str, Any]] = vars(self)["src_records"]
        self.src_records = [record for record in records if record["username"]]

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copies one hand-in, without links; one that cannot be copied stops no other."""
        usual = list(self.coursedir.ignore)
        odd = odd_files(Path(src))
        if odd:
            names = ", ".join(clean_line(name, 60) for name in odd[:5])
            self.log.warning(f"{Path(dest).parent.name}: left in the exchange, as no file: {names}")
        try:
            self.coursedir.ignore = [*usual, *odd]
            super().do_copy(src, dest, log)
        except (OSError, RuntimeError, shutil.Error) as error:
            shutil.rmtree(dest, ignore_errors=True)
            with contextlib.suppress(OSError):  # it holds other assignments
                Path(dest).parent.rmdir()
            who, words = Path(dest).parent.name, clean_line(str(error), 300)
            self.log.error(f"{who}: not collected, it stays in the exchange: {words}")
        finally:
            self.coursedir.ignore = usual

    def copy_files(self) -> None:
        """Copies the hand-ins; then everybody has a notebook, and strangers are named."""
        super().copy_files()
        try:
            self._after(load_course(Path(self.coursedir.root or ".")))
        except GraderError as error:
            self.log.error(f"{error}\n  What was collected is there.")

    def _after(self, course: Course) -> None:
        name, root = self.coursedir.assignment_id, course.root
        students = [record["username"] for record in self.src_records]
        if name in course.assignments:
            asked = Asked(
                course=str(root),
                assignment=name,
                submissions=str(root / self.coursedir.submitted_directory),
                out=str(root / OUT),
                students=tuple(sorted(students)),
            )
            tell_placed(place_notebooks(asked), self.log)
        roster = load_roster(course)
        if roster.students:
            add_students(self.coursedir.db_url, self.coursedir.course_id, roster)
            strangers = sorted(set(students) - set(roster.students))
            if strangers:
                names = ", ".join(clean_line(one, 60) for one in strangers)
                self.log.warning(f"handed in, but not in roster.csv: {names}")


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader has no types
    """`nbgrader release_feedback`: who handed in another way does not stop the others."""

    def copy_files(self) -> None:
        """Puts the pages of those into the exchange who can fetch them there."""
        usual = self.coursedir.student_id_exclude
        folders = map(Path, glob.glob(self.src_path))
        without = sorted({path.parent.name for path in folders if _is_nobodys(path)})
        for student in without:
            self.log.warning(
                f"{clean_line(student, 60)}: not released, as this hand-in did not come through "
                "nbgrader's exchange; give out its page in feedback/ another way, as with "
                "`grader export --to feedback-zip`"
            )
        try:
            self.coursedir.student_id_exclude = ",".join([*filter(None, [usual]), *without])
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = usual


def _is_nobodys(folder: Path) -> bool:
    """Whether nbgrader could not say to whom the pages in a folder belong."""
    for name in ("submission_secret.txt", "timestamp.txt"):
        path = folder / name
        try:
            text = path.read_text("utf-8").strip()
            if path.is_symlink() or not text or not text.isprintable():
                return True
        except (OSError, UnicodeDecodeError):
            return True
    return False
