"""From one run of a check to its outcome: a total function that fails closed.

Only a run whose every phase passed, whose worker was never stopped, and which read at least one
value or awaited an exception is `passed`. May import `.suite`, boundary, records and errors.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from grader.boundary.written import show
from grader.engine.suite import Run
from grader.errors import (
    NOT_GIVEN,
    CheckStopped,
    GraderError,
    Mismatch,
    StudentError,
    SuiteError,
    WorkerDied,
    WorkerStarved,
    WorkerTimeout,
    WrongKind,
)
from grader.records import CheckOutcome, Counterexample, Outcome
from grader.worker.describe import clean_text

MESSAGE_LIMIT = 600
STUMBLED = frozenset(("suite-exception", "suite-error"))
"""Flags of a check whose own code raised, over an answer where the check is lost by that."""
_FAR_LARGER, _SMALL = 10, 1000
"""So many times the items of the reference's largest answer, and no fewer than that many."""
_WITHOUT_ERROR = {
    "reads-nothing": "the check reads nothing and expects no exception, so that it cannot fail",
    "suite-incomplete": "pytest did not run the check to its end",
}


def verdict(run: Run, *, reference_items: int | None) -> CheckOutcome:
    """The outcome of a run.

    Parameters
    ----------
    reference_items:
        How many items the largest answer of the reference held, where the same check passed on it
        in this session; it decides whose fault an exception out of the check's own code is.
    """
    outcome, flags = _outcome(run, reference_items)
    error = run.error
    stopped = outcome in ("timeout", "crashed", "ours")
    return CheckOutcome(
        check=run.check.name,
        outcome=outcome,
        message="" if outcome == "passed" else clean_text(_message(run, outcome), MESSAGE_LIMIT),
        counterexample=None if outcome == "passed" or stopped else _counterexample(run),
        traceback=_traceback(error),
        flags=tuple(dict.fromkeys([*run.flags, *flags])),
        detail=_detail(run, outcome, flags),
        fingerprint=_fingerprint(run, outcome),
        cpu_s=round(run.line.budget.used_cpu_s, 6),
        wall_s=round(run.line.budget.used_wall_s, 6),
    )


def _outcome(run: Run, reference_items: int | None) -> tuple[Outcome, tuple[str, ...]]:
    stopped = run.line.stopped
    if stopped is not None:
        return _stopped(stopped)
    error = run.error
    if isinstance(error, CheckStopped):
        return _stopped(error)
    if isinstance(error, WrongKind):
        return "refused", ()
    if isinstance(error, AssertionError | StudentError):
        return "failed", ()
    if isinstance(error, GraderError):
        return "ours", ("suite-error",)
    if error is not None:
        known = isinstance(error, Exception) and reference_items is not None
        known = known and not isinstance(error, OSError)  # no answer is one
        if isinstance(error, MemoryError):
            known = known and _is_far_larger(run, reference_items or 0)
        # What a suite may not do it may do for one answer alone: to compare an array, or an object.
        flag = "suite-error" if isinstance(error, SuiteError) else "suite-exception"
        return ("failed" if known else "ours"), (flag,)
    phases = {report.when: report.outcome for report in run.reports}
    if not run.completed or phases != {"setup": "passed", "call": "passed", "teardown": "passed"}:
        return "ours", ("suite-incomplete",)
    if run.channel.transcript.total_reads == 0 and run.channel.expectations == 0:
        return "ours", ("reads-nothing",)
    return "passed", ()


def _is_far_larger(run: Run, reference_items: int) -> bool:
    """Whether an answer held so much more than it should that a suite ran out of memory by it.

    As where it computes with an answer before it compares shapes: a column and a row make a square.
    """
    return run.channel.transcript.largest > max(_FAR_LARGER * reference_items, _SMALL)


def _stopped(stopped: CheckStopped) -> tuple[Outcome, tuple[str, ...]]:
    if isinstance(stopped, WorkerTimeout):
        return "timeout", ()
    if isinstance(stopped, WorkerDied):
        return "crashed", ()
    return "ours", ("starved" if isinstance(stopped, WorkerStarved) else "suite-error",)


def _message(run: Run, outcome: Outcome) -> str:
    error = run.line.stopped or run.error
    if outcome == "timeout":
        return f"Your code did not finish: {error}."
    if outcome == "crashed":
        return f"Your code ended the process that ran it: {error}."
    if outcome == "ours":
        return "This check could not be run; the fault is ours, and a person will look at it."
    if isinstance(error, StudentError):
        return f"Your code raised {error}."
    if isinstance(error, MemoryError):
        came = run.channel.transcript.largest
        return f"Your code gave back {came} values where far fewer are expected."
    if isinstance(error, Mismatch):
        text = str(error)
        what = error.what
        return f"{what}: {text}." if what else f"{text[:1].upper()}{text[1:]}."
    if isinstance(error, WrongKind):
        text = str(error)
        return f"{text[:1].upper()}{text[1:]}."
    return "The check failed."


def _counterexample(run: Run) -> Counterexample | None:
    transcript = run.channel.transcript
    if not transcript.steps:
        return None
    error = run.error
    got, want = (error.got, error.want) if isinstance(error, Mismatch) else (NOT_GIVEN, NOT_GIVEN)
    program, what = transcript.program(got)
    compared = want is not NOT_GIVEN
    return Counterexample(
        program=clean_text(program, 8000),
        what=clean_text(what, 200),
        expected=clean_text(show(want), 400) if compared else "",
        got=clean_text(show(got), 400) if compared else "",
    )


def _traceback(error: BaseException | None) -> tuple[str, ...]:
    return error.traceback if isinstance(error, StudentError) else ()


def _detail(run: Run, outcome: Outcome, flags: tuple[str, ...]) -> str:
    """What went wrong in the suite's own code, for staff."""
    if outcome != "ours" and not STUMBLED.intersection(flags):
        return ""
    error = run.line.stopped or run.error
    if error is None:
        broken = [
            f"{report.when} {report.outcome}: {report.longreprtext}"
            for report in run.reports
            if report.outcome != "passed"
        ]
        return clean_text("; ".join(broken) or _WITHOUT_ERROR.get(flags[0], flags[0]), 2000)
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-4:]]
    return clean_text(f"{type(error).__name__}: {error} at {', '.join(places)}", 2000)


def _fingerprint(run: Run, outcome: Outcome) -> str:
    """Of what the submission answered in a check that it lost by its answers."""
    if outcome not in ("failed", "refused"):
        return ""
    return run.fingerprint or run.channel.transcript.fingerprint()
