"""The two ways into a gradebook end in the same rows, notebooks and pages, byte for byte.

The slow one is nbgrader's own commands with our preprocessors, the fast one is
`grader grade --gradebook --feedback`. Each grades a copy of one course.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.cli.app import run
from tests.courses_helper import COURSE_TOML, HIDDEN, replaced
from tests.engine.toy import COUNTER, DOUBLE, REPLACES, RIGHT, hand_in
from tests.nbgrader_bridge.nb_course import (
    api,
    inside,
    nb_course,
    nbgrader,
    notebook,
    rows,
    sqlite_url,
)

pytestmark = pytest.mark.needs("nbgrader", "landlock", "seccomp")

DEADLINES = """
[deadlines]
timezone = "Europe/Berlin"
[deadlines.due]
toy = 2027-01-15T23:59:00
[deadlines.late]
policy = "per_day"
percent = 10
"""
NOT_ZERO = "def double(x):\n    return x + x if x else 1\n"
WHY = "Because *addition* keeps what was counted; <b onclick=alert(1)>so</b> 2 < 3."
MENDED = replaced(HIDDEN, "[(3, 6), (-1.5, -3.0), (0, 0)]", "[(3, 6), (-1.5, -3.0)]")


def hand_in_all(root: Path) -> None:
    """A class in which everything happens that both ways must treat alike."""
    everything = {"double": DOUBLE, "counter": COUNTER, "why": WHY}
    notebooks = {
        "right": notebook(root, **everything),
        "wrong": notebook(root, **{**everything, "double": NOT_ZERO, "counter": REPLACES}),
        "raises": notebook(root, double="raise ValueError('<i>no</i>')", counter=COUNTER),
        "unreadable": b'{"cells": [',
        "untouched": notebook(root),
        "blank": notebook(root, **{**everything, "why": "  \n"}),
        "late": notebook(root, **everything),
        "extra cells": notebook(root, "print('mine')", "1 / 0", **everything),
        "zoë o'neil": notebook(root, **{**everything, "why": "ü\u202e \x1b[31m"}),
        "twofold": notebook(root),
    }
    submitted = root / "submitted"
    for student, data in notebooks.items():
        hand_in(submitted, student, data, "toy.ipynb")
        when = "2027-01-17 08:00:00.123456 UTC" if student == "late" else "2027-01-15 08:00:00 UTC"
        (submitted / student / "toy" / "timestamp.txt").write_text(when)
        (submitted / student / "toy" / "submission_secret.txt").write_text(f"secret of {student}")
    hand_in(submitted, "twofold", RIGHT)
    hand_in(submitted, "bare", RIGHT)
    hand_in(submitted, "nothing", "no answer", "notes.txt")
    hand_in(submitted, "too large", b'{"cells": [' + b" " * (2 << 20), "toy.ipynb")
    hand_in(submitted, "extra cells", "rows of data\n", "data.csv")
    (submitted / "extra cells" / "toy" / "more").mkdir()
    hand_in(submitted, "extra cells", "of hers\n", "more/README.md")
    for name in ("evil.HTML", "more/evil.svg", "picture.svg"):
        hand_in(submitted, "extra cells", "<script>alert(1)</script>", name)
    (submitted / "untouched" / "toy" / "timestamp.txt").write_text("yesterday at noon")


def fast(root: Path) -> None:
    """The class in one go."""
    folders = ["--submissions", str(root / "submitted"), "--out", str(root / "graded")]
    code = run(["grade", "toy", "--course", str(root), *folders, "--gradebook", "--feedback", "-q"])
    assert code == 0


def slow(root: Path) -> None:
    """Student after student, by nbgrader's own commands."""
    for command in ("autograde", "generate_feedback"):
        done = nbgrader(root, command, "toy", "--force")
        assert done.returncode == 0, done.stderr


def mark(root: Path) -> None:
    """Marks by hand, as a formgrader sets them."""
    from nbgrader.api import Gradebook

    with inside(root), Gradebook(sqlite_url(root), "toy-course") as gradebook:
        for student, cell, points in (
            ("right", "why", 1.0),
            ("late", "why", 1.5),
            ("wrong", "check_counter", 2.5),
        ):
            grade = gradebook.find_grade(cell, "toy", "toy", student)
            grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.find_grade("why", "toy", "toy", "late").extra_credit = 0.25
        gradebook.find_comment("why", "toy", "toy", "right").manual_comment = "Well *said*."
        gradebook.db.commit()


def files(root: Path, step: str) -> dict[str, bytes]:
    """Every file below one of nbgrader's folders."""
    found = sorted(path for path in (root / step).rglob("*") if path.is_file())
    return {path.relative_to(root / step).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What is there after each of three gradings, of both ways: the first, marked, mended."""
    first = tmp_path_factory.mktemp("course")
    nb_course(first, course_toml=COURSE_TOML + DEADLINES)
    (first / "source" / "toy" / "picture.svg").write_text("<svg/>")
    hand_in_all(first)
    found: dict[str, dict[str, Any]] = {}
    for name, way in (("slow", slow), ("fast", fast)):
        root = tmp_path_factory.mktemp("ways") / "course"
        shutil.copytree(first, root)
        found[name] = dict(_three_times(root, way))
    return found


def _three_times(root: Path, way: Callable[[Path], None]) -> Iterator[tuple[str, Any]]:
    way(root)
    yield "first", _seen(root)
    mark(root)
    way(root)
    yield "marked", _seen(root)
    (root / "solutions" / "toy" / "hidden" / "test_toy.py").write_text(MENDED)
    hand_in(root / "submitted", "raises", notebook(root, double=DOUBLE), "toy.ipynb")
    way(root)
    yield "mended", _seen(root)


def _seen(root: Path) -> dict[str, Any]:
    steps = {step: files(root, step) for step in ("autograded", "feedback")}
    shown = [
        {key: value for key, value in each.items() if key != "id"}
        for each in api(root).get_submissions("toy")
    ]
    return {**rows(sqlite_url(root)), **steps, "formgrader": shown}


TIMES = ("first", "marked", "mended")


@pytest.mark.parametrize("when", TIMES)
def test_every_row_is_the_same(both: dict[str, Any], when: str) -> None:
    """All tables hold the same but for random ids, and formgrader's list of the class as well."""
    slow_ones, fast_ones = both["slow"][when], both["fast"][when]

    assert len(slow_ones["submitted_notebook"]) == 13
    assert len(slow_ones["grade"]) == 39
    assert {each["autograded"] for each in slow_ones["formgrader"]} == {True}
    for table in set(slow_ones) - {"autograded", "feedback"}:
        assert fast_ones[table] == slow_ones[table], table


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("step", ["autograded", "feedback"])
def test_every_file_is_the_same(both: dict[str, Any], when: str, step: str) -> None:
    """Notebooks, pages and the files that nbgrader copies are equal, byte for byte."""
    slow_ones, fast_ones = both["slow"][when][step], both["fast"][when][step]

    assert len([name for name in slow_ones if name.endswith((".ipynb", ".html"))]) == 13
    assert sorted(fast_ones) == sorted(slow_ones)
    assert not [name for name in slow_ones if name.lower().endswith(("evil.html", "evil.svg"))]
    assert slow_ones["extra cells/toy/picture.svg"] == b"<svg/>"
    different = [name for name in slow_ones if fast_ones[name] != slow_ones[name]]
    assert different == []


def test_what_the_rows_should_say(both: dict[str, Any]) -> None:
    """Both are right, not only alike: points, waiting cells, marks and what lateness takes."""
    grades = {
        when: {(g[0], g[1]): g[3:] for g in both["fast"][when]["grade"] if g[2] == "GradeCell"}
        for when in TIMES
    }
    taken = {
        when: {row[0]: row[3] for row in both["fast"][when]["submitted_notebook"]} for when in TIMES
    }

    assert grades["first"]["right", "check_double"] == (2.0, None, None, 0)
    assert grades["first"]["right", "why"] == (None, None, None, 1)
    assert grades["first"]["wrong", "check_double"] == (pytest.approx(4 / 3), None, None, 0)
    assert grades["first"]["blank", "why"] == (0.0, None, None, 0)
    assert grades["first"]["unreadable", "check_counter"] == (0.0, None, None, 0)
    assert grades["first"]["twofold", "check_counter"] == (3.0, None, None, 0)
    assert grades["first"]["bare", "check_counter"] == (3.0, None, None, 0)
    assert grades["first"]["nothing", "check_counter"] == (0.0, None, None, 0)
    assert grades["first"]["too large", "why"] == (0.0, None, None, 0)
    assert grades["marked"]["right", "why"] == (None, 1.0, None, 1)
    assert grades["mended"]["wrong", "check_double"] == (2.0, None, None, 0)
    assert grades["mended"]["wrong", "check_counter"][1] == 2.5
    assert grades["mended"]["raises", "check_counter"] == (0.0, None, None, 0)
    assert {who for who, points in taken["first"].items() if points} == {"late"}
    assert taken["first"]["late"] == pytest.approx(0.2 * 5)
    assert taken["marked"]["late"] == pytest.approx(0.2 * (5 + 1.5 + 0.25))


def test_a_wrong_time_costs_nothing_and_stops_nobody(both: dict[str, Any]) -> None:
    """A `timestamp.txt` without a time leaves that row without one, in both ways."""
    times = {row[0]: row[2] for row in both["slow"]["first"]["submitted_assignment"]}

    assert times["untouched"] is None
    assert times["late"] == "2027-01-17 08:00:00.123456"
