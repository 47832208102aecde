"""Proving a suite on the reference: whose fault it is where a check is not passed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from grader.engine import proving
from grader.errors import (
    EXIT_OURS,
    CheckStopped,
    SandboxError,
    WorkerKilled,
    WorkerMissing,
    WorkerStarved,
)


def _run(stopped: CheckStopped) -> SimpleNamespace:
    check, line = SimpleNamespace(name="a"), SimpleNamespace(stopped=stopped)
    return SimpleNamespace(error=stopped, check=check, line=line)


@pytest.mark.parametrize(
    "run",
    [
        _run(WorkerMissing("no worker could be made or asked")),
        _run(WorkerKilled("something outside it killed the process")),
        _run(WorkerStarved("the machine gave it no CPU time")),
    ],
    ids=["the launcher is killed", "the worker is killed", "the machine is full"],
)
def test_a_machine_that_breaks_is_no_mistake_of_the_course(
    monkeypatch: pytest.MonkeyPatch, run: SimpleNamespace
) -> None:
    """What somebody killed is told as our fault: nobody is sent to mend the answers."""
    monkeypatch.setattr(proving, "run_check", lambda *given, **more: run)
    nothing = cast(Any, None)

    with pytest.raises(SandboxError) as caught:
        proving.prove_reference(cast(Any, SimpleNamespace(checks=["a"])), nothing, nothing, nothing)

    assert caught.value.exit_code == EXIT_OURS
