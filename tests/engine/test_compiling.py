"""What compiling and trying a hand-in may cost, asked of workers that say what they used."""

from __future__ import annotations
import __future__

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from grader.course.models import Assignment, Limits
from grader.engine.prepare import TRIAL_S, Prepared, prepare
from grader.errors import WorkerDied, WorkerTimeout
from grader.intake.rebuild import RunCell
from grader.sandbox.budget import Budget
from grader.worker import wire
from grader.worker.serve import Worker
from tests.engine import toy

ANSWER = RunCell("answer", toy.DOUBLE, "double", "student")
MB = 1 << 20


@dataclass
class StandIn:
    """A launcher and its workers in one: they compile for real and only pretend to work."""

    compile_s: Mapping[str, float] = field(default_factory=dict)
    """CPU seconds by the label of a cell."""
    breaks: Sequence[str] = ()
    """Whoever compiles these dies."""
    code: Mapping[str, Any] = field(default_factory=dict)
    """What comes in place of a cell's code."""
    is_small: bool = False
    """Whether memory ends with the second cell that one worker compiles at a time."""
    run_s: Mapping[str, float] = field(default_factory=dict)
    dies: Mapping[str, bool] = field(default_factory=dict)
    """Whether whoever runs it dies, or else says something without sense."""
    spent_s: float = 0.0

    def worker(self) -> StandIn:
        """A worker."""
        return self

    def ask(
        self, header: Mapping[str, Any], buffers: list[bytes], budget: Budget
    ) -> tuple[dict[str, Any], list[Any]]:
        """An answer, and what it cost."""
        if header["op"] == "compile":
            return self._compile([cell["label"] for cell in header["cells"]], header, budget)
        if header["op"] == "prepare":
            return {"done": True}, []
        label = header["label"]
        self._spend(self.run_s.get(label, 0.0), budget)
        if self.dies.get(label):
            raise WorkerDied("it died")
        return ({} if label in self.dies else {"cell": {"state": "ran"}}), []

    def _compile(
        self, labels: Sequence[str], header: Mapping[str, Any], budget: Budget
    ) -> tuple[dict[str, Any], list[Any]]:
        self._spend(sum(self.compile_s.get(label, 0.0) for label in labels), budget)
        if set(labels) & {*self.breaks, *(self.code if len(labels) > 1 else ())}:
            raise WorkerDied("it died")
        answer, code = Worker().answer(dict(header), [])
        for result in answer["compiled"][1:] if self.is_small else ():
            result |= {"error": {"type": "MemoryError"}, "parts": [], "finer": []}
        return answer, [self.code[labels[0]]] if labels[0] in self.code else code

    def _spend(self, cpu_s: float, budget: Budget) -> None:
        used_s = min(cpu_s, budget.cpu_s)
        self.spent_s += used_s
        budget.used_cpu_s = budget.used_wall_s = used_s
        if cpu_s > budget.cpu_s:
            raise WorkerTimeout(budget.too_much)

    def reject(self, why: str) -> WorkerDied:
        """The exception of an answer without sense."""
        return WorkerDied(why)

    def waited_for_cpu_s(self) -> float:
        """Its machine is never busy."""
        return 0.0

    def check_held(self) -> None:
        """It holds nothing."""

    def kill(self) -> None:
        """There is nothing to end."""


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The toy assignment, in which a cell may take two seconds."""
    made = toy.ready(tmp_path_factory.mktemp("course")).assignment("toy")
    return made.model_copy(update={"limits": Limits(memory_mb=128)})


def own(count: int, source: str = "x = 1") -> list[RunCell]:
    """So many cells of the student's own."""
    return [RunCell(f"cell {at}", source, None, "student") for at in range(count)]


def prepared(
    assignment: Assignment, machine: StandIn, *cells: RunCell
) -> tuple[Prepared, list[str], dict[str, str]]:
    """What came of the cells: the labels of those kept, and what is told of each other one."""
    came = prepare(cells, assignment, (), machine)  # type: ignore[arg-type]  # a stand-in
    kept = [label for label, _ in came.whole.cells]
    return came, kept, {left.where: left.why for left in came.left_out}


def test_cells_that_are_costly_to_compile_share_one_budget(assignment: Assignment) -> None:
    """However many there are, compiling ends; answers and cheap cells below them stay."""
    costly = own(40)
    cheap = RunCell("cheap", "y = 2", None, "student")
    machine = StandIn(compile_s=dict.fromkeys([cell.label for cell in costly], 1.9))

    _, kept, told = prepared(assignment, machine, *costly[:5], cheap, *costly[5:], ANSWER)

    assert machine.spent_s <= 4.0  # in one go, and alone
    assert kept == ["cheap", "answer"]
    assert set(told) == {cell.label for cell in costly}
    assert {why.partition(":")[0] for why in told.values()} == {"it could not be compiled"}


def test_a_cell_that_alone_fits_its_share_is_kept(assignment: Assignment) -> None:
    """Who costs less than half of what is there loses nothing by being compiled alone."""
    machine = StandIn(compile_s={"cell 0": 0.9, "cell 1": 0.5}, breaks=["cell 2"])

    _, kept, told = prepared(assignment, machine, *own(3), ANSWER)

    assert kept == ["cell 0", "cell 1", "answer"]
    assert told == {"cell 2": "it could not be compiled: it died"}


def test_lazy_annotations_hold_for_later_cells_that_are_compiled_alone(
    assignment: Assignment,
) -> None:
    """As in a notebook; whoever else breaks the compiling of all in one go changes nothing."""
    asks = "from __future__ import (division,\n    annotations)  # NumberWithGrad | float\n"
    cells = {"before": "x = 1", "asks": asks, "after": toy.DOUBLE, "breaks": "y = 1"}

    came, _, told = prepared(
        assignment,
        StandIn(breaks=["breaks"]),
        *(RunCell(label, source, None, "student") for label, source in cells.items()),
    )

    assert set(told) == {"breaks"}
    labels = [label for label, _ in came.whole.cells]
    code = dict(zip(labels, (marshal.loads(each)[-1][0] for each in came.whole.code), strict=True))
    lazy = __future__.annotations.compiler_flag
    assert {label for label, each in code.items() if each.co_flags & lazy} == {"asks", "after"}


def test_cells_that_are_not_compiled_any_more_are_told(assignment: Assignment) -> None:
    """After many that end the compiler the rest is left out, never an answer, nothing untold."""
    cells = own(30)
    machine = StandIn(breaks=[cell.label for cell in cells[:20]])

    _, kept, told = prepared(assignment, machine, *cells, ANSWER)

    assert kept == ["answer"]
    assert set(told) == {cell.label for cell in cells}


def test_cells_that_fill_a_worker_cost_no_answer_below_them(assignment: Assignment) -> None:
    """An answer for which no memory was left beside others is compiled without them."""
    _, kept, told = prepared(assignment, StandIn(is_small=True), *own(3), ANSWER)

    assert kept == ["cell 0", "cell 1", "cell 2", "answer"]
    assert told == {}


def test_the_code_of_all_cells_is_bounded(assignment: Assignment) -> None:
    """It is held in the judge and sent to every worker; answers are the last to go."""
    sizes = {"cell 0": 9 * MB, "cell 1": 9 * MB, "cell 2": MB, "answer": 6 * MB}
    machine = StandIn(code={label: bytearray(size) for label, size in sizes.items()})

    came, kept, told = prepared(assignment, machine, *own(3), ANSWER)

    assert kept == ["cell 0", "cell 2", "answer"]
    assert list(told) == ["cell 1"]
    assert "too large" in told["cell 1"]
    assert sum(map(len, came.whole.code)) <= 128 * MB // 8


def test_as_much_code_as_is_kept_can_be_sent(assignment: Assignment) -> None:
    """With the most memory there is, too, all code fits one message."""
    roomy = assignment.model_copy(update={"limits": Limits(memory_mb=16_384)})
    machine = StandIn(code=dict.fromkeys(["cell 0", "cell 1"], bytearray(40 * MB)))

    came, kept, _ = prepared(roomy, machine, *own(2), ANSWER)

    assert kept == ["cell 0", "answer"]
    assert len(came.whole.frame()) > 40 * MB
    assert sum(map(len, came.whole.code)) <= wire.MAX_BUFFER_BYTES


class _Enormous:
    def __bytes__(self) -> bytes:
        raise MemoryError


def test_code_for_which_memory_ends_is_left_out(assignment: Assignment) -> None:
    """That code is too large for us is told like any other cell that does not compile."""
    machine = StandIn(code={"cell 0": _Enormous()})

    _, kept, told = prepared(assignment, machine, *own(2), ANSWER)

    assert kept == ["cell 1", "answer"]
    assert list(told) == ["cell 0"]


@pytest.mark.parametrize("dies", [True, False])
def test_pieces_that_die_use_up_the_trial(assignment: Assignment, dies: bool) -> None:
    """What a statement took counts however it ends, so that trying the answers ends, too."""
    many = RunCell("answer", "burn()\n" * 300, "double", "student")
    machine = StandIn(run_s={"answer": 1.7}, dies={"answer": dies})

    _, kept, told = prepared(assignment, machine, many)

    assert machine.spent_s <= TRIAL_S[-1] + 2 * 1.7
    assert kept == []
    assert "together your cells took too long to run" in " ".join(told.values())
