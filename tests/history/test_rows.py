"""Rows of one student go out of a sheet, wherever the sheet lies."""

from __future__ import annotations

from pathlib import Path

from grader.history.rows import drop_rows


def test_the_rows_go_out_of_a_sheet_that_is_a_link(tmp_path: Path) -> None:
    """The file that the course's name leads to forgets the student, and the link stays."""
    sheet, link = tmp_path / "registrar.csv", tmp_path / "roster.csv"
    sheet.write_text("student,name\nada,Ada\nbo,Bo\n")
    link.symlink_to(sheet.name)

    drop_rows(link, lambda name: name == "bo")

    assert sheet.read_text() == "student,name\nada,Ada\n"
    assert link.is_symlink()
