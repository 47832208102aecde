"""`verify`: how many mutants it asks for, and what it prints of what was seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.matrix import Matrix, Row
from grader.authoring.mutants import Mutant
from grader.authoring.mutation import Mutation
from grader.authoring.verify import SAMPLE, Finding, Proof, VerifyReport
from grader.cli import verifying
from grader.cli.app import run
from tests.courses_helper import make_course

SURVIVOR = Mutant("double.double | a | + → -", "answer double", "secret code", "-a + b\n+a - b")
PROOF = Proof(
    "toy",
    Matrix({"double": 12, "counter": 2}, (Row("narrow", {"double": 3}), Row("wide", {}))),
    Mutation(9, 4, 3, 1, ("known",), (SURVIVOR,)),
)
GATES = (Finding("toy", "stub", True, "fine"), Finding("toy", "mutants", False, "survives: a"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """The numbers of mutants that `verify` was asked for; it finds what stands above."""
    sizes: list[Any] = []

    def fake(course: Any, ids: Any, on_progress: Any, *, mutants: Any) -> VerifyReport:
        sizes.append(mutants)
        return VerifyReport(GATES, (PROOF,))

    monkeypatch.setattr(sys.modules["grader.authoring.verify"], "verify", fake)
    monkeypatch.chdir(make_course(tmp_path))
    return sizes


def test_how_many_mutants(asked: list[Any]) -> None:
    """By default a sample, else as many as asked for, or all."""
    for options in ([], ["--mutants", "7"], ["--mutants", "0"], ["--mutants", "all"]):
        run(["verify", *options])

    assert asked == [SAMPLE, 7, 0, None]
    assert verifying.SAMPLE == SAMPLE


@pytest.mark.parametrize("words", ["-1", "many", "1.5", "²", "", "9" * 5000])
def test_another_number_is_refused(
    asked: list[Any], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no whole number is a mistake of the command line."""
    assert run(["verify", f"--mutants={words}"]) == 2
    assert "is neither a whole number nor 'all'" in capsys.readouterr().err
    assert asked == []


def test_survivors_are_shown_below_the_gates(
    asked: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each survivor is named with its change; the matrix is shown on request alone."""
    code = run(["verify"])
    out = capsys.readouterr().out

    assert code == 1
    assert "toy: no check loses to\n  double.double | a | + → -\n-a + b\n+a - b\n" in out
    assert "narrow" not in out


def test_the_matrix_on_request(asked: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    """Questions are numbered columns, a dot is no lost check, the last column is the sum."""
    run(["verify", "--matrix"])
    out = capsys.readouterr().out

    rows = [line.split() for line in out.splitlines()]
    assert ["Mistake", "1", "2", "all"] in rows
    assert ["narrow", "3", "·", "3"] in rows
    assert ["wide", "·", "·", "0"] in rows
    assert "1 double (12); 2 counter (2)" in out


def test_as_json(asked: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    """With --json everything is one document, which holds no code of an answer."""
    code = run(["verify", "--json"])
    document = json.loads(capsys.readouterr().out)

    assert code == 1
    assert document["schema"] == verifying.SCHEMA
    assert document["ok"] is False
    assert document["gates"][1] == {
        "assignment": "toy", "gate": "mutants", "ok": False, "detail": "survives: a",
    }  # fmt: skip
    (proof,) = document["proofs"]
    assert proof == {
        "assignment": "toy",
        "matrix": {
            "checks": {"double": 12, "counter": 2},
            "rows": [
                {"misconception": "narrow", "lost": {"double": 3}},
                {"misconception": "wide", "lost": {}},
            ],
        },
        "mutation": {
            "made": 9,
            "tried": 4,
            "killed": 3,
            "unloadable": 1,
            "equivalent": ["known"],
            "survivors": [{"id": SURVIVOR.id, "diff": SURVIVOR.diff}],
        },
    }
