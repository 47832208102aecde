"""Which files frozen examples were drawn from, and which of them are others by now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.engine.corpus import Corpus, dump, load
from grader.engine.edited import drawn_from, edited_since

FROZEN = {"test_toy.py::test_double": [{"x": 3}]}
FILES = {
    "test_toy.py": "def test_double(): ...\n",
    "test_other.py": "def test_table(): ...\n",
    "strategies.py": "NUMBERS = 1\n",
    "deep/table.csv": "1,2\n",
    ".DS_Store": "?",
    "test_toy.py~": "old",
    "__pycache__/strategies.pyc": "?",
}


@pytest.fixture
def hidden(tmp_path: Path) -> Path:
    """A suite of which one test file has frozen examples."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def frozen(hidden: Path) -> Corpus:
    """What a freeze of the suite as it is writes."""
    return Corpus(FROZEN, suite=drawn_from(hidden, FROZEN))


def test_it_knows_the_file_of_each_check_and_what_lies_beside(hidden: Path) -> None:
    """Neither test files without frozen examples nor what editors leave."""
    assert set(frozen(hidden).suite) == {"test_toy.py", "strategies.py", "deep/table.csv"}
    assert drawn_from(hidden, []) == {}


CHANGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "nothing": (lambda hidden: None, []),
    "the check's file": (
        lambda hidden: (hidden / "test_toy.py").write_text("# other\n"),
        ["test_toy.py"],
    ),
    "its strategies": (
        lambda hidden: (hidden / "strategies.py").write_text("NUMBERS = 3\n"),
        ["strategies.py"],
    ),
    "a file that is gone": (lambda hidden: (hidden / "test_toy.py").unlink(), ["test_toy.py"]),
    "a new helper": (lambda hidden: (hidden / "more.py").write_text(""), ["more.py"]),
    "a check without examples": (lambda hidden: (hidden / "test_other.py").write_text("#"), []),
    "line ends": (
        lambda hidden: (hidden / "strategies.py").write_bytes(b"NUMBERS = 1\r\n"),
        [],
    ),
}


@pytest.mark.parametrize("case", sorted(CHANGES))
def test_what_was_edited_since_is_named(hidden: Path, case: str) -> None:
    """Only what the examples may be drawn from counts."""
    corpus, (change, names) = frozen(hidden), CHANGES[case]

    change(hidden)

    assert edited_since(corpus, hidden) == names


def test_a_corpus_of_an_earlier_version_says_nothing(hidden: Path) -> None:
    """It does not know what it was drawn from, and its bytes are as they were."""
    old = Corpus(FROZEN)

    assert edited_since(old, hidden) == []
    assert b"suite" not in dump(old)


def test_the_file_keeps_it(hidden: Path, tmp_path: Path) -> None:
    """What is written comes back, and is under the hash of the whole."""
    made, path = frozen(hidden), tmp_path / "corpus.json"
    path.write_bytes(dump(made))

    assert load(path) == made
    assert dump(load(path)) == dump(made)
