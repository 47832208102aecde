"""Frames that no worker of ours would send: whatever the bytes are, the judge stays in charge.

`GRADER_FUZZ_FRAMES=5000000` makes the run longer; `GRADER_FUZZ_SEED` begins elsewhere. Half of the
frames are well-formed and lie about what is in them, half are broken byte by byte.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import resource
import struct
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.boundary.channel import Channel
from grader.boundary.interface import parse_interface
from grader.boundary.proxy import Handle, Submission, handle_classes
from grader.boundary.transcript import canonical
from grader.boundary.written import show
from grader.errors import Mismatch, StudentError, WorkerDied, WrongKind
from grader.testing import close, equal
from grader.worker import wire

FRAMES = int(os.environ.get("GRADER_FUZZ_FRAMES", "50000"))
SEED = int(os.environ.get("GRADER_FUZZ_SEED", "20240131"))
MEMORY_KB = 256 << 10
"""How much the process may grow while it reads frames of a few kilobytes each."""

DTYPES = ["<f8", "<f4", "<f2", "<f16", "<i8", "<i4", "|i1", "|u1", "<u2", "|b1", "<c16", "<c8"]
BAD_DTYPES = [">f8", "|O", "O", "|V8", "<U4", "<M8", "", "f8", "<f8,<f8", "<b8", "<c32", "\u0661"]
SCALARS: list[Any] = [
    None, True, False, 0, 1, -1, 2**63 - 1, -(2**63), 2**63, 10**400, 0.0, -0.0, 1e308, 5e-324,
    float("nan"), float("inf"), "", "x", "\ud800", "\x00", "\u202e", "0x10", "i", "l",
]  # fmt: skip
KEYS = ["l", "t", "d", "a", "i", "h", "x", "", "value", "n", "raised", "kind", "step", "error"]


def reader(data: bytes) -> Callable[[int], bytearray]:
    """A `read` of the bytes; it fails at their end and never gives more than there is."""
    at = 0

    def read(count: int) -> bytearray:
        nonlocal at
        if count < 0 or at + count > len(data):
            raise EOFError
        at += count
        return bytearray(data[at - count : at])

    return read


def a_value(draw: random.Random, buffers: list[bytes], depth: int = 0) -> Any:
    """A shape as `pack` makes it."""
    tag = draw.choice("saaltdih" if depth < 5 else "sai")
    if tag in "lt":
        return {tag: [a_value(draw, buffers, depth + 1) for _ in range(draw.randrange(4))]}
    if tag == "d":
        return {
            "d": [
                [a_scalar(draw), a_value(draw, buffers, depth + 1)]
                for _ in range(draw.randrange(3))
            ]
        }
    if tag == "a":
        return an_array(draw, buffers)
    if tag == "i":
        return {"i": hex(draw.getrandbits(draw.choice([1, 70, 200, 65536, 70000])))}
    if tag == "h":
        return {"h": draw.choice([1, 0, -1, 1 << 41, 2**70])}
    return a_scalar(draw)


def a_scalar(draw: random.Random) -> Any:
    """Something that stands for itself."""
    return draw.choice(SCALARS)


def an_array(draw: random.Random, buffers: list[bytes]) -> Any:
    """The shape of an array whose bytes fit."""
    kind = np.dtype(draw.choice(DTYPES))
    dimensions = [draw.randrange(4) for _ in range(draw.randrange(4))]
    size = kind.itemsize * int(np.prod(dimensions, dtype=int))
    buffers.append(draw.randbytes(size))
    return {"a": [len(buffers) - 1, kind.str.replace("=", "<"), dimensions]}


def bent(draw: random.Random, shape: Any) -> Any:
    """A shape in which one place lies."""
    if isinstance(shape, dict) and shape and draw.random() < 0.7:
        key = draw.choice(list(shape))
        if draw.random() < 0.2:
            return {draw.choice(KEYS): shape[key]}
        if draw.random() < 0.1:
            return {**shape, draw.choice(KEYS): draw.choice(SCALARS)}
        return {**shape, key: bent(draw, shape[key])}
    if isinstance(shape, list) and shape and draw.random() < 0.7:
        at = draw.randrange(len(shape))
        if draw.random() < 0.2:
            return shape[:at] + shape[at + 1 :]
        return [*shape[:at], bent(draw, shape[at]), *shape[at + 1 :]]
    return draw.choice(
        [
            draw.choice(SCALARS),
            draw.choice(DTYPES + BAD_DTYPES),
            [],
            {},
            [draw.choice([-1, 2**31, 2**62, 2**64, 10**30])] * draw.randrange(1, 40),
            {draw.choice(KEYS): draw.choice(SCALARS)},
            {"a": [draw.randrange(-1, 3), draw.choice(DTYPES + BAD_DTYPES), [draw.randrange(9)]]},
            {"l": [shape, shape]},
            {"d": [[shape, shape]]},
        ]
    )


def lying_frame(draw: random.Random) -> bytes:
    """A frame that is well-formed as far as the header, and lies in up to three places."""
    return _framed(*_parts(draw))


def _parts(draw: random.Random) -> tuple[bytes, list[bytes]]:
    buffers: list[bytes] = []
    shape = a_value(draw, buffers)
    for _ in range(draw.randrange(4)):
        shape = bent(draw, shape)
    text = json.dumps({"n": 1, "value": shape}, ensure_ascii=draw.random() < 0.5)
    return text.encode("utf-8", "surrogatepass"), buffers


def _framed(text: bytes, buffers: list[bytes]) -> bytes:
    lengths = [struct.pack("<Q", len(buffer)) for buffer in buffers]
    start = struct.pack("<II", len(text), len(buffers))
    return b"".join([start, *lengths, text, *buffers])


def broken_frame(draw: random.Random) -> bytes:
    """A frame of which bytes were changed, cut, doubled or put in: of all, or the header alone."""
    text, buffers = _parts(draw)
    if draw.random() < 0.5:
        return _framed(broken(draw, text), buffers)
    return broken(draw, _framed(text, buffers))


def broken(draw: random.Random, whole: bytes) -> bytes:
    """The bytes with some of them changed, cut, doubled or put in."""
    data = bytearray(whole)
    for _ in range(draw.choice([1, 1, 2, 8, 64])):
        at = draw.randrange(len(data)) if data else 0
        way = draw.randrange(6)
        if way == 0 and data:
            data[at] = draw.randrange(256)
        elif way == 1 and data:
            data[at] ^= 1 << draw.randrange(8)
        elif way == 2:
            del data[at : at + draw.choice([1, 4, 100])]
        elif way == 3:
            data[at:at] = draw.randbytes(draw.choice([1, 4, 8]))
        elif way == 4:
            data[at:at] = draw.choice([b"[", b'{"l":', b'{"a":[0,', b"]", b"}", b"\xed\xa0\x80"])
        else:
            data[at:at] = data[at : at + draw.choice([2, 16, 200])]
    return bytes(data)


def decoded(data: bytes) -> tuple[Any, bool]:
    """What `read_frame` and `unpack` make of the bytes, and whether that was a value."""
    try:
        header, buffers = wire.read_frame(reader(data))
        return wire.unpack(header.get("value"), buffers, handle=lambda number: None), True
    except (wire.WireError, EOFError):
        return None, False


def is_plain(value: object) -> bool:
    """Whether a value is made of the wire's exact types alone."""
    if type(value) in (list, tuple):
        return all(map(is_plain, value))  # type: ignore[call-overload]
    if type(value) is dict:
        return all(map(is_plain, value)) and all(map(is_plain, value.values()))
    if type(value) is np.ndarray:
        return value.dtype.kind in "biufc" and value.dtype.isnative
    return type(value) in (type(None), bool, int, float, str)


@pytest.mark.parametrize("kind", [lying_frame, broken_frame], ids=["lying", "broken"])
def test_no_frame_does_more_than_fail(kind: Callable[[random.Random], bytes]) -> None:
    """Bytes are a plain value, which can be shown, digested and compared, or a WireError."""
    draw = random.Random(f"{SEED} {kind.__name__}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    values = 0

    for _ in range(FRAMES // 2):
        data = kind(draw)
        try:
            value, good = decoded(data)
            if good:
                values += 1
                assert is_plain(value)
                assert isinstance(canonical(value), bytes)
                assert len(show(value)) <= 300
        except Exception as error:
            error.add_note(f"the frame: {data!r}")
            raise

    assert FRAMES < 1000 or values > FRAMES // 100  # it reaches what lies behind the checks
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY_KB


def test_no_value_does_more_than_compare_unequal() -> None:
    """Whatever a frame decodes to, comparing it passes or is a mismatch, and warns of nothing."""
    draw = random.Random(f"{SEED} compare")
    wants: list[Any] = [1.5, 3, [1.0, 2.0], np.ones((2, 2)), "x", None, True, 2**80, {"a": 1}]

    longest = 0

    for _ in range(FRAMES // 50):
        value, good = decoded(lying_frame(draw))
        for want, compare in itertools.product(wants if good else [], [close, equal]):
            try:
                compare(value, want)
            except Mismatch as mismatch:
                longest = max(longest, len(str(mismatch)))

    assert longest < 1000


class Answering:
    """A line that gives one prepared answer to everything."""

    def __init__(self, header: Any, buffers: list[bytearray]) -> None:
        self.header, self.buffers = header, buffers

    def ask(self, header: Any, buffers: list[bytes]) -> tuple[Any, list[bytearray]]:
        """The prepared answer."""
        return self.header, self.buffers

    def reject(self, why: str) -> WorkerDied:
        """A death like any other."""
        return WorkerDied(why)


INTERFACE = parse_interface(
    """
class Node:
    num: Number
    def __add__(self, other: Node) -> Node: ...
def number() -> Number: ...
def union() -> Number | None | Sequence[Node]: ...
def array() -> Array(1, "f") | Str: ...
def table() -> Mapping[Sequence[Number]]: ...
def flag() -> Bool: ...
def act() -> None: ...
""",
    Path("interface.py"),
)
CLASSES = handle_classes(INTERFACE)
FITS: dict[str, Callable[[Any], bool]] = {
    "number": lambda x: type(x) in (int, float),
    "union": lambda x: (
        x is None
        or type(x) in (int, float)
        or (type(x) in (list, tuple) and all(isinstance(each, Handle) for each in x))
    ),
    "array": lambda x: type(x) is str or (x.ndim == 1 and x.dtype.kind == "f"),
    "table": lambda x: all(
        type(k) in (str, int) and type(v) in (list, tuple) for k, v in x.items()
    ),
    "flag": lambda x: type(x) is bool,
}


def an_answer(draw: random.Random, buffers: list[bytes]) -> Any:
    """The header of an answer: a value, an exception or a refusal, bent in up to three places."""
    error = {
        "type": draw.choice(["ValueError", "E", "\x1b[2J"]),
        "bases": draw.choice([["ValueError"], ["SystemExit"], ["KeyError", "Exception"], []]),
        "text": draw.choice(["", "no", "\u202e" * 3000]),
        "frames": [["cell 1", 3, "f", "x"]] * draw.randrange(3),
    }
    answers: list[Any] = [
        {"value": a_value(draw, buffers)},
        {"value": draw.choice([1, 1.5, True, None, "x", {"l": [{"h": 5}]}, {"d": []}])},
        {"raised": {"step": draw.randrange(2), "error": error}},
        {"kind": {"step": draw.randrange(2), "came": "None"}},
        {"done": True},
    ]
    header = draw.choice(answers)
    for _ in range(draw.randrange(4)):
        header = bent(draw, header)
    return json.loads(json.dumps(header))


def test_no_answer_does_more_than_its_kind_allows() -> None:
    """An answer is a value of the declared kind, a student's failure, or the worker's end."""
    draw = random.Random(f"{SEED} answers")
    met: Counter[str] = Counter()
    told = ""

    for _ in range(FRAMES // 5):
        buffers: list[bytes] = []
        header = an_answer(draw, buffers)
        if type(header) is not dict:
            continue
        channel = Channel(Answering(header, [bytearray(b) for b in buffers]), CLASSES)
        submission: Any = Submission(channel, INTERFACE)
        name = draw.choice(list(FITS))
        submission.act()
        try:
            value = getattr(submission, name)()
        except StudentError as failure:
            met["raised"] += 1
            told = max(told, str(failure), key=len)
        except WrongKind as failure:
            met["refused"] += 1
            told = max(told, str(failure), key=len)
        except WorkerDied:
            met["died"] += 1
        else:
            met["value"] += 1
            assert FITS[name](value)

    assert len(told) < 3000
    assert "\x1b" not in told
    assert FRAMES < 1000 or (len(met) == 4 and min(met.values()) > 20)


def test_the_largest_header_has_bounded_memory() -> None:
    """The most that one header may make of itself is a known multiple of its size."""
    size = wire.MAX_HEADER_BYTES // 8
    item = b'{"l":[]},'
    text = b'{"value":{"l":[' + item * (size // len(item)) + b"0]}}"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    value, good = decoded(_framed(text, []))

    assert good
    assert len(value) == size // len(item) + 1
    # An empty object of one key costs 232 bytes, a list 56, and each is kept and made anew.
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 64 * size // 1024
