"""Tests of `grader.worker.probe`: its attempts are real ones, so their failure tells something."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.sandbox.doctor import AGAINST
from grader.worker.probe import attempt_all


def attempted(about: Mapping[str, object]) -> dict[str, bool]:
    """What succeeds in a forked child without any lock."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, json.dumps(attempt_all(about)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return dict(json.loads(said))


@pytest.fixture
def about(tmp_path: Path) -> dict[str, object]:
    """A secret, a folder, and this process as the judge."""
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    return {"secret": str(secret), "outside": str(tmp_path), "judge": os.getpid()}


def test_every_attempt_of_the_doctor_is_made(about: dict[str, object]) -> None:
    """No promise rests on an attempt that nobody makes."""
    needed = {name for names in AGAINST.values() for name in names}

    assert needed <= set(attempted(about))


@pytest.mark.parametrize(
    "attempt",
    [
        "read a file of ours",
        "list a folder of ours",
        "signal the judge",
        "write a file outside",
        "change a file's mode",
        "start a process",
        "run a program",
    ],
)
def test_an_unlocked_process_succeeds(about: dict[str, object], attempt: str) -> None:
    """The attempts are real ones: where nothing prevents them, they work."""
    assert attempted(about)[attempt] is True


def test_attempts_leave_nothing_behind(about: dict[str, object], tmp_path: Path) -> None:
    """Each attempt is harmless when it succeeds."""
    attempted(about)

    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "x"


def test_what_is_not_there_cannot_be_reached(tmp_path: Path, about: dict[str, object]) -> None:
    """An attempt fails where its target does not exist."""
    found = attempted({**about, "secret": str(tmp_path / "no" / "secret")})

    assert not found["read a file of ours"]
    assert not found["list a folder of ours"]
