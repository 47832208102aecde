"""Tests of `grader.intake.students`: who handed in, and what a file is called after them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake.students import list_submissions, student_file_name


@pytest.mark.parametrize(
    ("student", "name"),
    [
        ("ann", "ann"),
        ("Ann Müller", "Ann Müller"),
        (unicodedata.normalize("NFD", "Müller"), "Müller"),
        ("a/b\\c:d", "a%2Fb%5Cc%3Ad"),
        ("100%", "100%25"),
        (".hidden", "%2Ehidden"),
        ("..", "%2E%2E"),
        ("trail. ", "trail.%20"),
        ("con", "%63on"),
        ("nul.x", "%6Eul.x"),
        ("a\nb", "a%0Ab"),
        ("", "%"),
        (" ", "%20"),
    ],
)
def test_student_names_become_file_names(student: str, name: str) -> None:
    """Letters stay readable; what a file system minds is percent-encoded."""
    assert student_file_name(student) == name


def test_a_long_name_is_cut() -> None:
    """Two long names that begin alike stay apart."""
    names = {student_file_name("ü" * 300 + end) for end in "ab"}

    assert len(names) == 2
    assert all(len(name.encode()) <= 200 for name in names)


@given(st.text(max_size=8), st.text(max_size=8))
def test_different_students_have_different_files(one: str, other: str) -> None:
    """No two names share a file name, and none leaves its folder."""
    assume(unicodedata.normalize("NFC", one) != unicodedata.normalize("NFC", other))

    assert student_file_name(one) != student_file_name(other)
    assert "/" not in student_file_name(one)
    assert not student_file_name(one).startswith(".")


def test_lists_students_in_order(tmp_path: Path) -> None:
    """Students with the assignment's folder, sorted; hidden entries and files do not count."""
    for student in ("zoe", "ann", unicodedata.normalize("NFD", "Émile"), ".git", "bob"):
        (tmp_path / student / ("other" if student == "bob" else "net")).mkdir(parents=True)
    (tmp_path / "notes.txt").write_text("x")

    listed = list_submissions(tmp_path, "net")
    assert [each.student for each in listed] == ["ann", "zoe", "Émile"]
    assert listed[0].folder == tmp_path / "ann" / "net"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """The message says what was looked for and which option to check."""
    with pytest.raises(UsageError, match=r"submissions of net(.|\n)*--submissions"):
        list_submissions(tmp_path / "gone", "net")


def test_another_layout_is_told_with_a_suggestion(tmp_path: Path) -> None:
    """A near name of an assignment's folder is suggested."""
    (tmp_path / "ann" / "nett").mkdir(parents=True)

    with pytest.raises(UsageError, match=r"none with a folder 'net'(.|\n)*did you mean 'nett'"):
        list_submissions(tmp_path, "net")


def test_two_folders_of_one_name_are_told(tmp_path: Path) -> None:
    """Names that differ only in how an accent is stored would be graded as one student."""
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "Émile") / "net").mkdir(parents=True)

    with pytest.raises(UsageError, match="two folders whose names look the same"):
        list_submissions(tmp_path, "net")


def test_a_linked_folder_is_told(tmp_path: Path) -> None:
    """A student behind a link is neither followed nor dropped silently."""
    (tmp_path / "real" / "net").mkdir(parents=True)
    (tmp_path / "ann").symlink_to(tmp_path / "real")

    with pytest.raises(UsageError, match="ann, a symbolic link"):
        list_submissions(tmp_path, "net")


def test_one_students_link_does_not_stop_a_class(tmp_path: Path) -> None:
    """A link to a folder beside a student's assignment is passed over; so is one in its place."""
    for student in ("ada", "mallory", "trent"):
        (tmp_path / student / "net").mkdir(parents=True)
    (tmp_path / "mallory" / "elsewhere").symlink_to("/tmp")
    (tmp_path / "trent" / "net").rmdir()
    (tmp_path / "trent" / "net").symlink_to("/tmp")

    assert [each.student for each in list_submissions(tmp_path, "net")] == ["ada", "mallory"]
