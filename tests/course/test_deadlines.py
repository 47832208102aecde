"""The table of deadlines: late rules whose keys fit together, times of a named zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grader.course import Course, load_course
from grader.course.clock import at_local, plus_days
from grader.course.models import LateRule
from grader.errors import CourseError
from tests.courses_helper import COURSE_TOML, make_course

BERLIN = ZoneInfo("Europe/Berlin")
DUE = '[deadlines]\ntimezone = "Europe/Berlin"\n[deadlines.due]\ntoy = 2027-01-15T23:59:00\n'


def course(root: Path, tail: str = "") -> Course:
    """The toy course with that end of its course.toml."""
    return load_course(make_course(root, course_toml=COURSE_TOML + DUE + tail))


def rule(root: Path, text: str) -> LateRule:
    """The late rule that the lines make."""
    return course(root, f"[deadlines.late]\n{text}\n").deadlines.late


def test_without_a_rule_nothing_is_deducted(tmp_path: Path) -> None:
    """A course with deadlines alone has the policy that deducts nothing."""
    assert course(tmp_path).deadlines.late == LateRule(policy="none")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("policy = 'none'", LateRule()),
        ("policy = 'per_day'\npercent = 10", LateRule(policy="per_day", percent=10)),
        (
            "policy = 'per_day'\npercent = 12.5\nmost_percent = 50\ngrace_minutes = 15\ndays = 5",
            LateRule(policy="per_day", percent=12.5, most_percent=50, grace_minutes=15, days=5),
        ),
        (
            "policy = 'grace_days'\nbudget = 4",
            LateRule(policy="grace_days", budget=4, then="refused"),
        ),
        (
            "policy = 'grace_days'\nbudget = 4\nthen = 'per_day'\npercent = 20",
            LateRule(policy="grace_days", budget=4, then="per_day", percent=20),
        ),
    ],
)
def test_each_form_is_read(tmp_path: Path, text: str, want: LateRule) -> None:
    """Every documented form gives its rule."""
    assert rule(tmp_path, text) == want


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("percent = 10", "missing key `policy` in [deadlines.late]"),
        ("policy = 'perday'", "unknown value 'perday': did you mean 'per_day'?"),
        ("policy = ['none']", "`policy` in [deadlines] [late]: unknown value ['none']"),
        ("policy = 'per_day'", "missing key `percent` in [deadlines.late]: 'per_day' needs it"),
        ("policy = 'grace_days'", "missing key `budget` in [deadlines.late]: 'grace_days' needs"),
        (
            "policy = 'grace_days'\nbudget = 1\nthen = 'per_day'",
            "missing key `percent` in [deadlines.late]",
        ),
        (
            "policy = 'none'\npercent = 10",
            "`percent` in [deadlines.late]: means nothing under 'none'; take it out",
        ),
        (
            "policy = 'per_day'\npercent = 1\nbudget = 1",
            "`budget` in [deadlines.late]: means nothing under 'per_day'; take it out",
        ),
        (
            "policy = 'grace_days'\nbudget = 1\npercent = 1",
            "`percent` in [deadlines.late]: means nothing under 'grace_days' without then =",
        ),
        ("policy = 'per_day'\npercent = 0", "`percent` in [deadlines] [late]: expected"),
        ("policy = 'per_day'\npercent = 101", "`percent` in [deadlines] [late]: expected"),
        ("policy = 'per_day'\npercent = nan", "`percent` in [deadlines] [late]: expected"),
        ("policy = 'per_day'\npercent = 10\ndays = 0", "`days` in [deadlines] [late]: expected"),
        (
            "policy = 'per_day'\npercent = 10\nmost_percent = 5",
            "`most_percent` in [deadlines.late]: 5 is less than one day costs, 10",
        ),
        ("policy = 'per_day'\npercent = 10\nday = 3", "unknown key `day` in [deadlines] [late]"),
    ],
)
def test_keys_that_do_not_fit_are_refused(tmp_path: Path, text: str, part: str) -> None:
    """A rule that says too little, too much or nonsense is refused with its key."""
    with pytest.raises(CourseError) as caught:
        rule(tmp_path, text)

    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("tail", "part"),
    [
        ("[deadlines.released]\ntoi = 2027-01-01T00:00:00", "`toi` in [deadlines.released]: did"),
        ("[deadlines.released]\ntoy = 2027-01-01", "a day without a time; write 2027-01-01T23:59"),
        ("[deadlines.released]\ntoy = 2027-01-15T23:59:00", "not before it is due"),
        ("[deadlines.released]\ntoy = 1027-01-15T23:59:00", "is no year of a course"),
        ("[deadlines.released]\ntoy = 3", "`toy` in [deadlines] [released]: expected a date"),
    ],
)
def test_times_of_release_are_as_strict(tmp_path: Path, tail: str, part: str) -> None:
    """They are read as deadlines are, and lie before them."""
    with pytest.raises(CourseError) as caught:
        course(tmp_path, tail)

    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("start", "days", "want"),
    [
        # The clocks go forward on 28 March 2027 at 2:00, and back on 31 October at 3:00.
        (datetime(2027, 3, 27, 22, 59, tzinfo=UTC), 1, datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),
        (datetime(2027, 10, 30, 21, 59, tzinfo=UTC), 1, datetime(2027, 10, 31, 22, 59, tzinfo=UTC)),
        (datetime(2027, 3, 27, 1, 30, tzinfo=UTC), 1, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 10, 30, 0, 30, tzinfo=UTC), 1, datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), 0, datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (datetime(2027, 1, 15, 22, 59, tzinfo=UTC), 30, datetime(2027, 2, 14, 22, 59, tzinfo=UTC)),
    ],
    ids=["short day", "long day", "skipped hour", "hour shown twice", "no day", "winter"],
)
def test_a_day_is_one_of_the_calendar(start: datetime, days: int, want: datetime) -> None:
    """A day later is the same time of day, on days of 23 and of 25 hours too."""
    later = plus_days(start, days, BERLIN)

    assert later == want
    assert later.utcoffset() == want.astimezone(BERLIN).utcoffset()


def test_a_skipped_time_is_the_later_of_its_two_readings() -> None:
    """Half past two on a night without it is half past three."""
    when = at_local(datetime(2027, 3, 28, 2, 30), BERLIN)

    assert when == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert (when.hour, when.utcoffset()) == (3, timedelta(hours=2))
