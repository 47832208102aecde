"""The plain table: what is blank, what a spreadsheet would run, what is read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course.roster import Roster, Student
from grader.exports.cells import bare
from grader.exports.grades import grades_of
from grader.exports.plain import plain_csv
from grader.records import SubmissionReport

Make = Callable[..., SubmissionReport]


def _read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@settings(derandomize=True, deadline=None)
@given(name=st.text(st.sampled_from("=,\"\n\r\t é'a"), min_size=1, max_size=8))
def test_any_name_is_read_back(name: str) -> None:
    """Whatever a folder is called, its row has as many cells as the header, and its own name."""
    from tests.exports.conftest import report

    rows = _read(plain_csv({"median": grades_of([report(name)], "median")}, Roster()))

    assert [len(row) for row in rows] == [4, 4]
    for char in "\r\n\t":
        name = name.replace(char, f"[U+{ord(char):04X}]")
    assert bare(rows[1][0]) == name


@pytest.mark.parametrize("name", ["\x1b]0;own\x07x", "a\u202eb", "\x9b31m", "a\x00b", "\x1b[2Jx"])
def test_no_cell_moves_a_terminal(name: str) -> None:
    """Whoever looks at the table in a terminal sees what a folder is called, and nothing else."""
    from tests.exports.conftest import report

    data = plain_csv({"median": grades_of([report(name)], "median")}, Roster())

    assert all(char.isprintable() or char in "\r\n" for char in data.decode())


def test_two_folders_never_look_like_one(make: Make) -> None:
    """A code that terminals obey, or another line end, makes another name."""
    names = ["wrong", "\x1b[0mwrong", "\x1b[1mwrong", "wro\nng", "wro\rng", "wro\u2028ng"]
    grades = {"median": grades_of([make(name) for name in names], "median")}

    rows = _read(plain_csv(grades, Roster()))

    assert len({row[0] for row in rows}) == 1 + len(names)


def test_blank_is_not_zero(make: Make) -> None:
    """Missing, waiting and not graded by our fault are blank; 0 is 0; the state says which."""
    class_ = [
        make("ada", 0.0, manual_score=0.0),
        make("bo"),
        make("cy", None, status="engine_failed"),
        make("di", 0.0, status="unreadable", manual_max_score=0.0),
        make("ed", 2.999, assignment="other", manual_max_score=0.0),
    ]
    grades = {name: grades_of(class_, name) for name in ("median", "other")}

    rows = _read(plain_csv(grades, Roster()))

    assert rows == [
        ["student", "median", "median max", "median state", "other", "other max", "other state"],
        ["ada", "0", "10", "marked", "", "", ""],
        ["bo", "", "10", "waits", "", "", ""],
        ["cy", "", "10", "engine_failed", "", "", ""],
        ["di", "0", "8", "unreadable", "", "", ""],
        ["ed", "", "", "", "2.99", "8", "graded"],
    ]


def test_without_points_by_hand(make: Make) -> None:
    """With auto_only the score and its maximum are those of the checks, marked or not."""
    class_ = [make("ada"), make("bo", 5.0, manual_score=2.0)]

    grades = {"median": grades_of(class_, "median", auto_only=True)}

    assert _read(plain_csv(grades, Roster()))[1:] == [
        ["ada", "5.5", "8", "auto"],
        ["bo", "5", "8", "auto"],
    ]


def test_the_roster_adds_names_and_who_is_missing(make: Make) -> None:
    """A student without a hand-in has a blank row; one who dropped the course has none."""
    roster = Roster(
        {
            "ada": Student("ada", name="Lovelace, Ada", email="ada@example.org"),
            "emmy": Student("emmy", name="=Emmy()"),
            "gone": Student("gone", status="dropped"),
        }
    )

    rows = _read(plain_csv({"median": grades_of([make(), make("zed")], "median")}, roster))

    assert rows[0][:3] == ["student", "name", "email"]
    assert [row[:4] for row in rows[1:]] == [
        ["ada", "Lovelace, Ada", "ada@example.org", ""],
        ["emmy", "'=Emmy()", "", ""],
        ["zed", "", "", ""],
    ]


def test_a_byte_order_mark_is_written_where_it_is_asked_for(make: Make) -> None:
    """The mark is the only difference; lines end as RFC 4180 says."""
    grades = {"median": grades_of([make("Zoë")], "median")}

    plain, marked = plain_csv(grades, Roster()), plain_csv(grades, Roster(), mark=True)

    assert marked == b"\xef\xbb\xbf" + plain
    assert plain.endswith("Zoë,,10,waits\r\n".encode())
