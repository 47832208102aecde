"""From a bulk download to `<submissions>/<student>/<assignment>/<file>`.

May import the rest of this room and the course. Must never open what a student wrote beyond its
bytes, choose between two files that could both be meant, or lay down anything for somebody whom the
roster does not know.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from grader.course import Assignment, Course
from grader.course.roster import Roster, load_roster
from grader.errors import GraderError, UsageError
from grader.intake.archives import LIMITS, Download, Entry, Limits, open_download
from grader.intake.choosing import Choice, choose, given_out
from grader.intake.downloads import Aside, Form, Reading, Wanted, read_download
from grader.intake.everybody import Whose, settle
from grader.intake.find import in_words
from grader.intake.gradescope import METADATA
from grader.intake.laying import Shelf, digest, lay, open_shelf, read_listing, stage, write_listing
from grader.intake.names import Person, Piece
from grader.intake.replacing import a_newer_one, somebody_elses
from grader.intake.roll import Known, Sure, ids_of, is_listed, student_of_repository, students_of

COLLECT_SCHEMA = "grader/collect/v1"
Status = Literal["collected", "updated", "unchanged", "skipped"]


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file that was laid down."""

    file: str
    """Its name now, which is the one that the assignment asks for."""
    entry: str
    """Where it lay in the download."""
    sha256: str


@dataclass(frozen=True, slots=True)
class HandIn:
    """What became of one student's hand-in."""

    student: str
    """The name of the student's folder."""
    assignment: str
    status: Status
    name: str
    """The student as the download says it."""
    id: str
    """The platform's id for the student; empty where the download has none."""
    form: Form
    source: str
    """The download's file name."""
    files: tuple[TakenFile, ...]
    when: str
    late: bool | None
    group: tuple[str, ...]
    """The others who handed in the same."""
    notes: tuple[str, ...]
    """What was repaired, or is good to know."""
    why: str = ""
    """Why nothing was laid down; a person has to look at it."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What one run did."""

    form: Form
    form_why: str
    hand_ins: tuple[HandIn, ...]
    asides: tuple[Aside, ...]
    missing: tuple[str, ...]
    """Enrolled students for whom nothing lies there now; empty without a roster."""

    @property
    def complete(self) -> bool:
        """Whether nothing waits for a person."""
        skipped = any(each.status == "skipped" for each in self.hand_ins)
        return not skipped and not any(each.needs_person for each in self.asides)


def collect(
    course: Course,
    assignment: Assignment,
    source: Path,
    submissions: Path,
    *,
    form: Form | None = None,
    update: bool = False,
    limits: Limits = LIMITS,
) -> Collected:
    """What was collected and what was not, after everything lies in its place.

    Raises
    ------
    UsageError
        When the download cannot be read or recognised; then nothing was written.
    """
    _check_places(course, source, submissions)
    read_listing(submissions)
    roster = load_roster(course)
    released = given_out((assignment.release_notebook, assignment.release_py))
    wanted = Wanted(
        assignment.hand_in,
        assignment.id,
        course.assignments,
        known=ids_of(roster).__contains__,
        somebody=partial(is_listed, roster=roster),
        given_out=released,
    )
    with open_download(source, limits) as download:
        entries = {entry.name: entry for entry in download.entries}
        reading = read_download(list(entries), wanted, _texts(download, entries), form)
        with open_shelf(submissions) as shelf:
            most = assignment.limits.submission_kb * 1024
            run = _Run(wanted, roster, download, entries, reading, shelf, most)
            staged, asides = _staged(run)
            listed = {(one["student"], one["assignment"]): one for one in read_listing(submissions)}
            hand_ins = [_laid(shelf, each, listed, update) for each in staged]
            lying = [row for row in hand_ins if row.status != "skipped"]
            write_listing(shelf, [_listed(row) for row in lying])
    asides += [Aside(each.name, each.why, True) for each in download.refused]
    missing = tuple(
        name
        for name, student in roster.students.items()
        if student.status == "enrolled" and not os.path.isdir(submissions / name / assignment.id)
    )
    in_order = tuple(sorted(hand_ins, key=lambda row: (row.student, row.name)))
    return Collected(reading.form, reading.why, in_order, _once(asides), missing)


def to_record(
    collected: Collected, assignment: Assignment, source: Path, submissions: Path
) -> dict[str, Any]:
    """The document that `--json` prints."""
    return {
        "schema": COLLECT_SCHEMA,
        "assignment": assignment.id,
        "download": str(source),
        "submissions": str(submissions),
        "form": collected.form,
        "form_why": collected.form_why,
        "complete": collected.complete,
        "hand_ins": [asdict(each) for each in collected.hand_ins],
        "passed_over": [asdict(each) for each in collected.asides],
        "missing": list(collected.missing),
    }


@dataclass(frozen=True, slots=True)
class _Run:
    wanted: Wanted
    roster: Roster
    download: Download
    entries: Mapping[str, Entry]
    reading: Reading
    shelf: Shelf
    most_bytes: int
    """Of a file that is graded."""

    def read(self, entry: str) -> bytes | None:
        return self.download.read(self.entries[entry])

    def compare(self, entry: str) -> bytes | None:
        """The same of what may not be read, as of what is too large: `read` raises if it counts."""
        try:
            return self.read(entry)
        except GraderError as error:
            if not _is_refused(error):
                raise
            return None

    def students_of(self, person: Person) -> Known:
        """Whom the roster says a person is; a folder may be a repository of GitHub Classroom."""
        if self.reading.form == "folder":
            return student_of_repository(person, self.roster, self.wanted.assignment)
        return students_of(person, self.roster)


@dataclass(frozen=True, slots=True)
class _Staged:
    row: HandIn
    folder: Path | None = None
    """The hidden folder of its files; None where there is a reason to lay nothing down."""
    named: str | None = None
    """The roster's column for ids such as the row's, where they do not say for certain whose it
    is."""


def _staged(run: _Run) -> tuple[list[_Staged], list[Aside]]:
    """A row for each student, with the hidden folder of its files; all is read before it ends."""
    by_person: dict[str, list[Piece]] = defaultdict(list)
    people: dict[str, Person] = {}
    for piece in run.reading.pieces:
        for person in piece.people:
            by_person[person.key].append(piece)
            people[person.key] = person
    whose = settle(people, {key: run.students_of(person) for key, person in people.items()})
    staged: list[_Staged] = []
    asides = list(run.reading.asides)
    for key, person in people.items():
        choice = choose(by_person[key], run.wanted, run.compare)
        asides += choice.asides
        row, known = _row(run, person, by_person[key], choice, whose), whose[key].known
        if known.note:
            row = replace(row, notes=(*row.notes, known.note))
        if not known.folders:
            staged.append(_Staged(replace(row, why=known.why)))
        for student in known.folders:
            group = tuple(sorted({*row.group, *whose[key].given} - {student}))
            one = replace(row, student=student, group=group)
            if why := whose[key].not_for.get(student):
                staged.append(_Staged(replace(one, why=why)))
            else:
                certain = known.sure is Sure.ID or not person.ids
                named = None if certain else person.ids[0][0]
                staged.append(_Staged(*_read_and_staged(run, one, choice), named))
    return staged, asides


def _row(
    run: _Run,
    person: Person,
    pieces: Sequence[Piece],
    choice: Choice,
    whose: Mapping[str, Whose],
) -> HandIn:
    """The person's row as long as nothing lies there; of the attempt that counts."""
    last = max(pieces, key=lambda piece: piece.attempt)
    counted = list(choice.files.values())
    late = [each.late for each in counted or [last] if each.late is not None]
    others = [one for one in last.people if one.key != person.key]
    group = {name for one in others for name in whose[one.key].given}
    repaired = [run.entries[each.entry].note for each in counted if run.entries[each.entry].note]
    return HandIn(
        student="",
        assignment=run.wanted.assignment,
        status="skipped",
        name=person.name,
        id=person.ids[0][1] if person.ids else "",
        form=run.reading.form,
        source=run.download.path.name,
        files=(),
        when=last.when,
        late=any(late) if late else None,
        group=tuple(sorted(group)),
        notes=(*choice.notes, *repaired),
        why=choice.why,
    )


def _read_and_staged(run: _Run, row: HandIn, choice: Choice) -> tuple[HandIn, Path | None]:
    if row.why:
        return row, None
    files: dict[str, bytes] = {}
    for name, piece in choice.files.items():
        try:
            data = run.read(piece.entry)
        except GraderError as error:
            if not _is_refused(error):
                raise
            return replace(row, why=f"{piece.entry} cannot be read: {error.came}"), None
        if data is None:
            return replace(row, why=f"{piece.entry} is too large to be a hand-in"), None
        files[name] = data
    taken = tuple(
        TakenFile(name, choice.files[name].entry, digest(data)) for name, data in files.items()
    )
    large = tuple(
        f"{name} is larger than {in_words(run.most_bytes)}, and is not graded: have it handed in "
        "again with its outputs cleared, or raise submission_kb in assignment.toml"
        for name, data in files.items()
        if len(data) > run.most_bytes
    )
    return replace(row, files=taken, notes=(*row.notes, *large)), stage(run.shelf, files)


def _is_refused(error: GraderError) -> bool:
    """Whether this account may not read one file; anything else is the matter of everybody."""
    return isinstance(error.__cause__, PermissionError)


def _laid(
    shelf: Shelf, staged: _Staged, listed: Mapping[tuple[str, str], Mapping[str, Any]], update: bool
) -> HandIn:
    """The row after its files were moved to their place, or with the reason why not."""
    row, column = staged.row, staged.named
    if staged.folder is None:
        return row
    old = listed.get((row.student, row.assignment), {})
    place = shelf.folder / row.student / row.assignment
    try:
        done, words = lay(
            shelf,
            staged.folder,
            row.student,
            row.assignment,
            update=update,
            not_its="" if column is None else somebody_elses(old, row.form, row.id, column),
            newer=a_newer_one(old, place, row.when),
        )
    except PermissionError as error:
        locked = f"{error.filename}: {error.strerror}; correct its permissions and collect again"
        return replace(row, files=(), why=locked)
    if done == "refused":
        return replace(row, files=(), why=words)
    return replace(row, status=done, notes=(*row.notes, words) if words else row.notes)


def _texts(download: Download, entries: Mapping[str, Entry]) -> Callable[[str], str]:
    """Reads Gradescope's list of the class, or one student's receipt, which may be too large."""

    def text(name: str) -> str:
        read = download.read_own if name.rpartition("/")[2] == METADATA else download.read
        return (read(entries[name]) or b"").decode("utf-8-sig", "replace")

    return text


def _listed(hand_in: HandIn) -> dict[str, Any]:
    """The hand-in as `collected.json` keeps it."""
    record = asdict(hand_in)
    return {key: value for key, value in record.items() if key not in {"status", "why"}}


def _once(asides: Iterable[Aside]) -> tuple[Aside, ...]:
    """Each entry once: a group's files are looked at once for each member."""
    return tuple({each.entry: each for each in asides}.values())


def _check_places(course: Course, source: Path, submissions: Path) -> None:
    """Raise where the folder of submissions may not be the one that was named."""
    target, download = submissions.resolve(), source.resolve()
    came = ""
    if submissions.exists() and not submissions.is_dir():
        came = "which is a file"
    elif target.is_relative_to((course.root / "assignments").resolve()):
        came = "inside assignments/, which students get as it is"
    elif target.is_relative_to(download):
        came = "inside the download"
    elif download.is_dir() and download.is_relative_to(target):
        came = "in which the download lies, where `grade` would take it for a student"
    if came:
        raise UsageError(
            "looking for the folder of submissions",
            expected="--submissions names a folder, which may be new, beside the download",
            came=f"{submissions}, {came}",
            todo="choose another folder",
        )
