"""How late a hand-in is, what that costs, and in which words: pure functions that cannot fail.

A report is settled after it was made, so that another deadline runs no check again. May import
course, records and `fractions`; must never read a file or a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction

from grader.course.clock import in_zone, plus_days
from grader.course.models import LateRule
from grader.records import Enrolment, Late, SubmissionReport

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandIn:
    """When one assignment was due for a student, and when it came; None where not known."""

    due: datetime | None
    handed_in: datetime | None
    extended: bool = False
    marked_late: bool = False
    """As the platform said it, where nobody knows when."""


def lateness(hand_in: HandIn, rule: LateRule, zone: tzinfo, *, days_left: int = 0) -> Late:
    """What the rule makes of one hand-in.

    Parameters
    ----------
    hand_in:
        Aware times, in any zone.
    zone:
        Whose calendar counts the days, and whose clock the words show.
    days_left:
        The student's days of grace that no earlier assignment used.

    Returns
    -------
    Late
        `deducted_percent` is between 0 and 100, never falls as `handed_in` grows, and is the same
        in whatever zone the times are written. Without a deadline or a time it is 0.
    """
    due, came = _second(hand_in.due, zone), _second(hand_in.handed_in, zone)
    late = days_late(due, came, zone, rule.grace_minutes) if due and came else 0
    used, percent, why = _charge(rule, late, max(days_left, 0))
    return Late(
        policy=rule.policy,
        due=due,
        extended=hand_in.extended,
        handed_in=came,
        marked_late=hand_in.marked_late,
        days_late=late,
        days_used=used,
        deducted_percent=percent,
        words=_words(due, came, late, why, zone, hand_in.extended),
    )


def days_late(due: datetime, came: datetime, zone: tzinfo, grace_minutes: int = 0) -> int:
    """Days begun after the deadline, in days of the zone's calendar; 0 when in time.

    A day may have 23 or 25 hours: what is due at noon is one day late until noon of the next day.
    """
    reached = came - timedelta(minutes=grace_minutes)
    # No calendar is more than a day ahead of one that counts 24 hours, so few steps are left.
    days = max(0, (reached - due).days - 1)
    while plus_days(due, days, zone) < reached:
        days += 1
    return days


def in_order(hand_ins: Sequence[HandIn], rule: LateRule, zone: tzinfo) -> list[Late]:
    """What the rule makes of all hand-ins of one student, in the order of their deadlines.

    Days of grace are used as they are needed, so earlier assignments take them first.
    """
    left = rule.budget or 0
    found = []
    for hand_in in hand_ins:
        late = lateness(hand_in, rule, zone, days_left=left)
        left -= late.days_used
        found.append(late)
    return found


def settle(
    report: SubmissionReport, late: Late | None, enrolment: Enrolment = "enrolled"
) -> SubmissionReport:
    """The report with its lateness and what counts: to be called again when points change."""
    percent = late.deducted_percent if late else 0.0
    counts = enrolment != "excused"
    return report.model_copy(
        update={
            "late": late,
            "enrolment": enrolment,
            "final": without(report.score, percent) if counts else None,
            "manual_final": without(report.manual_score, percent) if counts else None,
        }
    )


def without(points: float | None, percent: float) -> float | None:
    """The points less that percentage of them; None stays None."""
    if points is None:
        return None
    return float(Fraction(points) * (100 - Fraction(percent)) / 100)


def _second(when: datetime | None, zone: tzinfo) -> datetime | None:
    """In the zone, without the part of a second: nobody could see why such a hand-in is late."""
    return None if when is None else in_zone(when, zone).replace(microsecond=0)


def _charge(rule: LateRule, late: int, left: int) -> tuple[int, float, str]:
    """Days of grace used, the percentage that is deducted, and why."""
    if not late:
        return 0, 0.0, ""
    if rule.policy == "none":
        return 0, 0.0, "Nothing is deducted for it."
    if rule.days is not None and late > rule.days:
        return 0, 100.0, f"It counts nothing: it was taken until {_days(rule.days)} late."
    if rule.policy == "per_day":
        percent, why = _per_day(rule, late)
        return 0, percent, f"{percent:g} % of its points are deducted: {why}."
    if late <= left:
        return late, 0.0, f"Nothing is deducted: it uses {late} of your {_days(left)} of grace."
    had = f"you had {_days(left)} of grace left" if left else "you had no days of grace left"
    if rule.then == "refused":
        return 0, 100.0, f"It counts nothing: {had}."
    percent, why = _per_day(rule, late - left)
    return left, percent, f"{percent:g} % of its points are deducted: {had}, then {why}."


def _per_day(rule: LateRule, days: int) -> tuple[float, str]:
    each = rule.percent or 0.0
    why = f"{each:g} % for each day begun"
    if rule.most_percent < 100:
        why += f", at most {rule.most_percent:g} %"
    return float(min(Fraction(each) * days, Fraction(rule.most_percent))), why


def _words(
    due: datetime | None,
    came: datetime | None,
    late: int,
    why: str,
    zone: tzinfo,
    extended: bool,
) -> str:
    if due is None:
        return "There is no deadline."
    lead = f"Due {_time(due, zone)}{' (extended for you)' if extended else ''}"
    if came is None:
        return f"{lead}; when it was handed in is not known, so it counts as on time."
    lead += f"; handed in {_time(came, zone)}"
    if late:
        return f"{lead}, {_days(late)} late. {why}"
    return f"{lead}, on time{'' if came <= due else ' within the minutes of grace'}."


def _time(when: datetime, zone: tzinfo) -> str:
    """As a person writes it; seconds only where there are some."""
    seconds = f":{when.second:02}" if when.second else ""
    name = when.astimezone(zone).tzname() or ""
    day = f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
    return f"{day}, {when.hour:02}:{when.minute:02}{seconds} {name}".rstrip()


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
