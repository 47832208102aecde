"""What the boundary costs: processes, calls, arrays, and a whole right submission.

    python benchmarks/boundary.py [--rounds N]

Prints one table. A right `number_with_grad` submission is judged as ever, with a fresh locked
worker for each check, beside the same suite in one plain pytest process that imports the code:
what every incumbent does, and what anybody can forge. The two take turns; CPU time of all
processes is counted, and the ratio is the median of the ratios of neighbours. Writes nothing.
Nothing here is a test, and no test is timed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from grader.course import load_course
from grader.course.source import reference_cells
from grader.engine.session import JudgeProcess
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import WorkerProcess
from grader.worker import wire

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "number_with_grad"
PLAIN = r"""
import json, os, sys, time, types
import pytest
root, hidden, cells = sys.argv[1], sys.argv[2], json.loads(sys.stdin.read())
sys.path.insert(0, root)
sys.dont_write_bytecode = True
import grader.testing as testing
from grader.engine import examples
import tempfile
examples.set_up_hypothesis(tempfile.mkdtemp())
testing.raises = pytest.raises
testing.same_object = lambda x, y: x is y

class Plain:
    @pytest.fixture
    def submission(self):
        module = types.ModuleType("submission")
        for label, source in cells:
            exec(compile(source, label, "exec"), module.__dict__)
        return module
    def pytest_configure(self, config):
        config.addinivalue_line("markers", "check(question, weight=1, hint='')")

begun = time.perf_counter()
code = pytest.main(["-s", "-c", "/dev/null", "--rootdir", hidden, "-p", "no:cacheprovider",
                    "-p", "no:terminal", hidden], plugins=[Plain()])
sys.exit(int(code))
"""


def ms(seconds: float) -> str:
    """Seconds as milliseconds, three digits."""
    return f"{1e3 * seconds:8.3f} ms"


def median_of(rounds: int, run: Callable[[], float]) -> float:
    """The median of what several runs give."""
    return statistics.median(run() for _ in range(rounds))


def processes(rounds: int) -> list[tuple[str, str]]:
    """Rows about starting, asking and ending processes."""

    def start() -> float:
        begun = time.perf_counter()
        launcher = Launcher()
        taken = time.perf_counter() - begun
        launcher.close()
        return taken

    rows = [("launcher, started and ready", ms(median_of(max(3, rounds // 10), start)))]
    launcher = Launcher()
    try:
        rows.append(("  layers", ", ".join(launcher.layers)))
        rows += workers(launcher, rounds)
        rows += calls(launcher.worker(), rounds)
    finally:
        launcher.close()
    return rows


def workers(launcher: Launcher, rounds: int) -> list[tuple[str, str]]:
    """Rows about one worker: taken, first answer, killed."""
    fresh, ahead, kill, cpu = [], [], [], []
    budget = Budget(60.0)
    for _ in range(rounds):
        launcher.forget_ahead()
        begun = time.perf_counter()
        worker = launcher._request()  # not made ahead
        worker.ask({"op": "run", "program": []}, [], budget)
        fresh.append(time.perf_counter() - begun)
        worker.kill()
        waiting = launcher.worker()
        waiting.kill()
        time.sleep(0.02)  # the next one is made meanwhile
        begun = time.perf_counter()
        worker, launcher._ahead = launcher._ahead, None
        assert worker is not None
        worker.ask({"op": "run", "program": []}, [], budget)
        ahead.append(time.perf_counter() - begun)
        cpu.append(worker.cpu_clock_s())
        begun = time.perf_counter()
        worker.kill()
        kill.append(time.perf_counter() - begun)
    return [
        ("locked worker to its first answer, fresh", ms(statistics.median(fresh))),
        ("  made ahead of need", ms(statistics.median(ahead))),
        ("  its CPU time until then", ms(statistics.median(cpu))),
        ("  killed and gone", ms(statistics.median(kill))),
    ]


def calls(worker: WorkerProcess, rounds: int) -> list[tuple[str, str]]:
    """Rows about asking one worker: a small call, an array of 8 MB there and back."""
    budget = Budget(600.0)
    worker.ask({"op": "prepare", "display": [], "seed": 0}, [], budget)
    array = np.random.default_rng(0).normal(size=(1000, 1000))
    put, buffers = wire.pack(array, packed := []), packed
    header = {"op": "run", "program": [
        {"op": "put", "args": [put], "out": 1, "kind": "opaque"},
        {"op": "value", "args": [{"h": 1}], "kind": ["array", None, None]},
    ]}  # fmt: skip
    small = {"op": "run", "program": [
        {"op": "put", "args": [1.5], "out": 1, "kind": "opaque"},
        {"op": "value", "args": [{"h": 1}], "kind": "number"},
    ]}  # fmt: skip

    def call() -> float:
        begun = time.perf_counter()
        for _ in range(200):
            worker.ask(small, [], budget)
        return (time.perf_counter() - begun) / 200

    def echo() -> float:
        begun = time.perf_counter()
        answer, received = worker.ask(header, buffers, budget)
        wire.unpack(answer["value"], received)
        return time.perf_counter() - begun

    rows = [
        ("one call", ms(median_of(rounds, call))),
        ("8 MB of float64 there and back", ms(median_of(rounds, echo))),
    ]
    worker.kill()
    return rows


def submission(rounds: int) -> list[tuple[str, str]]:
    """Rows about a right submission: ours beside one plain pytest process."""
    course = load_course(ROOT)
    assignment = course.assignment(ASSIGNMENT)
    cells = reference_cells(assignment)
    ours_cpu, ours_wall, plain_cpu, plain_wall, ratios = [], [], [], [], []
    with JudgeProcess(course, assignment) as judge:
        checks = len(judge.manifest)
        judge.run_cells(cells)
        for _ in range(rounds):
            cpu, begun = judge.cpu_s, time.perf_counter()
            results = judge.run_cells(cells)
            ours_wall.append(time.perf_counter() - begun)
            ours_cpu.append(judge.cpu_s - cpu)
            assert all(outcome.outcome == "passed" for outcome in results.outcomes)
            cpu_s, wall_s = plain(assignment.hidden, cells)
            plain_cpu.append(cpu_s)
            plain_wall.append(wall_s)
            ratios.append(plain_cpu[-1] / ours_cpu[-1])
    whole = statistics.median(ours_cpu)
    per_check = whole / checks
    return [
        (f"a right submission, {checks} checks: CPU, all processes", ms(whole)),
        ("  wall", ms(statistics.median(ours_wall))),
        ("  CPU per check, its worker included", ms(per_check)),
        ("the same suite in one plain pytest process: CPU", ms(statistics.median(plain_cpu))),
        ("  wall", ms(statistics.median(plain_wall))),
        ("  plain / ours, CPU", f"{statistics.median(ratios):8.2f} x"),
    ]  # fmt: skip


def plain(hidden: Path, cells: list[tuple[str, str]]) -> tuple[float, float]:
    """CPU and wall seconds of the suite in a process that imports the submission."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, str(ROOT), str(hidden)],
        input=json.dumps(cells),
        text=True,
        capture_output=True,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )
    wall_s = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stdout + done.stderr
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall_s


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    for name, value in [*processes(rounds), *submission(max(3, rounds // 5))]:
        print(f"{name:<58} {value}")


if __name__ == "__main__":
    main()
