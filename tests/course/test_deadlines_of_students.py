"""Extensions and extra time: when one student's work is due."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.course.extensions import Extension, due_for, load_extensions
from grader.course.roster import ExtraTime, Roster, Student, load_roster
from grader.errors import CourseError
from tests.courses_helper import COURSE_TOML, make_course

TABLE = '[deadlines]\ntimezone = "Europe/Berlin"\n[deadlines.due]\ntoy = 2027-03-27T23:59:00\n'
RELEASED = "[deadlines.released]\ntoy = 2027-03-17T23:59:00\n"


def make(root: Path, extensions: str = "", roster: str = "", toml: str = TABLE) -> Course:
    """The toy course with those sheets."""
    files = {"extensions.csv": extensions, "roster.csv": roster}
    there = {name: text for name, text in files.items() if text}
    return load_course(make_course(root, there, course_toml=COURSE_TOML + toml))


def test_nobody_has_an_extension_without_the_file(tmp_path: Path) -> None:
    """The file need not be there, and then the deadline is everybody's."""
    course = make(tmp_path)

    assert load_extensions(course, Roster()) == {}
    assert due_for(course, "toy") == datetime(2027, 3, 27, 22, 59, tzinfo=UTC)


def test_an_assignment_without_a_deadline_has_none_for_anybody(tmp_path: Path) -> None:
    """Extra time of nothing is nothing."""
    course = make(tmp_path, toml="")
    student = Student("ada", extra_time=ExtraTime(percent=50))

    assert due_for(course, "toy", student, Extension(days=3)) is None


def test_extensions_are_read(tmp_path: Path) -> None:
    """Days and times arrive under the student's folder, also when written by an id."""
    course = make(
        tmp_path,
        "student,assignment,until,days,reason\nada,toy,2027-04-01T12:00,,ill\n18,toy,,3,\n",
        "student,canvas_id\nada,17\nbo,18\n",
    )

    assert load_extensions(course, load_roster(course)) == {
        ("ada", "toy"): Extension(until=datetime(2027, 4, 1, 10, 0, tzinfo=UTC), reason="ill"),
        ("bo", "toy"): Extension(days=3),
    }


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("ada,toy,,,", "line 2: expected `until` or `days`; both are empty"),
        ("ada,toy,2027-04-01T12:00,3,", "line 2: expected `until` or `days`; both are there"),
        ("ada,toi,,3,", "line 2, column assignment: unknown assignment 'toi': did you mean 'toy'?"),
        ("adda,toy,,3,", "line 2, column student: 'adda' is not on the roster: did you mean 'ada'"),
        (",toy,,3,", "line 2, column student: is empty"),
        ("ada,toy,,0,", "line 2, column days: expected a whole number from 1 to 365, came '0'"),
        ("ada,toy,,-2,", "line 2, column days: expected a whole number from 1 to 365"),
        ("ada,toy,,²,", "line 2, column days: expected a whole number from 1 to 365"),
        ("ada,toy,,9999,", "line 2, column days: expected a whole number from 1 to 365"),
        ("ada,toy,soon,,", "line 2, column until: expected a time such as 2027-01-15T23:59"),
        ("ada,toy,2027-04-01,,", "line 2, column until: a day without a time"),
        ("ada,toy,2027-03-28T02:30,,", "line 2, column until: 2027-03-28 02:30:00 does not exist"),
        ("ada,toy,2027-03-01T12:00,,", "line 2, column until: not later than it is due for"),
        ("ada,toy,,3,\nada,toy,,4,", "line 3: line 2 is for the same student and assignment"),
    ],
)
def test_a_wrong_extension_is_refused(tmp_path: Path, line: str, part: str) -> None:
    """Each kind of mistake is said with its line and column."""
    course = make(tmp_path, f"student,assignment,until,days,reason\n{line}\n", "student\nada\nbo\n")

    with pytest.raises(CourseError) as caught:
        load_extensions(course, load_roster(course))

    assert part in str(caught.value)


def test_an_extension_needs_a_deadline(tmp_path: Path) -> None:
    """Days after nothing are refused."""
    course = make(tmp_path, "student,assignment,days\nada,toy,3\n", toml="")

    with pytest.raises(CourseError, match="'toy' has no deadline"):
        load_extensions(course, Roster())


@pytest.mark.parametrize(
    ("extra", "extension", "want"),
    [
        # The clocks go forward in the night after the deadline.
        (None, Extension(days=1), datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),
        (ExtraTime(days=1), None, datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),
        (ExtraTime(hours=24), None, datetime(2027, 3, 28, 22, 59, tzinfo=UTC)),
        (ExtraTime(percent=25), None, datetime(2027, 3, 30, 10, 59, tzinfo=UTC)),
        (ExtraTime(days=1), Extension(days=2), datetime(2027, 3, 30, 21, 59, tzinfo=UTC)),
        (
            ExtraTime(days=5),
            Extension(until=datetime(2027, 3, 29, tzinfo=UTC)),
            datetime(2027, 4, 1, 21, 59, tzinfo=UTC),
        ),
        (
            ExtraTime(hours=1),
            Extension(until=datetime(2027, 3, 29, tzinfo=UTC)),
            datetime(2027, 3, 29, tzinfo=UTC),
        ),
    ],
)
def test_what_is_given_adds_up(
    tmp_path: Path, extra: ExtraTime | None, extension: Extension | None, want: datetime
) -> None:
    """Days are of the calendar, hours of the clock, a quarter of ten days is two and a half."""
    course = make(tmp_path, toml=TABLE + RELEASED)

    assert due_for(course, "toy", Student("ada", extra_time=extra), extension) == want


def test_a_percentage_needs_something_to_be_one_of(tmp_path: Path) -> None:
    """Without a time of release the sentence says who, what and how to mend it."""
    course = make(tmp_path)

    with pytest.raises(CourseError) as caught:
        due_for(course, "toy", Student("ada", extra_time=ExtraTime(percent=25)))

    said = str(caught.value)
    assert "ada has 25 % extra time" in said
    assert "no `toy` in [deadlines.released]" in said


def test_extensions_that_lead_nowhere_are_not_taken_for_none(tmp_path: Path) -> None:
    """A link to a share that is not mounted is told: else every extension would be lost."""
    course = make(tmp_path)
    course.extensions.symlink_to("/nowhere/extensions.csv")

    with pytest.raises(CourseError, match=r"extensions\.csv(.|\n)*a link to /nowhere"):
        load_extensions(course, Roster())
