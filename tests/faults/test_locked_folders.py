"""A student's folder that an ordinary account may not read: everybody else is graded."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from grader.errors import EXIT_OURS
from tests import deployments
from tests.faults import lab, rig
from tests.faults.test_scarce import _MAIN, _arguments, _give, _open_the_way

pytestmark = [pytest.mark.needs("linux", "landlock", "seccomp"), pytest.mark.needs("root")]

DUE = '\n[deadlines]\ntimezone = "Europe/Berlin"\n[deadlines.due]\ntoy = 2027-01-15T23:59:00\n'


@pytest.mark.parametrize("locked", ["in/bo", "in/bo/toy", "in/bo/toy/toy.py"])
@pytest.mark.parametrize("mode", [0, 0o400])
def test_one_locked_folder_stops_nobody_else(
    made: Path, tmp_path: Path, locked: str, mode: int
) -> None:
    """Whoever cannot be read has no grade, by our fault; everybody else has theirs."""
    root = lab.copied(made, tmp_path / "class")
    with open(root / "course" / "course.toml", "a", encoding="utf-8") as file:
        file.write(DUE)
    place = next((root / "in" / "bo").rglob("*.py")) if locked.endswith(".py") else root / locked
    python = deployments.readable_python()
    if not python:
        pytest.skip("needs root: no Python that any account can run")
    _give(tmp_path, deployments.USER)
    _open_the_way(tmp_path)
    place.chmod(0 if place.is_file() else mode)

    def act() -> int:
        deployments._as_user()
        os.environ.update(deployments._environment())
        os.execv(python, [python, "-P", "-c", _MAIN, *_arguments(root)])

    ended = rig.run(act)

    pages = [json.loads(path.read_text()) for path in (root / "out/reports").iterdir()]
    found = {page["student"]: page["reports"][0]["status"] for page in pages}
    assert ended.code == EXIT_OURS, rig.explained(ended)
    assert "mistake in the grader" not in ended.said
    assert found == dict.fromkeys(lab.CLASS, "graded") | {"bo": "engine_failed"}
