"""What a hidden suite is refused for, with words that lead to the line to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course
from grader.engine.session import JudgeMissing, JudgeProcess
from grader.errors import CourseError, GraderError
from tests.courses_helper import replaced
from tests.engine import toy

HEAD = "import pytest\nfrom grader.testing import close, equal\n"
COUNTER = '''
@pytest.mark.check(question="counter")
def test_counter(submission):
    """A counter counts."""
    equal(submission.Counter(3).count, 3)
'''
DOUBLE = '''
@pytest.mark.check(question="double")
def test_double(submission):
    """Twice a number."""
    close(submission.double(3), 6)
'''


def refusal(course: Course, mode: str = "freeze") -> GraderError:
    """What a judge says when it is started on a course that it must refuse."""
    with (
        pytest.raises(GraderError) as caught,
        JudgeProcess(course, course.assignment("toy"), mode),  # type: ignore[arg-type]
    ):
        pass
    return caught.value


def test_every_mistake_of_the_marks_is_told_at_once(tmp_path: Path) -> None:
    """Each test that lacks its mark, question, weight or title is named with the reason."""
    hidden = (
        HEAD
        + DOUBLE
        + '''
def test_unmarked(submission):
    """No mark."""

@pytest.mark.check(question="dubble")
def test_unknown(submission):
    """A mistyped question."""

@pytest.mark.check("double")
def test_positional(submission):
    """A mark without names."""

@pytest.mark.check(question="double", wieght=2)
def test_mistyped(submission):
    """A mistyped option."""

@pytest.mark.check(question=["double"])
def test_list(submission):
    """A question that is none."""

@pytest.mark.check(question="double", weight=0)
def test_light(submission):
    """No weight."""

@pytest.mark.check(question="double", weight=float("nan"))
def test_nan(submission):
    """No number as weight."""

@pytest.mark.check(question="double")
def test_untitled(submission):
    pass
'''
    )
    error = refusal(toy.ready(tmp_path, hidden=hidden))

    rows = {row.strip() for row in error.came.splitlines()}
    assert isinstance(error, CourseError)
    assert str(tmp_path / "solutions" / "toy" / "hidden") in error.doing
    assert rows == {
        "test_toy.py::test_unmarked: it has no @pytest.mark.check(question=...)",
        "test_toy.py::test_unknown: its mark names no auto question (did you mean 'double'?)",
        "test_toy.py::test_positional: its mark takes question=, weight= and hint= alone, by name",
        "test_toy.py::test_mistyped: its mark takes question=, weight= and hint= alone, by name",
        "test_toy.py::test_list: its mark names no auto question (did you mean 'double'?)",
        "test_toy.py::test_light: its weight is 0, not a positive number",
        "test_toy.py::test_nan: its weight is nan, not a positive number",
        "test_toy.py::test_untitled: it has no docstring, which is its title",
    }


def test_a_file_that_cannot_be_collected_is_named(tmp_path: Path) -> None:
    """A suite file with an error is refused, with the error's last line."""
    files = {"solutions/toy/hidden/test_broken.py": "import a_module_that_is_nowhere\n"}

    error = refusal(toy.ready(tmp_path, files))

    assert "test_broken.py: ModuleNotFoundError" in error.came
    assert "a_module_that_is_nowhere" in error.came


def test_a_hook_that_breaks_pytest_itself_is_our_fault(tmp_path: Path) -> None:
    """What ends pytest without the name of a file grades nobody."""
    files = {
        "solutions/toy/hidden/hooks.py": "def pytest_collection_modifyitems():\n    1 / 0\n",
        "solutions/toy/hidden/test_a.py": 'pytest_plugins = ["hooks"]\n' + HEAD + DOUBLE,
    }

    error = refusal(toy.ready(tmp_path, files))

    assert error.exit_code == 3
    assert "ZeroDivisionError" in error.came
    assert "GRADER_DEBUG=1" in error.todo


def test_a_conftest_is_refused(tmp_path: Path) -> None:
    """A suite holds no conftest.py: what it would do to pytest is nobody's to see."""
    files = {"solutions/toy/hidden/conftest.py": "import pytest\n"}

    error = refusal(toy.ready(tmp_path, files))

    assert error.came == "conftest.py: a suite has none; import its fixtures from a module"


def test_a_conftest_above_the_suite_is_not_read(tmp_path: Path) -> None:
    """A conftest.py in a folder above changes nothing about how a suite is judged."""
    trap = "raise LookupError('this must not be imported')\n"
    course = toy.ready(tmp_path, {"conftest.py": trap, "solutions/conftest.py": trap})

    with JudgeProcess(course, course.assignment("toy"), "freeze") as judge:
        assert len(judge.manifest) == 5


@pytest.mark.parametrize("hidden", [None, "", "def helper():\n    pass\n"])
def test_a_suite_without_tests_is_refused(tmp_path: Path, hidden: str | None) -> None:
    """A hidden folder without a test is refused."""
    error = refusal(toy.ready(tmp_path, hidden=hidden))

    assert isinstance(error, CourseError)
    assert error.came.startswith(("no test at all", "test_toy.py: no check came from it"))


def test_a_question_without_a_check_is_refused(tmp_path: Path) -> None:
    """An auto question that no check grades is refused: nobody could earn its points."""
    error = refusal(toy.ready(tmp_path, hidden=HEAD + DOUBLE))

    assert "at least one check for every auto question" in error.expected
    assert error.came == "none for counter"


def test_a_check_that_reads_nothing_is_refused(tmp_path: Path) -> None:
    """A check that looks at no value fails on the reference already, as reading nothing."""
    hidden = (
        HEAD
        + COUNTER
        + '''
@pytest.mark.check(question="double")
def test_idle(submission):
    """Makes a counter and looks at nothing."""
    submission.Counter(3).add(4)
'''
    )
    error = refusal(toy.ready(tmp_path, hidden=hidden), "grade")

    assert error.doing.startswith("proving the hidden suite of toy on the reference")
    assert "test_toy.py::test_idle: ours" in error.came
    assert "reads nothing" in error.came


def test_what_a_failing_check_compared_is_never_written_down(tmp_path: Path) -> None:
    """No report of pytest holds the arguments of a suite's functions: an answer may be endless."""
    seen = tmp_path / "seen"
    hidden = (
        HEAD
        + COUNTER
        + f'''
from pathlib import Path

class Endless:
    def __repr__(self):
        Path({str(seen)!r}).touch()
        return "..."

def compared(answer):
    raise AssertionError("no")

@pytest.mark.check(question="double")
def test_double(submission):
    """Twice a number."""
    submission.double(3)
    compared(Endless())
'''
    )
    error = refusal(toy.ready(tmp_path, hidden=hidden), "grade")

    assert "test_toy.py::test_double: failed" in error.came
    assert not seen.exists()


def test_a_name_that_the_interface_lacks_is_told(tmp_path: Path) -> None:
    """A suite that uses an undeclared name is refused on the reference, with a suggestion."""
    hidden = HEAD + COUNTER + DOUBLE.replace("submission.double", "submission.duoble")

    error = refusal(toy.ready(tmp_path, hidden=hidden), "grade")

    assert "test_toy.py::test_double: ours" in error.came
    assert "interface.py does not declare `duoble` (did you mean 'double'?)" in error.came


def test_a_reference_that_does_not_load_is_told(tmp_path: Path) -> None:
    """A reference with a cell that raises is refused with the cell and the error."""
    course = toy.ready(tmp_path)
    source = course.assignment("toy").source
    source.write_text(replaced(source.read_text(), "import numpy as np\n", "1 / 0\n"))

    error = refusal(course, "grade")

    assert error.doing == "loading the reference of toy"
    assert "ZeroDivisionError" in error.came


def test_a_title_that_does_not_fit_its_parameters_stays_as_it_is(tmp_path: Path) -> None:
    """Braces that name no parameter, or ask too much of one, are shown as written."""
    hidden = (
        HEAD
        + COUNTER
        + '''
@pytest.mark.check(question="double")
@pytest.mark.parametrize("x", [None, 3])
def test_a(submission, x):
    """About {x:.1f}."""

@pytest.mark.check(question="double")
@pytest.mark.parametrize("x", [1])
def test_b(submission, x):
    """About {x.real.nothing} and {y}."""
'''
    )
    course = toy.ready(tmp_path, hidden=hidden)

    with JudgeProcess(course, course.assignment("toy"), "freeze") as judge:
        titles = [info.title for info in judge.manifest if info.question == "double"]

    assert titles == ["About {x:.1f}.", "About 3.0.", "About {x.real.nothing} and {y}."]


def test_a_suite_that_ends_the_judge_is_our_fault_in_four_parts(tmp_path: Path) -> None:
    """A judge that cannot start says which file it collected, what came, and what to do next."""
    files = {"solutions/toy/hidden/test_exit.py": "import os\nos._exit(3)\n"}

    error = refusal(toy.ready(tmp_path, files))

    assert type(error) is JudgeMissing
    assert error.exit_code == 3
    assert error.doing == "starting the judge of toy"
    assert error.came == "it ended; its last words: collecting test_exit.py"
    assert "GRADER_DEBUG=1" in error.todo


def test_a_judge_that_crashes_gives_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A judge that cannot even start Python is told with the last line that it said."""
    course = toy.ready(tmp_path)
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    monkeypatch.setenv("PYTHONHOME", str(tmp_path / "nowhere"))

    error = refusal(course)

    assert type(error) is JudgeMissing
    assert "its last words: " in error.came
    assert "its last words: none" not in error.came


def test_tests_in_a_folder_of_their_own_are_checks_too(tmp_path: Path) -> None:
    """Hidden tests may stand in subfolders; their names begin with the folder."""
    files = {
        "solutions/toy/hidden/counting/test_counter.py": HEAD + COUNTER,
        "solutions/toy/hidden/counting/more_test.py": HEAD + COUNTER.replace("_counter", "_more"),
    }
    course = toy.ready(tmp_path, files, hidden=HEAD + DOUBLE)

    with JudgeProcess(course, course.assignment("toy"), "freeze") as judge:
        names = [info.name for info in judge.manifest]

    assert sorted(names) == [
        "counting/more_test.py::test_more",
        "counting/test_counter.py::test_counter",
        "test_toy.py::test_double",
    ]
