"""Tests of `grader.worker.serve`: one answer to each question, under the question's number."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from grader.worker import serve, wire


@pytest.fixture
def worker() -> Iterator[socket.socket]:
    """The judge's end of the line to a worker that serves in a forked process."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            serve.serve(theirs.fileno())
        finally:
            os._exit(1)
    theirs.close()
    yield ours
    ours.close()
    os.waitpid(pid, 0)


def ask(line: socket.socket, header: dict[str, Any], *buffers: bytes) -> Any:
    """Sends one question and reads one frame."""
    line.sendall(wire.pack_frame(header, buffers))
    return answer(line)


def answer(line: socket.socket) -> Any:
    """The next frame on the line."""

    def read(count: int) -> bytearray:
        data = bytearray()
        while len(data) < count:
            part = line.recv(count - len(data))
            assert part, "the worker closed the line"
            data += part
        return data

    return wire.read_frame(read)


def load(source: str) -> tuple[dict[str, Any], bytes]:
    """The header and the code that load a hand-in of one cell."""
    from grader.worker.transform import compile_cells

    code = compile_cells([{"label": "cell 1", "source": source}])[0]["code"]
    header = {"op": "load", "display": [], "seed": 0, "labels": ["cell 1"], "sources": {}}
    return header, code


def test_answers_are_numbered_in_order(worker: socket.socket) -> None:
    """Answers come one for one, counted from 1 on both sides."""
    header, code = load("def f(x): return 2 * x")
    step = {"op": "global", "name": "f", "args": [21], "kind": "number"}

    assert ask(worker, header, code)[0] == {"n": 1, "loaded": 1}
    assert ask(worker, {"op": "run", "program": [step]}) == ({"n": 2, "value": 42}, [])
    assert ask(worker, {"op": "run", "program": []}) == ({"n": 3, "done": True}, [])


def test_each_answer_of_a_script_has_a_number_of_its_own(worker: socket.socket) -> None:
    """A script is many questions: none of its answers can be taken for another's."""
    header, code = load("def f(x): return 2 * x")
    programs = [
        [{"op": "global", "name": "f", "args": [value], "kind": "number"}] for value in (1, 2)
    ]
    ask(worker, header, code)

    assert ask(worker, {"op": "script", "programs": programs})[0] == {"n": 2, "value": 2}
    assert answer(worker)[0] == {"n": 3, "value": 4}
    assert ask(worker, {"op": "run", "program": []})[0] == {"n": 4, "done": True}


@pytest.mark.parametrize("bad", ["fail", "absent", "wrong", "large"])
def test_a_script_stops_where_it_fails(worker: socket.socket, bad: str) -> None:
    """After what fails nothing more is run, and numbers go on behind the whole script."""
    header, code = load(
        "done = []\n"
        "def f(): done.append(1); return len(done)\n"
        "def fail(): 1 / 0\n"
        "def wrong(): return None\n"
        "def large(): return 'x' * (17 << 20)\n"
    )
    kind = ["union", "number", "str"]
    calls = [[{"op": "global", "name": name, "kind": kind}] for name in ("f", bad, "f", "f")]
    ask(worker, header, code)

    assert ask(worker, {"op": "script", "programs": calls})[0] == {"n": 2, "value": 1}
    failed = answer(worker)[0]
    assert failed["n"] == 3
    assert {"raised", "kind"} & set(failed)
    assert ask(worker, {"op": "run", "program": calls[0]})[0] == {"n": 6, "value": 2}


def test_questions_that_came_together_are_answered_one_by_one(worker: socket.socket) -> None:
    """A second question waits in the buffer until the first is answered."""
    put = {"op": "put", "args": [1], "kind": "opaque", "out": 1}
    read = {"op": "value", "args": [{"h": 1}], "kind": "number"}
    worker.sendall(
        wire.pack_frame({"op": "run", "program": [put]})
        + wire.pack_frame({"op": "run", "program": [read]})
    )

    assert answer(worker)[0] == {"n": 1, "done": True}
    assert answer(worker)[0] == {"n": 2, "value": 1}


def test_a_load_goes_on_after_a_cell_that_raises(worker: socket.socket) -> None:
    """Loading answers how many cells it ran; one that raises stops there, and the next one runs."""
    header, code = load("x = 1\n1 / 0")
    _, more = load("def f(): return x + 1")
    both = {**header, "labels": ["cell 1", "cell 2"]}
    step = {"op": "global", "name": "f", "kind": "number"}

    assert ask(worker, both, code, more)[0]["loaded"] == 2
    assert ask(worker, {"op": "run", "program": [step]})[0]["value"] == 2


@pytest.mark.parametrize(
    "body",
    [
        '"x" * (9 << 20)', '"\\ud800" * (1 << 20)', '["y" * 1000] * 20000',
        '"x" * (3 << 20)', '["y" * 1000] * 3000', '["y"] * 50_001',
    ],
    ids=["long", "escaped", "many", "long for an answer", "many for an answer", "many small ones"],
)  # fmt: skip
def test_an_answer_beyond_one_message_is_refused_at_its_step(
    worker: socket.socket, body: str
) -> None:
    """What is too large names the operation that gave it, not the first of the program."""
    header, code = load(f"def make(): return 1\ndef big(): return {body} + {body}")
    ask(worker, header, code)
    make = {"op": "global", "name": "make", "kind": "ignored"}
    kind = ["union", "str", ["sequence", "str"]]

    program = [{"op": "forget"}, make, {"op": "global", "name": "big", "kind": kind}]
    said, buffers = ask(worker, {"op": "run", "program": program})

    assert said["kind"]["step"] == 2
    assert said["kind"]["came"] in (
        "a string of 18874368 characters",
        "a string of 6291456 characters",
        "something too large for one message",
    )
    assert buffers == []


def test_the_random_numbers_of_a_submission_are_those_of_the_seed(worker: socket.socket) -> None:
    """Two loads with one seed draw alike, with another seed otherwise; NumPy's draws, too."""
    header, code = load(
        "import random, numpy as np\ndef draw(): return [random.random(), np.random.rand()]"
    )
    get = {"op": "global", "name": "draw", "kind": ["sequence", "number"]}
    drawn = []
    for seed in (1, 1, 2):
        ask(worker, {**header, "seed": seed}, code)
        drawn.append(ask(worker, {"op": "run", "program": [get]})[0]["value"])

    assert drawn[0] == drawn[1] != drawn[2]


def test_an_unknown_request_ends_the_worker(worker: socket.socket) -> None:
    """A request that no version knows is a defect of ours: the worker does not guess."""
    worker.sendall(wire.pack_frame({"op": "dance"}))

    assert worker.recv(1) == b""


def test_the_worker_ends_with_its_line(worker: socket.socket) -> None:
    """End of file ends the process without a word."""
    worker.shutdown(socket.SHUT_WR)

    assert worker.recv(1) == b""


def test_a_hand_in_is_read_or_called_unreadable() -> None:
    """Reading answers with what is in the bytes, or with the reason why nothing is."""
    worker = serve.Worker()

    read, _ = worker.answer({"op": "read", "name": "a.py"}, [bytearray(b"x = 1\n")])
    broken, _ = worker.answer({"op": "read", "name": "a.ipynb"}, [bytearray(b"{")])

    assert "hand_in" in read
    assert isinstance(broken["unreadable"], str)


def test_probing_says_what_succeeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A probe answers with each attempt and whether it succeeded."""
    probe = SimpleNamespace(attempt_all=lambda about: {"read": about["x"]})
    monkeypatch.setattr(serve, "probe", probe)

    assert serve.Worker().answer({"op": "probe", "about": {"x": True}}, []) == (
        {"succeeded": {"read": True}},
        [],
    )
    assert "submission" not in sys.modules
