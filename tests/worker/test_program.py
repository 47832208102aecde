"""Tests of `grader.worker.program`: a list of steps on a submission, and its one answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.worker import wire
from grader.worker.program import LOCAL_IDS, OPERATORS, Objects, run_program


class Pair:
    """A small student class."""

    def __init__(self, first: Any, second: Any = 0) -> None:
        self.first, self.second = first, second

    def __add__(self, other: Any) -> Pair:
        return Pair(self.first + other, self.second)

    def total(self, scale: float = 1) -> Any:
        """The scaled sum."""
        return scale * (self.first + self.second)


def ran(*steps: dict[str, Any], objects: Objects | None = None, **names: Any) -> dict[str, Any]:
    """The answer's header to a program on a module that holds `Pair` and `names`."""
    module = SimpleNamespace(Pair=Pair, **names)
    return run_program(list(steps), [], objects or Objects(), module)[0]


MAKE = {"op": "global", "name": "Pair", "args": [1, 2], "kind": ["class", "Pair"], "out": 1}


def test_the_last_step_of_a_kind_is_the_answer() -> None:
    """Objects stay behind under their numbers; the value that was asked for comes back."""
    header = ran(
        MAKE,
        {"op": "operator", "name": "add", "args": [{"h": 1}, 10], "kind": "opaque", "out": 2},
        {"op": "method", "on": 2, "name": "total", "kwargs": {"scale": 2}, "kind": "number"},
    )

    assert header == {"value": 26}


def test_a_program_that_asks_nothing_is_done() -> None:
    """Steps whose results are ignored answer that they ran."""
    objects = Objects()

    assert ran(MAKE, {"op": "set", "on": 1, "name": "first", "args": [5]}, objects=objects) == {
        "done": True
    }
    assert ran({"op": "get", "on": 1, "name": "first", "kind": "number"}, objects=objects) == {
        "value": 5
    }


def test_forgetting_drops_every_object() -> None:
    """After `forget` the numbers name nothing any more."""
    objects = Objects()
    ran(MAKE, objects=objects)

    header = ran({"op": "forget"}, {"op": "get", "on": 1, "name": "first"}, objects=objects)

    assert header["raised"]["step"] == 1
    assert header["raised"]["error"]["type"] == "UnknownObject"


def test_objects_inside_an_answer_get_numbers_of_their_own() -> None:
    """The worker's own numbers never meet those that the judge gives."""
    objects = Objects()
    header = ran(
        {"op": "global", "name": "two", "kind": ["sequence", ["class", "Pair"]]},
        objects=objects,
        two=lambda: [Pair(1), Pair(2)],
    )

    numbers = [item["h"] for item in header["value"]["l"]]
    assert numbers == [LOCAL_IDS + 1, LOCAL_IDS + 2]
    got = ran({"op": "get", "on": numbers[1], "name": "first", "kind": "number"}, objects=objects)
    assert got == {"value": 2}


def test_arrays_travel_both_ways() -> None:
    """An array is put, changed in place by student code, and read back."""

    def clear(array: np.ndarray[Any, Any]) -> None:
        array[:] = 0

    buffers: list[bytes] = []
    shape = wire.pack(np.ones(2), buffers)
    steps: list[dict[str, Any]] = [
        {"op": "put", "args": [shape], "kind": "opaque", "out": 1},
        {"op": "global", "name": "clear", "args": [{"h": 1}], "kind": "ignored"},
        {"op": "value", "args": [{"h": 1}], "kind": ["array", None, None]},
    ]

    header, sent = run_program(
        steps, [bytearray(buffers[0])], Objects(), SimpleNamespace(clear=clear)
    )

    assert wire.unpack(header["value"], sent).tolist() == [0.0, 0.0]


def test_same_tells_one_object_from_two_equal_ones() -> None:
    """Identity is asked of the worker, never equality."""
    objects = Objects()
    ran(MAKE, {**MAKE, "out": 2}, {"op": "operator", "name": "pos", "args": [3]}, objects=objects)

    def same(x: int, y: int) -> Any:
        step = {"op": "same", "args": [{"h": x}, {"h": y}], "kind": "bool"}
        return ran(step, objects=objects)["value"]

    assert same(1, 1) is True
    assert same(1, 2) is False


def fail() -> None:
    """Raises what a student might."""
    raise ValueError("no")


@pytest.mark.parametrize(
    ("steps", "at", "type_name"),
    [
        ([MAKE, {"op": "global", "name": "fail"}, {"op": "global", "name": "x"}], 1, "ValueError"),
        ([MAKE, {"op": "get", "on": 1, "name": "third", "kind": "number"}], 1, "AttributeError"),
        ([MAKE, {"op": "operator", "name": "mul", "args": [{"h": 1}, 2]}], 1, "TypeError"),
        ([{"op": "global", "name": "absent"}], 0, "NameError"),
        ([{"op": "global", "name": "Pair", "args": [1, 2, 3]}], 0, "TypeError"),
    ],
)  # fmt: skip
def test_what_raises_is_named_with_its_step(
    steps: list[dict[str, Any]], at: int, type_name: str
) -> None:
    """An exception carries the number of the step that raised it, and nothing runs after it."""
    raised = ran(*steps, fail=fail)["raised"]

    assert raised["step"] == at
    assert raised["error"]["type"] == type_name


@pytest.mark.parametrize(
    "kind", [SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration, BaseException]
)
def test_control_exceptions_are_answers_too(kind: type[BaseException]) -> None:
    """Nothing that student code throws ends the conversation."""

    def stop() -> None:
        raise kind

    assert (
        ran({"op": "global", "name": "stop"}, stop=stop)["raised"]["error"]["type"] == kind.__name__
    )


def test_a_value_of_another_kind_is_named_with_its_step() -> None:
    """A wrong kind is found at the step that made it, also where its result only gets a name."""
    later = {"op": "get", "on": 1, "name": "first", "kind": "number"}
    made = {"op": "global", "name": "give", "kind": ["class", "Pair"], "out": 1}

    assert ran(MAKE, {**later, "kind": "str"}) == {"kind": {"step": 1, "came": "a `int`"}}
    assert ran(made, later, give=lambda: None) == {"kind": {"step": 0, "came": "None"}}


def test_a_value_that_cannot_be_packed_whole_is_refused() -> None:
    """An integer beyond the wire's limit is a wrong kind, not an error of ours."""
    header = ran({"op": "global", "name": "big", "kind": "number"}, big=lambda: 1 << 100_000)

    assert header == {"kind": {"step": 0, "came": "an integer of 100001 bits"}}


def test_an_unknown_operation_is_an_error() -> None:
    """A step that no version of the program knows does not pass in silence."""
    assert ran({"op": "eval", "args": ["1"]})["raised"]["error"]["type"] == "UnknownObject"


CASES: dict[str, tuple[list[Any], Any]] = {
    "add": ([7, 2], 9), "sub": ([7, 2], 5), "mul": ([7, 2], 14), "truediv": ([7, 2], 3.5),
    "floordiv": ([7, 2], 3), "mod": ([7, 2], 1), "pow": ([7, 2], 49), "and_": ([7, 2], 2),
    "or_": ([5, 2], 7), "xor": ([7, 2], 5), "lshift": ([7, 2], 28), "rshift": ([7, 2], 1),
    "neg": ([7], -7), "pos": ([7], 7), "abs": ([-7], 7), "invert": ([7], -8), "eq": ([7, 2], False),
    "ne": ([7, 2], True), "lt": ([7, 2], False), "le": ([7, 7], True), "gt": ([7, 2], True),
    "ge": ([7, 7], True), "getitem": ([[7, 2], 1], 2), "contains": ([[7, 2], 2], True),
    "iadd": ([7, 2], 9), "isub": ([7, 2], 5), "imul": ([7, 2], 14), "itruediv": ([7, 2], 3.5),
    "ipow": ([7, 2], 49), "len": ([[7, 2]], 2), "iter": ([(7, 2)], [7, 2]), "float": ([7], 7.0),
    "int": ([7.5], 7), "bool": ([7], True), "str": ([7], "7"), "repr": (["x"], "'x'"),
    "hash": ([7], 7), "divmod": ([7, 2], (3, 1)), "round": ([7.25, 1], 7.2),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OPERATORS))
def test_operators_are_pythons_own(name: str) -> None:
    """Each operator of the table does what Python's does, on plain operands."""
    if name in CASES:
        args, want = CASES[name]

        assert OPERATORS[name](*args) == want
    elif name in ("matmul", "imatmul"):
        assert OPERATORS[name](np.eye(2), 2 * np.eye(2)).tolist() == [[2.0, 0.0], [0.0, 2.0]]
    elif name == "call":
        assert OPERATORS[name](dict, [("a", 1)], b=2) == {"a": 1, "b": 2}
    else:
        items = [1, 2]
        OPERATORS[name](items, 0, *([5] if name == "setitem" else []))
        assert items == ([5, 2] if name == "setitem" else [2])
