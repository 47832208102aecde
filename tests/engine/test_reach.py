"""What a suite reads of its course is in the keys, or the suite is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, reach
from grader.course.reach import reached
from grader.engine.keys import keys_of
from grader.engine.session import JudgeProcess
from grader.errors import CourseError
from tests.engine import toy

HIDDEN = "solutions/toy/hidden/"
HEAD = "import json\nfrom pathlib import Path\nimport pytest\nfrom grader.testing import close\n"
ROOT = "ROOT = Path(__file__).parents[3]\n"
CHECK = '''
@pytest.mark.check(question="double")
def test_more(submission):
    """Twice a number."""
    WITHIN
    close(submission.double(3), 6)
'''
PLAIN = CHECK.replace("    WITHIN\n", "")


def began(course: Course) -> None:
    """A judge begins to grade."""
    with JudgeProcess(course, course.assignment("toy")):
        pass


def refusal(course: Course) -> CourseError:
    """What a judge says that is to grade."""
    with pytest.raises(CourseError) as caught:
        began(course)
    return caught.value


STRANGE = {
    "a table at the root": (
        {"cases.json": "[]", "test_more.py": "json.loads((ROOT / 'cases.json').read_text())\n"},
        "cases.json",
    ),
    "a table in a folder that it does not import": (
        {"data/cases.json": "[]", "test_more.py": "open(ROOT / 'data' / 'cases.json').close()\n"},
        "data/cases.json",
    ),
    "a module by its name in a text": (
        {"lib/table.py": "", "test_more.py": "__import__('lib' + '.table')\n"},
        "lib/table.py",
    ),
    "another assignment's": (
        {
            "solutions/other/source.py": "",
            "test_more.py": "(ROOT / 'solutions/other/source.py').read_bytes()\n",
        },
        "solutions/other/source.py",
    ),
    "a table beside a module of the root": (
        {
            "table.py": "CASES = open(__file__.replace('table.py', 'cases.csv')).close()\n",
            "cases.csv": "1,2\n",
            "test_more.py": "import table\n",
        },
        "cases.csv",
    ),
}  # fmt: skip


def files_of(case: dict[str, str], check: str = PLAIN) -> dict[str, str]:
    """The files of a course; a test's are completed."""
    return {
        HIDDEN + name if name == "test_more.py" else name: HEAD + ROOT + text + check
        if name == "test_more.py"
        else text
        for name, text in case.items()
    }


@pytest.mark.parametrize("case", STRANGE)
def test_what_no_key_holds_is_refused(tmp_path: Path, case: str) -> None:
    """A file that could change without any result being made anew is named, with a place for it."""
    files, name = STRANGE[case]

    error = refusal(toy.ready(tmp_path, files_of(files)))

    assert error.came == f"it read {name}"
    assert "into the suite's folder" in error.todo


def test_what_is_read_within_a_check_is_refused_too(tmp_path: Path) -> None:
    """Files may be opened late."""
    late = CHECK.replace("WITHIN", "(ROOT / 'cases.json').read_text()")
    files = files_of({"cases.json": "[]", "test_more.py": ""}, late)

    assert refusal(toy.ready(tmp_path, files)).came == "it read cases.json"


KNOWN: dict[str, dict[str, str]] = {
    "what lies beside the tests": {
        HIDDEN + "deep/cases.json": "[]",
        "test_more.py": "(Path(__file__).parent / 'deep/cases.json').read_text()\n",
    },
    "a package with a table": {
        "lib/__init__.py": "import json, pathlib\n"
        "CASES = json.loads(pathlib.Path(__file__).with_name('cases.json').read_text())\n",
        "lib/cases.json": "[]",
        "test_more.py": "from lib import CASES\n",
    },
    "a folder without __init__.py": {
        "lib/table.py": "from lib.further.more import CASES\n",
        "lib/further/more.py": "CASES = []\n",
        "test_more.py": "from lib.table import CASES\n",
    },
    "a module by its name": {
        "lib/table.py": "",
        "tool.py": "",
        "test_more.py": "import importlib\nimportlib.import_module('lib.table')\n"
        "pytest.importorskip('tool')\n",
    },
    "the model answer": {"test_more.py": "(ROOT / 'solutions/toy/source.py').read_text()\n"},
    "what is not of the course": {"test_more.py": "open('/proc/self/status').close()\n"},
    "what is not there": {
        "test_more.py": "try:\n    open(ROOT / 'nowhere.json')\nexcept OSError:\n    pass\n"
    },
    "a module that was compiled before": {
        "lib/table.py": "",
        "test_more.py": "import py_compile\npy_compile.compile(ROOT / 'lib/table.py')\n"
        "import lib.table\n",
    },
}


@pytest.mark.parametrize("case", KNOWN)
def test_what_the_keys_hold_may_be_read(tmp_path: Path, case: str) -> None:
    """What a suite imports by a statement, and all that lies in that folder, is its own."""
    began(toy.ready(tmp_path, files_of(KNOWN[case])))


def test_a_link_out_of_the_course_is_not_followed(tmp_path: Path) -> None:
    """A folder behind a link may be anything: it is in no key, so it may not be read."""
    root, far = tmp_path / "course", tmp_path / "far"
    far.mkdir()
    (far / "cases.json").write_text("[]")
    files = {"lib/table.py": "", "test_more.py": "import lib.table\n"}
    course = toy.ready(root, files_of(files, CHECK.replace("WITHIN", "pass")))
    (root / "lib" / "far").symlink_to(far)
    suite = root / HIDDEN / "test_more.py"
    suite.write_text(suite.read_text() + "open(ROOT / 'lib/far/cases.json').close()\n")

    assert refusal(course).came == "it read lib/far/cases.json"
    assert root / "lib/far/cases.json" not in reached(root, course.assignment("toy").hidden)


def test_a_folder_that_holds_too_much_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything of it is read in every grading, so there is a bound."""
    files = {"lib/table.py": "", "lib/more.txt": "12345", "test_more.py": "import lib\n"}
    course = toy.ready(tmp_path, files_of(files))
    monkeypatch.setattr(reach, "MOST_FILES", 1)

    with pytest.raises(CourseError, match="at least 2 files") as caught:
        keys_of(course, course.assignment("toy"), {})

    assert str(tmp_path / "lib") in caught.value.doing


def test_an_environment_within_a_folder_is_passed_over(tmp_path: Path) -> None:
    """What is installed is known by its versions."""
    files = {"lib/table.py": "", "lib/env/pyvenv.cfg": "", "lib/env/x.py": "", "test_more.py": ""}
    course = toy.ready(tmp_path, files_of({**files, "test_more.py": "import lib\n"}))

    found = reached(tmp_path, course.assignment("toy").hidden)

    assert found == [tmp_path / "lib/table.py"]
