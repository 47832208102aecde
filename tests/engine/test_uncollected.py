"""A check that a suite's files hold and that pytest would leave out without a word is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.freeze import freeze
from grader.course import Course
from grader.engine.corpus import Corpus, dump, load
from grader.engine.session import JudgeProcess
from grader.errors import CourseError
from tests.courses_helper import replaced
from tests.engine import toy

HIDDEN = "solutions/toy/hidden/"
HEAD = "import pytest\nfrom grader.testing import close, equal\n"
DOUBLE = '''
@pytest.mark.check(question="double")
def test_more(submission):
    """Twice a number."""
    close(submission.double(3), 6)
'''
OTHER = DOUBLE.replace("test_more", "test_other")
IN_A_CLASS = DOUBLE.replace("\n", "\n    ").replace("(submission)", "(self, submission)")
PROPERTY = '''
from hypothesis import given, strategies as st

@pytest.mark.check(question="double")
@given(x=st.integers(-3, 3))
def test_any(submission, x):
    """Twice any number."""
    close(submission.double(x), 2 * x)
'''


def names(course: Course) -> list[str]:
    """The checks with which a judge begins to grade."""
    with JudgeProcess(course, course.assignment("toy")) as judge:
        return [info.name for info in judge.manifest]


def refusal(course: Course) -> CourseError:
    """What a judge says that is to grade."""
    with pytest.raises(CourseError) as caught:
        names(course)
    assert caught.value.exit_code == 2
    return caught.value


SKIPS = {
    "a module that is missing": (
        'pytest.importorskip("a_tool_that_is_nowhere")\n',
        "could not import 'a_tool_that_is_nowhere'",
    ),
    "a word": ('pytest.skip("no such machine", allow_module_level=True)\n', "no such machine"),
}


@pytest.mark.parametrize("case", SKIPS)
def test_a_file_that_skips_itself_is_refused(tmp_path: Path, case: str) -> None:
    """Its checks' points would go to the others: the file, its reason and the way out are told."""
    skip, reason = SKIPS[case]
    files = {HIDDEN + "test_more.py": "import pytest\n" + skip + HEAD + DOUBLE}

    error = refusal(toy.ready(tmp_path, files))

    assert "test_more.py: it skips itself" in error.came
    assert reason in error.came
    assert "install" in error.todo
    assert "take the skip out" in error.todo


def test_a_folder_that_skips_itself_is_refused(tmp_path: Path) -> None:
    """An `__init__.py` that skips takes every file beside it along."""
    files = {
        HIDDEN + "deep/__init__.py": 'import pytest\npytest.skip("x", allow_module_level=True)\n',
        HIDDEN + "deep/test_more.py": HEAD + DOUBLE,
    }

    error = refusal(toy.ready(tmp_path, files))

    assert "deep" in error.came
    assert "it skips itself" in error.came


LEFT_OUT = {
    "a file that says it has no tests": (
        {"test_more.py": HEAD + "__test__ = False\n" + DOUBLE},
        "test_more.py:6: test_more is no check",
    ),
    "a function that says it is no test": (
        {"test_more.py": HEAD + DOUBLE + OTHER + "test_more.__test__ = False\n"},
        "test_more.py:5: test_more is no check",
    ),
    "a class that pytest cannot make": (
        {"test_more.py": HEAD + "class TestMore:\n    def __init__(self): ...\n" + IN_A_CLASS},
        "test_more.py:7: TestMore.test_more is no check",
    ),
    "a class of another name": (
        {"test_more.py": HEAD + OTHER + "class More:\n" + IN_A_CLASS},
        "More.test_more is no check",
    ),
    "a name that was given twice": (
        {"test_more.py": HEAD + DOUBLE + DOUBLE.replace("6", "6.0")},
        "test_more.py:5: test_more is no check: line 10 gives the name to another one",
    ),
    "a function of another name": (
        {"test_more.py": HEAD + OTHER + DOUBLE.replace("test_more", "tset_more")},
        "tset_more is no check",
    ),
    "a file of another name": (
        {"checks_more.py": HEAD + DOUBLE},
        "checks_more.py:5: test_more is no check",
    ),
    "a folder that pytest passes over": (
        {"build/test_more.py": HEAD + DOUBLE},
        "build/test_more.py:5: test_more is no check",
    ),
    "a hook of a module": (
        {
            "test_a.py": 'pytest_plugins = ["hooks"]\n' + HEAD + OTHER,
            "test_more.py": HEAD + DOUBLE,
            "hooks.py": "def pytest_collection_modifyitems(items):\n    del items[1]\n",
        },
        "test_more.py:5: test_more is no check",
    ),
    "a hook that says so": (
        {
            "test_a.py": 'pytest_plugins = ["hooks"]\n'
            + HEAD
            + '@pytest.mark.parametrize("x", [1, 2])'
            + OTHER.replace("(submission)", "(submission, x)"),
            "hooks.py": "def pytest_collection_modifyitems(config, items):\n"
            "    config.hook.pytest_deselected(items=[items.pop(0)])\n",
        },
        "test_a.py::test_other[1]: it was deselected",
    ),
    "an object that is no function": (
        {
            "test_more.py": HEAD
            + OTHER
            + "import functools\ntest_more = pytest.mark.check(question='double')"
            "(functools.partial(print))\n"
        },
        "cannot collect 'test_more' because it is not a function",
    ),
    "a file without a test": (
        {"test_more.py": "def helper(): ...\n"},
        "test_more.py: no check came from it",
    ),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_pytest_leaves_out_without_a_word_is_refused(tmp_path: Path, case: str) -> None:
    """Whatever is written as a check is one, or is named with its place."""
    files, words = LEFT_OUT[case]

    error = refusal(toy.ready(tmp_path, {HIDDEN + name: text for name, text in files.items()}))

    assert words in error.came
    assert len(error.came.splitlines()) == 1


KEPT = {
    "inherited": {
        "shared.py": HEAD + "class Shared:\n" + IN_A_CLASS,
        "test_a.py": "from shared import Shared\n\nclass TestMore(Shared): ...\n",
    },
    "imported": {"shared.py": HEAD + DOUBLE, "test_a.py": "from shared import *\n"},
    "in a class that says no for its subclasses' sake": {
        "test_a.py": HEAD
        + "class TestAny:\n    __test__ = False\n"
        + IN_A_CLASS
        + "\nclass TestMore(TestAny):\n    __test__ = True\n"
    },
    "wrapped in a function that hides it": {
        "test_a.py": HEAD
        + "def quiet(test):\n    def run(submission):\n        '''Twice.'''\n"
        + "        test(submission)\n    return run\n"
        + "@pytest.mark.check(question='double')\n@quiet\ndef test_more(submission):\n"
        + "    close(submission.double(3), 6)\n"
    },
    "made in a loop": {
        "test_a.py": HEAD
        + "def made(x):\n    @pytest.mark.check(question='double')\n"
        + "    def test(submission):\n        '''Twice.'''\n"
        + "        close(submission.double(x), 2 * x)\n    return test\n"
        + "for x in (1, 2):\n    globals()[f'test_{x}'] = made(x)\n"
    },
    "what an editor left": {
        ".ipynb_checkpoints/test_toy-checkpoint.py": HEAD + DOUBLE,
        "test_a.py": HEAD + DOUBLE,
    },
    "helpers that are called like tests": {
        "test_a.py": HEAD
        + "def is_fit():\n    def test_inner(): ...\n    return test_inner\n"
        + "class Walk:\n    def test_end(self): ...\n"
        + DOUBLE
    },
    "a property": {"test_a.py": HEAD + PROPERTY},
}


@pytest.mark.parametrize("case", KEPT)
def test_what_pytest_collects_in_its_many_ways_is_kept(tmp_path: Path, case: str) -> None:
    """However a check came to be collected, nothing of it is missed."""
    course = toy.ready(tmp_path, {HIDDEN + name: text for name, text in KEPT[case].items()})

    assert [name for name in names(course) if name.startswith("test_a.py")]


MARKS = {
    "skip": "@pytest.mark.skip",
    "skipif": "@pytest.mark.skipif(True, reason='no')",
    "xfail that is not run": "@pytest.mark.xfail(run=False)",
    "no parameters": "@pytest.mark.parametrize('y', [])",
}


@pytest.mark.parametrize("case", MARKS)
def test_a_check_that_does_not_run_is_refused(tmp_path: Path, case: str) -> None:
    """What a mark keeps from running fails on the reference already."""
    parameter = "y" if case == "no parameters" else "y=1"
    check = MARKS[case] + DOUBLE.replace("(submission)", f"(submission, {parameter})")

    error = refusal(toy.ready(tmp_path, {HIDDEN + "test_more.py": HEAD + check}))

    assert "test_more.py::test_more" in error.came
    assert "ours: setup skipped" in error.came


@pytest.fixture
def frozen(tmp_path: Path) -> Course:
    """A course with the frozen examples of a property in a file of its own."""
    course = toy.ready(tmp_path, {HIDDEN + "test_more.py": HEAD + DOUBLE + PROPERTY})
    freeze(course)
    return course


def test_a_frozen_check_that_is_gone_is_refused_until_it_is_frozen_anew(frozen: Course) -> None:
    """Whoever takes a property out says so with a freeze; else it may be an accident."""
    suite = frozen.assignment("toy").hidden / "test_more.py"
    suite.write_text(HEAD + DOUBLE)

    error = refusal(frozen)

    assert error.came.startswith("test_more.py::test_any: ")
    assert "frozen" in error.came
    assert "`grader freeze toy`" in error.todo
    freeze(frozen)
    assert "test_more.py::test_any" not in load(frozen.assignment("toy").corpus).examples
    assert "test_more.py::test_more" in names(frozen)


def test_parameters_that_are_gone_are_refused(frozen: Course) -> None:
    """A property of which a set of parameters is gone is one that is gone."""
    path = frozen.assignment("toy").corpus
    held = load(path).examples
    path.write_bytes(dump(Corpus({**held, "test_more.py::test_any[2]": [{"x": 1}]})))

    assert refusal(frozen).came.startswith("test_more.py::test_any[2]: ")


def test_a_skip_is_told_alone(frozen: Course) -> None:
    """Where a file skips itself, what is frozen of it is no second mistake."""
    suite = frozen.assignment("toy").hidden / "test_more.py"
    suite.write_text(replaced(suite.read_text(), HEAD, HEAD + "pytest.importorskip('nowhere')\n"))

    assert len(refusal(frozen).came.splitlines()) == 1


ENDS = {
    "the process": ("import sys\nsys.exit('bye')\n", "SystemExit: bye"),
    "by an interruption": ("raise KeyboardInterrupt\n", "KeyboardInterrupt"),
    "pytest": ("import pytest\npytest.exit('bye')\n", "bye"),
}


@pytest.mark.parametrize("case", ENDS)
def test_a_file_that_ends_the_collection_is_named(tmp_path: Path, case: str) -> None:
    """A suite that ends the process when it is imported is the course's fault, not ours."""
    code, words = ENDS[case]
    files = {HIDDEN + "test_a.py": HEAD + DOUBLE, HIDDEN + "test_more.py": code + HEAD + OTHER}

    error = refusal(toy.ready(tmp_path, files))

    assert "test_more.py: " in error.came
    assert words in error.came
    assert "mend" in error.todo


def test_a_helper_that_ends_the_collection_is_told_by_who_imports_it(tmp_path: Path) -> None:
    """The file that pytest was importing is named."""
    files = {
        HIDDEN + "helper.py": "import sys\nsys.exit(1)\n",
        HIDDEN + "test_more.py": "import helper\n" + HEAD + DOUBLE,
    }

    assert "test_more.py: SystemExit" in refusal(toy.ready(tmp_path, files)).came
