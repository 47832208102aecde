"""`generate`, `freeze`, `verify` and `doctor`: what they print and how they end."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.cli.app import run
from grader.cli.commands import DOCTOR_SCHEMA

ROOT = Path(__file__).resolve().parents[2]


def _module(monkeypatch: pytest.MonkeyPatch, name: str, **contents: Any) -> None:
    module: Any = type(sys)(name)
    for key, value in contents.items():
        setattr(module, key, value)
    monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def course(tmp_path: Path) -> list[str]:
    """The options that name a copy of this project's course, without releases."""
    shutil.copy(ROOT / "course.toml", tmp_path)
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    return ["--course", str(tmp_path)]


def test_generate_writes_and_then_agrees(
    course: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """--check fails before the first run, names each file, and holds after it."""
    before = run(["generate", "--check", *course])
    missing = capsys.readouterr().out
    written = run(["generate", *course])
    after = run(["generate", "--check", *course])

    assert (before, written, after) == (1, 0, 0)
    assert "number_with_grad.ipynb: missing" in missing


def test_verify_prints_each_gate(
    monkeypatch: pytest.MonkeyPatch, course: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each gate is a line; one that does not hold makes the command exit 1."""
    gates = [
        SimpleNamespace(assignment="a", gate="reference", ok=True, detail="all points"),
        SimpleNamespace(assignment="a", gate="stub", ok=False, detail="earns 1 point"),
    ]

    def fake(course: Any, ids: Any, on_progress: Any, mutants: Any) -> SimpleNamespace:
        on_progress(gates[0])
        held = all(gate.ok for gate in gates)
        return SimpleNamespace(findings=tuple(gates), ok=held, proofs=())

    _module(monkeypatch, "grader.authoring.verify", verify=fake)

    failed = run(["verify", *course])
    captured = capsys.readouterr()
    gates.pop()
    held = run(["verify", *course])

    assert (failed, held) == (1, 0)
    assert "earns 1 point" in captured.out
    assert "1 of 2 gates do not hold" in captured.err


def test_freeze_prints_what_it_wrote(
    monkeypatch: pytest.MonkeyPatch, course: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each assignment is one line; a check that cannot be frozen is named for people."""
    frozen = SimpleNamespace(
        assignment="a",
        examples={"x": 100, "y": 1},
        not_frozen={"z": "DataObject"},
        misconceptions=1,
        changed=True,
    )
    _module(monkeypatch, "grader.authoring.freeze", freeze=lambda course, ids: [frozen])

    assert run(["freeze", *course]) == 0

    captured = capsys.readouterr()
    assert captured.out == "a: 101 examples for 2 checks, 1 known mistake written\n"
    assert "z: draws a DataObject" in captured.err


def test_doctor_says_what_is_missing(
    doctor: list[SimpleNamespace], capsys: pytest.CaptureFixture[str]
) -> None:
    """A promise that is not reached makes the doctor exit 1 and say what would help."""
    well = run(["doctor"])
    doctor[1].reached, doctor[1].missing, doctor[1].todo = False, "landlock", "a newer kernel"
    capsys.readouterr()
    ill = run(["doctor"])
    captured = capsys.readouterr()

    assert (well, ill) == (0, 1)
    assert "landlock" in captured.out
    assert "for unreadable: a newer kernel" in captured.err


def test_doctor_as_json(doctor: list[SimpleNamespace], capsys: pytest.CaptureFixture[str]) -> None:
    """With --json the doctor prints one document with a schema."""
    run(["doctor", "--json"])

    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == DOCTOR_SCHEMA
    assert [p["promise"] for p in document["promises"]] == [
        "unforgeable",
        "unreadable",
        "contained",
    ]
    assert set(document["promises"][0]) == {"promise", "reached", "layers", "missing", "todo"}
