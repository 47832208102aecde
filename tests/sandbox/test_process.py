"""Tests of the judge's hold on one worker: questions, answers, budgets, and its end."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import WorkerDied, WorkerKilled, WorkerStarved, WorkerTimeout
from grader.sandbox import scratch as scratch_limits
from grader.sandbox.budget import WALL_FACTOR, Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.meter import LOOK_S, Meter
from grader.sandbox.process import WorkerProcess
from grader.worker import wire
from tests.toy import FORGE, loadable

SPIN = """
import time
def spin(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
    return seconds
def rest(seconds):
    time.sleep(seconds)
    return seconds
"""

Start = Callable[[str], WorkerProcess]


@pytest.fixture
def start(launcher: Launcher) -> Iterator[Start]:
    """Makes a worker that has loaded a source."""
    made: list[WorkerProcess] = []

    def start_(source: str) -> WorkerProcess:
        worker = launcher.worker()
        made.append(worker)
        worker.send(loadable(source).frame(), Budget(20.0))
        worker.answer(Budget(20.0))
        return worker

    yield start_
    for worker in made:
        worker.kill()


def call(name: str, *args: object) -> dict[str, Any]:
    """A request that calls a function and reads a number."""
    step = {"op": "global", "name": name, "args": list(args), "kind": "number"}
    return {"op": "run", "program": [step]}


def test_quick_answers_use_up_a_budget_together(start: Start) -> None:
    """Many answers, each too quick for anybody to look at a clock, end at their common budget."""
    worker, budget = start(SPIN), Budget(0.1)

    def many() -> None:
        for _ in range(200):
            worker.ask(call("spin", 0.005), [], budget)

    with pytest.raises(WorkerTimeout, match=r"more than 0\.1 s of CPU time"):
        many()

    assert 0.1 <= budget.used_cpu_s < 0.5
    assert not worker.alive


def test_quick_sleeps_use_up_the_wall_time_together(start: Start) -> None:
    """A worker that naps before each answer does not get past its wall time either."""
    worker, budget = start(SPIN), Budget(0.02)

    def many() -> None:
        for _ in range(200):
            worker.ask(call("rest", 0.005), [], budget)

    with pytest.raises(WorkerTimeout, match="did not answer within"):
        many()

    assert budget.used_wall_s >= WALL_FACTOR * 0.02
    assert not worker.alive


def test_what_a_worker_computes_between_questions_counts(start: Start) -> None:
    """CPU time is the process's from the first question to the last, also while nobody waits."""
    worker = start(SPIN + "import threading\n"
                   "def behind(seconds):\n"
                   "    threading.Thread(target=spin, args=(seconds,)).start()\n"
                   "    return 0\n")  # fmt: skip
    budget = Budget(20.0)
    worker.ask(call("behind", 0.2), [], budget)
    since = worker.cpu_clock_s()
    while worker.cpu_clock_s() < since + 0.15:
        time.sleep(0.01)

    worker.ask(call("rest", 0), [], budget)

    assert budget.used_cpu_s >= 0.15


BEHIND = (
    SPIN
    + """
import os, threading
def write():
    while True:
        with open("a", "wb") as file:
            file.write(b"x" * 4096)
def large(count):
    threading.Thread(target=write, daemon=True).start()
    while not os.path.exists("a"): pass
    return "x" * count
"""
)


def test_nothing_runs_while_a_large_answer_is_looked_at(start: Start) -> None:
    """A worker that gave much to look at stands still until it is asked again."""
    worker, budget = start(BEHIND), Budget(20.0)
    step = call("large", 100_000)
    step["program"][0]["kind"] = "str"
    worker.ask(step, [], budget)
    for _ in range(2000):
        if _states(worker.pid) == {"T"}:
            break
        time.sleep(0.001)

    before = worker.cpu_clock_s()
    time.sleep(0.2)

    # A thread may be seen as stopped some microseconds before it leaves its processor.
    assert worker.cpu_clock_s() - before < 0.01
    assert worker.ask(call("rest", 0), [], budget)[0] == {"value": 0}


def test_answers_that_came_already_are_no_way_to_fill_a_folder(start: Start) -> None:
    """What a worker holds is looked at though nobody has to wait for its next answer."""
    worker, budget = start(SPIN), Budget(20.0)
    for _ in range(3):
        worker.send(wire.pack_frame(call("rest", 0)), budget)
    worker.answer(budget)
    for at in range(scratch_limits.MAX_ENTRIES + 1):
        (Path(worker.scratch) / f"{at}").touch()
    time.sleep(2 * LOOK_S)

    with pytest.raises(WorkerDied, match="more than 1000 files"):
        worker.answer(budget)


def test_a_budget_is_of_a_check_and_not_of_a_worker(start: Start) -> None:
    """A second worker under the same budget has what the first one left."""
    first, second, budget = start(SPIN), start(SPIN), Budget(0.3)
    first.ask(call("spin", 0.2), [], budget)

    with pytest.raises(WorkerTimeout):
        second.ask(call("spin", 10), [], budget)
    assert budget.used_cpu_s < 5


def test_loading_is_on_another_budget(start: Start) -> None:
    """What one budget paid for is not paid again by the next one."""
    worker = start(SPIN + "spin(0.2)\n")
    budget = Budget(0.1)

    worker.ask(call("rest", 0), [], budget)

    assert budget.used_cpu_s < 0.1


def test_a_worker_without_a_processor_was_starved(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was runnable all the while, and did not run, did nothing wrong."""
    worker = start(SPIN)
    began = time.monotonic()
    # As if the kernel had said: it waited for a processor since then, and computed nothing.
    monkeypatch.setattr(WorkerProcess, "waited_for_cpu_s", lambda self: time.monotonic() - began)

    with pytest.raises(WorkerStarved, match="no CPU time"):
        worker.ask(call("rest", 100), [], Budget(0.02))
    assert not worker.alive


def test_a_worker_that_may_not_sleep_long_is_waited_for_as_long(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long a worker without a processor is waited for hangs on its CPU time alone."""
    worker, budget = start(SPIN), Budget(0.02, wall_factor=2.0)
    began = time.monotonic()
    monkeypatch.setattr(WorkerProcess, "waited_for_cpu_s", lambda self: time.monotonic() - began)

    header, _ = worker.ask(call("rest", 0.4), [], budget)

    assert header == {"value": 0.4}


def test_a_worker_that_gets_a_processor_late_is_waited_for(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine an answer may take longer than a sleeping worker would be given."""
    worker, budget = start(SPIN), Budget(0.02)
    began = time.monotonic()
    monkeypatch.setattr(WorkerProcess, "waited_for_cpu_s", lambda self: time.monotonic() - began)

    header, _ = worker.ask(call("rest", 0.4), [], budget)

    assert header == {"value": 0.4}
    assert budget.used_wall_s > budget.wall_s


def test_waiting_before_a_budget_is_none_of_its_own(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that once waited for a processor, while loading, is not starved when it naps."""
    worker, budget = start(SPIN), Budget(0.02)
    monkeypatch.setattr(WorkerProcess, "waited_for_cpu_s", lambda self: 100.0)

    def many() -> None:
        for _ in range(200):
            worker.ask(call("rest", 0.005), [], budget)

    with pytest.raises(WorkerTimeout, match="did not answer within"):
        many()


def test_a_kernel_that_does_not_tell_starves_nobody(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the waiting time is not known, a worker that is seen asleep is one that sleeps."""
    worker = start(SPIN)
    monkeypatch.setattr(WorkerProcess, "waited_for_cpu_s", lambda self: float("nan"))

    with pytest.raises(WorkerTimeout, match="did not answer within"):
        worker.ask(call("rest", 100), [], Budget(0.02))


def test_a_kernel_that_does_not_tell_lets_nobody_off(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is not known, a worker that is never seen asleep got no processor."""
    worker = start(SPIN)
    monkeypatch.setattr(WorkerProcess, "waited_for_cpu_s", lambda self: float("nan"))
    monkeypatch.setattr(WorkerProcess, "is_asleep", lambda self: False)

    with pytest.raises(WorkerStarved):
        worker.ask(call("rest", 100), [], Budget(0.02))


def test_a_thread_that_works_keeps_a_worker_awake(start: Start) -> None:
    """A worker is asleep when none of its threads runs, whatever the first of them does."""
    threads = """
import threading
def work():
    while True: pass
def begin(seconds):
    threading.Thread(target=work, daemon=True).start()
    return seconds
"""
    idle, busy = start(SPIN), start(threads)
    busy.ask(call("begin", 1), [], Budget(20.0))

    assert not busy.is_asleep()
    assert any(idle.is_asleep() for _ in range(1000))


def test_the_machine_s_delay_is_no_sleep(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A nap that a quiet machine allows is allowed on one that gives no processor for a while."""
    worker, budget = start(SPIN), Budget(0.02)
    began = time.monotonic()
    # As if it had waited for half of the time, and slept the other half.
    monkeypatch.setattr(
        WorkerProcess, "waited_for_cpu_s", lambda self: (time.monotonic() - began) / 2
    )

    header, _ = worker.ask(call("rest", 0.3), [], budget)

    assert header == {"value": 0.3}
    assert budget.used_wall_s > budget.wall_s


@pytest.mark.parametrize("rest_s", [0.0, 0.1])
def test_who_stands_still_blames_no_worker(start: Start, rest_s: float) -> None:
    """A machine that was paused, or a judge that was, is no sleep of the submission's."""
    worker, budget = start(SPIN), Budget(0.05)
    stood: list[float] = []

    def stand_still() -> None:
        if not stood:
            stood.append(1.0)
            time.sleep(1.0)

    worker.ask(call("rest", 0.0), [], budget)
    worker.on_wait = lambda: None
    worker.send(wire.pack_frame(call("rest", rest_s)), budget)
    with Meter(worker, budget) as meter:
        worker.on_wait = stand_still
        meter.check()
    header, _ = worker.answer(budget)
    again, _ = worker.ask(call("rest", 0.0), [], budget)

    assert (header, again, stood) == ({"value": rest_s}, {"value": 0.0}, [1.0])
    assert worker.slept_s(budget) < budget.wall_s


def test_what_one_slept_is_known_of_the_dead(start: Start) -> None:
    """Who was waited for in vain slept, too."""
    worker, budget = start(SPIN), Budget(0.05)

    with pytest.raises(WorkerTimeout):
        worker.ask(call("rest", 20.0), [], budget)

    assert budget.wall_s / 2 < worker.slept_s(budget)


def test_answers_come_in_the_order_of_the_requests(start: Start) -> None:
    """Requests may be sent before the answers to earlier ones were read."""
    worker, budget = start(SPIN), Budget(20.0)
    for seconds in (0.0, 0.25):
        worker.send(wire.pack_frame(call("rest", seconds)), budget)

    assert worker.answer(budget)[0] == {"value": 0.0}
    assert worker.answer(budget)[0] == {"value": 0.25}


def test_a_request_too_large_leaves_the_worker_alive(start: Start) -> None:
    """A frame that cannot be made was never sent."""
    worker, budget = start(SPIN), Budget(20.0)

    with pytest.raises(wire.WireError):
        worker.ask(call("rest", "x" * wire.MAX_HEADER_BYTES), [], budget)

    assert worker.ask(call("rest", 0), [], budget)[0] == {"value": 0}


def test_a_large_request_and_a_large_answer_cross(start: Start) -> None:
    """Both directions may need many writes and reads."""
    worker = start("def echo(x): return x")
    data = os.urandom(1 << 16) * 100
    step = {"op": "global", "name": "echo", "kind": ["array", 1, "u"]}
    step |= {"args": [{"a": [0, "|u1", [len(data)]]}]}

    answer, buffers = worker.ask({"op": "run", "program": [step]}, [data], Budget(20.0))

    assert answer["value"]["a"][2] == [len(data)]
    assert bytes(buffers[0]) == data


def test_bytes_that_nobody_asked_for_end_the_worker(start: Start) -> None:
    """A second answer waits when the next question is about to be asked: that is the end."""
    worker = start(FORGE + "def number(x=0):\n    send(frame({'n': 2, 'value': 1}))\n    return 7")
    budget = Budget(20.0)

    assert worker.ask(call("number"), [], budget)[0] == {"value": 1}
    with pytest.raises(WorkerDied, match=r"nobody asked for|another question"):
        worker.ask(call("number"), [], budget)
    assert not worker.alive


def test_killing_twice_is_killing_once(start: Start) -> None:
    """The end of a worker is final, removes its folder, and can be asked for again."""
    worker = start("import os\nopen(os.environ['TMPDIR'] + '/a', 'w').write('x')")
    scratch = Path(worker.scratch)

    worker.kill()
    worker.kill()

    assert not worker.alive
    assert not scratch.exists()
    assert _state(worker.pid) in ("", "Z")


def _states(pid: int) -> set[str]:
    """The kernel's letters for the threads of a process."""
    stats = Path(f"/proc/{pid}/task").glob("*/stat")
    return {stat.read_text(encoding="ascii").split()[2] for stat in stats}


def _state(pid: int) -> str:
    """The kernel's letter for a process: empty when it is gone, Z until its parent asks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2]
    except FileNotFoundError:
        return ""


@pytest.mark.needs("seccomp")
def test_a_worker_killed_from_outside_is_nobodys_fault(start: Start) -> None:
    """Behind seccomp SIGKILL comes from outside, as from a machine that runs out of memory."""
    worker = start(SPIN)
    signal.pidfd_send_signal(worker.pidfd, signal.SIGKILL)

    with pytest.raises(WorkerKilled, match="something outside it killed"):
        worker.ask(call("rest", 0), [], Budget(20.0))
    assert not worker.alive


@pytest.mark.needs("seccomp")
def test_a_worker_whose_launcher_was_killed_is_nobodys_fault() -> None:
    """The launcher's workers go with it, and none of them ended itself."""
    launcher = Launcher()
    worker = launcher.worker()
    worker.send(loadable(SPIN).frame(), Budget(20.0))
    worker.answer(Budget(20.0))
    launcher._process.kill()

    with pytest.raises(WorkerKilled, match="something outside it killed"):
        worker.ask(call("rest", 5), [], Budget(20.0))
    launcher.close()


ENDS = """
import ctypes, os, signal
def leave(code):
    os._exit(code)
def stop(number):
    signal.raise_signal(number)
def hang_up(fd):
    os.close(fd)
    while True: pass
"""


@pytest.mark.parametrize(
    ("name", "argument"), [("leave", 9), ("stop", 6), ("stop", 15), ("stop", 11), ("hang_up", 3)]
)
def test_a_worker_that_ends_itself_died(start: Start, name: str, argument: int) -> None:
    """However a submission ends its process, or its line alone, that is its own doing."""
    worker = start(ENDS)

    with pytest.raises(WorkerDied, match="ended by itself"):
        worker.ask(call(name, argument), [], Budget(20.0))
    assert not worker.alive


@pytest.mark.needs("seccomp")
def test_no_worker_can_seem_killed_from_outside(start: Start) -> None:
    """A submission that sends itself SIGKILL is refused, and lives."""
    worker = start(ENDS)

    answer, _ = worker.ask(call("stop", 9), [], Budget(20.0))
    assert "PermissionError" in str(answer)


def test_clocks_of_a_dead_worker_say_nothing() -> None:
    """A process that never was has used no time that could be known."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = WorkerProcess(ours, -1, 2**22 + 1, "/nowhere", alive=False)

        assert worker.cpu_clock_s() != worker.cpu_clock_s()
        assert worker.waited_for_cpu_s() != worker.waited_for_cpu_s()


def test_who_waits_is_told_again_and_again(launcher: Launcher) -> None:
    """While a worker sleeps, whoever waits for it can show that it waits."""
    waits: list[float] = []
    launcher.forget_ahead()
    launcher.on_wait = lambda: waits.append(time.monotonic())
    try:
        worker = launcher.worker()
        worker.send(loadable(SPIN).frame(), Budget(20.0))
        worker.answer(Budget(20.0))
        loading = len(waits)
        worker.ask(call("rest", 0.3), [], Budget(2.0))
        worker.kill()
    finally:
        launcher.on_wait = lambda: None
        launcher.forget_ahead()

    assert len(waits) > loading + 3
