"""Every broken and tampered hand-in, in one class: each has its due, and hurts nobody else."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.cli.app import run
from grader.intake.students import student_file_name
from tests.broken_set import Broken

pytestmark = pytest.mark.needs("nbgrader", "landlock", "seccomp")

CONTROLS = ("right", "half")


@dataclass(frozen=True)
class Graded:
    """One grading of some of the cases."""

    code: int
    reports: dict[str, dict[str, Any]]
    pages: dict[str, str]
    """Student to the words on the page."""


@pytest.fixture(scope="module")
def graded(
    course: Path, cases: list[Broken], lay: Any, tmp_path_factory: pytest.TempPathFactory
) -> Graded:
    """All of them, graded as one class."""
    folder = tmp_path_factory.mktemp("class")
    lay(cases, folder / "submitted")
    return grade(course, cases, folder)


def grade(course: Path, cases: Sequence[Broken], folder: Path) -> Graded:
    """Grades the cases as a person would, and reads what was written."""
    out = folder / "graded"
    given = ["--submissions", str(folder / "submitted"), "--out", str(out), "--jobs", "2"]
    code = run(["--course", str(course), "-q", "grade", *given])
    reports, pages = {}, {}
    for case in cases:
        file = student_file_name(case.name)
        (found,) = json.loads((out / "reports" / f"{file}.json").read_bytes())["reports"]
        reports[case.name] = found
        pages[case.name] = words_of((out / "pages" / f"{file}.html").read_text("utf-8"))
    return Graded(code, reports, pages)


def words_of(page: str) -> str:
    """What a person reads on a page, on one line."""
    without_style = re.sub(r"(?s)<style.*?</style>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", without_style)).split())


def test_there_are_at_least_the_known_ways(cases: list[Broken]) -> None:
    """The set does not shrink unseen, and no two hand-ins are the same."""
    assert len(cases) >= 85
    contents = [tuple(sorted(case.files.items())) for case in cases]
    assert len(set(contents)) == len(contents)


def test_each_has_its_due(graded: Graded, cases: list[Broken]) -> None:
    """Status and score are those that a correct grader gives, and the run ends well."""
    found = {name: (report["status"], report["score"]) for name, report in graded.reports.items()}

    assert found == {case.name: (case.status, case.score) for case in cases}
    assert graded.code == 0


def test_each_student_reads_why(graded: Graded, cases: list[Broken]) -> None:
    """The page says what was wrong with the hand-in, or which input shows the wrong answer."""
    silent = {
        case.name: [words for words in case.says if words not in graded.pages[case.name]]
        for case in cases
    }

    assert {name: missing for name, missing in silent.items() if missing} == {}
    assert [c.name for c in cases if not c.says and c.score not in (0.0, 6.0)] == []


def test_whoever_lost_a_question_reads_of_it(graded: Graded) -> None:
    """No check is lost without a message that says what came."""
    silent = [
        (name, check["name"])
        for name, report in graded.reports.items()
        for check in report["checks"]
        if check["outcome"] != "passed" and not check["message"]
    ]

    assert silent == []


def test_the_others_are_untouched(
    course: Path, cases: list[Broken], lay: Any, graded: Graded, tmp_path: Path
) -> None:
    """Whose hand-in was whole has the same report as in a class of such hand-ins alone."""
    whole = [case for case in cases if case.name in CONTROLS]

    lay(whole, tmp_path / "submitted")
    alone = grade(course, whole, tmp_path)

    for name in CONTROLS:
        assert without_times(alone.reports[name]) == without_times(graded.reports[name])
        assert alone.pages[name] == graded.pages[name]


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what differs from run to run."""
    checks = [
        {key: value for key, value in check.items() if key not in ("cpu_s", "wall_s")}
        for check in report["checks"]
    ]
    return {**report, "checks": checks}


def test_the_words_of_a_page_are_what_a_person_reads() -> None:
    """The oracle itself: no mark-up, no style, characters as they are shown."""
    page = "<style>p { x: 1 }</style><p>a &lt; b</p>\n<b>c</b>"

    assert words_of(page) == "a < b c"
