"""What a late hand-in costs: bounded, monotone in time, the same in every zone, said plainly."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.models import LateRule
from grader.engine.lateness import HandIn, in_order, lateness, settle, without
from grader.records import Late, Receipt, SubmissionReport
from tests.engine.toy import FIXED

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2027, 1, 15, 22, 59, tzinfo=UTC)
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"]

zones = st.sampled_from(ZONES).map(ZoneInfo)
times = st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC))
# Close to each other, so that days of grace, caps and last days are all met.
gaps = st.integers(-(10**5), 4 * 10**6).map(lambda seconds: timedelta(seconds=seconds))
percents = st.floats(0.5, 100)
limits = {"days": st.none() | st.integers(1, 30), "grace_minutes": st.integers(0, 1440)}
charges = {"percent": percents, "most_percent": percents}
rules = st.one_of(
    st.just(LateRule()),
    st.builds(LateRule, policy=st.just("per_day"), **limits, **charges),
    st.builds(LateRule, policy=st.just("grace_days"), budget=st.integers(1, 30), **limits),
    st.builds(
        LateRule,
        policy=st.just("grace_days"),
        budget=st.integers(1, 30),
        then=st.just("per_day"),
        **limits,
        **charges,
    ),
)


def late_by(rule: LateRule, *, zone: tzinfo = UTC, left: int = 0, **gap: float) -> Late:
    """What the rule says of a hand-in so long after the deadline."""
    return lateness(HandIn(DUE, DUE + timedelta(**gap)), rule, zone, days_left=left)


@FIXED
@given(due=times, gap=gaps, rule=rules, zone=zones, left=st.integers(0, 40))
def test_what_is_deducted_has_bounds(
    due: datetime, gap: timedelta, rule: LateRule, zone: tzinfo, left: int
) -> None:
    """Never less than nothing, never more than all, and never more days of grace than are left."""
    late = lateness(HandIn(due, due + gap), rule, zone, days_left=left)

    assert 0 <= late.deducted_percent <= 100
    assert 0 <= late.days_used <= min(left, late.days_late)
    assert late.deducted_percent in (0, 100) or late.deducted_percent <= rule.most_percent
    assert gap > timedelta() or (late.days_late, late.deducted_percent) == (0, 0)
    assert rule.policy != "none" or late.deducted_percent == 0


@FIXED
@given(due=times, gaps=st.tuples(gaps, gaps), rule=rules, zone=zones, left=st.integers(0, 40))
def test_later_is_never_better(
    due: datetime, gaps: tuple[timedelta, timedelta], rule: LateRule, zone: tzinfo, left: int
) -> None:
    """Handing in later counts as many days at least, and costs as much at least."""
    sooner, later = (
        lateness(HandIn(due, due + gap), rule, zone, days_left=left) for gap in sorted(gaps)
    )

    assert sooner.days_late <= later.days_late
    assert sooner.deducted_percent <= later.deducted_percent


@FIXED
@given(due=times, gap=gaps, rule=rules, zone=zones, hours=st.tuples(*[st.integers(-12, 14)] * 2))
def test_how_a_time_is_written_changes_nothing(
    due: datetime, gap: timedelta, rule: LateRule, zone: tzinfo, hours: tuple[int, int]
) -> None:
    """The same instants with other offsets give the same record, word for word."""
    offsets = [timezone(timedelta(hours=hour)) for hour in hours]
    plain = HandIn(due, due + gap)
    other = HandIn(due.astimezone(offsets[0]), (due + gap).astimezone(offsets[1]))

    assert lateness(plain, rule, zone, days_left=3) == lateness(other, rule, zone, days_left=3)


@FIXED
@given(due=times, gap=gaps)
def test_a_day_without_summer_time_has_24_hours(due: datetime, gap: timedelta) -> None:
    """In UTC the days begun are the seconds over 86,400, rounded up."""
    want = max(0, math.ceil(gap / timedelta(days=1)))

    assert lateness(HandIn(due, due + gap), LateRule(), UTC).days_late == want


@pytest.mark.parametrize(
    ("due", "came", "days"),
    [
        # Due 23:59 before the short day, in Berlin: a day later is 23 hours later.
        ("2027-03-27T22:59Z", "2027-03-28T21:59Z", 1),
        ("2027-03-27T22:59Z", "2027-03-28T22:00Z", 2),
        # And before the long day 25.
        ("2027-10-30T21:59Z", "2027-10-31T22:59Z", 1),
        ("2027-10-30T21:59Z", "2027-10-31T23:00Z", 2),
        # Due in the second of two hours that look the same; handed in during the first.
        ("2027-10-31T01:30Z", "2027-10-31T00:45Z", 0),
        ("2027-10-31T01:30Z", "2027-10-31T01:31Z", 1),
        # The very last second counts, and so does what is left of it.
        ("2027-01-15T22:59:00Z", "2027-01-15T22:59:00.9Z", 0),
        ("2027-01-15T22:59:00Z", "2027-01-15T22:59:01Z", 1),
    ],
)
def test_days_are_those_of_the_calendar(due: str, came: str, days: int) -> None:
    """On the days on which the clock is changed too, a day ends at the same time of day."""
    times = [datetime.fromisoformat(text) for text in (due, came)]

    assert lateness(HandIn(*times), LateRule(), BERLIN).days_late == days


@pytest.mark.parametrize(
    ("rule", "left", "days", "want"),
    [
        ({"policy": "none"}, 0, 3, (0, 0)),
        ({"policy": "per_day", "percent": 10}, 0, 3, (0, 30)),
        ({"policy": "per_day", "percent": 10}, 9, 3, (0, 30)),
        ({"policy": "per_day", "percent": 40}, 0, 3, (0, 100)),
        ({"policy": "per_day", "percent": 10, "most_percent": 25}, 0, 3, (0, 25)),
        ({"policy": "per_day", "percent": 10, "days": 3}, 0, 3, (0, 30)),
        ({"policy": "per_day", "percent": 10, "days": 2}, 0, 3, (0, 100)),
        ({"policy": "grace_days", "budget": 5}, 3, 3, (3, 0)),
        ({"policy": "grace_days", "budget": 5}, 2, 3, (0, 100)),
        ({"policy": "grace_days", "budget": 5, "days": 2}, 5, 3, (0, 100)),
        ({"policy": "grace_days", "budget": 5, "then": "per_day", "percent": 10}, 2, 3, (2, 10)),
        ({"policy": "grace_days", "budget": 5, "then": "per_day", "percent": 10}, 0, 3, (0, 30)),
    ],
)
def test_each_policy_charges_what_it_says(
    rule: dict[str, Any], left: int, days: int, want: tuple[int, float]
) -> None:
    """Days of grace used and the percentage deducted, worked out by hand."""
    late = late_by(LateRule(**rule), left=left, days=days)

    assert late.days_late == days
    assert (late.days_used, late.deducted_percent) == want


def test_minutes_of_grace_move_every_limit() -> None:
    """A quarter of an hour is given at the deadline and at the end of each day after it."""
    rule = LateRule(policy="per_day", percent=10, grace_minutes=15)

    found = [
        late_by(rule, **gap).days_late
        for gap in ({"minutes": 15}, {"minutes": 16}, {"days": 1, "minutes": 15})
    ]

    assert found == [0, 1, 1]
    assert late_by(rule, days=1, minutes=16).days_late == 2


def test_days_of_grace_are_used_in_order() -> None:
    """An earlier assignment takes what it needs; what is refused, or on time, takes nothing."""
    rule = LateRule(policy="grace_days", budget=4)
    gaps = [timedelta(days=2), timedelta(days=3), timedelta(days=-1), timedelta(days=2)]

    found = in_order([HandIn(DUE, DUE + gap) for gap in gaps], rule, UTC)

    assert [late.days_used for late in found] == [2, 0, 0, 2]
    assert [late.deducted_percent for late in found] == [0, 100, 0, 0]


@pytest.mark.parametrize(
    ("hand_in", "rule", "left", "want"),
    [
        (HandIn(None, DUE), {}, 0, "There is no deadline."),
        (
            HandIn(DUE, None),
            {"policy": "per_day", "percent": 10},
            0,
            "Due 15 January 2027, 23:59 CET; when it was handed in is not known, so it counts as "
            "on time.",
        ),
        (
            HandIn(DUE, DUE - timedelta(hours=4), extended=True),
            {},
            0,
            "Due 15 January 2027, 23:59 CET (extended for you); handed in 15 January 2027, "
            "19:59 CET, on time.",
        ),
        (
            HandIn(DUE, DUE + timedelta(seconds=30)),
            {"policy": "per_day", "percent": 10, "grace_minutes": 1},
            0,
            "Due 15 January 2027, 23:59 CET; handed in 15 January 2027, 23:59:30 CET, on time "
            "within the minutes of grace.",
        ),
        (
            HandIn(DUE, DUE + timedelta(days=1, hours=9)),
            {"policy": "per_day", "percent": 10, "most_percent": 50},
            0,
            "Due 15 January 2027, 23:59 CET; handed in 17 January 2027, 08:59 CET, 2 days late. "
            "20 % of its points are deducted: 10 % for each day begun, at most 50 %.",
        ),
        (
            HandIn(DUE, DUE + timedelta(days=3)),
            {"policy": "per_day", "percent": 10, "days": 1},
            0,
            "Due 15 January 2027, 23:59 CET; handed in 18 January 2027, 23:59 CET, 3 days late. "
            "It counts nothing: it was taken until 1 day late.",
        ),
        (
            HandIn(DUE, DUE + timedelta(hours=1)),
            {"policy": "grace_days", "budget": 3},
            3,
            "Due 15 January 2027, 23:59 CET; handed in 16 January 2027, 00:59 CET, 1 day late. "
            "Nothing is deducted: it uses 1 of your 3 days of grace.",
        ),
        (
            HandIn(DUE, DUE + timedelta(hours=1)),
            {"policy": "grace_days", "budget": 3},
            0,
            "Due 15 January 2027, 23:59 CET; handed in 16 January 2027, 00:59 CET, 1 day late. "
            "It counts nothing: you had no days of grace left.",
        ),
    ],
)
def test_the_sentence_says_it_all(
    hand_in: HandIn, rule: dict[str, Any], left: int, want: str
) -> None:
    """When it was due, when it came, how late that is, what it costs and why."""
    assert lateness(hand_in, LateRule(**rule), BERLIN, days_left=left).words == want


@FIXED
@given(points=st.floats(0, 10_000), percent=st.floats(0, 100))
def test_what_counts_is_between_nothing_and_everything(points: float, percent: float) -> None:
    """Less a percentage of itself, a score stays between 0 and what it was."""
    final = without(points, percent)

    assert final is not None
    assert 0 <= final <= points
    assert math.isclose(final, points - points * percent / 100, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("enrolment", "want"),
    [("enrolled", (5.6, 1.6)), ("dropped", (5.6, 1.6)), ("excused", (None, None))],
)
def test_a_report_keeps_its_score(enrolment: Any, want: tuple[float | None, ...]) -> None:
    """Points of checks and of a person lose the same share; who is excused has none that count."""
    late = late_by(LateRule(policy="per_day", percent=20), hours=1)
    report = SubmissionReport(
        student="ada",
        assignment="toy",
        title="Toy",
        status="graded",
        score=7.0,
        max_score=8.0,
        manual_score=2.0,
        manual_max_score=3.0,
        promises={},
        unsafe=False,
        receipt=Receipt(),
        questions=(),
        checks=(),
    )

    settled = settle(report, late, enrolment)

    assert (settled.score, settled.manual_score) == (7.0, 2.0)
    assert (settled.final, settled.manual_final) == want
    assert (settled.late, settled.enrolment) == (late, enrolment)
    assert SubmissionReport.model_validate_json(settled.model_dump_json()) == settled
    assert settle(settled, None).final == 7.0
    assert settle(report.model_copy(update={"score": None}), late).final is None
