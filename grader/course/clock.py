"""Times of a named zone: instants with a fixed offset, and days of its calendar.

Where the clock shows an hour twice, or skips one, the later instant is meant, and of a hand-in the
earlier: nobody is late by surprise. May import `datetime` and `zoneinfo` alone; must never know
what a time is for.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

YEARS = range(2000, 2200)
"""The years that a course may name; far from where dates end, so that no sum can fail."""


def zone_named(name: str) -> tzinfo:
    """The time zone of that name; `UTC` needs no database.

    Raises
    ------
    KeyError, ValueError, OSError
        When there is none.
    """
    return UTC if name == "UTC" else ZoneInfo(name)


def fixed(when: datetime) -> datetime:
    """The same instant with a fixed offset: times of one zone compare by their clock's face."""
    return when.astimezone(timezone(when.utcoffset() or timedelta()))


def in_zone(when: datetime, zone: tzinfo) -> datetime:
    """The instant as the clocks of the zone show it, with their offset at that time."""
    return fixed(when.astimezone(zone))


def at_local(face: datetime, zone: tzinfo, *, earlier: bool = False) -> datetime:
    """The instant at which clocks of the zone show the naive time `face`, the later of two."""
    both = [face.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return in_zone(min(both) if earlier else max(both), zone)


def is_skipped(face: datetime, zone: tzinfo) -> bool:
    """Whether clocks of the zone never show that naive time."""
    return at_local(face, zone).replace(tzinfo=None) != face


def plus_days(when: datetime, days: int, zone: tzinfo) -> datetime:
    """The same time of day so many days of the zone's calendar later."""
    face = when.astimezone(zone).replace(tzinfo=None, fold=0) + timedelta(days=days)
    # A day of none must give back the very instant, also in the hour that is shown twice.
    return at_local(face, zone) if days else in_zone(when, zone)
