"""The judge on a suite that is written in every way that pytest and hypothesis allow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.authoring.freeze import Frozen, freeze
from grader.course import Course
from grader.engine import corpus
from grader.engine.examples import SHRINK_CALLS
from grader.engine.session import JudgeProcess
from grader.records import CheckOutcome
from tests.engine import lab, toy

DOUBLES = "test_toy.py::test_doubles"
ADDS_UP = "test_toy.py::test_adds_up"

Ask = Callable[..., CheckOutcome]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """The laboratory, its calls counted in a file."""
    root = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAB_CALLS", str(root / "calls"))
        yield toy.ready(root, lab.HELPERS, **lab.FILES)


@pytest.fixture(scope="module")
def frozen(course: Course) -> Frozen:
    """What freezing the laboratory gave."""
    return freeze(course)[0]


@pytest.fixture(scope="module")
def judge(course: Course, frozen: Frozen) -> Iterator[JudgeProcess]:
    """A judge that holds the laboratory's suite."""
    with JudgeProcess(course, course.assignment("toy")) as judge:
        yield judge


@pytest.fixture
def ask(judge: JudgeProcess) -> Ask:
    """Runs one check on the right code with a change below it."""

    def call(change: str, check: str, *, search: bool = True) -> CheckOutcome:
        name = check if check.startswith("test_toy.py") else f"test_toy.py::{check}"
        results = judge.run_cells([("answer", lab.RIGHT + change)], [name], search=search)
        (outcome,) = results.outcomes
        return outcome

    return call


@pytest.fixture
def calls(course: Course) -> Callable[[], int]:
    """How often the counted tests ran since the last question."""
    path = course.root / "calls"
    before = [path.stat().st_size if path.exists() else 0]

    def since() -> int:
        now = path.stat().st_size
        before[0], used = now, now - before[0]
        return used

    return since


def test_right_code_passes_everything(judge: JudgeProcess) -> None:
    """Right code passes every check, however the check is written."""
    results = judge.run_cells([("answer", lab.RIGHT)], search=True)

    assert {each.check: each.outcome for each in results.outcomes if each.outcome != "passed"} == {}
    assert len(results.outcomes) == len(judge.manifest)


def test_thirty_submissions_do_not_add_up(judge: JudgeProcess) -> None:
    """The thirtieth submission is judged like the first: nothing grows from one to the next."""
    name = "test_toy.py::test_doubles_multiples[3]"

    runs = [
        judge.run_cells([("answer", lab.RIGHT)], [name, "test_toy.py::test_state"], search=True)
        for _ in range(30)
    ]

    assert {tuple(each.outcome for each in run.outcomes) for run in runs} == {("passed", "passed")}
    assert len({tuple(each.fingerprint for each in run.outcomes) for run in runs}) == 1


def test_titles_hold_parameters(judge: JudgeProcess) -> None:
    """A title is the docstring's first paragraph, with the check's parameters filled in."""
    titles = {info.name.partition("::")[2]: info.title for info in judge.manifest}

    assert titles["test_doubles_multiples[3]"] == "Doubling 3 times a number."
    assert titles["TestInAClass::test_plain"] == "A plain test in a class."


class TestReplay:
    """Frozen examples are what every submission is asked."""

    def test_only_the_frozen_examples_run_on_right_code(
        self, ask: Ask, calls: Callable[[], int], frozen: Frozen
    ) -> None:
        """Right code sees each frozen example once, and hypothesis draws nothing."""
        outcome = ask("", DOUBLES)

        assert outcome.outcome == "passed"
        assert calls() == frozen.examples[DOUBLES]

    def test_input_is_kept_as_it_was_drawn(self, course: Course) -> None:
        """A test that changes its input freezes what was drawn, not what it left."""
        stored = corpus.load(course.assignment("toy").corpus).examples

        examples = stored["test_toy.py::test_eats_its_input"]
        assert all(len(example["items"]) > 0 for example in examples)
        assert not all((example["array"] == 77.0).all() for example in examples)

    def test_explicit_examples_are_frozen_too(self, course: Course) -> None:
        """An @example of the suite is the first frozen example."""
        stored = corpus.load(course.assignment("toy").corpus).examples

        assert stored["test_toy.py::test_with_an_example"][0] == {"x": 123_456}

    def test_what_an_assumption_refuses_is_not_frozen(self, course: Course) -> None:
        """Examples that the test's own assumption rejects are left out of the corpus."""
        stored = corpus.load(course.assignment("toy").corpus).examples

        examples = stored["test_toy.py::test_speaks_hypothesis"]
        assert len(examples) >= 5
        assert all(example["x"] % 2 == 0 for example in examples)

    def test_draws_inside_a_test_fall_back(self, ask: Ask, frozen: Frozen) -> None:
        """A test that draws from `st.data()` runs under hypothesis itself, flagged for staff."""
        name = "test_toy.py::test_draws_inside"

        right = ask("", name)
        wrong = ask("def double(x):\n    return x + x + (x > 6)\n", name)

        assert frozen.not_frozen == {name: "DataObject"}
        assert (right.outcome, right.flags) == ("passed", ("full-hypothesis",))
        assert (wrong.outcome, wrong.flags) == ("failed", ("full-hypothesis",))
        assert wrong.counterexample is not None
        assert wrong.counterexample.program == "double(7)"


class TestShrink:
    """Only what fails is searched, for the smallest input that does."""

    WRONG_FROM_100 = "def double(x):\n    return x + x + (abs(x) >= 100)\n"

    def test_the_smallest_failing_input_is_shown(self, ask: Ask) -> None:
        """A mistake that starts at 100 is shown at 100, with both values."""
        outcome = ask(self.WRONG_FROM_100, DOUBLES)

        shown = outcome.counterexample
        assert outcome.outcome == "failed"
        assert shown is not None
        assert (shown.program, shown.expected, shown.got) == ("double(100)", "200", "201")
        assert outcome.message == "double(x): expected 200, got 201."

    def test_the_program_reproduces(self, ask: Ask) -> None:
        """Run beside the student's code, the shown program gives the shown wrong value."""
        change = "def total(items):\n    return sum(items[:3])\n"

        shown = ask(change, ADDS_UP).counterexample

        assert shown is not None
        names: dict[str, object] = {}
        exec(lab.RIGHT + change, names)
        assert repr(eval(shown.program, names)) == shown.got
        assert repr(sum(eval(shown.program[len("total") :]))) == shown.expected

    def test_without_search_the_first_failure_stands(self, ask: Ask) -> None:
        """Where nobody needs the smallest input, the first failing frozen example is enough."""
        outcome = ask(self.WRONG_FROM_100, DOUBLES, search=False)

        assert outcome.counterexample is not None
        assert outcome.counterexample.program != "double(100)"

    def test_the_search_does_not_change_the_fingerprint(self, ask: Ask) -> None:
        """A fingerprint is of the answers to the frozen examples alone, searched or not."""
        searched = ask(self.WRONG_FROM_100, DOUBLES)
        plain = ask(self.WRONG_FROM_100, DOUBLES, search=False)

        assert searched.fingerprint == plain.fingerprint != ""

    def test_the_search_is_bounded(
        self, ask: Ask, calls: Callable[[], int], frozen: Frozen
    ) -> None:
        """A mistake without pattern is searched for a counted number of calls, then shown."""
        change = """
import zlib
def total(items):
    chance = zlib.crc32(repr(items).encode()) % 7 == 1
    return sum(items) + (chance and len(items) > 6)
"""
        outcome = ask(change, ADDS_UP)

        assert outcome.outcome == "failed"
        assert outcome.counterexample is not None
        used = calls()
        assert used > SHRINK_CALLS  # it did search to its bound
        # Replayed, searched, and asked once more.
        assert used <= 3 * frozen.examples[ADDS_UP] + SHRINK_CALLS + 10

    def test_time_running_out_keeps_the_first_failure(self, ask: Ask) -> None:
        """A search that meets an endless loop ends; what failed first is still what is shown."""
        change = """
after = 0
def double(x):
    global after
    after += bool(after or abs(x) >= 100)
    while after > 3:
        pass
    return x + x + (abs(x) >= 100)
"""
        outcome = ask(change, DOUBLES)

        assert outcome.outcome == "failed"
        assert outcome.counterexample is not None
        given = eval(outcome.counterexample.program.removeprefix("double"))
        assert abs(given) >= 100
        assert outcome.counterexample.got == str(2 * given + 1)

    def test_a_defect_of_the_suite_does_not_hide_a_mistake(self, ask: Ask) -> None:
        """Where the search makes the suite itself stumble, the student's own failure is kept."""
        outcome = ask(
            "def double(x):\n    return x + x + (x >= 100)\n",
            "test_stumbles_when_small",
        )

        assert (outcome.outcome, outcome.flags) == ("failed", ())
        assert outcome.message.startswith("Expected ")


class TestFlaky:
    """An answer that changes is failed and labelled, never retried until it passes."""

    @pytest.mark.parametrize("call", [3, 37])
    def test_one_wrong_answer_by_count(self, ask: Ask, call: int) -> None:
        """Code that is wrong at its n-th call alone fails, and is flagged."""
        change = f"""
calls = 0
def double(x):
    global calls
    calls += 1
    return x + x + (calls == {call})
"""
        outcome = ask(change, DOUBLES)

        assert outcome.outcome == "failed"
        assert "flaky" in outcome.flags
        assert "expected" in outcome.message


class TestFaults:
    """Whose fault it is."""

    @pytest.mark.parametrize(
        "raised",
        [
            "type('UnsatisfiedAssumption', (Exception,), {})()",
            "type('Skipped', (BaseException,), {})('another day')",
            "type('XFailed', (BaseException,), {})('as expected')",
            "SystemExit(0)",
            "KeyboardInterrupt()",
            "GeneratorExit()",
            "StopIteration()",
            "RecursionError()",
            "MemoryError()",
        ],
    )
    @pytest.mark.parametrize("check", ["test_doubles", "TestInAClass::test_plain"])
    def test_no_exception_of_a_student_steers_the_suite(
        self, ask: Ask, raised: str, check: str
    ) -> None:
        """Whatever student code raises, named like pytest's or hypothesis's own, it fails."""
        outcome = ask(f"def double(x):\n    raise {raised}\n", check)

        assert (outcome.outcome, outcome.flags) == ("failed", ())
        assert outcome.message.startswith("Your code raised ")

    def test_swallowing_hides_no_timeout(self, ask: Ask) -> None:
        """A test that catches every exception does not pass where the worker was stopped."""
        change = "def double(x):\n    while x == 7:\n        pass\n    return x + x\n"

        assert ask(change, "test_swallows").outcome == "timeout"

    def test_swallowing_hides_no_death(self, ask: Ask) -> None:
        """Nor where the worker ended."""
        change = "import os\ndef double(x):\n    return x + x if x < 7 else os._exit(0)\n"

        outcome = ask(change, "test_swallows")
        assert outcome.outcome == "crashed"
        assert outcome.message.startswith("Your code ended the process that ran it")

    def test_an_unread_operation_counts(self, ask: Ask) -> None:
        """What nobody read is run at the end, and an exception there fails the check."""
        change = "def add(self, amount):\n    raise ValueError('no')\nCounter.add = add\n"

        outcome = ask(change, "test_unread")
        assert (outcome.outcome, outcome.message) == ("failed", "Your code raised ValueError: no.")

    def test_expecting_an_exception(self, ask: Ask) -> None:
        """An exception that was asked for and does not come fails the check."""
        change = "def add(self, amount):\n    pass\nCounter.add = add\n"

        outcome = ask(change, "test_raises")
        assert outcome.outcome == "failed"
        assert "Expected TypeError to be raised" in outcome.message

    def test_the_suites_own_stumble_is_flagged(self, ask: Ask) -> None:
        """A suite that stumbles over a wrong answer fails the check, and staff see where."""
        outcome = ask("def double(x):\n    return 0\n", "test_divides")

        assert (outcome.outcome, outcome.flags) == ("failed", ("suite-exception",))
        assert "ZeroDivisionError" in outcome.detail
        assert "test_toy.py:" in outcome.detail
        assert outcome.message == "The check failed."

    def test_an_answer_that_is_far_too_large(self, ask: Ask) -> None:
        """An answer with which the suite runs out of memory is wrong, and hides nothing."""
        change = "def doubled(items):\n    return np.zeros((8_000_000, 1), 'int8')\n"

        outcome = ask(change, "test_computes_before_it_looks")

        assert (outcome.outcome, outcome.flags) == ("failed", ("suite-exception",))
        assert "Unable to allocate" in outcome.detail
        assert outcome.message == "Your code gave back 8000000 values where far fewer are expected."

    def test_an_assumption_about_an_answer_pays_nothing(self, ask: Ask) -> None:
        """A wrong answer that an assumption would discard does not pass."""
        outcome = ask("def double(x):\n    return x\n", "test_assumes_an_answer")

        assert outcome.outcome == "failed"
        assert "suite-exception" in outcome.flags

    def test_skipping_earns_nothing(self, ask: Ask) -> None:
        """A test that skips itself over an answer is ours to look at."""
        outcome = ask("def double(x):\n    return x\n", "test_skips")

        assert outcome.outcome == "ours"
        assert "another day" in outcome.detail

    def test_printing_harms_nothing(self, ask: Ask) -> None:
        """A hand-in may print as much as it likes, at load and in a call."""
        change = "print('x' * 1_000_000)\ndef double(x):\n    print(x)\n    return x + x\n"

        assert ask(change, DOUBLES).outcome == "passed"


def test_patience_shrinks_with_timeouts(judge: JudgeProcess) -> None:
    """After a submission's second timeout its other checks get a quarter of their budget."""
    names = [DOUBLES, ADDS_UP, "test_toy.py::test_unread", "test_toy.py::test_divides"]
    code = "def hang(*a, **k):\n    while True:\n        pass\ndouble = total = Counter = hang\n"

    outcomes = judge.run_cells([("answer", code)], names).outcomes

    budgets = [each.message.partition("more than ")[2].split()[0] for each in outcomes]
    assert [each.outcome for each in outcomes] == ["timeout"] * 4
    assert budgets == ["0.5", "0.5", "0.125", "0.125"]


def test_records_hold_no_path_of_the_course(judge: JudgeProcess, course: Course) -> None:
    """Nothing that a check says, for students or staff, holds the course's folder."""
    code = "def double(x):\n    return 0\ndef total(items):\n    raise ValueError(items)\n"

    results = judge.run_cells([("answer", code)], search=True)

    said = json.dumps([each.model_dump(mode="json") for each in results.outcomes])
    assert str(course.root) not in said
    assert str(Path(course.root).name) not in said
