"""The moments that nbgrader's exchange left beside the hand-ins."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.engine.stamps import read_stamps, stamp_time
from tests.engine.toy import FIXED

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)


def stamp(root: Path, student: str, text: str | bytes, assignment: str = "toy") -> Path:
    """A student's folder with a stamp in it."""
    path = root / student / assignment / "timestamp.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-15 12:00:00.000000 UTC",
        "2027-01-15 12:00:00 UTC\n",
        "2027-01-15 12:00:00.0 GMT",
        "2027-01-15 13:00:00.000000 CET",
        "2027-01-15 13:00:00.000000 +0100",
        "2027-01-15 07:00:00.000000 -05:00",
        "2027-01-15 07:00:00.000000 America/New_York",
        "2027-01-15T12:00:00Z",
        "2027-01-15T13:00:00.000+01:00",
        "  2027-01-15   12:00:00  ",
        "2027-01-15 12:00:00.000000 ",
    ],
)
def test_times_as_nbgrader_and_people_write_them(text: str) -> None:
    """Its own form in any zone's name, and ISO 8601; without a zone it is UTC, as nbgrader says."""
    assert stamp_time(text, BERLIN) == NOON


def test_a_short_name_is_the_course_s_own_clock_first() -> None:
    """EST of a course in New York; where no clock has the name, nothing is guessed."""
    assert stamp_time("2027-01-15 07:00:00.0 EST", NEW_YORK) == NOON
    assert stamp_time("2026-10-25 02:30:00.0 CEST", BERLIN).hour == 0
    assert stamp_time("2026-10-25 02:30:00.0 CET", BERLIN).hour == 1
    with pytest.raises(ValueError, match="IST"):
        stamp_time("2027-01-15 12:00:00.0 IST", BERLIN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2027-01-15",
        "2027-01-15 UTC",
        "15.01.2027 12:00",
        "2027-13-15 12:00:00 UTC",
        "2027-01-15 12:00:00 ../../etc/passwd",
        "2027-01-15 12:00:00 Europe",
        "1970-01-01 00:00:00 UTC",
        "9999-12-31 23:59:59 UTC",
        "0001-01-01 00:00:00 CET",
        "\x1b[2J",
    ],
)
def test_what_is_no_time_is_told(text: str) -> None:
    """With what stands there, fit for a terminal."""
    with pytest.raises(ValueError, match="no time with a known zone") as caught:
        stamp_time(text, BERLIN)

    assert str(caught.value).isprintable()


@FIXED
@given(
    when=st.datetimes(datetime(2000, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC)),
    name=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
)
def test_what_nbgrader_writes_is_read(when: datetime, name: str) -> None:
    """In its own form and any course's zone, but for the hour whose name is shown twice."""
    there = when.astimezone(ZoneInfo(name))

    read = stamp_time(there.strftime("%Y-%m-%d %H:%M:%S.%f %Z"), ZoneInfo(name))

    assert read == when


@FIXED
@given(text=st.text())
def test_no_text_raises_anything_else(text: str) -> None:
    """It is a time or a ValueError: what a student wrote stops no grading."""
    try:
        found = stamp_time(text, BERLIN)
    except ValueError:
        return
    assert found.utcoffset() is not None


def test_stamps_are_found_beside_hand_ins(tmp_path: Path) -> None:
    """Of the assignments that were asked for; hidden folders, and what is no folder, are none."""
    stamp(tmp_path, "ada", "2027-01-15 12:00:00.0 UTC")
    stamp(tmp_path, "bo", "2027-01-15 12:00:00.0 UTC", "later")
    stamp(tmp_path, ".earlier", "2027-01-15 12:00:00.0 UTC")
    stamp(tmp_path, "cle\u0301o", "2027-01-16 12:00:00.0 UTC")
    (tmp_path / "collected.json").write_text("{}")
    (tmp_path / "dan" / "toy").mkdir(parents=True)

    moments, unread = read_stamps(tmp_path, ["toy"], BERLIN)

    assert moments == {("ada", "toy"): NOON, ("cl\xe9o", "toy"): NOON + timedelta(days=1)}
    assert unread == {}


def test_what_cannot_be_read_is_told_and_stops_nobody(tmp_path: Path) -> None:
    """A link is not followed, a large file not read, and bytes that are no text are none."""
    good = stamp(tmp_path, "ada", "2027-01-15 12:00:00.0 UTC")
    stamp(tmp_path, "bo", "soon")
    stamp(tmp_path, "cy", b"\xff\xfe\x00")
    stamp(tmp_path, "dan", "2027-01-15 12:00:00.0 UTC" + " " * 5000)
    linked = stamp(tmp_path, "eve", "x")
    linked.unlink()
    linked.symlink_to(good)
    (tmp_path / "flo").mkdir()
    (tmp_path / "flo" / "toy").symlink_to(good.parent)
    pipe = stamp(tmp_path, "gus", "x")
    pipe.unlink()
    os.mkfifo(pipe)

    moments, unread = read_stamps(tmp_path, ["toy"], BERLIN)

    assert moments == {("ada", "toy"): NOON}
    assert {student for student, _ in unread} == {"bo", "cy", "dan", "eve", "gus"}
    assert "'soon'" in unread["bo", "toy"]
    assert all(why.startswith("timestamp.txt cannot be read: ") for why in unread.values())


def test_a_folder_that_is_not_there_has_no_stamps(tmp_path: Path) -> None:
    """Who lists the hand-ins says what is wrong with it."""
    assert read_stamps(tmp_path / "none", ["toy"], BERLIN) == ({}, {})
