"""Draws the examples of a suite's properties, each of which the reference passes.

They are what `grader freeze` keeps. May import `corpus`, `line`, `proving`, `suite`, the sandbox
and the models of `grader.course`; must never ask a student's code.
"""

from __future__ import annotations

from typing import Any

from grader.course.models import Assignment
from grader.engine import corpus
from grader.engine.line import Loadable
from grader.engine.proving import (
    REFERENCE_BUDGET_S,
    reference_fails,
    run_check,
    verdict_on_reference,
)
from grader.engine.suite import SuitePlugin
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher


def drawn(
    plugin: SuitePlugin, launcher: Launcher, reference: Loadable, assignment: Assignment
) -> dict[str, Any]:
    """The message with the examples of each property, and with why others cannot be frozen.

    Raises
    ------
    CourseError
        When the reference fails on what was drawn.
    """
    found: dict[str, Any] = {}
    not_frozen: dict[str, str] = {}
    for name, check in plugin.checks.items():
        if not check.is_property:
            continue
        budget = Budget(REFERENCE_BUDGET_S)
        run = run_check(plugin, launcher, reference, name, budget, replayed=False)
        if isinstance(run.error, corpus.NotFreezable):
            not_frozen[name] = str(run.error)
            continue
        outcome = verdict_on_reference(run)
        if outcome.outcome != "passed":
            raise reference_fails(assignment, [outcome])
        found[name] = [
            {key: corpus.encode(value) for key, value in example.items()}
            for example in run.drawn or []
        ]
    return {"type": "drawn", "examples": found, "not_frozen": not_frozen}
