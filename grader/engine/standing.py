"""What a report's student may hand in until when, and when that was: read once for a whole class.

`roster.csv` and `extensions.csv` lie at the course's root; moments of hand-in come from a sheet
that a person wrote, from `collected.json` in the folder of submissions, and from nbgrader's
`timestamp.txt` beside a hand-in, in this order. May import course, records, errors, `.lateness`,
`.stamps` and of intake that file's name and whether what it lists still lies there; must never look
at what a hand-in says or at a file's own times, which copying changes.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.course.clock import YEARS, at_local, zone_named
from grader.course.deadlines import local_time
from grader.course.extensions import Extension, due_for, load_extensions
from grader.course.roster import Roster, Student, load_roster
from grader.course.sheet import Mistakes, read_sheet
from grader.engine.lateness import HandIn, in_order, settle
from grader.engine.stamps import read_stamps
from grader.errors import UsageError, suggestion
from grader.intake.laying import lies_there
from grader.intake.students import LISTING
from grader.json_text import from_json
from grader.records import Late, SubmissionReport

HandInKey = tuple[str, str]
Moments = Mapping[HandInKey, datetime]
"""Student and assignment to when it was handed in."""

_ANOTHER = f"{LISTING} says when another hand-in came, which lay here before"
_MEANWHILE = "handed in anew while it was graded, so it is not known when what was graded came"


@dataclass(frozen=True, slots=True)
class Standings:
    """Everything that decides how late a class is."""

    course: Course
    roster: Roster
    extensions: Mapping[tuple[str, str], Extension]
    moments: Moments
    marked: frozenset[tuple[str, str]] = frozenset()
    """Hand-ins that their platform called late; a known time says more."""
    unread: Mapping[HandInKey, str] = field(default_factory=dict)
    """Hand-ins of which a time is written down that does not tell when they came, and why."""
    files: Mapping[HandInKey, frozenset[str]] = field(default_factory=dict)
    """The digests of what was collected, where that is known."""
    said: frozenset[HandInKey] = frozenset()
    """Hand-ins whose moment a person wrote into the sheet of this run."""

    def settled(self, reports: Iterable[SubmissionReport]) -> list[SubmissionReport]:
        """The reports in their order, each with course, lateness, enrolment and what counts."""
        late: dict[str, dict[str, Late]] = {}
        done = []
        for report in reports:
            name = report.student
            if name not in late:
                late[name] = self.lateness(name)
            student = self.roster.students.get(name)
            status = student.status if student else "enrolled"
            settled = settle(report, late[name].get(report.assignment), status)
            done.append(self._told(settled.model_copy(update={"course": self.course.id})))
        return done

    def beside(self, reports: Iterable[SubmissionReport]) -> Standings:
        """The same where these reports stay as they are: what they say of a moment holds.

        Days of grace are shared, and the sheet or the folder that an assignment was graded by need
        not be there any more when the next one is. Only a sheet of this run knows better.
        """
        moments = dict(self.moments)
        for report in reports:
            key = report.student, report.assignment
            if report.late and report.late.handed_in and key not in self.said:
                moments[key] = report.late.handed_in
        return replace(self, moments=moments)

    def outdated(
        self, reports: Iterable[SubmissionReport]
    ) -> list[tuple[SubmissionReport, SubmissionReport]]:
        """Those of earlier reports that would count for something else if settled now, and how.

        By another deadline or status, or by days of grace that another assignment took since. Each
        has the moment that it says itself, as in `beside`.
        """
        earlier = [one for one in reports if one.assignment in self.course.assignments]
        found = []
        for old, new in zip(earlier, self.beside(earlier).settled(earlier), strict=True):
            was = settle(old, old.late, old.enrolment)  # which some reports never were
            if (was.final, was.manual_final) != (new.final, new.manual_final):
                found.append((old, new))
        return found

    def unknown_before(self, reports: Iterable[SubmissionReport]) -> list[str]:
        """Assignments of which no moment is known, though these reports use days after theirs."""
        due = self.course.deadlines.due
        using = [r.assignment for r in reports if r.late and r.late.days_used]
        last = max((due[name] for name in using if name in due), default=None)
        known = {assignment for _, assignment in self.moments}
        names = [name for name in self.course.assignments if name in due and name not in known]
        return [name for name in names if last is not None and due[name] < last]

    def _of(self, key: HandInKey) -> tuple[object, ...]:
        """All that is known of one hand-in."""
        known = (self.moments.get(key), key in self.marked, self.unread.get(key))
        return *known, self.files.get(key)

    def _is_of(self, report: SubmissionReport) -> bool:
        """Whether what is known of a hand-in is known of the files that the report is of."""
        key = report.student, report.assignment
        file, _, code = report.digest.partition("+")
        read = {file if code else "", *report.receipt.beside.split("+")} - {""}
        known = key in self.moments or key not in self.unread
        return known and bool(read) and read <= self.files.get(key, frozenset())

    def _told(self, report: SubmissionReport) -> SubmissionReport:
        """The report with a flag where its moment is not known, though one is written somewhere."""
        why = self.unread.get((report.student, report.assignment))
        if why is None or report.late is None or report.late.handed_in or why in report.flags:
            return report
        return report.model_copy(update={"flags": (*report.flags, why)})

    def lateness(self, student: str) -> dict[str, Late]:
        """Assignment to lateness, of every assignment that has a deadline.

        All of them, whichever are graded: days of grace are shared by the whole course.
        """
        due = self.course.deadlines.due
        names = sorted(
            (name for name in self.course.assignments if name in due), key=lambda name: due[name]
        )
        hand_ins = [self._hand_in(student, name) for name in names]
        zone = zone_named(self.course.deadlines.timezone)
        found = in_order(hand_ins, self.course.deadlines.late, zone)
        return dict(zip(names, found, strict=True))

    def _hand_in(self, name: str, assignment: str) -> HandIn:
        student = self.roster.students.get(name)
        due = due_for(self.course, assignment, student, self.extensions.get((name, assignment)))
        extended = due != self.course.deadlines.due[assignment]
        came = self.moments.get((name, assignment))
        marked = came is None and (name, assignment) in self.marked
        return HandIn(due, came, extended, marked)


def as_graded(
    reports: Iterable[SubmissionReport], before: Standings, after: Standings
) -> Standings:
    """The later standings, but each moment is that of the file which was graded.

    Somebody may collect while a class is graded, and a student may hand in: what was read of the
    moments before and after is then of two hand-ins, and of at most one of them there is a report.
    """
    moments, marked, unread = dict(after.moments), set(after.marked), dict(after.unread)
    for report in reports:
        key = report.student, report.assignment
        if before._of(key) == after._of(key) or after._is_of(report):
            continue
        for known in (moments, unread):
            known.pop(key, None)
        marked.discard(key)
        if not before._is_of(report):
            unread[key] = _MEANWHILE
            continue
        if key in before.moments:
            moments[key] = before.moments[key]
        if key in before.marked:
            marked.add(key)
    return replace(after, moments=moments, marked=frozenset(marked), unread=unread)


def load_standings(
    course: Course, submissions: Path, *, submitted_at: Path | None = None
) -> Standings:
    """What the course's files and the folder of submissions say; nothing need be there.

    Parameters
    ----------
    submitted_at:
        A sheet with the columns student, assignment, when; it holds over `collected.json`, which
        holds over a `timestamp.txt`.

    Raises
    ------
    UsageError
        When one of the files is wrong, before anything is graded.
    """
    roster = load_roster(course)
    extensions = load_extensions(course, roster)
    for student in roster.students.values():
        for name in course.deadlines.due:
            due_for(course, name, student)  # raises where a percentage has no time to be one of
    zone = zone_named(course.deadlines.timezone)
    moments, unread = read_stamps(submissions, course.deadlines.due, zone)
    folders = _folders(submissions)
    collected = _collected(submissions / LISTING, zone, folders)
    moments |= collected.moments
    said = _sheet(submitted_at, course, roster, folders) if submitted_at is not None else {}
    moments |= said
    return Standings(
        course,
        roster,
        extensions,
        moments,
        frozenset(collected.marked),
        {**collected.others, **unread},
        collected.files,
        frozenset(said),
    )


def _folders(submissions: Path) -> dict[str, Path]:
    """Student to the folder, whichever of Unicode's forms its name has."""
    try:
        names = os.listdir(submissions)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}  # whoever lists the hand-ins says it
    return {unicodedata.normalize("NFC", name): submissions / name for name in names}


@dataclass(frozen=True, slots=True)
class _Collected:
    """What `collected.json` says of the hand-ins that lie there."""

    moments: dict[HandInKey, datetime] = field(default_factory=dict)
    marked: set[HandInKey] = field(default_factory=set)
    """Those that are said to be late."""
    others: dict[HandInKey, str] = field(default_factory=dict)
    """Those of which another one lies there now: nothing is known of when that came."""
    files: dict[HandInKey, frozenset[str]] = field(default_factory=dict)
    """The digests of what was collected."""


def _collected(path: Path, zone: tzinfo, folders: Mapping[str, Path]) -> _Collected:
    """What `collected.json` lists; nothing where there is no such file."""
    found = _Collected()
    if not os.path.lexists(path):
        return found
    try:
        listed = from_json(path.read_bytes())["hand_ins"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _wrong(path, f"{type(error).__name__}: {error}") from error
    for number, entry in enumerate(listed if isinstance(listed, list) else [None], 1):
        try:
            key, when = _entry(entry, zone)
        except ValueError as error:
            raise _wrong(path, f"hand-in {number}: {error}") from error
        if key in found.files:
            raise _wrong(path, f"hand-in {number}: {' '.join(key)} is listed twice")
        found.files[key] = _digests(entry.get("files"))
        home = folders.get(key[0])
        if home is not None and not lies_there(home / key[1], entry.get("files")):
            found.others[key] = _ANOTHER
            continue
        if when is not None:
            found.moments[key] = when
        if entry.get("late") is True:
            found.marked.add(key)
    return found


def _digests(files: object) -> frozenset[str]:
    rows = files if isinstance(files, list) else []
    return frozenset(str(one.get("sha256")) for one in rows if isinstance(one, dict))


def _entry(entry: Any, zone: tzinfo) -> tuple[HandInKey, datetime | None]:
    """The key and the moment of one entry; a time without a zone is one of the course's clocks."""
    if not isinstance(entry, dict):
        raise ValueError("no object")
    names = [entry.get("student"), entry.get("assignment")]
    student, assignment = (name if isinstance(name, str) else "" for name in names)
    if not student or not assignment:
        raise ValueError("no `student` or no `assignment`")
    key = unicodedata.normalize("NFC", student), assignment
    text = entry.get("when")
    if text is None or text == "":
        return key, None
    when = datetime.fromisoformat(text) if isinstance(text, str) else None
    if when is None or when.year not in YEARS:
        raise ValueError(f"`when` is no time: {text!r}")
    return key, at_local(when, zone, earlier=True) if when.tzinfo is None else when


def _sheet(
    path: Path, course: Course, roster: Roster, folders: Mapping[str, Path]
) -> dict[HandInKey, datetime]:
    mistakes = Mistakes(path)
    columns = ("student", "assignment", "when")
    zone = zone_named(course.deadlines.timezone)
    found: dict[HandInKey, datetime] = {}
    for row in read_sheet(path, mistakes, required=columns, optional=()):
        student: Student | None = roster.find(row["student"]) if roster.students else None
        key = (student.student if student else row["student"], row["assignment"])
        if not row["student"]:
            mistakes.add(row.line, "student", "is empty")
        elif student is None and row["student"] not in folders:
            words = f"nobody is called {row['student']!r}, in roster.csv or among the hand-ins"
            mistakes.add(row.line, "student", words)
        if row["assignment"] not in course.assignments:
            hint = suggestion(row["assignment"], course.assignments)
            words = f"unknown assignment {row['assignment']!r}: {hint}"
            mistakes.add(row.line, "assignment", words)
        if key in found:
            mistakes.add(row.line, "", "an earlier line is for the same student and assignment")
        try:
            found[key] = local_time(row["when"], zone, earlier=True)
        except ValueError as error:
            mistakes.add(row.line, "when", str(error))
    mistakes.close(f"the columns {', '.join(columns)}")
    return found


def _wrong(path: Path, came: str) -> UsageError:
    return UsageError(
        f"reading {path}",
        expected='what `grader collect` writes: {"hand_ins": [{"student", "assignment", "when"}]}',
        came=came,
        todo="collect the hand-ins again, or remove the file: all then count as on time",
    )
