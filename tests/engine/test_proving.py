"""Proving a suite on the reference: whose fault it is where a check is not passed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from grader.engine import proving
from grader.errors import EXIT_OURS, SandboxError

BROKEN = SandboxError(
    "making a worker for student code", expected="a process", came="a broken pipe", todo="again"
)


def test_a_sandbox_that_breaks_is_no_mistake_of_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    """A launcher that somebody killed is told as our fault: nobody is sent to mend the answers."""
    monkeypatch.setattr(proving, "run_check", lambda *given, **more: SimpleNamespace(error=BROKEN))
    nothing = cast(Any, None)

    with pytest.raises(SandboxError) as caught:
        proving.prove_reference(cast(Any, SimpleNamespace(checks=["a"])), nothing, nothing, nothing)

    assert caught.value.exit_code == EXIT_OURS
