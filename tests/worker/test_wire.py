"""Tests of `grader.worker.wire`: what crosses comes out the same, and nothing else crosses."""

from __future__ import annotations

import json
import math
import struct
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.worker import wire

KINDS = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]

numbers = st.integers() | st.integers(-(2**300), 2**300) | st.floats()
scalars = st.none() | st.booleans() | numbers | st.text(st.characters(codec=None), max_size=8)
keys = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4)
arrays = hnp.arrays(
    st.sampled_from(KINDS).map(np.dtype) | st.sampled_from([">f8", ">i4", ">u2", ">c16"]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3),
)
values = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)


def reader(data: bytes) -> Callable[[int], bytearray]:
    """A `read` that gives the bytes of `data` in order, and fails at its end."""
    at = 0

    def read(count: int) -> bytearray:
        nonlocal at
        if at + count > len(data):
            raise EOFError
        at += count
        return bytearray(data[at - count : at])

    return read


def crossed(value: object) -> Any:
    """The value after a trip through the bytes of a frame."""
    buffers: list[bytes] = []
    shape = wire.pack(value, buffers)
    header, received = wire.read_frame(reader(wire.pack_frame({"value": shape}, buffers)))
    return wire.unpack(header["value"], received)


def same(x: object, y: object) -> bool:
    """Whether two plain values are of one type and equal, bit for bit where they are numbers."""
    if isinstance(x, np.ndarray) or isinstance(y, np.ndarray):
        return (
            type(x) is type(y) is np.ndarray
            and x.shape == y.shape
            and x.dtype.newbyteorder("=") == y.dtype.newbyteorder("=")
            and x.astype(x.dtype.newbyteorder("<")).tobytes()
            == y.astype(y.dtype.newbyteorder("<")).tobytes()
        )
    if type(x) is not type(y):
        return False
    if isinstance(x, float) and isinstance(y, float):
        return (math.isnan(x) and math.isnan(y)) or struct.pack("d", x) == struct.pack("d", y)
    if isinstance(x, list | tuple) and isinstance(y, list | tuple):
        return len(x) == len(y) and all(map(same, x, y))
    if isinstance(x, dict) and isinstance(y, dict):
        return same(list(x.items()), list(y.items()))
    return x == y


@given(values)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_plain_value_crosses_unchanged(value: object) -> None:
    """Type, order, shape, sign of zero, nan and every bit of a number survive the trip."""
    assert same(crossed(value), value)


@pytest.mark.parametrize(
    "value",
    [0, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, -(2**200), 2**wire.MAX_INT_BITS - 1],
    ids=lambda value: f"{'-' * (value < 0)}{value.bit_length()} bits {value % 10}",
)
def test_integers_cross_at_the_edges_of_64_bits_and_beyond(value: int) -> None:
    """Integers of up to 64 Ki bits keep each digit."""
    assert same(crossed(value), value)


@pytest.mark.parametrize("value", [-0.0, math.nan, math.inf, -math.inf, 5e-324, 1.7e308, 0.1])
def test_special_floats_cross(value: float) -> None:
    """Floats keep the sign of zero, nan, both infinities and their last bit."""
    assert same(crossed(value), value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (5,), (2, 3)])
def test_arrays_of_every_kind_and_shape_cross(kind: str, shape: tuple[int, ...]) -> None:
    """Arrays of bool, int, unsigned, float and complex keep dtype and shape, 0-d and empty too."""
    array = np.ones(shape, kind)

    assert same(crossed(array), array)


@pytest.mark.parametrize(
    "array",
    [
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12)[::-2],
        np.arange(12).reshape(3, 4).T[1:, ::2],
        np.broadcast_to(np.float32(3), (2, 3)),
        np.arange(4, dtype=">i2"),
        np.arange(4, dtype=">c8")[::2],
    ],
    ids=["Fortran", "backwards", "transposed slice", "broadcast", "big-endian", "both"],
)
def test_memory_layout_does_not_change_the_values(array: np.ndarray[Any, Any]) -> None:
    """Order, stride and byte order are lost on the way; the values are not."""
    got = crossed(array)

    assert got.tolist() == array.tolist()
    assert got.shape == array.shape
    assert got.dtype.isnative
    assert got.flags.c_contiguous
    assert got.flags.writeable


def test_a_received_array_owns_its_memory() -> None:
    """Changing one received array changes neither the bytes nor another array."""
    sent = np.zeros(3)

    first, second = crossed([sent, sent])
    first[0] = 1.0

    assert second.tolist() == [0.0, 0.0, 0.0]
    assert sent.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("scalar", "want"),
    [
        (np.float64(0.1), 0.1),
        (np.float32(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
        (np.int8(-3), -3),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (np.bool_(True), True),
    ],
)
def test_numpy_scalars_cross_as_plain_numbers(scalar: object, want: object) -> None:
    """A NumPy scalar arrives as the plain number that it is."""
    assert same(crossed(scalar), want)


class FloatChild(float):
    """A float that may decide its own comparison."""


class IntChild(int):
    """An int of a student's own."""


class TextChild(str):
    """A string of a student's own."""


class ListChild(list):  # type: ignore[type-arg]
    """A list of a student's own."""


class ArrayChild(np.ndarray):
    """An array of a student's own."""


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (FloatChild(1.0), "FloatChild"),
        (IntChild(1), "IntChild"),
        (TextChild("x"), "TextChild"),
        (ListChild(), "ListChild"),
        (np.zeros(2).view(ArrayChild), "ArrayChild"),
        (np.ma.masked_array([1.0]), "MaskedArray"),
        (np.array([1, "a", None], dtype=object), "an array of object"),
        (np.array(["a"]), "an array of <U1"),
        (np.array(["2020-01-01"], dtype="M8[D]"), "an array of datetime64"),
        (np.zeros(1, dtype=[("x", "f8")]), "an array of"),
        (np.array([1j], dtype=np.clongdouble), "an array of complex256"),
        (np.complex128(1j), "a complex number"),
        (np.timedelta64(3), "timedelta64"),
        ({1, 2}, "`set`"),
        (frozenset(), "`frozenset`"),
        (b"bytes", "`bytes`"),
        (bytearray(), "`bytearray`"),
        (1j, "`complex`"),
        (range(3), "`range`"),
        (object(), "`object`"),
        (NotImplemented, "NotImplementedType"),
        (2**wire.MAX_INT_BITS, "an integer of 65537 bits"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("inside", [False, True])
def test_what_is_not_plain_is_refused_by_name(value: object, named: str, inside: bool) -> None:
    """Subclasses, objects, sets and bytes do not cross, alone or inside; the text names them."""
    with pytest.raises(wire.WireError) as caught:
        wire.pack([0, {"key": (value,)}] if inside else value, [])

    assert named in str(caught.value)


def test_packing_refuses_what_is_nested_too_deeply() -> None:
    """A cyclic or very deep list is refused, and no recursion limit is met."""
    cyclic: list[object] = []
    cyclic.append(cyclic)

    with pytest.raises(wire.WireError, match="nested too deeply"):
        wire.pack(cyclic, [])


def test_a_broadcast_array_is_refused_before_it_is_allocated() -> None:
    """An array that claims terabytes is refused by its size, without a copy of it."""
    with pytest.raises(wire.WireError, match="an array of 8000000000000 bytes"):
        wire.pack(np.broadcast_to(0.0, (10**6, 10**6)), [])


def test_an_array_of_more_dimensions_than_a_reader_takes_is_not_sent() -> None:
    """Packing refuses a shape that unpacking would refuse."""
    with pytest.raises(wire.WireError, match="40 dimensions"):
        wire.pack(np.zeros((1,) * 40), [])


def test_a_dict_of_very_many_keys_is_refused_on_both_sides() -> None:
    """Keys are few, so that chosen hashes cannot keep the judge busy for hours."""
    many = {k * (2**61 - 1): 0 for k in range(wire.MAX_KEYS + 1)}

    with pytest.raises(wire.WireError, match=f"a dict of {len(many)} keys"):
        wire.pack(many, [])
    with pytest.raises(wire.WireError):
        wire.unpack({"d": [[k, 0] for k in range(wire.MAX_KEYS + 1)]}, [])


def test_keys_that_share_one_hash_are_refused() -> None:
    """Few keys may have one hash; equal keys and keys of many hashes are counted by their hash."""
    modulus = sys.hash_info.modulus
    alike = [[{"i": hex(k * modulus)}, 0] for k in range(5, 5 + wire.MAX_ALIKE)]
    tuples = [[{"t": [key]}, 0] for key, _ in alike]
    more = {"i": hex(999 * modulus)}

    assert len(wire.unpack({"d": alike}, [])) == len(wire.unpack({"d": tuples}, [])) == len(alike)
    for pairs in ([*alike, [more, 0]], [*tuples, [{"t": [more]}, 0]]):
        with pytest.raises(wire.WireError, match="one hash"):
            wire.unpack({"d": pairs}, [])
    assert len(wire.unpack({"d": [[k, 0] for k in range(wire.MAX_KEYS)]}, [])) == wire.MAX_KEYS


def test_an_array_without_items_may_not_claim_any_shape() -> None:
    """Packing refuses a length that unpacking would refuse, also where nothing is in the array."""
    with pytest.raises(wire.WireError, match=r"an array of shape \(1099511627776, 0\)"):
        wire.pack(np.empty((1 << 40, 0)), [])
    assert crossed(np.empty((1 << 20, 0))).shape == (1 << 20, 0)


def test_handles_cross_as_numbers_where_they_are_known() -> None:
    """An object that `handle` knows crosses as its id; `handle` gives the object of an id."""
    thing = object()

    shape = wire.pack([thing], [], handle=lambda value: 7 if value is thing else None)

    assert wire.unpack(shape, [], handle={7: thing}.__getitem__) == [thing]
    with pytest.raises(wire.WireError):
        wire.unpack(shape, [])


def test_frames_follow_each_other() -> None:
    """A frame ends where the next begins, with and without buffers."""
    read = reader(
        wire.pack_frame({"n": 1}) + wire.pack_frame({"n": 2}, [b"ab", b""]) + wire.pack_frame({})
    )

    assert wire.read_frame(read) == ({"n": 1}, [])
    assert wire.read_frame(read) == ({"n": 2}, [bytearray(b"ab"), bytearray()])
    assert wire.read_frame(read) == ({}, [])


@pytest.mark.parametrize(
    ("header", "buffers"),
    [
        ({"x": {1, 2}}, []),
        ({"x": 10**5000}, []),
        ({"x": "y" * wire.MAX_HEADER_BYTES}, []),
        ({}, [b""] * (wire.MAX_BUFFERS + 1)),
    ],
    ids=["no JSON", "a number too long", "a header too long", "too many buffers"],
)
def test_a_frame_that_no_reader_takes_is_not_made(
    header: dict[str, Any], buffers: list[bytes]
) -> None:
    """Packing a frame refuses what reading it would refuse."""
    with pytest.raises(wire.WireError):
        wire.pack_frame(header, buffers)


def test_a_cyclic_header_is_refused() -> None:
    """A header that holds itself is not JSON."""
    header: dict[str, Any] = {}
    header["x"] = header

    with pytest.raises(wire.WireError):
        wire.pack_frame(header)


def raw(header: bytes, *lengths: int, count: int | None = None, size: int | None = None) -> bytes:
    """The bytes of a frame whose lengths may lie."""
    start = struct.pack(
        "<II", len(header) if size is None else size, len(lengths) if count is None else count
    )
    return start + b"".join(struct.pack("<Q", length) for length in lengths) + header


@pytest.mark.parametrize(
    "data",
    [
        raw(b"{}", size=2**32 - 1),
        raw(b"{}", size=wire.MAX_HEADER_BYTES + 1),
        raw(b"{}", count=2**32 - 1),
        raw(b"{}", count=wire.MAX_BUFFERS + 1),
        raw(b"{}", 2**64 - 1),
        raw(b"{}", wire.MAX_BUFFER_BYTES + 1),
        raw(b"{}", *[wire.MAX_BUFFER_BYTES // 2] * 3),
        raw(b""),
        raw(b"[]"),
        raw(b"1"),
        raw(b"null"),
        raw(b'{"n":}'),
        raw(b"\xff\xfe"),
        raw(b"\x80"),
        raw(b'{"n": 1} {}'),
        raw(b'{"n": ' + b"9" * 5000 + b"}"),
        raw(b"[" * 200_000),
        raw(b'{"a":' * 200_000),
        raw(b"[" * 100_001 + b"]" * 100_001),
    ],
    ids=lambda data: f"{len(data)} bytes {data[:40]!r}",
)
def test_bytes_that_are_no_frame_are_a_wire_error(data: bytes) -> None:
    """Lengths out of bounds, deep JSON and garbage are refused, before anything is allocated."""

    def read(count: int) -> bytearray:
        assert count <= len(data), "it asks for memory that the bytes do not fill"
        return taken(count)

    taken = reader(data)
    with pytest.raises(wire.WireError):
        wire.read_frame(read)


BUFFER = struct.pack("<4d", 1, 2, 3, 4)


@pytest.mark.parametrize(
    "shape",
    [
        [],
        [1],
        {},
        {"l": [], "t": []},
        {"x": []},
        {"l": {}},
        {"l": [[1]]},
        {"d": [[1]]},
        {"d": [1, 2]},
        {"d": [[{"l": []}, 1]]},
        {"d": [[{"t": [{"l": []}]}, 1]]},
        {"d": [[{"a": [0, "<f8", [4]]}, 1]]},
        {"h": 1},
        {"h": "1"},
        {"i": 5},
        {"i": "xyz"},
        {"i": ""},
        {"i": "0x" + "f" * 20_000},
        {"i": hex(2**wire.MAX_INT_BITS)},
        2**64,
        -(2**70),
        {"a": []},
        {"a": [0, "<f8"]},
        {"a": [1, "<f8", [4]]},
        {"a": [-1, "<f8", [4]]},
        {"a": [True, "<f8", [4]]},
        {"a": ["0", "<f8", [4]]},
        {"a": [0, "<f8", [5]]},
        {"a": [0, "<f8", [-4]]},
        {"a": [0, "<f8", [-2, -2]]},
        {"a": [0, "<f8", [2.0, 2]]},
        {"a": [0, "<f8", [True, 4]]},
        {"a": [0, "<f8", 4]},
        {"a": [0, "<f8", [2**28, 2**28, 2**28, 0]]},
        {"a": [0, "<f8", [1] * 40 + [4]]},
        {"a": [0, "<f8", [2**62, 4]]},
        {"a": [0, ">f8", [4]]},
        {"a": [0, "<f8\n", [4]]},
        {"a": [0, "|O8", [4]]},
        {"a": [0, "O", [4]]},
        {"a": [0, "<U8", [1]]},
        {"a": [0, "<M8", [4]]},
        {"a": [0, "|V8", [4]]},
        {"a": [0, "<b4", [8]]},
        {"a": [0, "<f1", [32]]},
        {"a": [0, "<i16", [2]]},
        {"a": [0, 8, [4]]},
        {"a": [0, [["x", "<f8"]], [4]]},
    ],
    ids=lambda shape: repr(shape)[:60],
)
def test_shapes_that_lie_are_a_wire_error(shape: Any) -> None:
    """A shape that `pack` never makes is refused, whatever it claims about its buffer."""
    with pytest.raises(wire.WireError):
        wire.unpack(shape, [BUFFER])


def test_a_buffer_is_used_once() -> None:
    """Many arrays of one buffer would need more memory than was sent, so the second is refused."""
    array = {"a": [0, "<f8", [4]]}

    assert wire.unpack(array, [BUFFER]).tolist() == [1.0, 2.0, 3.0, 4.0]
    with pytest.raises(wire.WireError):
        wire.unpack({"l": [array, array]}, [BUFFER])


def test_a_deep_shape_is_a_wire_error() -> None:
    """Unpacking ends at a fixed depth, far from any recursion limit."""
    shape: Any = 1
    for _ in range(wire.MAX_DEPTH):
        shape = {"l": [shape]}

    wire.unpack(shape, [])
    with pytest.raises(wire.WireError):
        wire.unpack({"t": [shape]}, [])


def test_lone_surrogates_cross_in_strings() -> None:
    """A string that is no valid Unicode crosses, escaped or as raw bytes."""
    assert crossed("\ud800") == "\ud800"
    data = raw(json.dumps({"n": "\udfff"}, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    assert wire.read_frame(reader(data)) == ({"n": "\udfff"}, [])
