"""One run of `nbgrader autograde`: what it is asked for, and the engine's answer to all of it.

Everything that can stop the run stops it before nbgrader has changed anything. What goes wrong with
one hand-in alone is that hand-in's affair: its cells wait for a person. May import the room, course
and engine's records; must never parse what a student's file holds.
"""

from __future__ import annotations

import glob
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from logging import Logger
from pathlib import Path
from typing import Any

from grader.course import Assignment, Course, load_course
from grader.engine.report import failed_report
from grader.errors import GraderError, UsageError
from grader.feedback.text import clean_line
from grader.intake.rebuild import RunCell
from grader.json_text import from_json
from grader.nbgrader_bridge.anew import handed_in_anew
from grader.nbgrader_bridge.answers import Answer, Asked, Placement
from grader.nbgrader_bridge.bulk_connect import parsed, transaction
from grader.nbgrader_bridge.bulk_release import load_release, stored_notebook
from grader.nbgrader_bridge.engine_run import ask, in_words, lacking, place_notebooks
from grader.nbgrader_bridge.names import is_path, unfit
from grader.nbgrader_bridge.notebook import autograded
from grader.nbgrader_bridge.rows import Row, cells_of, row_of
from grader.records import SubmissionReport

OUT = "graded"
"""The folder of results in a course's folder."""

_Stamp = tuple[tuple[str, int, int], ...]


@dataclass
class ClassRun:
    """The hand-ins of one run, with what the engine said of each."""

    course: Course
    assignment: Assignment
    release: dict[str, Any]
    submissions: Path
    log: Logger
    unsafe: bool
    anew: frozenset[str] = frozenset()
    """Students whose hand-in nbgrader would skip, though it is not the one that was graded."""
    _answers: dict[str, Answer] = field(default_factory=dict)
    _stamps: dict[str, _Stamp] = field(default_factory=dict)

    def ask(self, students: Sequence[str]) -> None:
        """Have the engine grade these students' hand-ins, and keep what it says.

        Raises
        ------
        UsageError, GraderError
            What the engine refused to begin.
        """
        if not students:
            return
        names = {student: unicodedata.normalize("NFC", student) for student in students}
        self._stamps |= {student: self._stamp(student) for student in students}
        asked = self.asked(list(names.values()))
        heard = ask(asked)
        for student, name in names.items():
            failed = Answer(report=failed_report(name, self.assignment))
            self._answers[student] = heard.answers.get(name, failed)
        if without := lacking(heard, asked):
            self.log.error(in_words(heard, without))

    def asked(self, students: Sequence[str]) -> Asked:
        """The question about these students' hand-ins."""
        return Asked(
            course=str(self.course.root),
            assignment=self.assignment.id,
            submissions=str(self.submissions),
            out=str(self.course.root / OUT),
            students=tuple(students),
            unsafe=self.unsafe,
        )

    def report(self, student: str) -> SubmissionReport:
        """The report of a student's hand-in as it lies there now."""
        if student not in self._answers or self._stamps[student] != self._stamp(student):
            self.ask([student])
        return self._answers[student].report

    def row(self, student: str) -> Row:
        """What the gradebook takes from a student's report; nbgrader has kept the time itself."""
        return row_of(self.report(student), cells_of(self.release), student, None)

    def notebook(self, student: str) -> dict[str, Any]:
        """The autograded notebook of a student's hand-in."""
        report = self.report(student)
        cells: list[RunCell] = [each.cell for each in self._answers[student].cells]
        return autograded(self.release, cells, report)

    def _stamp(self, student: str) -> _Stamp:
        """Names, sizes and times of the files of a hand-in: whether it is still the same one."""
        try:
            entries = sorted(os.scandir(self.submissions / student / self.assignment.id), key=_name)
            found = [(each.name, each.stat(follow_symlinks=False)) for each in entries]
        except OSError:
            return ()
        return tuple((name, about.st_size, about.st_mtime_ns) for name, about in found)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def class_run(converter: Any, *, unsafe: bool = False) -> ClassRun:
    """The run for which nbgrader's `Autograde` was started, with everything asked already.

    Raises
    ------
    UsageError, GraderError
        When the course, its release or its gradebook do not fit; nothing was changed.
    """
    directory = converter.coursedir
    root = Path(directory.root or ".").resolve()
    if is_path(directory.student_id):  # nbgrader removes that one's grading before it looks
        raise UsageError(
            f"grading the hand-in of {clean_line(directory.student_id, 60)}",
            expected="a student's name, or a pattern of names",
            came="a path",
            todo="name the student as the folder is called",
        )
    course = load_course(root)
    release = load_release(course, directory.assignment_id)
    with transaction(parsed(directory.db_url, root)) as connection:
        stored_notebook(connection, release)
    submissions = root / directory.submitted_directory
    run = ClassRun(course, release.assignment, release.notebook, submissions, converter.log, unsafe)
    _pass_over(converter)
    _add_without_notebook(converter, run)
    _set_patterns_right(converter, run)
    _look_at_what_was_released(run)
    if not converter.assignments:
        raise UsageError(
            f"looking for hand-ins of {release.assignment.id} in {submissions}",
            expected="folders <student>/<assignment>/ with a file in them that can be read",
            came="none",
            todo="see what is said above, or check the names with `nbgrader collect`",
        )
    students = list(_students(converter))
    skipped = [student for student in students if not _will_run(converter, student)]
    run.anew = frozenset(student for student in skipped if _came_anew(converter, run, student))
    for student in sorted(run.anew):
        run.log.warning(
            f"{clean_line(student, 60)}: handed in anew, without a newer time: graded again; make "
            "the page anew too, by `nbgrader generate_feedback --force`"
        )
    run.ask([student for student in students if student not in {*skipped} - run.anew])
    return run


def _look_at_what_was_released(run: ClassRun) -> None:
    """Tell where students were given another notebook than the one that hand-ins are put into."""
    name = run.assignment.id
    path = run.course.root / "release" / name / f"{name}.ipynb"
    try:
        given = from_json(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return  # it was given out another way
    if given != run.release["cells"]:
        run.log.warning(
            f"comparing release/{name} with assignments/{name}\n  expected: the same notebook\n"
            "  came:     another one: its locked cells are not those that students worked with\n"
            f"  do next:  take back the change in solutions/{name}, or `nbgrader "
            f"generate_assignment {name}` and release it anew"
        )


def _students(converter: Any) -> Iterator[str]:
    """The students whose hand-ins nbgrader found, as their folders are called."""
    directory = converter.coursedir
    form = converter._format_source("(?P<a>.*)", "(?P<student>.*)", escape=True)
    for folder in sorted(converter.assignments):
        match = re.match(form, folder)
        plain = Path(directory.root or ".").resolve() / directory.submitted_directory
        if match is None or Path(folder).resolve().parent.parent != plain:
            raise UsageError(
                f"looking for the hand-ins in {folder}",
                expected=f"{plain}/<student>/<assignment>/",
                came="another c.CourseDirectory.directory_structure",
                todo="leave directory_structure as nbgrader has it",
            )
        yield match["student"]


def _pass_over(converter: Any) -> None:
    """Take out the hand-ins that are links, or of a name that nbgrader cannot have as an id.

    What a link leads to is not the student's to show; formgrader's pages would obey the name.
    """
    for folder in list(converter.assignments):
        path = Path(converter.coursedir.root or ".", folder)
        if _told_unfit(path, converter.log):
            del converter.assignments[folder]
        elif _linked(path):
            converter.log.error(
                f"reading the hand-in {folder}\n  expected: a folder\n  came:     a symbolic "
                "link, which is not followed\n  do next:  put the folder itself in its place, "
                "and autograde it then"
            )
            del converter.assignments[folder]


def _told_unfit(path: Path, log: Logger) -> bool:
    """Whether a folder's name cannot be a student's, which is then said."""
    why = unfit(path.parent.name)
    if why:
        log.error(
            f"reading the hand-in {clean_line(path.parent.name, 60)}\n  expected: a folder that is "
            f"called as the student\n  came:     {why}\n  do next:  give the folder another name, "
            "and autograde it then"
        )
    return bool(why)


def _add_without_notebook(converter: Any, run: ClassRun) -> None:
    """Have nbgrader grade those too whose hand-in has another form or name, or nothing in it."""
    directory, name = converter.coursedir, run.assignment.id
    found = map(Path, sorted(glob.glob(converter._format_source(name, directory.student_id))))
    lacking_it = {
        path.parent.name: path
        for path in found
        if path.is_dir()
        and not _linked(path)
        and not os.path.lexists(path / f"{name}.ipynb")
        and not _told_unfit(path, run.log)
    }
    placed = place_notebooks(run.asked(list(lacking_it)))
    tell_placed(placed, run.log)
    for each in placed:
        if each.made or each.empty:
            folder = str(lacking_it[each.student])
            converter.assignments[folder] = [os.path.join(folder, f"{name}.ipynb")]


def _set_patterns_right(converter: Any, run: ClassRun) -> None:
    """Have a folder's own notebook graded where nbgrader takes its name for a pattern.

    Of `a[b]` it finds none, of `ad[a]` that of `ada`, whose grading it then removes.
    """
    directory, name = converter.coursedir, run.assignment.id
    for folder in sorted(glob.glob(converter._format_source(name, directory.student_id))):
        path, own = Path(folder), [os.path.join(folder, f"{name}.ipynb")]
        if glob.escape(folder) == folder or converter.assignments.get(folder) == own:
            continue
        fit = os.path.isfile(own[0]) and not _linked(path) and not unfit(path.parent.name)
        if fit or folder in converter.assignments:
            converter.assignments[folder] = own
            run.log.warning(
                f"{clean_line(path.parent.name, 60)}: graded, but nbgrader takes this name for a "
                "pattern: `grader grade --feedback` makes its page, generate_feedback does not"
            )


def tell_placed(placed: Sequence[Placement], log: Logger) -> None:
    """Say in a log which hand-ins got a notebook, and which could not."""
    for each in placed:
        who, file = clean_line(each.student, 60), clean_line(each.file, 100)
        if each.made:
            log.info(f"{who}: {file} is there as {each.made} too, for nbgrader")
        elif each.empty:
            log.warning(f"{who}: no points: {clean_line(each.why, 300)}")
        else:
            log.error(f"{who}: nothing that nbgrader can grade: {clean_line(each.why, 300)}")


def _linked(path: Path) -> bool:
    return path.is_symlink() or path.parent.is_symlink()


def _will_run(converter: Any, student: str) -> bool:
    """Whether nbgrader will autograde it: it is new, newer, or --force was given."""
    directory, name = converter.coursedir, converter.coursedir.assignment_id
    target = directory.format_path(directory.autograded_directory, student, name)
    if converter.force or not os.path.exists(target):
        return True
    source = directory.format_path(directory.submitted_directory, student, name)
    old, new = map(directory.get_existing_timestamp, (target, source))
    return old is not None and new is not None and new > old


def _came_anew(converter: Any, run: ClassRun, student: str) -> bool:
    """Whether the hand-in is another one than nbgrader's grading, which it would not see."""
    directory, name = converter.coursedir, run.assignment.id
    excluded = directory.student_id_exclude.split(",")
    folder = directory.format_path(directory.submitted_directory, student, name)
    graded = directory.format_path(directory.autograded_directory, student, name)
    return student not in excluded and handed_in_anew(
        Path(folder), Path(graded, f"{name}.ipynb"), run.assignment
    )


def said(error: GraderError) -> str:
    """An error for nbgrader's log, in which no option of ours can be given."""
    words = str(error)
    if "--unsafe" in error.todo:
        words = words.replace("--unsafe", "`c.SubmissionExporter.unsafe = True` in its config")
    return f"{words}\n  Nothing was changed."
