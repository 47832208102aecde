"""Which pieces of a hand-in need not be repeated for every check."""

from __future__ import annotations

import ast
import tracemalloc
from collections.abc import Iterator, Sequence

import pytest

from grader.course.models import Assignment
from grader.engine import prepare as module
from grader.engine.pieces import Piece, idle_pieces
from grader.intake.rebuild import RunCell
from grader.sandbox import process
from grader.sandbox.launcher import Launcher, WorkerLimits
from grader.worker.effects import effects
from tests.engine import toy


def piece(source: str, grade_id: str | None = None, origin: str = "student") -> Piece:
    """A compiled piece as `prepare` knows it."""
    known = effects(ast.parse(source).body)
    return Piece(
        RunCell("cell 1", source, grade_id, origin),  # type: ignore[arg-type]
        b"",
        0,
        frozenset(known["binds"]),
        frozenset(known["uses"]),
        known["reaches"],
        known["defines"],
    )


ANSWER = piece("def double(x):\n    return 2 * x", "double")


def test_training_that_nobody_uses_is_idle() -> None:
    """A cell of the student's own whose names nobody reads is run on trial alone."""
    assert idle_pieces([ANSWER, piece("total = sum(double(i) for i in range(9))")]) == {1}


def test_an_answer_is_never_idle() -> None:
    """What is graded is loaded for every check, whatever it looks like."""
    assert idle_pieces([ANSWER]) == frozenset()


def test_a_given_cell_is_never_idle() -> None:
    """Cells of the release are run as they were released."""
    assert idle_pieces([piece("x = 1", origin="release")]) == frozenset()


def test_a_helper_of_an_answer_is_needed() -> None:
    """A name that an answer reads makes the cell that binds it needed."""
    helper = piece("def twice(x):\n    return x + x")
    answer = piece("def double(x):\n    return twice(x)", "double")

    assert idle_pieces([helper, answer]) == frozenset()


def test_a_later_version_of_an_answer_is_needed() -> None:
    """A cell that binds an answer's name anew is part of what is graded."""
    assert idle_pieces([ANSWER, piece("def double(x):\n    return 3 * x")]) == frozenset()


def test_what_a_needed_cell_needs_is_needed() -> None:
    """Needing goes on through cells of the student's own."""
    pieces = [
        piece("base = 2"),
        piece("def twice(x):\n    return base * x"),
        piece("def double(x):\n    return twice(x)", "double"),
        piece("plot = double(3)"),
    ]

    assert idle_pieces(pieces) == {3}


def test_idle_cells_may_use_each_other() -> None:
    """Training and then plotting is idle together."""
    assert idle_pieces([ANSWER, piece("losses = [1, 2]"), piece("print(losses)")]) == {1, 2}


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The toy assignment: half a second of CPU time for a cell."""
    return toy.ready(tmp_path_factory.mktemp("course")).assignment("toy")


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """A launcher of small workers."""
    made = Launcher(WorkerLimits(memory_bytes=128 << 20))
    yield made
    made.close()


def prepared(
    assignment: Assignment, launcher: Launcher, further: Sequence[str]
) -> tuple[list[str], float, str]:
    """Of an answer with further cells behind it: cells kept, their cost, and what is told."""
    cells = [RunCell("answer", toy.RIGHT, "double", "student")]
    cells += [RunCell(f"cell {at}", source, None, "student") for at, source in enumerate(further)]
    came = module.prepare(cells, assignment, (), launcher)
    kept = [label for label, _ in came.whole.cells]
    return kept, came.whole.cost_s, "; ".join(left.why for left in came.left_out)


def test_definitions_that_never_end_are_given_up(
    assignment: Assignment, launcher: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many restarts nothing but the answers is tried, however many cells there are."""
    monkeypatch.setattr(module, "MAX_RESTARTS", 1)
    endless = [f"class A{at}:\n    while True: pass" for at in range(8)]

    kept, _, told = prepared(assignment, launcher, endless)

    assert kept == ["answer"]
    assert told.count("had not finished") == 2
    assert told.count("together your cells took too long") == 6


def test_asking_for_input_again_and_again_costs_nothing_else(
    assignment: Assignment, launcher: Launcher
) -> None:
    """A dialogue of many questions takes no time, so that what stands beside it stays."""
    asks = [f"name_{at} = input()" for at in range(module.MAX_RESTARTS + 4)]

    kept, _, told = prepared(assignment, launcher, [*asks, "ready = True"])

    assert kept == ["answer", f"cell {len(asks)}"]
    assert told == "; ".join([module.ASKED_INPUT] * len(asks))


def test_slow_definitions_are_not_repeated_without_end(
    assignment: Assignment, launcher: Launcher
) -> None:
    """What every check repeats takes no longer than two cells may, also when it only defines."""
    slow = [
        f"class A{at}:\n    import time\n    end = time.process_time() + 0.16\n"
        "    while time.process_time() < end: pass"
        for at in range(9)
    ]

    kept, cost_s, told = prepared(assignment, launcher, slow)

    assert "answer" in kept
    assert cost_s <= 2 * assignment.limits.cell_cpu_s
    assert "together your cells took too long" in told


@pytest.mark.parametrize("costs", [(0.44, 0.4, 0.42), (0.4, 0.44, 0.42), (0.42, 0.4, 0.44)])
def test_of_about_equally_slow_cells_the_last_goes(
    assignment: Assignment, launcher: Launcher, costs: Sequence[float]
) -> None:
    """Which of them took longest is another in each grading, and so would the lost answers be."""
    slow = [
        f"class A{at}:\n    import time\n    end = time.process_time() + {cost}\n"
        "    while time.process_time() < end: pass"
        for at, cost in enumerate(costs)
    ]

    assert prepared(assignment, launcher, slow)[0] == ["answer", "cell 0", "cell 1"]


def test_of_what_cells_answer_next_to_nothing_is_kept(
    assignment: Assignment, launcher: Launcher
) -> None:
    """An answer may be as large as one of a check, and a hand-in may have a thousand cells."""
    burdened = (
        "import sys\nwire = sys.modules['worker.wire']\nplain = wire.pack_frame\n"
        "def pack(header, *rest):\n"
        "    if 'cell' in header:\n"
        "        header = {**header, 'cell': {**header['cell'], 'more': 'x' * 1_000_000}}\n"
        "    return plain(header, *rest)\n"
        "wire.pack_frame = pack"
    )
    tracemalloc.start()

    kept, _, told = prepared(assignment, launcher, [burdened, *["x = 1"] * 30])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (len(kept), told) == (32, "")
    assert most > 1_000_000  # an answer came, with all that was in it
    assert most < 10_000_000


@pytest.mark.parametrize(
    ("too_much", "why"),
    [
        (
            "for at in range(70):\n    open(f'file-{at}', 'wb').write(bytes(1 << 20))",
            "it left more than 64 MB in its folder for temporary files",
        ),
        (
            "import threading, time\nthreading.stack_size(1 << 15)\nfor _ in range(20):\n"
            "    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
            "it ran more than 8 threads at a time",
        ),
    ],
    ids=["files", "threads"],
)
def test_what_leaves_too_much_is_left_out_itself(
    too_much: str,
    why: str,
    assignment: Assignment,
    launcher: Launcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where nobody had the time to look while it ran, what comes next does not answer for it."""
    monkeypatch.setattr(process, "MOST_THREADS", 8)
    monkeypatch.setattr(process.WorkerProcess, "look", lambda _: None)

    kept, _, told = prepared(assignment, launcher, [too_much, "x = 1", "y = 2"])

    assert kept[-2:] == ["cell 1", "cell 2"]
    assert told == f"it ended the process that ran it: {why}"


def test_a_hand_in_is_not_taken_into_too_many_pieces(
    assignment: Assignment, launcher: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond a bound a cell that cannot stay goes as a whole: all pieces fit one message."""
    monkeypatch.setattr(module, "MAX_PIECES", 3)
    asks = "".join(f"class A{at}: pass\n" for at in range(20)) + "class B: input()\n"

    kept, _, told = prepared(assignment, launcher, [asks, asks])

    assert kept[0] == "answer"
    assert len(kept) < 3 + 21
    assert told.count("asks for input") == 2


@pytest.mark.parametrize(
    "code", ["numbers = [0] * 4_000_000", "grid = [[0.0] * 1000 for _ in range(1000)]"]
)
def test_much_data_costs_a_hand_in_nothing(
    code: str, assignment: Assignment, launcher: Launcher
) -> None:
    """A line that makes a long list is cheap, and neither it nor what follows is left out."""
    source = f"import numpy as np\n{code}\ny = 1\n{toy.RIGHT}"

    cells = [RunCell("cell 1", source, None, "student")]
    came = module.prepare(cells, assignment, (), launcher)

    assert came.left_out == ()
    assert came.whole.cost_s < assignment.limits.cell_cpu_s


def test_looking_for_changes_is_given_up_when_it_takes_long(
    assignment: Assignment, launcher: Launcher
) -> None:
    """Costly cells are repeated where nobody can say in time that they change nothing."""
    lists = "\n".join(f"held_{at} = [[] for _ in range(60_000)]" for at in range(3))
    costly = "total = sum(double(at) for at in range(400_000))"
    cells = [RunCell("cell 1", f"{toy.RIGHT}\n{lists}", "double", "student")]
    cells += [RunCell(f"cell {at}", costly, None, "student") for at in (2, 3)]

    came = module.prepare(cells, assignment, (), launcher)

    assert came.left_out == ()
    assert len(came.whole.cells) == 3
