"""Folders of hand-ins whose names would harm what is kept of others."""

from __future__ import annotations

import os
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
