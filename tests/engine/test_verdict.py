"""The verdict is a total function: `passed` is what is left when nothing at all was wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.boundary.steps import Step
from grader.boundary.transcript import Transcript
from grader.engine.verdict import MESSAGE_LIMIT, verdict
from grader.errors import (
    CheckStopped,
    CourseError,
    Mismatch,
    StudentError,
    SuiteError,
    UndeclaredName,
    WorkerDied,
    WorkerStarved,
    WorkerTimeout,
    WrongKind,
)
from grader.records import CheckOutcome
from grader.sandbox.budget import Budget
from grader.testing import expect
from tests.engine.toy import FIXED

GOOD = {"setup": "passed", "call": "passed", "teardown": "passed"}


def run(
    error: BaseException | None = None,
    *,
    stopped: CheckStopped | None = None,
    phases: dict[str, str] | None = None,
    completed: bool = True,
    reads: int = 1,
    expectations: int = 0,
    flags: tuple[str, ...] = (),
    fingerprint: str = "",
) -> Any:
    """A run of a check with a worker that answered 1 to `double(x)`."""
    transcript = Transcript()
    for _ in range(reads):
        transcript.steps.append(Step("global", "double", args=(3,)))
        transcript.read(len(transcript.steps) - 1, 1.5)
    reports = [
        SimpleNamespace(when=when, outcome=how, longreprtext=f"{when} was {how}")
        for when, how in (GOOD if phases is None else phases).items()
    ]
    return SimpleNamespace(
        check=SimpleNamespace(name="test_toy.py::test_double"),
        channel=SimpleNamespace(transcript=transcript, expectations=expectations),
        line=SimpleNamespace(stopped=stopped, budget=Budget(0.5, 0.25, 0.5)),
        error=error,
        reports=reports,
        completed=completed,
        flags=list(flags),
        fingerprint=fingerprint,
    )


def of(one: Any, *, reference_passes: bool = True) -> CheckOutcome:
    """The verdict on a run."""
    return verdict(one, reference_items=1 if reference_passes else None)


STOPPED = [WorkerTimeout("t"), WorkerDied("d"), WorkerStarved("s"), CheckStopped("c")]
ERRORS: list[BaseException] = [
    *STOPPED,
    WrongKind("k"),
    Mismatch("m"),
    Mismatch("m", got=1.5, want=2.0),
    Mismatch("m", got=None, want=None),
    AssertionError(),
    AssertionError("a" * 10_000),
    StudentError("ValueError", "text \x1b[31m\0", ("cell 1, line 2",)),
    SuiteError("s"),
    UndeclaredName("u"),
    CourseError("d", expected="e", came="c", todo="t"),
    ValueError("v"),
    RecursionError(),
    KeyboardInterrupt(),
    SystemExit(0),
    GeneratorExit(),
    pytest.skip.Exception("skipped"),
    pytest.xfail.Exception("xfailed"),
    pytest.fail.Exception("failed"),
]
outcomes = st.sampled_from(["passed", "failed", "skipped", "error", ""])
phases = st.just(GOOD) | st.dictionaries(
    st.sampled_from(["setup", "call", "teardown", "other"]), outcomes
)


@FIXED
@given(
    error=st.none() | st.sampled_from(ERRORS),
    stopped=st.none() | st.sampled_from(STOPPED),
    phases=phases,
    completed=st.booleans(),
    reads=st.integers(0, 2),
    expectations=st.integers(0, 2),
    reference_passes=st.booleans(),
)
def test_only_a_flawless_run_passes(
    error: BaseException | None,
    stopped: CheckStopped | None,
    phases: dict[str, str],
    completed: bool,
    reads: int,
    expectations: int,
    reference_passes: bool,
) -> None:
    """Whatever happened in a run, it passes when and only when every condition holds."""
    flawless = (
        error is None
        and stopped is None
        and phases == GOOD
        and completed
        and reads + expectations > 0
    )
    one = run(
        error,
        stopped=stopped,
        phases=phases,
        completed=completed,
        reads=reads,
        expectations=expectations,
    )

    found = of(one, reference_passes=reference_passes)

    assert (found.outcome == "passed") is flawless
    assert bool(found.message) is not flawless
    assert len(found.message) <= MESSAGE_LIMIT
    assert bool(found.fingerprint) is (found.outcome in ("failed", "refused"))
    if found.outcome == "ours":
        assert found.detail
        assert "fault is ours" in found.message
        assert found.counterexample is None


@pytest.mark.parametrize(
    ("error", "outcome", "flags"),
    [
        (WrongKind("expected a number"), "refused", ()),
        (Mismatch("m"), "failed", ()),
        (AssertionError("a"), "failed", ()),
        (StudentError("ValueError", "no"), "failed", ()),
        (SuiteError("s"), "failed", ("suite-error",)),
        (UndeclaredName("u"), "failed", ("suite-error",)),
        (CourseError("d", expected="e", came="c", todo="t"), "ours", ("suite-error",)),
        (ValueError("v"), "failed", ("suite-exception",)),
        (OSError(24, "Too many open files"), "ours", ("suite-exception",)),
        (MemoryError(), "ours", ("suite-exception",)),
        (pytest.skip.Exception("s"), "ours", ("suite-exception",)),
        (KeyboardInterrupt(), "ours", ("suite-exception",)),
        (WorkerTimeout("t"), "timeout", ()),
        (WorkerDied("d"), "crashed", ()),
        (WorkerStarved("s"), "ours", ("starved",)),
        (CheckStopped("c"), "ours", ("suite-error",)),
    ],
)
def test_each_error_has_its_outcome(
    error: BaseException, outcome: str, flags: tuple[str, ...]
) -> None:
    """Every kind of error has one outcome, and what staff must see is flagged."""
    found = of(run(error))

    assert (found.outcome, found.flags) == (outcome, flags)


@pytest.mark.parametrize(
    "answer",
    [np.zeros((2000, 1)), [1] * 2000, "a" * 2000, 1 << 200_000],
    ids=["array", "list", "text", "integer"],
)
def test_an_answer_that_is_far_too_large_is_no_fault_of_ours(answer: object) -> None:
    """A suite may compute with an answer before it compares shapes, and runs out of memory."""
    one = run(MemoryError("29.8 GiB"))
    one.channel.transcript.read(0, answer)

    found = of(one)

    assert (found.outcome, found.flags) == ("failed", ("suite-exception",))
    assert found.message.startswith("Your code gave back ")
    assert of(one, reference_passes=False).outcome == "ours"


@pytest.mark.parametrize(
    ("error", "flag"),
    [(ValueError("v"), "suite-exception"), (SuiteError("s"), "suite-error")],
)
def test_a_suite_that_stumbles_on_the_reference_is_ours(error: Exception, flag: str) -> None:
    """The same exception is nobody's mistake but ours where the reference does not pass."""
    found = of(run(error), reference_passes=False)

    assert (found.outcome, found.flags) == ("ours", (flag,))
    assert f"{type(error).__name__}: {error}" in found.detail


def test_a_condition_that_an_answer_turns_into_an_array_is_no_fault_of_ours() -> None:
    """A comparison that gives an array for one answer alone costs that answer, and staff see it."""
    with pytest.raises(SuiteError) as caught:
        expect(np.array([6]) > 2, "an array of one")  # type: ignore[arg-type]

    found = of(run(caught.value))
    assert (found.outcome, found.flags) == ("failed", ("suite-error",))
    assert "True or False" in found.detail
    assert found.message == "The check failed."


@pytest.mark.parametrize("stopped", STOPPED)
@pytest.mark.parametrize("error", [None, Mismatch("m"), ValueError("v")])
def test_a_stopped_worker_decides(stopped: CheckStopped, error: Exception | None) -> None:
    """Where the worker was stopped, nothing that the test made of it matters."""
    found = of(run(error, stopped=stopped))

    assert found == of(run(stopped, stopped=stopped)).model_copy(
        update={"traceback": found.traceback}
    )
    assert found.outcome != "passed"


@pytest.mark.parametrize(
    ("phases", "completed"),
    [
        ({}, True),
        ({"setup": "passed"}, True),
        ({**GOOD, "call": "skipped"}, True),
        ({**GOOD, "teardown": "failed"}, True),
        ({"setup": "failed", "teardown": "passed"}, False),
        (GOOD, False),
    ],
)
def test_what_pytest_did_not_finish_is_ours(phases: dict[str, str], completed: bool) -> None:
    """A phase that is missing, skipped or failed without an exception of the body is ours."""
    found = of(run(phases=phases, completed=completed))

    assert (found.outcome, found.flags) == ("ours", ("suite-incomplete",))
    assert found.detail


def test_a_check_that_reads_nothing_is_ours() -> None:
    """A run that read nothing and awaited no exception proves nothing."""
    found = of(run(reads=0))

    assert (found.outcome, found.flags) == ("ours", ("reads-nothing",))
    assert "reads nothing" in found.detail
    assert of(run(reads=0, expectations=1)).outcome == "passed"


def test_none_is_a_value_like_any_other() -> None:
    """A test that expects None, or gets it, shows both values."""
    wanted = of(run(Mismatch("m", got=1.5, want=None))).counterexample
    got = of(run(Mismatch("m", got=None, want=1.5))).counterexample
    neither = of(run(Mismatch("m"))).counterexample

    assert wanted is not None
    assert (wanted.expected, wanted.got) == ("None", "1.5")
    assert got is not None
    assert (got.expected, got.got) == ("1.5", "None")
    assert neither is not None
    assert (neither.expected, neither.got) == ("", "")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (Mismatch("expected 2, got 3", what="c.num"), "c.num: expected 2, got 3."),
        (Mismatch("expected 2, got 3"), "Expected 2, got 3."),
        (StudentError("ValueError", "no"), "Your code raised ValueError: no."),
        (StudentError("ValueError", ""), "Your code raised ValueError."),
        (WrongKind("expected a number, ..."), "Expected a number, ...."),
        (AssertionError("hidden words"), "The check failed."),
        (LookupError("hidden words"), "The check failed."),
        (WorkerTimeout("it used more than 0.5 s of CPU time"), "Your code did not finish: "),
        (WorkerDied("the process ended"), "Your code ended the process that ran it: "),
    ],
)
def test_messages_are_sentences(error: BaseException, message: str) -> None:
    """Each outcome has a sentence; what the suite's own code said is never in it."""
    found = of(run(error)).message

    assert found.startswith(message)
    assert "hidden words" not in found


def test_control_characters_never_come_through() -> None:
    """What a student's exception says is shown without control characters."""
    found = of(run(StudentError("Boom\x1b[31m", "a\0b\u202ec")))

    assert not {"\x1b", "\0", "\u202e"} & set(found.message)


def test_the_fingerprint_before_a_search_is_kept() -> None:
    """Where a search went on after the first failure, the answers before it are the fingerprint."""
    assert of(run(Mismatch("m"), fingerprint="before")).fingerprint == "before"
    assert of(run(WorkerTimeout("t"), fingerprint="before")).fingerprint == ""


def test_flags_of_the_run_come_first_and_once() -> None:
    """Flags that the run collected are kept, each once."""
    found = of(run(ValueError("v"), flags=("flaky", "flaky", "suite-exception")))

    assert found.flags == ("flaky", "suite-exception")


def test_the_budget_is_reported() -> None:
    """CPU and wall time of a check are those of its budget."""
    found = of(run())

    assert (found.cpu_s, found.wall_s) == (0.25, 0.5)
