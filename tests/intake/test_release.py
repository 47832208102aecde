"""Tests of `grader.intake.release`: a released notebook is read, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.errors import CourseError
from grader.intake.release import read_release
from tests.intake.hand_ins import RELEASE


def raw(marks: dict[str, Any] | None = None, kind: str = "code") -> dict[str, Any]:
    """A cell as a notebook file holds it."""
    metadata = {} if marks is None else {"nbgrader": marks}
    return {"cell_type": kind, "source": ["a\n", "b"], "metadata": metadata}


def test_roles_come_from_the_marks(tmp_path: Path) -> None:
    """Each kind of cell has its role; sources and points are read."""
    cells = [
        raw(kind="markdown"),
        raw({"grade_id": "g", "grade": False, "solution": False, "locked": True}),
        raw({"grade_id": "a", "grade": False, "solution": True, "locked": False}),
        raw({"grade_id": "c", "grade": True, "solution": False, "locked": True, "points": 2}),
        raw({"grade_id": "m", "grade": True, "solution": True, "points": 1}, "markdown"),
        raw(),
    ]
    path = tmp_path / "net.ipynb"
    path.write_text(json.dumps({"cells": cells}))

    release = read_release(path)
    assert [each.role for each in release.cells] == [
        *("text", "given", "answer", "check", "manual", "free")
    ]  # fmt: skip
    assert release.cells[3].points == 2.0
    assert {each.source for each in release.cells} == {"a\nb"}
    assert release.of_role("check") == (release.cells[3],)


@pytest.mark.parametrize(
    ("text", "came"),
    [
        ("", "JSONDecodeError"),
        ("{}", "KeyError"),
        ("[]", "TypeError"),
        ('{"cells": [3]}', "TypeError"),
        ('{"cells": [{"cell_type": "code"}]}', "KeyError"),
        (json.dumps({"cells": [raw({"grade_id": "a"})] * 2}), "the grade id 'a' twice"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str, came: str) -> None:
    """The message names the file, what came, and what to do."""
    path = tmp_path / "net.ipynb"
    path.write_text(text)

    with pytest.raises(CourseError, match=r"grader generate(.|\n)*" + came):
        read_release(path)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    """A release that was not generated yet is named."""
    with pytest.raises(CourseError, match="FileNotFoundError"):
        read_release(tmp_path / "net.ipynb")


def test_the_tests_own_release_has_every_role() -> None:
    """The release that the other tests use covers all roles."""
    assert {each.role for each in RELEASE.cells} == {
        *("text", "given", "answer", "check", "manual", "free")
    }  # fmt: skip
