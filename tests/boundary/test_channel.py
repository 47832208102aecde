"""Tests of what the judge makes of answers: whatever a worker says, it is checked on this side."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.boundary.channel import Channel
from grader.boundary.interface import parse_interface
from grader.boundary.proxy import Handle, Submission, handle_classes
from grader.errors import StudentError, WorkerDied, WrongKind
from grader.worker import wire
from tests.toy import INTERFACE


class Scripted:
    """A line that answers as it was told, and remembers what it was asked."""

    def __init__(self, *answers: tuple[Any, list[bytearray]] | dict[str, Any]) -> None:
        self.answers = [each if isinstance(each, tuple) else (each, []) for each in answers]
        self.programs: list[Any] = []
        self.rejected: list[str] = []

    def ask(
        self, header: Mapping[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytearray]]:
        """The next answer."""
        self.programs.append(header["program"])
        return self.answers.pop(0)

    def reject(self, why: str) -> WorkerDied:
        """Keeps the reason."""
        self.rejected.append(why)
        return WorkerDied(why)


def scripted(*answers: Any) -> tuple[Any, Channel, Scripted]:
    """A submission whose worker answers as told."""
    interface = parse_interface(INTERFACE, Path("interface.py"))
    line = Scripted(*answers)
    channel = Channel(line, handle_classes(interface))
    return Submission(channel, interface), channel, line


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"done": True},
        {"value": {"x": 1}},
        {"value": [1]},
        {"value": True},
        {"value": "1"},
        {"value": None},
        {"value": {"h": 1}},
        {"value": {"l": [1]}},
        {"value": {"a": [0, "<f8", [1]]}},
        {"value": 2**64},
        {"raised": {}},
        {"raised": None},
        {"raised": []},
        {"raised": {"step": 0}},
        {"raised": {"step": 0, "error": None}},
        {"raised": {"step": 0, "error": {"type": "X", "bases": [], "text": ""}}},
        {"raised": {"step": 0, "error": {"type": 1, "bases": [], "text": "", "frames": []}}},
        {"raised": {"step": 0, "error": {"type": "X", "bases": 3, "text": "", "frames": []}}},
        {"raised": {"step": 0, "error": {"type": "X", "bases": [3], "text": "", "frames": []}}},
        {"raised": {"step": 0, "error": {"type": "X", "bases": [], "text": "", "frames": [[1]]}}},
        {
            "raised": {
                "step": 0,
                "error": {"type": "X", "bases": [], "text": "", "frames": [["a", 1e999, "b", "c"]]},
            }
        },
        {"kind": {}},
        {"kind": None},
        {"kind": {"step": 0, "came": 3}},
        {"kind": {"step": 1, "came": "None"}},
        {"kind": {"step": -1, "came": "None"}},
        {"kind": {"step": True, "came": "None"}},
        {"kind": {"step": 0.0, "came": "None"}},
        {"kind": {"step": "0", "came": "None"}},
    ],
    ids=lambda answer: repr(answer),
)
def test_an_answer_that_makes_no_sense_kills_the_worker(answer: dict[str, Any]) -> None:
    """No answer but a fitting value, an exception or a refusal is taken for one."""
    submission, _, line = scripted(answer)

    with pytest.raises(WorkerDied):
        submission.number()
    assert len(line.rejected) == 1


@pytest.mark.parametrize("answer", [{}, {"done": False}, {"done": 1}, {"value": 1}, {"other": 1}])
def test_a_settled_queue_ends_with_done_alone(answer: dict[str, Any]) -> None:
    """A value where none was asked for is no answer."""
    submission, channel, line = scripted(answer)
    submission.act()

    with pytest.raises(WorkerDied):
        channel.settle()
    assert len(line.rejected) == 1


def test_a_value_is_checked_against_its_kind_again() -> None:
    """A worker that sends a list of other things than declared is not believed."""
    submission, _, line = scripted({"value": {"l": [1, None]}}, {"value": {"d": [[None, 1]]}})

    with pytest.raises(WorkerDied):
        submission.items()
    with pytest.raises(WorkerDied):
        submission.table()
    assert len(line.rejected) == 2


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ({"l": [1] * wire.MAX_VALUES}, 0),
        ({"l": [1] * (wire.MAX_VALUES + 1)}, 1),
        ({"l": [{"l": [1] * 1000}] * 200}, 1),
        ({"d": [[n, n] for n in range(wire.MAX_VALUES // 2)]}, 1),
        ({str(n): n for n in range(wire.MAX_VALUES + 2)}, 1),
    ],
    ids=["as many as may come", "one more", "lists in a list", "a dict", "no form of ours"],
)
def test_an_answer_of_too_many_values_is_not_looked_at(value: object, number: int) -> None:
    """The few bytes that say zero two million times would cost the judge many seconds."""
    submission, _, line = scripted({"value": value})

    with pytest.raises(WorkerDied) if number else contextlib.nullcontext():
        submission.items()
    assert line.rejected == ["its answer held too many values"] * number


@pytest.mark.parametrize(
    ("shape", "number"),
    [([8_000_000, 0], 0), ([8_000_001, 0], 1), ([1 << 26, 0], 1), ([3000, 0, 3000], 1)],
)
def test_rows_without_items_count(shape: list[int], number: int) -> None:
    """To a suite that makes a list of the array, each is a list, though all of it is no byte."""
    submission, _, line = scripted(({"value": {"a": [0, "<f8", shape]}}, [bytearray()]))

    with pytest.raises(WorkerDied) if number else contextlib.nullcontext():
        submission.array()
    assert line.rejected == ["its answer held too many values"] * number


@pytest.mark.parametrize("columns", [8, 9])
def test_the_arrays_of_an_answer_hold_only_so_much(columns: int) -> None:
    """A suite that makes a list of an array would be at it for minutes, and the judge with it."""
    shape = [1_000_000, columns]
    told = {"value": {"a": [0, "|b1", shape]}}
    submission, _, line = scripted((told, [bytearray(columns * 1_000_000)]))

    with pytest.raises(WorkerDied) if columns == 9 else contextlib.nullcontext():
        submission.array()
    assert len(line.rejected) == (columns == 9)


def test_an_array_of_another_type_is_no_answer() -> None:
    """Array data is decoded as it was declared on the wire, and checked against the interface."""
    interface = parse_interface("def f() -> Array(1, 'f'): ...", Path("interface.py"))
    line = Scripted(({"value": {"a": [0, "<i8", [1]]}}, [bytearray(8)]))
    channel = Channel(line, handle_classes(interface))

    with pytest.raises(WorkerDied):
        Submission(channel, interface).f()


def test_a_refusal_names_its_step() -> None:
    """The number of the step tells the operation and what it declared."""
    submission, _, _ = scripted({"kind": {"step": 1, "came": "a `list`"}})
    a = submission.Node(1)

    with pytest.raises(WrongKind, match="expected a Node, your `__add__` gave back a `list`"):
        _ = (a + 1).num


def test_a_refusal_is_cleaned_and_short() -> None:
    """What a worker says that came is shown to people, so it is cleaned like everything else."""
    submission, _, _ = scripted({"kind": {"step": 0, "came": "\x1b[31m\u202e" + "x" * 10**6}})

    with pytest.raises(WrongKind) as caught:
        submission.number()
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_after_a_failure_the_queue_is_empty() -> None:
    """What stood behind a failing operation is not asked again with the next one."""
    described = {"type": "E", "bases": [], "text": "", "frames": []}
    submission, channel, line = scripted({"raised": {"step": 0, "error": described}}, {"value": 1})
    submission.act()
    submission.act()
    with pytest.raises(StudentError):
        channel.settle()

    submission.number()

    assert [len(program) for program in line.programs] == [2, 1]


def test_a_step_of_an_example_is_counted_past_the_forgetting() -> None:
    """The first step of every later example drops the objects, and steps are told apart by it."""
    submission, channel, line = scripted({"kind": {"step": 2, "came": "None"}})
    channel.begin_example()
    a = submission.Node(1)

    with pytest.raises(WrongKind, match="expected a number, your `num` gave back None"):
        _ = a.num
    assert [step["op"] for step in line.programs[0]] == ["forget", "global", "get"]
    assert channel.transcript.program() == ("a = Node(1)\na.num", "a.num")


@pytest.mark.parametrize("answer", [{"kind": {"step": 0, "came": "None"}}, {"raised": {"step": 0}}])
def test_forgetting_cannot_fail(answer: dict[str, Any]) -> None:
    """A refusal of the step that drops objects is no answer of student code."""
    submission, channel, line = scripted(answer)
    channel.begin_example()

    with pytest.raises(WorkerDied):
        submission.number()
    assert line.rejected


def test_examples_without_a_question_ask_nothing() -> None:
    """Beginning examples is free until something is asked."""
    _, channel, line = scripted()

    for _ in range(3):
        channel.begin_example()
    channel.settle()

    assert line.programs == []


def test_a_restart_forgets_everything() -> None:
    """After a restart the queue is empty and the transcript new."""
    submission, channel, line = scripted({"value": 1})
    submission.Node(1)
    channel.restart()

    submission.number()

    assert [step["op"] for step in line.programs[0]] == ["global"]
    assert channel.transcript.total_reads == 1


def test_objects_in_answers_are_of_the_declared_class_alone() -> None:
    """A handle in an answer becomes what the interface says, whatever number it has."""
    submission, _, _ = scripted({"value": {"l": [{"h": 1 << 50}, {"h": -1}]}}, {"value": 2})

    parts = submission.Node(1).parts

    assert [type(part).__name__ for part in parts] == ["Node", "Node"]
    assert all(isinstance(part, Handle) for part in parts)


def test_arrays_go_out_beside_the_program() -> None:
    """Array arguments are sent as raw buffers, in the order in which they were packed."""
    sent: list[list[bytes]] = []

    class Keeping(Scripted):
        def ask(
            self, header: Mapping[str, Any], buffers: list[bytes]
        ) -> tuple[dict[str, Any], list[bytearray]]:
            sent.append(buffers)
            return super().ask(header, buffers)

    interface = parse_interface(INTERFACE, Path("interface.py"))
    line = Keeping({"done": True}, {"value": 1})
    channel = Channel(line, handle_classes(interface))
    submission = Submission(channel, interface)
    submission.fill(np.zeros(1), 1)
    submission.fill(np.ones(1), 1)
    channel.settle()
    submission.number()

    assert sent == [[np.zeros(1).tobytes(), np.ones(1).tobytes()], []]
