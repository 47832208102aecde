"""Which of a hand-in's two forms is graded, and what its student is told of the other."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.engine.handin import HandIn, read_hand_in
from grader.intake.convert import notebook_bytes, to_notebook
from grader.intake.release import read_release
from grader.sandbox.launcher import Launcher
from grader.worker.reading import read_hand_in as read_file
from tests.courses_helper import ASSIGNMENT_TOML, MANUAL_SOURCE, MANUAL_TOML, SOURCE
from tests.engine import toy

pytestmark = pytest.mark.needs("linux", "nbgrader")

Read = Callable[..., HandIn]
ADDS = "Because it adds."
BOTH = {"double": toy.DOUBLE, "counter": toy.COUNTER}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The toy course with a question for a person."""
    return toy.ready(
        tmp_path_factory.mktemp("course"),
        assignment_toml=ASSIGNMENT_TOML + MANUAL_TOML,
        source=SOURCE + MANUAL_SOURCE,
    )


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """Where hand-ins are read."""
    with contextlib.closing(Launcher()) as found:
        yield found


@pytest.fixture
def read(course: Course, launcher: Launcher, tmp_path: Path) -> Read:
    """Reads a folder as it was fetched, with answers in its notebook and in its `.py`."""
    assignment = course.assignment("toy")

    def hand_in(
        ipynb: dict[str, str] | str | None = None,
        py: dict[str, str] | str | bytes | None = None,
        also: dict[str, dict[str, str] | str | None] | None = None,
    ) -> HandIn:
        texts = {"toy.ipynb": _notebook(assignment.release_notebook, ipynb)}
        texts |= {"README.md": "# Toy", "timestamp.txt": "x"}
        for name, answers in (also or {}).items():
            form, path = (
                (_py, assignment.release_py)
                if name.endswith(".py")
                else (_notebook, assignment.release_notebook)
            )
            texts[name] = form(path, answers)
        for name, text in texts.items():
            (tmp_path / name).write_text(text, "utf-8")
        sent = py if isinstance(py, bytes) else _py(assignment.release_py, py).encode()
        (tmp_path / "toy.py").write_bytes(sent)
        release = read_release(assignment.release_notebook)
        return read_hand_in(tmp_path, assignment, release, launcher)

    return hand_in


def _notebook(path: Path, answers: dict[str, str] | str | None) -> str:
    if isinstance(answers, str):
        return answers
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = (answers or {}).get(name, cell["source"])
    return json.dumps(notebook)


def _py(path: Path, answers: dict[str, str] | str | None) -> str:
    if isinstance(answers, str):
        return answers
    text = path.read_text("utf-8")
    for name, answer in (answers or {}).items():
        above, mark, below = text.partition(f'grade_id="{name}"\n')
        assert mark, f"no cell {name} in {path}"
        _, _, rest = below.partition("\n# %%")
        body = f"# {answer}" if "[markdown]" in above.rsplit("\n", 1)[1] else answer
        text = f"{above}{mark}{body}\n# %%{rest}" if rest else f"{above}{mark}{body}\n"
    return text


def test_a_folder_as_it_was_fetched_is_no_answer(read: Read) -> None:
    """Two untouched forms are told as one: nothing is there to choose from."""
    found = read()

    assert (found.receipt.file, found.receipt.notes) == ("toy.ipynb", ())
    assert {each.state for each in found.receipt.answers} == {"unchanged"}


@pytest.mark.parametrize("form", ["ipynb", "py"])
def test_whichever_is_filled_in_is_graded(read: Read, form: str) -> None:
    """The untouched form beside it changes nothing, and a notebook's untouched `.py` is no news."""
    found = read(**{form: BOTH | {"why": ADDS}})

    assert found.receipt.file == f"toy.{form}"
    assert {each.state for each in found.receipt.answers} == {"answered"}
    assert found.receipt.free_text == {"why": ADDS}
    said = "toy.ipynb is as it was given out; toy.py is graded."
    assert found.receipt.notes == ((said,) if form == "py" else ())


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("# YOUR CODE HERE", "# YOUR CODE HERE: done in toy.py"),
        ("    # YOUR CODE HERE", "\n\n    # YOUR CODE HERE"),
        ("# YOUR CODE HERE\n", "\n"),
        ("raise NotImplementedError()", "raise NotImplementedError()  # see toy.py"),
    ],
)
def test_a_stub_with_another_comment_is_no_answer(
    course: Course, read: Read, here: str, there: str
) -> None:
    """Who only notes in the notebook that the answers stand in the `.py` is graded on them."""
    stubs = {
        cell.grade_id: cell.source
        for cell in read_release(course.assignment("toy").release_notebook).of_role("answer")
    }
    assert all(here in stub for stub in stubs.values())

    found = read(
        ipynb={str(name): stub.replace(here, there) for name, stub in stubs.items()}, py=BOTH
    )

    assert found.receipt.file == "toy.py"
    assert found.receipt.notes == ("toy.ipynb holds no answer; toy.py is graded.",)


def test_code_above_a_raise_is_an_answer(read: Read) -> None:
    """Many leave the stub's last line where it stood."""
    answer = toy.DOUBLE.rstrip() + "\n    raise NotImplementedError()\n"

    assert read(ipynb={"double": answer}, py=BOTH).receipt.file == "toy.ipynb"


@pytest.mark.parametrize("name", ["toy-Copy1.ipynb", "toy (1).ipynb"])
def test_of_two_copies_the_answered_one_is_graded(read: Read, tmp_path: Path, name: str) -> None:
    """Jupyter's "Duplicate" leaves the other as it was given out; also a broken one loses."""
    found = read(also={name: BOTH})
    broken = read('{"cells": [', also={name: BOTH})

    assert found.receipt.file == broken.receipt.file == name
    assert "toy.ipynb is as it was given out, and is not graded." in found.receipt.notes
    assert "toy.ipynb cannot be read, and is not graded." in broken.receipt.notes
    lying = [
        hashlib.sha256((tmp_path / each).read_bytes()).hexdigest() for each in (name, "toy.py")
    ]
    assert broken.file_sha256 == lying[0]
    assert lying[1] in broken.receipt.beside.split("+")


def test_the_same_work_twice_is_one(read: Read) -> None:
    """Also beside a third copy that is as it was given out; what is equal is no other code."""
    found = read(also={"toy-1.ipynb": BOTH, "toy-Copy1.ipynb": BOTH})

    assert found.receipt.file == "toy-1.ipynb"
    assert not any("holds other code" in note for note in found.receipt.notes)


def test_of_two_answered_copies_none_is_graded(read: Read) -> None:
    """No guess: both names are told, and what student and staff can do."""
    found = read(BOTH, also={"toy-Copy1.ipynb": {"double": toy.DOUBLE}})

    assert (found.status, found.cells) == ("ambiguous", ())
    assert "toy.ipynb, toy-Copy1.ipynb" in found.message
    assert "tell the course staff which it is" in found.message


def test_beside_an_answered_notebook_no_py_is_graded(read: Read) -> None:
    """However many there are; without it two that differ are a riddle, and one alone is none."""
    three = read(BOTH, BOTH, {"toy-1.py": {"double": toy.DOUBLE}})
    two = read(None, BOTH, {"toy-1.py": {"double": toy.DOUBLE}})
    one = read(None, None, {"toy-1.py": BOTH})

    assert three.receipt.file == "toy.ipynb"
    assert "toy-1.py holds other code, and is not graded." in three.receipt.notes
    assert two.status == "ambiguous"
    assert one.receipt.file == "toy-1.py"


def test_a_stub_never_stands_for_a_file_of_another_name(read: Read, course: Course) -> None:
    """Where the work may lie in a renamed notebook nobody gets 0 for the stub without a word."""
    found = read(also={"My toy.ipynb": BOTH})
    answered = read(py=BOTH, also={"My toy.ipynb": BOTH})
    (course.assignment("toy").release_folder / "My toy.ipynb").write_text("{}")
    ours = read(also={"My toy.ipynb": BOTH})
    (course.assignment("toy").release_folder / "My toy.ipynb").unlink()

    assert found.status == "ambiguous"
    assert "toy.ipynb holds no answer" in found.message
    assert "not looked at: My toy.ipynb. Name the one that counts" in found.message
    assert (answered.status, answered.receipt.file) == ("graded", "toy.py")
    assert ours.status == "graded"


def test_of_two_filled_ones_the_notebook_is_graded(read: Read) -> None:
    """Two programs never make one; what only the other answers is named."""
    found = read(ipynb={"double": toy.DOUBLE}, py=BOTH)

    assert found.receipt.file == "toy.ipynb"
    assert [each.state for each in found.receipt.answers] == ["answered", "unchanged"]
    assert "self.count += amount" not in "".join(filter(None, found.sources))
    assert found.receipt.notes == (
        "toy.py is there too and holds other code; toy.ipynb is graded.",
        "Answered in toy.py alone, so not graded: counter. Put it into toy.ipynb.",
    )


@pytest.mark.parametrize("form", ["ipynb", "py"])
def test_the_form_that_is_not_graded_is_known_again(read: Read, tmp_path: Path, form: str) -> None:
    """The receipt holds a digest of the other file, so that a change of it can be told."""
    beside = read(**{form: BOTH}).receipt.beside

    other = tmp_path / ("toy.py" if form == "ipynb" else "toy.ipynb")
    assert beside == hashlib.sha256(other.read_bytes()).hexdigest()


def test_two_that_say_the_same_are_no_news(read: Read) -> None:
    """It does not matter then which one is read."""
    found = read(ipynb=BOTH, py=BOTH)

    assert (found.receipt.file, found.receipt.notes) == ("toy.ipynb", ())


def test_a_notebook_made_of_a_py_never_speaks_for_it(course: Course, read: Read) -> None:
    """The `.py` beside it is graded, also a newer one; how it was read is told."""
    text = _py(course.assignment("toy").release_py, BOTH | {"why": "Weil für é"}).encode("cp1252")
    older = cells_of(_py(course.assignment("toy").release_py, {"double": "x = 1"}))
    release = json.loads(course.assignment("toy").release_notebook.read_bytes())
    made = to_notebook(release, older)

    found = read(ipynb=notebook_bytes(made).decode(), py=text)

    assert found.receipt.file == "toy.py"
    assert {each.state for each in found.receipt.answers} == {"answered"}
    assert found.receipt.free_text == {"why": "Weil für é"}
    (note,) = found.receipt.notes
    assert note.startswith("the file is not in UTF-8")


def test_a_made_notebook_that_somebody_worked_in_is_a_hand_in(course: Course, read: Read) -> None:
    """Who lets a `.py` be converted and goes on in the notebook is graded on the notebook."""
    cells = cells_of(_py(course.assignment("toy").release_py, {"double": "x = 1"}))
    made = to_notebook(json.loads(course.assignment("toy").release_notebook.read_bytes()), cells)
    answer = next(c for c in made["cells"] if c["source"] == "x = 1")
    answer["source"] = toy.DOUBLE

    found = read(ipynb=json.dumps(made), py={"double": "x = 1"})

    assert found.receipt.file == "toy.ipynb"
    assert toy.DOUBLE.strip() in found.sources


def cells_of(text: str) -> list[dict[str, Any]]:
    """The cells of a `.py`."""
    cells: list[dict[str, Any]] = read_file(text.encode(), "toy.py")["cells"]
    return cells


@pytest.mark.parametrize(("code_in", "text_in"), [("py", "ipynb"), ("ipynb", "py")])
def test_a_text_may_stand_in_the_other_form(read: Read, code_in: str, text_in: str) -> None:
    """Code written in an editor and words in Jupyter: both are the student's answers."""
    found = read(**{code_in: BOTH, text_in: {"why": ADDS}})

    assert found.receipt.file == f"toy.{code_in}"
    assert found.receipt.free_text == {"why": ADDS}
    assert f"Your text for why stands in toy.{text_in} alone; it is read there." in (
        found.receipt.notes
    )


def test_of_two_texts_that_of_the_graded_form_is_read(read: Read) -> None:
    """The other one is not appended to it."""
    found = read(ipynb=BOTH | {"why": ADDS}, py={"why": "Another reason."})

    assert found.receipt.free_text == {"why": ADDS}


def test_a_broken_notebook_loses_to_an_answered_py(read: Read) -> None:
    """What can be read is graded, and the student is told what could not."""
    found = read(ipynb='{"cells": [', py=BOTH)

    assert (found.status, found.receipt.file) == ("graded", "toy.py")
    assert found.receipt.notes == ("toy.ipynb cannot be read; toy.py is graded.",)


def test_a_broken_notebook_beside_stubs_stays_unreadable(read: Read) -> None:
    """An untouched `.py` earns nothing that could stand for the work in the notebook."""
    found = read(ipynb='{"cells": [')

    assert (found.status, found.cells) == ("unreadable", ())
    assert "it ends too early" in found.message


def test_a_broken_py_is_named(read: Read) -> None:
    """The notebook is graded; what is wrong with the other file is said with it."""
    found = read(ipynb=BOTH, py='{"cells": [')

    assert (found.status, found.receipt.file) == ("graded", "toy.ipynb")
    (note,) = found.receipt.notes
    assert note.startswith("toy.py cannot be read, and is not graded: The notebook is not whole")


def test_a_notebook_that_is_too_large_loses_to_an_answered_py(read: Read) -> None:
    """Pictures in the notebook cost nothing where the answers lie beside it; else they are told."""
    large = " " * (20 * 1024 * 1024 + 1)

    answered, untouched = read(large, BOTH), read(large, None)

    assert (answered.status, answered.receipt.file) == ("graded", "toy.py")
    assert "toy.ipynb cannot be read; toy.py is graded." in answered.receipt.notes
    assert untouched.status == "too_large"
    assert "Clear its outputs" in untouched.message
