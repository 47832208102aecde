"""nbgrader's exchange, with what one student does there kept from stopping or harming a class.

May import nbgrader, course and the room; must never follow a link that a student left there, nor
read what a hand-in holds.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import glob
import os
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)

from grader.course import Course, load_course
from grader.course.roster import load_roster
from grader.engine.stamps import STAMP
from grader.errors import GraderError
from grader.feedback.text import clean_line
from grader.intake.find import read_bytes
from grader.nbgrader_bridge.answers import Asked
from grader.nbgrader_bridge.bulk_release import handed_in
from grader.nbgrader_bridge.claims import anybody_renames, not_ours, not_theirs, spelt
from grader.nbgrader_bridge.class_run import OUT, tell_placed
from grader.nbgrader_bridge.copying import copy_plain
from grader.nbgrader_bridge.engine_run import place_notebooks
from grader.nbgrader_bridge.names import unfit
from grader.nbgrader_bridge.students import add_students

_LONG_AGO = datetime.datetime(1970, 1, 1)
_CLOCKS_APART = datetime.timedelta(minutes=1)
_LINE_BYTES = 1000
_SUBMITTING_S = 600.0
"""How long nbgrader may take to write a hand-in whose time it noted at the beginning."""


class Collect(ExchangeCollect):  # type: ignore[misc]  # nbgrader has no types
    """`nbgrader collect`: copies no link, and makes a notebook of what came as a `.py`."""

    _earlier: Path | None = None
    """Where the hand-ins lie that were there before this run."""
    _written_later: tuple[str, ...] = ()
    """Whose hand-in was written to after the time that it says."""

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """The record of a hand-in, as nbgrader has it; of a name that is none, one of nobody."""
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            student = record["username"]
            ours = student and not student.startswith(".") and not Path(path).is_symlink()
            why = unfit(student) if ours else "it is no hand-in"
            if not why and not Path(path).name.isprintable():  # nbgrader prints it as it is
                why = "a name with characters in it that cannot be seen"
            if not why and self.check_owner:
                why = not_theirs(student, Path(path), self._students)
        except Exception:  # anybody may leave anything in the exchange
            why = "it is no hand-in"
        if not why:
            return {**record, "username": spelt(student, self._submitted())}
        name = Path(path).name
        self.log.error(f"passed over in the exchange: {clean_line(name)}: {why}")
        return {"username": "", "filename": name, "timestamp": _LONG_AGO}

    @functools.cached_property
    def _students(self) -> frozenset[str]:
        """Those of roster.csv, if there is one that can be read; `_after` tells why not."""
        try:
            return frozenset(load_roster(load_course(Path(self.coursedir.root or "."))).students)
        except GraderError:
            return frozenset()

    def init_src(self) -> None:
        """Finds the hand-ins to collect, in an exchange that nobody else can have put there."""
        if self.check_owner:
            self._look_at_the_exchange()
        super().init_src()
        records: list[dict[str, Any]] = vars(self)["src_records"]
        self.src_records = [record for record in records if record["username"]]

    def _look_at_the_exchange(self) -> None:
        folder = Path(self.root, self.coursedir.course_id)
        for place in (folder, folder / "inbound"):
            shared = self.coursedir.groupshared
            why = not_ours(place, shared=shared) if os.path.lexists(place) else ""
            if why:
                self.fail(
                    f"nothing was collected from {place}\n"
                    "  expected: a folder of the account that collects and releases\n"
                    f"  came:     {why}; whoever owns it can change every hand-in there\n"
                    f"  do next:  see what lies in {self.root}: the right folder may have been "
                    "renamed; then `chmod +t` there, so that nobody can again"
                )
        if Path(self.root).is_dir() and anybody_renames(Path(self.root)):
            self.log.warning(
                f"anybody can rename the course's folder in {self.root} and put another in its "
                f"place: chmod +t {self.root}"
            )

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copies one hand-in, without links; one that cannot be copied stops no other."""
        who = Path(dest).parent.name
        most, aside = 1000 * self.coursedir.max_dir_size, self._earlier
        try:
            with tempfile.TemporaryDirectory(prefix=".copy-", dir=aside) as private:
                copy = Path(private, who)
                done = copy_plain(Path(src), copy, most, of_one_account=self.check_owner)
                # nbgrader follows links, and its student can make some at any time: not in here.
                super().do_copy(str(copy), dest, log)
            if done.left_out:
                names = ", ".join(clean_line(name, 60) for name in done.left_out[:5])
                self.log.warning(f"{who}: left in the exchange, as no file of a hand-in: {names}")
            self._compare_times(who, src, dest, done.written_at)
        except (OSError, RuntimeError, shutil.Error) as error:
            shutil.rmtree(dest, ignore_errors=True)
            with contextlib.suppress(OSError):  # it holds other assignments
                Path(dest).parent.rmdir()
            back = "; the earlier hand-in stays" if self._put_back(Path(dest)) else ""
            words = clean_line(str(error), 300)
            self.log.error(f"{who}: not collected, it stays in the exchange{back}: {words}")

    def copy_files(self) -> None:
        """Copies the hand-ins; then everybody has a notebook, and strangers are named."""
        with self._kept_aside():
            super().copy_files()
        if self._written_later:
            names = ", ".join(clean_line(one, 60) for one in sorted(self._written_later))
            self.log.warning(
                f"written to after the time that {STAMP} says, by the clock of the file system, "
                f"unless the exchange was moved or its modes were changed since: {names}"
            )
        try:
            self._after(load_course(Path(self.coursedir.root or ".")))
        except GraderError as error:
            self.log.error(f"{error}\n  What was collected is there.")

    @contextlib.contextmanager
    def _kept_aside(self) -> Iterator[None]:
        """Keeps what nbgrader removes before it copies, and puts back what it then did not copy."""
        submitted = self._submitted()
        try:
            submitted.mkdir(parents=True, exist_ok=True)
            aside = Path(tempfile.mkdtemp(prefix=".grader-earlier-", dir=submitted))
        except OSError as error:
            self.fail(f"nothing was collected: {submitted} cannot be written to: {error.strerror}")
        self._earlier = aside
        self.src_records = [each for each in self.src_records if self._keep(each["username"])]
        try:
            yield
        except BaseException:
            self.log.error(f"what was there before this run lies in {aside}")
            raise
        for record in self.src_records:
            self._put_back(self._folder(record["username"]))
        shutil.rmtree(aside, ignore_errors=True)

    def _submitted(self) -> Path:
        directory = self.coursedir
        return Path(directory.format_path(directory.submitted_directory, ".", "."))

    def _folder(self, student: str) -> Path:
        directory = self.coursedir
        step, name = directory.submitted_directory, directory.assignment_id
        return Path(directory.format_path(step, student, name))

    def _keep(self, student: str) -> bool:
        """Whether what is there of a student is kept, so that it may be replaced."""
        there = self._folder(student)
        if self._earlier is None or not there.is_dir():
            return True
        try:
            shutil.copytree(there, self._earlier / student, symlinks=True, copy_function=_linked)
        except (OSError, shutil.Error) as error:
            words = clean_line(str(error), 300)
            self.log.error(f"{student}: not collected, as the earlier one cannot be kept: {words}")
            return False
        return True

    def _put_back(self, dest: Path) -> bool:
        """Whether there was an earlier hand-in, which lies in its place again."""
        kept = self._earlier and self._earlier / dest.parent.name
        if kept is None or not kept.is_dir() or dest.is_dir():
            return False
        dest.parent.mkdir(exist_ok=True)
        kept.rename(dest)
        return True

    def _compare_times(self, student: str, src: str, dest: str, written_at: float) -> None:
        """Tell where `timestamp.txt`, which lateness goes by, is not of the folder's time."""
        named: datetime.datetime = self._path_to_record(src)["timestamp"]
        says = handed_in(Path(dest, STAMP))
        if says is not None and written_at - says.replace(tzinfo=UTC).timestamp() > _SUBMITTING_S:
            self._written_later = (*self._written_later, student)
        if says is not None and abs(says - named) <= _CLOCKS_APART:
            return
        came = "no time that can be read" if says is None else f"{says:%Y-%m-%d %H:%M} UTC"
        costs = "it counts as in time" if says is None else "lateness goes by it"
        self.log.warning(
            f"{clean_line(student, 60)}: {STAMP} says {came}, and {costs}; the folder in the "
            f"exchange is of {named:%Y-%m-%d %H:%M} UTC: compare them, and write the right time "
            f"into {STAMP} in submitted/"
        )

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
            known = roster.students
            strangers = [s for s in students if unicodedata.normalize("NFC", s) not in known]
            if strangers:
                names = ", ".join(clean_line(one, 60) for one in sorted(strangers))
                self.log.warning(f"handed in, but not in roster.csv: {names}")


class ReleaseAssignment(ExchangeReleaseAssignment):  # type: ignore[misc]  # nbgrader has no types
    """`nbgrader release_assignment`: in the exchange nobody renames what others made."""

    def init_dest(self) -> None:
        """Makes the course's folders; who hands in cannot rename another's hand-in there."""
        super().init_dest()
        for place in (self.root, vars(self)["inbound_path"]):
            with contextlib.suppress(PermissionError):  # somebody else's; `collect` tells
                os.chmod(place, stat.S_IMODE(os.stat(place).st_mode) | stat.S_ISVTX)


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader has no types
    """`nbgrader release_feedback`: who handed in another way does not stop the others."""

    def copy_files(self) -> None:
        """Puts the pages of those into the exchange who can fetch them there."""
        usual: str = vars(self)["src_path"]
        try:
            for folder in sorted(glob.glob(usual)):
                if _is_nobodys(Path(folder)):
                    self.log.warning(
                        f"{clean_line(Path(folder).parent.name, 60)}: not released, as this "
                        "hand-in did not come through nbgrader's exchange; give out its page in "
                        "feedback/ another way, as with `grader export --to feedback-zip`"
                    )
                else:
                    # One at a time: nbgrader's list of whom to leave out is split at commas.
                    self.src_path = glob.escape(folder)
                    super().copy_files()
        finally:
            self.src_path = usual


def _linked(source: str, target: str) -> None:
    """The same file under a second name, or a copy where the file system has none."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _is_nobodys(folder: Path) -> bool:
    """Whether nbgrader could not say to whom the pages in a folder belong."""
    for name in ("submission_secret.txt", STAMP):
        try:  # as nbgrader reads and prints it: to its end, a line end of its own aside
            data = read_bytes(folder / name, _LINE_BYTES)
            text = data.decode("utf-8").removesuffix("\n") if isinstance(data, bytes) else ""
        except (GraderError, UnicodeDecodeError):
            return True
        if not text.strip() or not text.isprintable():
            return True
    return False
