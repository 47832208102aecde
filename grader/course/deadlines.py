"""The table `[deadlines]` before the model sees it: zone, times, and which keys go together.

May import `.clock` and `grader.errors`. Must never read a file: `.reading` hands it the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import available_timezones

from grader.course.clock import YEARS, at_local, in_zone, is_skipped, zone_named
from grader.errors import suggestion

_LIMITS = ("grace_minutes", "days")
_PER_DAY = ("percent", "most_percent")
_FITS: dict[str, tuple[str, ...]] = {
    "none": (),
    "per_day": (*_PER_DAY, *_LIMITS),
    "grace_days": ("budget", "then", *_PER_DAY, *_LIMITS),
}
"""Policy to the keys that mean something under it."""


def mend_deadlines(data: dict[str, Any], mistakes: list[str]) -> None:
    """Make every time of the table aware, in `data`; note what the model cannot see."""
    table = data.get("deadlines")
    if not isinstance(table, dict):
        return
    if isinstance(table.get("late"), dict):
        _late(table["late"], mistakes)
    zone = _zone(table.get("timezone", "UTC"), mistakes)
    if zone is None:
        return
    listed = data.get("assignments")
    known = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    mended = dict(table)
    for key in ("due", "released"):
        times = table.get(key)
        if isinstance(times, dict):
            mended[key] = _times(key, times, known, zone, mistakes)
    _in_order(mended, mistakes)
    data["deadlines"] = mended


def local_time(text: str, zone: tzinfo, *, earlier: bool = False) -> datetime:
    """The instant that a person wrote, such as 2027-01-15T23:59 or with +01:00 at its end.

    Parameters
    ----------
    earlier:
        In the hour that clocks show twice its first is meant, as for a hand-in; else its second.

    Raises
    ------
    ValueError
        With a phrase that says what is wrong with it.
    """
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a time such as 2027-01-15T23:59, came {text!r}") from None
    if len(text) <= len("2027-01-15"):
        raise ValueError(f"a day without a time; write {when.date()}T23:59")
    if when.year not in YEARS:
        raise ValueError(f"{when} is no year of a course")
    if when.tzinfo is not None:
        return in_zone(when, zone)
    if is_skipped(when, zone):
        raise ValueError(f"{when} does not exist in {zone}: the clock skips it")
    return at_local(when, zone, earlier=earlier)


def _times(
    key: str, times: Mapping[str, Any], known: list[str], zone: tzinfo, mistakes: list[str]
) -> dict[str, Any]:
    aware = {}
    for name, when in times.items():
        if name not in known:
            mistakes.append(f"unknown key `{name}` in [deadlines.{key}]: {suggestion(name, known)}")
        aware[name] = _aware(f"`{name}` in [deadlines.{key}]", when, zone, mistakes)
    return aware


def _aware(place: str, when: Any, zone: tzinfo, mistakes: list[str]) -> Any:
    if isinstance(when, date) and not isinstance(when, datetime):
        mistakes.append(f"{place}: a day without a time; write {when}T23:59:00")
        return datetime(2000, 1, 1, tzinfo=zone)  # the model shall not report it again
    if not isinstance(when, datetime):
        return when  # the model reports the kind
    if when.year not in YEARS:
        mistakes.append(f"{place}: {when} is no year of a course")
        return when.replace(year=YEARS.start, day=1, tzinfo=zone)
    if when.tzinfo is not None:
        return in_zone(when, zone)
    if is_skipped(when, zone):
        mistakes.append(f"{place}: {when} does not exist in {zone}: the clock skips it")
    return at_local(when, zone)


def _in_order(table: Mapping[str, Any], mistakes: list[str]) -> None:
    due, released = table.get("due"), table.get("released")
    if not isinstance(due, dict) or not isinstance(released, dict):
        return
    for name, when in released.items():
        last = due.get(name)
        if isinstance(when, datetime) and isinstance(last, datetime) and when >= last:
            mistakes.append(f"`{name}` in [deadlines.released]: not before it is due")


def _zone(name: Any, mistakes: list[str]) -> tzinfo | None:
    if not isinstance(name, str):
        return None  # the model reports the kind
    try:
        return zone_named(name)
    except (KeyError, ValueError, OSError):
        hint = suggestion(name, available_timezones())
        if hint.startswith("known"):
            hint = "write it as in Europe/Berlin"
        mistakes.append(f"`timezone` in [deadlines]: unknown time zone {name!r}: {hint}")
        return None


def _late(table: Mapping[str, Any], mistakes: list[str]) -> None:
    """Keys that the policy needs, and keys that mean nothing under it."""
    policy = table.get("policy")
    if not isinstance(policy, str) or policy not in _FITS:
        if policy is None:
            mistakes.append("missing key `policy` in [deadlines.late]")
        return  # the model reports another word
    charged = policy == "per_day" or table.get("then") == "per_day"
    needed = [*(["budget"] if policy == "grace_days" else []), *(["percent"] if charged else [])]
    mistakes += [
        f"missing key `{key}` in [deadlines.late]: {policy!r} needs it"
        for key in needed
        if key not in table
    ]
    for key in table:
        known = any(key in keys for keys in _FITS.values())
        uncharged = key in _PER_DAY and not charged
        if known and (key not in _FITS[policy] or uncharged):
            then = ' without then = "per_day"' if policy == "grace_days" else ""
            mistakes.append(
                f"`{key}` in [deadlines.late]: means nothing under {policy!r}{then}; take it out"
            )
    percent: Any = table.get("percent")
    most: Any = table.get("most_percent")
    # What is no percentage the model reports.
    usual = all(isinstance(each, int | float) and 0 < each <= 100 for each in (percent, most))
    if usual and most < percent:
        mistakes.append(
            f"`most_percent` in [deadlines.late]: {most} is less than one day costs, {percent}"
        )
