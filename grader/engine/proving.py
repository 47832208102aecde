"""Proves a suite on the reference in a judge's own session, and keeps what each check needed.

May import the engine's `.suite`, `.line`, `.script`, `.prepare`, `.verdict`, course, sandbox and
errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.boundary.channel import Channel
from grader.course.models import Assignment, Course, Limits
from grader.course.source import reference_cells
from grader.engine.line import CheckLine, Loadable
from grader.engine.prepare import prepare
from grader.engine.script import Script, make_script
from grader.engine.suite import Run, SuitePlugin
from grader.engine.verdict import verdict
from grader.errors import CourseError, SandboxError, WorkerStarved
from grader.intake.rebuild import RunCell
from grader.records import CheckOutcome
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher, WorkerLimits

REFERENCE_BUDGET_S = 30.0
SPARE = 4
"""A right answer in another style may need so many times what the reference needs."""


@dataclass(frozen=True)
class Needed:
    """What one check needed on the reference."""

    cpu_s: float
    script: Script | None
    """What it asked."""
    items: int
    """How many the largest answer held."""


def run_check(
    plugin: SuitePlugin,
    launcher: Launcher,
    loadable: Loadable,
    name: str,
    budget: Budget,
    *,
    replayed: bool = True,
    search: bool = True,
    script: Script | None = None,
    again: bool = False,
    patient: bool = True,
) -> Run:
    """One run of one check, with a line and a worker of its own, and its own seed.

    Parameters
    ----------
    again:
        Everything that code may not hang on is another than the first time.
    patient:
        Loading it may sleep for as long as usual.
    """
    check = plugin.checks[name]
    line = CheckLine(
        launcher, loadable, budget, seed=check.seed, script=script, again=again, patient=patient
    )
    run = Run(check, Channel(line, plugin.handle_classes), line, replayed=replayed, search=search)
    plugin.run(run)
    return run


def prove_reference(
    plugin: SuitePlugin, launcher: Launcher, reference: Loadable, assignment: Assignment
) -> dict[str, Needed]:
    """What every check needs on the reference, which passes all of them."""
    outcomes = []
    needed = {}
    for name in plugin.checks:
        run = run_check(plugin, launcher, reference, name, Budget(REFERENCE_BUDGET_S))
        outcome = verdict_on_reference(run)
        script = make_script(run.line.asked) if run.line.has_script else None
        needed[name] = Needed(outcome.cpu_s, script, run.channel.transcript.largest)
        outcomes.append(outcome)
    failing = [outcome for outcome in outcomes if outcome.outcome != "passed"]
    if failing:
        raise reference_fails(assignment, failing)
    plugin.must_know_what_it_read()
    return needed


def verdict_on_reference(run: Run) -> CheckOutcome:
    """The outcome of a check on the reference.

    Raises
    ------
    SandboxError
        When the machine failed it, which says nothing of the course.
    """
    if isinstance(run.line.stopped, WorkerStarved):
        raise SandboxError(
            "proving the hidden suite on the reference",
            expected="a machine on which the reference can answer",
            came=f"{run.check.name}: {run.line.stopped}",
            todo="see what else runs there, and run this again",
        )
    return verdict(run, reference_items=None)


def reference_fails(assignment: Assignment, failing: Sequence[CheckOutcome]) -> CourseError:
    """The error that names the checks which the reference does not pass."""
    rows = [f"{each.check}: {each.outcome}: {each.detail or each.message}" for each in failing]
    return CourseError(
        f"proving the hidden suite of {assignment.id} on the reference",
        expected="every check passes on the reference",
        came="\n            ".join(rows[:10]),
        todo=f"mend the check, or the answers in {assignment.source}",
    )


def preload(assignment: Assignment) -> tuple[str, ...]:
    """What workers have imported before they load a submission: what the release uses.

    Each costs every worker some time, so it is no more than that. The model answer is not looked
    at: a submission can see what is there, and would learn something of it.
    """
    release = assignment.release_notebook
    random = release.is_file() and "random" in release.read_text("utf-8")
    return ("numpy", "numpy.random") if random else ("numpy",)


def reference(
    cells: Sequence[RunCell], assignment: Assignment, course: Course, launcher: Launcher
) -> Loadable:
    """The reference as workers load it.

    Raises
    ------
    CourseError
        When one of its cells does not run.
    """
    prepared = prepare(cells, assignment, course.display_modules, launcher)
    if prepared.left_out:
        left = prepared.left_out[0]
        raise CourseError(
            f"loading the reference of {assignment.id}",
            expected="every cell of the reference runs",
            came=f"{left.where}: {left.why}",
            todo=f"mend {assignment.source}",
        )
    return prepared.whole


def tight_limits(plugin: SuitePlugin, assignment: Assignment, course: Course) -> list[str]:
    """The limits of which the reference needs more than a quarter, tried one after the other.

    Not those of a check's time, which go by what the reference needs.
    """
    quarter = _quarter(assignment.limits)
    if _passes_within(quarter, plugin, assignment, course):
        return []
    names = ("memory_mb", "cell_cpu_s", "file_mb")
    return [
        name
        for name in names
        if not _passes_within(
            assignment.limits.model_copy(update={name: getattr(quarter, name)}),
            plugin,
            assignment,
            course,
        )
    ]


def _quarter(limits: Limits) -> Limits:
    """A quarter of each, also where nobody could ask for so little."""
    return limits.model_copy(
        update={
            "memory_mb": max(1, limits.memory_mb // SPARE),
            "cell_cpu_s": limits.cell_cpu_s / SPARE,
            "file_mb": max(1, limits.file_mb // SPARE),
        }
    )


def _passes_within(
    limits: Limits, plugin: SuitePlugin, assignment: Assignment, course: Course
) -> bool:
    cells = [
        RunCell(label, source, None, "student") for label, source in reference_cells(assignment)
    ]
    less = assignment.model_copy(update={"limits": limits})
    launcher = Launcher(worker_limits(less), preload=preload(assignment))
    try:
        prove_reference(plugin, launcher, reference(cells, less, course, launcher), less)
    except CourseError:
        return False
    finally:
        launcher.close()
    return True


def worker_limits(assignment: Assignment) -> WorkerLimits:
    """What the workers of an assignment may use."""
    return WorkerLimits(
        memory_bytes=assignment.limits.memory_mb << 20,
        file_bytes=assignment.limits.file_mb << 20,
    )
