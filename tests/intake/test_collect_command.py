"""`grader collect` as a person runs it, from the archive to the grade."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from grader.cli.app import run
from grader.engine import grade
from grader.intake.collect import COLLECT_SCHEMA, HandIn, TakenFile
from grader.intake.laying import LISTING_SCHEMA
from grader.intake.readings import FORMS, Aside
from tests.courses_helper import make_course
from tests.engine import toy

PAGE = Path(__file__).resolve().parents[2] / "docs/collecting.md"
METADATA = """\
---
submission_81:
  :submitters:
  - :name: Gra Scope
    :sid: gs
    :email: gs@example.org
  :created_at: 2026-11-02 10:11:12.000000000 Z
"""
STAMP = "attempt_2026-11-02-10-11-12"
DOWNLOADS: dict[str, dict[str, str]] = {
    "canvas": {
        "lovelaceada_101_900_toy.py": toy.RIGHT,
        "leekim_LATE_102_901_toy-1.py": toy.DOUBLE + toy.REPLACES,
    },
    "moodle": {"Zoë O'Neil_33_assignsubmission_file/toy (1).py": toy.RIGHT},
    "blackboard": {
        f"Toy task_bb7_{STAMP}.txt": "Name: B B (bb7)\n",
        f"Toy task_bb7_{STAMP}_toy.py": toy.RIGHT,
    },
    "gradescope": {
        "export/submission_metadata.yml": METADATA,
        "export/submission_81/toy.py": toy.RIGHT,
    },
    "folder": {"max.py": toy.RIGHT, "mia/my toy.py": toy.RIGHT},
}


def packed(path: Path, texts: dict[str, str]) -> Path:
    """A zip archive with these texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return path


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    """Options of a run in a toy course that is not generated."""
    course = make_course(tmp_path / "course")
    return ["--submissions", str(tmp_path / "submitted"), "--course", str(course)]


def test_each_platform_from_download_to_grade(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is collected from every platform is found and graded, student by student."""
    monkeypatch.setattr(grade, "examine", toy.findings)
    toy.ready(tmp_path / "course")
    options = ["--submissions", str(tmp_path / "submitted"), "--course", str(tmp_path / "course")]
    forms = []
    for form, texts in DOWNLOADS.items():
        archive = packed(tmp_path / f"{form}.zip", texts)
        assert run(["collect", "toy", str(archive), *options, "--json"]) == 0
        forms.append(json.loads(capsys.readouterr().out)["form"])

    code = run(["grade", "toy", *options, "--out", str(tmp_path / "out"), "--json"])

    assert forms == list(DOWNLOADS) == list(FORMS)
    assert code == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert {each["student"]: each["score"] for each in results} == {
        "101": 5.0,
        "102": 3.0,
        "Zoë O'Neil": 5.0,
        "bb7": 5.0,
        "gs": 5.0,
        "max": 5.0,
        "mia": 5.0,
    }


def test_the_table_says_what_became_of_everything(
    tmp_path: Path, small: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Collected, skipped and passed over stand in the tables, with reasons; exit code 1."""
    archive = packed(
        tmp_path / "d.zip",
        {"ada_LATE_1_10_toy.py": "a", "bo_2_11_essay.pdf": "b", "notes.txt": "c"},
    )

    code = run(["collect", "toy", str(archive), *small])

    captured = capsys.readouterr()
    lines = [line.split()[:4] for line in captured.out.splitlines()]
    assert code == 1
    assert ["1", "collected", "toy.py", "late"] in lines
    assert "no file is called toy.ipynb or toy.py; came: essay.pdf" in captured.out
    assert "its name is not one that Canvas gives" in captured.out
    assert "of the form canvas: 2 of 3 names" in captured.err
    assert "1 collected, 1 skipped, 1 file of nobody" in captured.err


def test_hostile_names_print_as_words(
    tmp_path: Path, small: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Names in a download can neither colour nor reorder the terminal."""
    archive = packed(tmp_path / "d.zip", {"\x1b[2J[red]x\u202e.py": "a", "\u202e\x1b[2J.zip": "b"})

    run(["collect", "toy", str(archive), *small])

    captured = capsys.readouterr()
    assert "[U+202E]" in captured.out
    assert not {"\x1b", "\u202e"} & set(captured.out + captured.err)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["toy", "none.zip"], "which is not there"),
        (["tyo", "none.zip"], "did you mean 'toy'?"),
        (["toy", "none.zip", "--from", "email"], "'email' is not one of"),
        (["toy"], "Missing argument 'DOWNLOAD'"),
    ],
)
def test_what_is_mistyped_is_told(
    small: list[str], arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong path, id or platform ends with 2 and four parts."""
    code = run(["collect", *arguments, *small])

    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert words in captured.err
    assert "do next:" in captured.err


def test_the_record_is_explained(
    tmp_path: Path, small: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every key of the record and of `collected.json` stands in docs/collecting.md."""
    archive = packed(tmp_path / "d.zip", DOWNLOADS["canvas"])
    run(["collect", "toy", str(archive), *small, "--json"])
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    page = PAGE.read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| \S", page, re.MULTILINE)

    assert record["schema"] == COLLECT_SCHEMA
    assert COLLECT_SCHEMA in page
    assert LISTING_SCHEMA in page
    assert set(told) == {
        *record,
        *(each.name for kind in (HandIn, TakenFile, Aside) for each in fields(kind)),
    }
