"""Whole conversations with a worker that lies: no answer is ever taken for another's.

Both ends are played in one process, step by step, so nothing waits and nothing depends on time.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import struct
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.boundary.channel import Channel
from grader.boundary.interface import parse_interface
from grader.boundary.proxy import Handle, Submission, handle_classes
from grader.errors import StudentError, SuiteError, WorkerDied, WrongKind
from grader.sandbox.budget import Budget
from grader.sandbox.process import WorkerProcess
from grader.worker.program import LOCAL_IDS

EXAMPLES = int(os.environ.get("GRADER_FUZZ_EXAMPLES", "150")) * 2
ENOUGH = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
DRAWS = st.randoms(use_true_random=False)


@pytest.fixture(scope="module")
def ended() -> Iterator[tuple[int, int]]:
    """A process that has ended, by its pidfd and its number: whom a line may kill at will."""
    process = subprocess.Popen(["true"])
    pidfd = os.pidfd_open(process.pid)
    process.wait()
    yield pidfd, 2**22 + 1
    os.close(pidfd)


def framed(header: Any) -> bytes:
    """A frame without buffers, by the words of the wire's documentation."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<II", len(text), 0) + text


def good(number: int) -> bytes:
    """The answer to the question of that number, which says so."""
    return framed({"n": number, "value": {"t": [number]}})


BAD = (
    lambda number: framed({"n": number + 1, "value": 0}),
    lambda number: framed({"n": number - 1, "value": 0}),
    lambda number: framed({"value": 0}),
    lambda number: framed({"n": str(number), "value": 0}),
    lambda number: framed({"n": [number], "value": 0}),
    lambda number: framed([number]),
    lambda number: framed(b"{"),
    lambda number: framed(b'{"n": ' + b"[" * 3000),
    lambda number: struct.pack("<II", 1 << 31, 0),
    lambda number: struct.pack("<II", 2, 1 << 20),
    lambda number: struct.pack("<IIQ", 2, 1, 1 << 60) + b"{}",
)


class Peer:
    """The worker's end: what it has written that our end has not taken yet."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.unread = sock, list[bool]()
        """Of each frame whether it is the answer that is due then."""

    def write(self, data: bytes, *, right: bool) -> None:
        """Send a frame."""
        self.sock.sendall(data)
        self.unread.append(right)


@ENOUGH
@given(draw=DRAWS)
def test_an_answer_is_of_its_question_or_ends_the_worker(
    ended: tuple[int, int], draw: random.Random
) -> None:
    """Early, late, doubled, missing and odd answers: each is the right one, or the last."""
    ours, theirs = socket.socketpair()
    worker = WorkerProcess(ours, os.dup(ended[0]), ended[1], "/nowhere")
    peer = Peer(theirs)
    sent = written = taken = 0
    try:
        for _ in range(draw.randrange(1, 12)):
            way = draw.randrange(8)
            if way < 3:
                count = draw.choice((1, 1, 3))
                unasked = bool(peer.unread) and sent == taken
                if not _lives(worker, partial(worker.send, b"?", Budget(1.0), answers=count)):
                    assert unasked
                    break
                assert not unasked
                sent += count
            elif way < 6:
                written += 1
                peer.write(good(written), right=True)
            elif way == 6:
                peer.write(draw.choice(BAD)(taken + len(peer.unread) + 1), right=False)
            elif sent > taken:
                if not peer.unread:
                    theirs.shutdown(socket.SHUT_WR)
                right = peer.unread[:1] == [True]
                got = _lives(worker, partial(worker.answer, Budget(1.0)))
                taken += 1
                if not got:
                    assert not right
                    break
                assert right
                assert got == [({"value": {"t": [taken]}}, [])]
                peer.unread.pop(0)
    finally:
        worker.kill()
        theirs.close()


def _lives(worker: WorkerProcess, step: Callable[[], object]) -> list[object]:
    """What the step gave, in a list; nothing where it ended the worker, who then stays dead."""
    given: list[object] = []
    with contextlib.suppress(WorkerDied):
        given.append(step())
    assert worker.alive == bool(given)
    return given


INTERFACE = parse_interface(
    """
class Node:
    num: Number
    parts: Sequence[Node]
    def __add__(self, other: Node | Number) -> Node: ...
    def backward(self) -> None: ...
def node(x: Number) -> Node: ...
def pick(nodes: Sequence[Node]) -> Node | None: ...
def total(nodes: Sequence[Node]) -> Number: ...
""",
    Path("interface.py"),
)
CLASSES = handle_classes(INTERFACE)
NUMBERS = (LOCAL_IDS, LOCAL_IDS + 1, LOCAL_IDS, 1, 2, 0, -1, 1 << 41, 2**70)


class Liar:
    """A line that answers at random, and keeps what it was asked."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.programs: list[list[dict[str, Any]]] = []

    def ask(self, header: Any, buffers: list[bytes]) -> tuple[Any, list[bytearray]]:
        """An answer of the right form, mostly, to whatever was asked."""
        self.programs.append(json.loads(json.dumps(header["program"])))
        steps = len(header["program"])
        error = {"type": "E", "bases": ["Exception"], "text": "no\x1b[2J", "frames": []}
        step = self.draw.choice((0, steps - 1, steps, -1, True, None))
        handles = [{"h": self.draw.choice(NUMBERS)} for _ in range(self.draw.randrange(3))]
        answers: tuple[Any, ...] = (
            {"done": True},
            {"done": True},
            {"value": 1.5},
            {"value": 3},
            {"value": {"l": handles}},
            {"value": {"t": handles}},
            {"value": handles[0] if handles else None},
            {"value": {"l": [{"l": handles}]}},
            {"raised": {"step": step, "error": error}},
            {"kind": {"step": step, "came": "None"}},
            {"value": True, "raised": {"step": step}},
            {},
        )
        return self.draw.choice(answers), []

    def reject(self, why: str) -> WorkerDied:
        """A death like any other."""
        return WorkerDied(why)


@ENOUGH
@given(DRAWS)
def test_objects_belong_to_their_example_and_their_check(draw: random.Random) -> None:
    """Steps arrive once and in order; an object of another example or check is never sent."""
    lines = [Liar(draw), Liar(draw)]
    channels = [Channel(line, CLASSES) for line in lines]
    submissions: list[Any] = [Submission(channel, INTERFACE) for channel in channels]
    made: list[tuple[int, int, Any]] = [
        (at, 0, submission.node(0.5)) for at, submission in enumerate(submissions)
    ]
    asked: list[list[str]] = [["node"], ["node"]]
    examples = [0, 0]

    for _ in range(draw.randrange(2, 14)):
        at = draw.randrange(2)
        picked = [draw.choice(made) for _ in range(draw.choice((1, 1, 2)))]
        stale = any((owner, example) != (at, examples[at]) for owner, example, _ in picked)
        nodes = [thing for _, _, thing in picked]
        ways = _ways(submissions[at], channels[at], nodes, own=not stale)
        name = draw.choice(list(ways))
        met: list[Exception] = []
        value = None
        try:
            value = ways[name]()
        except (StudentError, WrongKind, SuiteError, WorkerDied) as error:
            met.append(error)
        refused = any(isinstance(error, SuiteError) for error in met)
        assert refused == (stale and name in ("pick", "total"))
        assert not any("\x1b" in str(error) for error in met)
        if name == "begin":
            examples[at] += not met
        elif not refused:
            asked[at].append(name)
        found = value if isinstance(value, list | tuple) else [value]
        made += [(at, examples[at], each) for each in found if isinstance(each, Handle)]
        assert met or name not in ("num", "total") or type(value) in (int, float)

    for at, line in enumerate(lines):
        steps = [step for program in line.programs for step in program if step["op"] != "forget"]
        assert [step["name"] for step in steps] == asked[at][: len(steps)]


def _ways(
    submission: Any, channel: Channel, nodes: list[Any], *, own: bool
) -> dict[str, Callable[[], object]]:
    """What a test may do next; with objects of its own it may do more."""
    first, last = nodes[0], nodes[-1]
    ways: dict[str, Callable[[], object]] = {
        "begin": channel.begin_example,
        "pick": lambda: submission.pick(nodes),
        "total": lambda: submission.total(nodes),
        "node": lambda: submission.node(1.0),
    }
    if own:
        ways |= {
            "add": lambda: first + last,
            "backward": first.backward,
            "num": lambda: first.num,
            "parts": lambda: first.parts,
        }
    return ways
