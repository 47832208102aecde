"""How long a submission is waited for, and how often it is asked, by what it cost before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from grader.course.models import Limits
from grader.engine import asking
from grader.engine.asking import IMPATIENT_WALL_FACTOR, PATIENT_S, Asking
from grader.records import FLAKY, HURRIED, CheckOutcome, Outcome
from grader.sandbox.budget import WALL_FACTOR, Budget

CHECKS = ("first", "second", "third")
Call = tuple[str, float, bool, bool]
"""Check, how many times its CPU time it may sleep, with search, asked again."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """What was run; each run slept as long as its check is said to."""
    found: list[Call] = []

    def run_check(
        plugin: Any, launcher: Any, loadable: Any, name: str, budget: Budget, **more: Any
    ) -> Any:
        assert more["patient"] == (budget.wall_factor == WALL_FACTOR)
        found.append((name, budget.wall_factor, more["search"], more["again"]))
        channel = SimpleNamespace(trail=[])
        line = SimpleNamespace(slept_s=plugin.sleeps[name], asked=[])
        return SimpleNamespace(check=plugin.checks[name], line=line, channel=channel, trail=[])

    def verdict(run: Any, *, reference_items: int) -> CheckOutcome:
        return CheckOutcome(check=run.check.name, outcome=run.check.outcome)

    monkeypatch.setattr(asking, "run_check", run_check)
    monkeypatch.setattr(asking, "verdict", verdict)
    return found


def outcomes(sleeps_s: float, ends: Outcome = "failed") -> dict[str, tuple[str, ...]]:
    """Check to the flags of its outcome, of a submission whose first check sleeps so long."""
    plugin: Any = SimpleNamespace(
        checks={name: SimpleNamespace(name=name, question="q", outcome=ends) for name in CHECKS},
        sleeps=dict.fromkeys(CHECKS, 0.0) | {"first": sleeps_s},
    )
    needed: Any = dict.fromkeys(CHECKS, SimpleNamespace(cpu_s=0.001, script=None, items=1))
    loadable: Any = SimpleNamespace(cost_s=0.0)
    launcher: Any = None
    one = Asking(plugin, launcher, needed, Limits(), loadable, as_for_a_student=True)
    return {each.check: each.flags for each in one.outcomes(CHECKS)}


def test_who_sleeps_long_is_asked_once_and_not_waited_for(calls: list[Call]) -> None:
    """A hand-in that sleeps in every check, a moment less than it may, would take an hour."""
    found = outcomes(PATIENT_S)

    assert calls == [("first", WALL_FACTOR, True, False)] + [
        (name, IMPATIENT_WALL_FACTOR, False, False) for name in CHECKS[1:]
    ]
    assert set(found.values()) == {()}


def test_who_sleeps_a_little_is_asked_as_others(calls: list[Call]) -> None:
    """Two askings together have to reach the limit."""
    outcomes(PATIENT_S / 2 - 1)

    assert calls == [
        (name, WALL_FACTOR, not again, again) for name in CHECKS for again in (False, True)
    ]


def test_what_ran_out_of_time_then_is_asked_with_the_others_again(calls: list[Call]) -> None:
    """Such an outcome hangs on those before it, so it is not taken over alone."""
    found = outcomes(PATIENT_S, "timeout")

    assert found == {"first": (), "second": (HURRIED,), "third": (HURRIED,)}
    assert FLAKY not in {flag for flags in found.values() for flag in flags}
    assert [call[0] for call in calls] == list(CHECKS)
