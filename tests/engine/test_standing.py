"""What decides how late a class is, read from the course and from the folder of submissions."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.engine.standing import Standings, as_graded, load_standings
from grader.errors import UsageError
from grader.intake.collect import HandIn
from grader.intake.students import LISTING
from grader.records import Receipt, SubmissionReport
from tests.courses_helper import ASSIGNMENT_TOML, COURSE_TOML, make_course, replaced

TABLE = """\
[deadlines]
timezone = "Europe/Berlin"
[deadlines.due]
later = 2027-02-01T12:00:00
toy = 2027-01-15T12:00:00
[deadlines.late]
policy = "grace_days"
budget = 2
"""
SHEET = "student,assignment,when\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course of two assignments that share two days of grace; the first listed is due last."""
    toml = replaced(COURSE_TOML, '["toy"]', '["later", "toy", "free"]') + TABLE
    more = {f"solutions/{name}/assignment.toml": ASSIGNMENT_TOML for name in ("later", "free")}
    return make_course(tmp_path / "course", more, course_toml=toml)


def standings(root: Path, collected: Any = None, sheet: str = "") -> Standings:
    """What is read where those moments are written down."""
    submissions = root.parent / "submitted"
    submissions.mkdir(exist_ok=True)
    if collected is not None:
        document = {"hand_ins": collected} if isinstance(collected, list) else collected
        text = document if isinstance(document, str) else json.dumps(document)
        (submissions / LISTING).write_text(text, "utf-8")
    path = root.parent / "moments.csv"
    path.write_text(sheet, "utf-8")
    return load_standings(load_course(root), submissions, submitted_at=path if sheet else None)


def report(student: str) -> SubmissionReport:
    """A report of one hand-in, as it is before anybody asks when it came."""
    return SubmissionReport(
        student=student,
        assignment="toy",
        title="Toy",
        status="graded",
        score=5.0,
        max_score=5.0,
        manual_score=None,
        manual_max_score=0.0,
        promises={},
        unsafe=False,
        receipt=Receipt(),
        questions=(),
        checks=(),
    )


def entry(when: str | None, assignment: str = "toy", **more: Any) -> dict[str, Any]:
    """One entry of collected.json for ada."""
    return {"student": "ada", "assignment": assignment, "when": when, **more}


def test_without_a_moment_everything_is_on_time(root: Path) -> None:
    """Each assignment with a deadline has its record, which says that the time is not known."""
    late = standings(root).lateness("ada")

    assert list(late) == ["toy", "later"]
    assert [one.days_late for one in late.values()] == [0, 0]
    assert all("not known, so it counts as on time" in one.words for one in late.values())


def test_moments_come_from_what_was_collected(root: Path) -> None:
    """Times with an offset and without one; what else stands there does not matter."""
    entries = [entry("2027-01-15T12:30:00+02:00", files=[]), entry("2027-01-15T12:30:00", "later")]

    found = standings(root, entries)

    assert found.moments == {
        ("ada", "toy"): datetime(2027, 1, 15, 10, 30, tzinfo=UTC),
        ("ada", "later"): datetime(2027, 1, 15, 11, 30, tzinfo=UTC),
    }


def test_of_two_times_that_look_the_same_the_earlier_is_taken(root: Path) -> None:
    """Where a platform says no offset, the hour that comes twice is read as its first."""
    found = standings(root, [entry("2026-10-25T02:30:00")])

    assert found.moments["ada", "toy"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_mark_without_a_time_is_kept_for_staff(root: Path) -> None:
    """It costs nothing, since nobody knows how late; a known time makes it superfluous."""
    entries = [entry("", late=True), entry("2027-02-03T12:00:00", "later", late=True)]

    late = standings(root, entries).lateness("ada")

    assert [(one.marked_late, one.days_late) for one in late.values()] == [(True, 0), (False, 2)]
    assert "counts as on time" in late["toy"].words


def test_it_is_the_file_that_collecting_writes() -> None:
    """The name and the fields are those of the room that writes it."""
    fields = {field.name for field in dataclasses.fields(HandIn)}

    assert LISTING == "collected.json"
    assert {"student", "assignment", "when", "late"} <= fields


def test_days_of_grace_go_to_what_is_due_first(root: Path) -> None:
    """The order is that of the deadlines, not that of the course or of the file."""
    entries = [entry("2027-02-02T12:00:00+01:00", "later"), entry("2027-01-17T11:00:00+01:00")]

    late = standings(root, entries).lateness("ada")

    assert (late["toy"].days_used, late["toy"].deducted_percent) == (2, 0)
    assert (late["later"].days_used, late["later"].deducted_percent) == (0, 100)


def test_a_sheet_holds_over_what_was_collected(root: Path) -> None:
    """A time without a zone is the course's; a student may be written by an id."""
    (root / "roster.csv").write_text("student,canvas_id\nada,17\n", "utf-8")
    _hand_in(root, "bo")

    found = standings(
        root,
        [entry("2027-01-20T00:00:00Z"), entry("2027-01-20T00:00:00Z", "later")],
        f"{SHEET}17,toy,2027-01-15 11:00\nbo,toy,2027-01-15T11:00Z\n",
    )

    assert found.moments == {
        ("ada", "toy"): datetime(2027, 1, 15, 10, 0, tzinfo=UTC),
        ("ada", "later"): datetime(2027, 1, 20, tzinfo=UTC),
        ("bo", "toy"): datetime(2027, 1, 15, 11, 0, tzinfo=UTC),
    }


def test_extra_time_is_this_student_s_alone(root: Path) -> None:
    """Roster and extensions move one student's deadlines, and the record says so."""
    (root / "roster.csv").write_text("student,extra_time\nada,1 d\nbo,\n", "utf-8")
    (root / "extensions.csv").write_text("student,assignment,days\nbo,toy,3\n", "utf-8")

    found = standings(root)
    ada, bo = found.lateness("ada"), found.lateness("bo")

    assert ada["toy"].due == datetime(2027, 1, 16, 11, 0, tzinfo=UTC)
    assert ada["later"].due == datetime(2027, 2, 2, 11, 0, tzinfo=UTC)
    assert bo["toy"].due == datetime(2027, 1, 18, 11, 0, tzinfo=UTC)
    assert [ada["toy"].extended, bo["toy"].extended, bo["later"].extended] == [True, True, False]


@pytest.mark.parametrize(
    ("collected", "part"),
    [
        ("{", "JSONDecodeError"),
        ({"entries": []}, "KeyError: 'hand_ins'"),
        ([3], "hand-in 1: no object"),
        ({"hand_ins": 3}, "hand-in 1: no object"),
        ([entry("2027-01-15T00:00Z"), {"student": "bo"}], "hand-in 2: no `student` or no `assign"),
        ([entry(None), entry(None)], "hand-in 2: ada toy is listed twice"),
        ([entry("yesterday")], "hand-in 1: Invalid isoformat string"),
        ([entry("1027-01-15T00:00Z")], "hand-in 1: `when` is no time"),
    ],
)
def test_a_wrong_collection_is_refused(root: Path, collected: Any, part: str) -> None:
    """A moment that cannot be read is never taken for none."""
    with pytest.raises(UsageError) as caught:
        standings(root, collected)

    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("ada,toi,2027-01-15T11:00", "line 2, column assignment: unknown assignment 'toi'"),
        ("ada,toy,", "line 2, column when: expected a time such as"),
        (",toy,2027-01-15T11:00", "line 2, column student: is empty"),
        ("ada,toy,2027-01-15T11:00\nada,toy,2027-01-15T12:00", "line 3: an earlier line is for"),
    ],
)
def test_a_wrong_sheet_is_refused(root: Path, line: str, part: str) -> None:
    """Each mistake has its line and column."""
    with pytest.raises(UsageError) as caught:
        standings(root, sheet=f"{SHEET}{line}\n")

    assert part in str(caught.value)


def test_a_percentage_of_nothing_is_refused_before_grading(root: Path) -> None:
    """It is found when everything is read, not when that student's turn comes."""
    (root / "roster.csv").write_text("student,extra_time\nada,25%\n", "utf-8")

    with pytest.raises(UsageError, match="ada has 25 % extra time"):
        standings(root)


def test_a_stamp_counts_where_nothing_else_says_when(root: Path) -> None:
    """The exchange's timestamp.txt stands behind collected.json, and that behind a sheet."""
    for student in ("ada", "bo", "cy"):
        folder = root.parent / "submitted" / student / "toy"
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text("2027-01-15 09:00:00.000000 UTC")
    collected = [entry("2027-01-15T10:00:00Z"), entry("2027-01-15T10:00:00Z") | {"student": "bo"}]

    found = standings(root, collected, f"{SHEET}ada,toy,2027-01-15T11:00Z\n")

    hours = {student: when.astimezone(UTC).hour for (student, _), when in found.moments.items()}
    assert hours == {"ada": 11, "bo": 10, "cy": 9}


def test_a_stamp_that_is_no_time_is_told_to_staff(root: Path) -> None:
    """It costs nothing, and stops nobody; where another moment is known it does not matter."""
    for student in ("ada", "bo"):
        folder = root.parent / "submitted" / student / "toy"
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text("soon")
    found = standings(root, [entry("2027-01-15T10:00:00Z")])

    settled = found.settled(found.settled([report("ada"), report("bo")]))

    assert [each.late.days_late for each in settled if each.late] == [0, 0]
    assert settled[0].flags == ()
    assert settled[1].flags == (
        "timestamp.txt cannot be read: no time with a known zone stands there, but 'soon'",
    )


def test_a_person_s_time_in_the_hour_that_comes_twice_is_its_first(root: Path) -> None:
    """Nobody is late by surprise, whichever file says when it came."""
    _hand_in(root, "ada")

    found = standings(root, sheet=f"{SHEET}ada,toy,2026-10-25 02:30\n")

    assert found.moments["ada", "toy"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("roster", ["", "student\nada\n"])
def test_a_time_of_nobody_is_refused(root: Path, roster: str) -> None:
    """A mistyped name would leave the student without a time, or with another one."""
    _hand_in(root, "ada")
    if roster:
        (root / "roster.csv").write_text(roster, "utf-8")

    with pytest.raises(UsageError, match=r"line 3, column student: nobody is called 'adda'"):
        standings(root, sheet=f"{SHEET}ada,toy,2027-01-15T11:00\nadda,toy,2027-01-15T11:00\n")


def test_a_time_counts_for_the_hand_in_that_was_collected(root: Path) -> None:
    """Where other files lie there now, nobody knows when they came, and staff are told."""
    digest = hashlib.sha256(b"collected").hexdigest()
    entries = [
        entry("2027-01-15T10:00:00Z", files=[{"file": "toy.py", "sha256": digest}])
        | {"student": student}
        for student in ("same", "gone", "other", "more")
    ]
    for student, text in {"same": "collected", "other": "handed in later", "more": "x"}.items():
        _hand_in(root, student, text)
    (root.parent / "submitted" / "more" / "toy" / "other.py").write_text("collected")

    found = standings(root, entries)

    assert set(found.moments) == {("same", "toy"), ("gone", "toy")}
    told = found.settled([report("same"), report("other")])
    assert told[0].flags == ()
    assert told[1].flags == (
        "collected.json says when another hand-in came, which lay here before",
    )


def test_a_stamp_counts_where_what_was_collected_is_there_no_more(root: Path) -> None:
    """A hand-in that came by the exchange after one from a platform has the exchange's time."""
    old = entry("2027-01-10T10:00:00Z", files=[{"file": "toy.py", "sha256": "0" * 64}])
    _hand_in(root, "ada", "from the exchange")
    stamp = root.parent / "submitted" / "ada" / "toy" / "timestamp.txt"
    stamp.write_text("2027-01-16 09:00:00 UTC")

    found = standings(root, [old])

    assert found.moments["ada", "toy"] == datetime(2027, 1, 16, 9, 0, tzinfo=UTC)
    assert found.settled([report("ada")])[0].flags == ()


def _hand_in(root: Path, student: str, text: str = "x = 1") -> None:
    folder = root.parent / "submitted" / student / "toy"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "toy.py").write_text(text)


def test_what_counts_otherwise_now_is_found(root: Path) -> None:
    """Days of grace that an earlier assignment took since are missing in a later one's report."""
    late = entry("2027-02-03T11:00:00+01:00", "later")
    before = standings(root, [late]).settled([report("ada").model_copy(update=LATER)])
    same = standings(root, [late])
    used = standings(root, [late, entry("2027-01-17T11:00:00+01:00")])
    unknown = standings(root, [])

    assert before[0].late is not None
    assert before[0].late.days_used == 2
    assert same.outdated(before) == []
    ((old, new),) = used.outdated(before)
    assert [old] == before
    assert new.late is not None
    assert (new.late.days_used, new.final) == (0, 0.0)
    assert unknown.outdated(before) == []  # its time came from elsewhere then


def test_what_stays_keeps_its_moment(root: Path) -> None:
    """A report says when its hand-in came; only a sheet of this run knows better."""
    came = standings(root, [entry("2027-01-17T11:00:00+01:00")])
    before = came.settled([report("ada")])
    other = [entry("2027-01-15T11:00:00+01:00")]

    forgotten = standings(root, []).beside(before)
    collected = standings(root, other).beside(before)
    (root / "roster.csv").write_text("student\nada\n", "utf-8")
    said = standings(root, other, f"{SHEET}ada,toy,2027-01-15T10:00\n").beside(before)

    used = [each.lateness("ada")["toy"].days_used for each in (forgotten, collected, said)]
    assert used == [2, 2, 0]
    assert standings(root, []).lateness("ada")["toy"].days_used == 0


def test_another_status_or_extension_makes_a_report_outdated(root: Path) -> None:
    """Not another status by which the points count alike, and not an assignment that is gone."""
    moments = [entry("2027-01-18T11:00:00+01:00")]
    plain = report("ada").model_copy(update={"assignment": "free"})
    gone = report("ada").model_copy(update={"assignment": "gone"})
    found = standings(root, moments).settled([report("ada"), plain, gone])
    assert [one.final for one in found] == [0.0, 5.0, 5.0]

    def named(roster: str, extensions: str) -> list[str]:
        (root / "roster.csv").write_text(f"student,status\n{roster}", "utf-8")
        path = root / "extensions.csv"
        path.write_text(f"student,assignment,days\n{extensions}", "utf-8")
        return [old.assignment for old, new in standings(root, []).outdated(found)]

    assert named("ada,\n", "") == []
    assert named("ada,dropped\n", "") == []
    assert named("ada,excused\n", "") == ["toy", "free"]
    assert named("ada,\n", "ada,toy,1\n") == ["toy"]


def test_a_report_that_was_never_settled_counts_its_score(root: Path) -> None:
    """It is not named for that alone."""
    assert standings(root, []).outdated([report("ada")]) == []


LATER = {"assignment": "later"}


@pytest.mark.parametrize("stub", ["", "the stub"])
def test_a_moment_is_of_all_files_that_were_read(root: Path, stub: str) -> None:
    """A form that both hand-ins share, such as an untouched stub, tells neither from the other."""

    def listed(when: str, *contents: str) -> Standings:
        files = [
            {"file": f"{number}", "sha256": hashlib.sha256(each.encode()).hexdigest()}
            for number, each in enumerate(filter(None, contents))
        ]
        return standings(root, [entry(when, files=files)])

    def of(text: str) -> SubmissionReport:
        digests = [hashlib.sha256(each.encode()).hexdigest() for each in (text, stub) if each]
        receipt = Receipt(beside=digests[1] if stub else "")
        return report("ada").model_copy(update={"digest": f"{digests[0]}+code", "receipt": receipt})

    before = listed("2027-01-15T10:00:00Z", "first", stub)
    after = listed("2027-01-18T10:00:00Z", "second", stub)

    assert as_graded([of("first")], before, after).moments == before.moments
    assert as_graded([of("second")], before, after).moments == after.moments
    between = as_graded([of("one in between")], before, after)
    assert (between.moments, list(between.unread)) == ({}, [("ada", "toy")])
