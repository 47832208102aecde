"""A class to work on, made once for all fault tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.engine import grade as engine
from grader.engine.grade import Grading
from tests.engine import toy
from tests.faults import lab, rig
from tests.faults.meaning import meaning


@pytest.fixture(autouse=True, scope="session")
def keeps_promises() -> Iterator[None]:
    """The doctor says that every promise is kept; what it really finds has tests of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "examine", toy.findings)
        yield


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course and the hand-ins; nothing is graded."""
    return lab.make(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="session")
def graded(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, rig.Ended]:
    """The same after a grading that nothing disturbed, and how that ended."""
    root = lab.copied(made, tmp_path_factory.mktemp("graded") / "class")
    ended = rig.run(lab.grade(root))
    assert ended.code == 0, rig.explained(ended)
    return root, ended


@pytest.fixture(scope="session")
def wanted(graded: tuple[Path, rig.Ended]) -> dict[str, object]:
    """What the results of an undisturbed grading mean."""
    return meaning(graded[0] / "out")


@pytest.fixture(scope="session")
def found(graded: tuple[Path, rig.Ended], tmp_path_factory: pytest.TempPathFactory) -> Grading:
    """What the engine says of the class."""
    root = lab.copied(graded[0], tmp_path_factory.mktemp("found") / "class")
    return lab.grading(root, "out")


@pytest.fixture
def replayed(found: Grading, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine says at once what it found before."""
    monkeypatch.setattr(engine, "grade", lab.replayed(found))


@pytest.fixture
def prepared_marks(graded: tuple[Path, rig.Ended], tmp_path: Path) -> Path:
    """The class with marks for the answers in words."""
    root = lab.copied(graded[0], tmp_path / "class")
    lab.hand_out(root)
    assert rig.run(lab.enter_marks(root)).code == 0
    return root
