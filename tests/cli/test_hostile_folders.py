"""Folders of hand-ins whose names would harm what is kept of others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli.app import run
from tests.engine.toy import RIGHT, hand_in, ready


def test_a_folder_whose_name_is_no_text_is_told_before_anything_is_graded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its report could not be read again: marks, regrades and exports of all would stop there."""
    course, submissions = ready(tmp_path / "course"), tmp_path / "submitted"
    hand_in(submissions, "ada", RIGHT)
    os.mkdir(os.fsencode(submissions) + b"/J\xf6rg")

    code = run(
        ["grade", "--course", str(course.root), "--submissions", str(submissions), "--out",
         str(tmp_path / "graded")]
    )  # fmt: skip

    said = capsys.readouterr().err
    assert code == 2
    assert "came:     'J\\udcf6rg', as an archive unpacked in another coding leaves it" in said
    assert not (tmp_path / "graded").exists()


def test_a_locale_that_is_not_utf_8_is_named_for_what_it_is(tmp_path: Path) -> None:
    """The names of the class are right there, so nobody is told to change them."""
    course, submissions = ready(tmp_path / "course"), tmp_path / "submitted"
    hand_in(submissions, "zoë", RIGHT)

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "grader.cli.entry",
            "grade",
            "--submissions",
            str(submissions),
            "--out",
            "graded",
        ],
        cwd=course.root,
        env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "reading names of files" in done.stderr
    assert "PYTHONUTF8=1" in done.stderr
    assert "rename" not in done.stderr
