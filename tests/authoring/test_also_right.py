"""Right solutions in other styles: how they are read, and that each must earn everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.also_right import load_also_right, words
from grader.authoring.bench import Bench
from grader.authoring.generate import generate
from grader.course import Assignment, load_course
from grader.engine.session import JudgeProcess
from grader.errors import CourseError
from tests.courses_helper import make_course

DOUBLE = '"""In words."""\n\n# %% grade_id="double"\ndef double(x):\n    return {}\n'
COUNTER = """
# %% grade_id="counter"
class Counter:
    def __init__(self, start=0):
        self.steps = [start]

    @property
    def count(self):
        return total(self.steps)

    def add(self, amount):
        self.steps.append(amount)

# %%
total = sum
"""


def assignment(root: Path, **texts: str) -> Assignment:
    """The toy assignment with these right solutions."""
    files = {f"solutions/toy/also_right/{name}.py": text for name, text in texts.items()}
    return load_course(make_course(root, files, manual=True)).assignment("toy")


def test_answers_take_the_place_of_the_model_answers(tmp_path: Path) -> None:
    """A file's answers replace the model's; its further cells come last, the rest stays."""
    found = load_also_right(
        assignment(tmp_path, b=DOUBLE.format("2 * x"), a=DOUBLE.format("x * 2") + COUNTER)
    )

    assert [each.name for each in found] == ["a", "b"]
    both, one = (dict(each.cells) for each in found)
    assert list(both) == ["given cell 1", "answer double", "answer counter", "own cell 1"]
    assert both["answer double"] == "def double(x):\n    return x * 2"
    assert "self.steps" in both["answer counter"]
    assert both["own cell 1"] == "total = sum"
    assert list(one) == ["given cell 1", "answer double", "answer counter"]
    assert "self.count = self.count + amount" in one["answer counter"]


def test_a_manual_answer_may_stand_in_the_file(tmp_path: Path) -> None:
    """A text cell of a question that a person grades is let through, and not run."""
    text = DOUBLE.format("2 * x") + '\n# %% [markdown] grade_id="why"\nBecause.\n'

    (found,) = load_also_right(assignment(tmp_path, a=text))

    assert "Because." not in "".join(source for _, source in found.cells)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def double(x):\n    return 2 * x\n", "no answer cell"),
        (DOUBLE.format("2 * x").replace('"double"', '"doubel"'), "did you mean 'double'"),
        ("# \xe9 in another encoding\n", "UnicodeDecodeError"),
    ],
)
def test_a_file_that_holds_no_answer_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """A file without answers, with an unknown name, or not in UTF-8 is a mistake of the course."""
    toy = assignment(tmp_path)
    path = toy.folder / "also_right" / "a.py"
    path.parent.mkdir()
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(CourseError) as refused:
        load_also_right(toy)

    assert words in str(refused.value)
    assert str(path) in str(refused.value)


def test_each_must_earn_every_point(tmp_path: Path) -> None:
    """One that loses a check, or does not load, is named with the reason."""
    toy = assignment(
        tmp_path,
        right=DOUBLE.format("2 * x") + COUNTER,
        wrong=DOUBLE.format("2 * abs(x)"),
        raises=DOUBLE.format("2 * x") + "\n# %%\n1 / 0\n",
    )

    generate(load_course(tmp_path))
    with JudgeProcess(load_course(tmp_path), toy) as judge:
        others = load_also_right(toy)
        found = list(Bench(toy, judge).also_right(others))

    assert [line.partition(": ")[0] for line in found] == [
        "raises does not load",
        "wrong loses test_toy.py::test_double[-1.5--3.0]",
    ]
    assert "own cell 1: " in found[0]
    assert words(others) == "3 in other styles earn every point"


def test_none_is_said(tmp_path: Path) -> None:
    """Without right solutions in other styles the gate holds and says that there are none."""
    assert words(load_also_right(assignment(tmp_path))) == "none in also_right/"
