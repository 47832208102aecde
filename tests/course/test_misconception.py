"""Known mistakes: what their headers say, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Assignment, load_course
from grader.course.misconception import load_misconceptions
from grader.errors import CourseError
from tests.courses_helper import make_course

FOLDER = "solutions/toy/misconceptions"
GOOD = "# loses: double\n# why: a reason\n# hint: a hint\n\ndouble = None\n"


def assignment(root: Path, **texts: str) -> Assignment:
    """The toy assignment with these misconceptions."""
    files = {f"{FOLDER}/{name}.py": text for name, text in texts.items()}
    make_course(root, files, manual=True, misconception=None)
    return load_course(root).assignment("toy")


def test_every_file_is_read_in_order_of_names(tmp_path: Path) -> None:
    """Each file is one known mistake, named by the file; the code is the whole file."""
    found = load_misconceptions(assignment(tmp_path, b=GOOD, a=GOOD.replace("double", "counter")))

    assert [each.name for each in found] == ["a", "b"]
    assert found[1].loses == ("double",)
    assert (found[1].why, found[1].hint, found[1].checks) == ("a reason", "a hint", ())
    assert found[1].code == GOOD
    assert found[1].path.name == "b.py"


def test_long_entries_and_lists(tmp_path: Path) -> None:
    """An entry goes on in the next comment line, and lists are separated by commas."""
    text = (
        "# loses: double, counter\n# checks: test_toy.py::test_a[1],\n#   test_toy.py::test_b\n"
        "# why: a reason that\n#   takes two lines: really\n# hint: a hint\n"
        "#\n# loses nothing here\n\n# hint: below the header, no entry\nx = 1\n"
    )
    (found,) = load_misconceptions(assignment(tmp_path, long=text))

    assert found.loses == ("double", "counter")
    assert found.checks == ("test_toy.py::test_a[1]", "test_toy.py::test_b")
    assert found.why == "a reason that takes two lines: really"
    assert found.hint.startswith("a hint")
    assert "below the header" not in found.hint


def test_none_is_no_mistake(tmp_path: Path) -> None:
    """An assignment without the folder has no known mistakes."""
    assert load_misconceptions(assignment(tmp_path)) == ()


@pytest.mark.parametrize(
    ("text", "came"),
    [
        ("x = 1\n", "no loses, why, hint"),
        (GOOD.replace("# hint: a hint\n", ""), "no hint"),
        (GOOD.replace("a reason", ""), "no why"),
        (GOOD.replace("loses: double", "loses:"), "no loses"),
        (GOOD.replace("loses: double", "loses: ,"), "no loses"),
        (GOOD.replace("loses: double", "loses: dubble"), "unknown question 'dubble'"),
        (GOOD.replace("loses: double", "loses: why"), "unknown question 'why'"),
        (GOOD.replace("loses: double", "loses: double, double"), "'double' twice"),
    ],
)
def test_a_header_that_says_too_little_is_refused(tmp_path: Path, text: str, came: str) -> None:
    """A header without an entry, or with a name that is no auto question, is refused by path."""
    with pytest.raises(CourseError) as caught:
        load_misconceptions(assignment(tmp_path, mine=text))

    assert str(tmp_path / FOLDER / "mine.py") in caught.value.doing
    assert caught.value.came == came
    assert "double, counter" in caught.value.todo


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """A file in another encoding is refused by path, not with a traceback."""
    toy = assignment(tmp_path, mine=GOOD)
    (tmp_path / FOLDER / "mine.py").write_bytes(b"# loses: double\n# why: \xff\n")

    with pytest.raises(CourseError, match=r"mine\.py"):
        load_misconceptions(toy)
