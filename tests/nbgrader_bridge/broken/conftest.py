"""The course of the broken hand-ins, made once for the tests of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.cli.app import run
from tests.broken_set import ASSIGNMENT, COURSE, Broken, hand_ins

Lay = Callable[[Sequence[Broken], Path], None]


@pytest.fixture(scope="package")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with its release and its corpus."""
    root = tmp_path_factory.mktemp("broken") / "course"
    shutil.copytree(COURSE, root)
    assert run(["--course", str(root), "-q", "generate"]) == 0
    assert run(["--course", str(root), "-q", "freeze"]) == 0
    return root


@pytest.fixture(scope="package")
def cases(course: Path) -> list[Broken]:
    """Every hand-in."""
    folder = course / "assignments" / ASSIGNMENT
    release = (folder / f"{ASSIGNMENT}.ipynb").read_bytes()
    return hand_ins(release, (folder / f"{ASSIGNMENT}.py").read_text("utf-8"))


@pytest.fixture(scope="package")
def lay() -> Lay:
    """Puts hand-ins where graders look for them: `submitted/<student>/<assignment>/`."""

    def put(cases: Sequence[Broken], submitted: Path) -> None:
        for case in cases:
            place = submitted / case.name / ASSIGNMENT
            place.mkdir(parents=True)
            for name, data in case.files.items():
                (place / name).write_bytes(data)

    return put
