"""Frames between the judge and a worker, and the plain values in them.

A frame is two lengths, a JSON header, and raw buffers: `<II` (bytes of the header, number of
buffers), then `<Q` for the length of each buffer, then the header, then the buffers. Everything
is checked before it is allocated; whatever the bytes are, only `WireError` comes out.

A value is *packed* into a shape that JSON carries: None, bool, str, int, float stand for
themselves; `{"i": hex}` is an int beyond 64 bits, `{"l": [...]}` a list, `{"t": [...]}` a tuple,
`{"d": [[k, v], ...]}` a dict, `{"a": [buffer, dtype, dimensions]}` an array, `{"h": id}` an object
that stays in the worker. Exact types only: a subclass of float could decide its own comparison.

Imports the standard library and NumPy. Must never pickle, and never run anything that it reads.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

MAX_HEADER_BYTES = 16 << 20
MAX_ANSWER_BYTES = 4 << 20
"""Of an answer's header: what comes from a worker is read into many small objects."""
MAX_VALUES = 100_000
"""In one answer beside its arrays: each costs its reader far more than its sender."""
MAX_ITEMS = 8_000_000
"""In the arrays of one answer, which are read as they are, and cost their reader later."""
MAX_BUFFER_BYTES = 64 << 20
MAX_BUFFERS = 4096
MAX_DEPTH = 32
MAX_INT_BITS = 1 << 16
MAX_DIMENSIONS = 32
MAX_KEYS = 10_000
"""Keys of one dict."""
MAX_ALIKE = 16
"""Of them with one hash: whoever chooses such keys makes each new one cost all before it."""

_START = struct.Struct("<II")
_LENGTH = struct.Struct("<Q")
_DTYPE = re.compile(r"[<|][biufc](1|2|4|8|16)\Z")
_LARGE = 1 << 63
_PLAIN = frozenset((type(None), bool, str, float))
NUMPY_SCALARS = frozenset(
    kind for kind in np.sctypeDict.values() if issubclass(kind, np.number | np.bool_)
) - {np.timedelta64}  # a number to NumPy alone


class WireError(Exception):
    """The bytes are not a frame, or a value may not cross the wire."""


def pack_frame(
    header: Mapping[str, Any], buffers: Sequence[bytes] = (), max_header: int = MAX_HEADER_BYTES
) -> bytes:
    """The bytes of a frame, whose header has at most so many.

    Raises
    ------
    WireError
        When the header or the buffers are larger than a reader accepts.
    """
    try:
        text = json.dumps(header, separators=(",", ":")).encode("utf-8", "surrogatepass")
    except (ValueError, TypeError, RecursionError) as error:
        raise WireError(f"the header is not JSON: {error}") from None
    except MemoryError:
        raise WireError("too large for one message") from None
    if len(text) > max_header or len(buffers) > MAX_BUFFERS:
        raise WireError("too large for one message")
    if sum(map(len, buffers)) > MAX_BUFFER_BYTES:
        raise WireError("too large for one message")
    lengths = [_LENGTH.pack(len(buffer)) for buffer in buffers]
    return b"".join([_START.pack(len(text), len(buffers)), *lengths, text, *buffers])


def read_frame(
    read: Callable[[int], bytearray], max_header: int = MAX_HEADER_BYTES
) -> tuple[dict[str, Any], list[bytearray]]:
    """The next frame's header and buffers. `read(n)` gives exactly n bytes or raises.

    Raises
    ------
    WireError
        When the lengths are out of bounds or the header is not a JSON object.
    """
    header_bytes, count = _START.unpack(read(_START.size))
    if header_bytes > max_header or count > MAX_BUFFERS:
        raise WireError("a length is out of bounds")
    lengths = [_LENGTH.unpack(read(_LENGTH.size))[0] for _ in range(count)]
    if sum(lengths) > MAX_BUFFER_BYTES:
        raise WireError("a length is out of bounds")
    try:
        header = json.loads(bytes(read(header_bytes)).decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is not JSON: {type(error).__name__}") from None
    if type(header) is not dict:
        raise WireError("the header is not an object")
    return header, [read(length) for length in lengths]


def pack(
    value: object,
    buffers: list[bytes],
    *,
    handle: Callable[[object], int | None] = lambda value: None,
    depth: int = 0,
) -> Any:
    """The shape of a plain value; array contents are copied to `buffers`.

    Parameters
    ----------
    handle:
        Gives the id of an object that stays in the worker, None for anything else.

    Raises
    ------
    WireError
        When a value, or one inside it, is not plain; the text names its type.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return _pack_int(value)  # type: ignore[arg-type]
    if depth >= MAX_DEPTH:
        raise WireError("something nested too deeply")
    if kind is list or kind is tuple:
        items = [pack(v, buffers, handle=handle, depth=depth + 1) for v in value]  # type: ignore[attr-defined]
        return {"l" if kind is list else "t": items}
    if kind is dict:
        if len(value) > MAX_KEYS:  # type: ignore[arg-type]
            raise WireError(f"a dict of {len(value)} keys")  # type: ignore[arg-type]
        return {
            "d": [
                [pack(part, buffers, handle=handle, depth=depth + 1) for part in pair]
                for pair in value.items()  # type: ignore[attr-defined]
            ]
        }
    if kind is np.ndarray:
        return _pack_array(value, buffers)  # type: ignore[arg-type]
    if kind in NUMPY_SCALARS:
        return pack(plain_scalar(value), buffers)
    known = handle(value)
    if known is not None:
        return {"h": known}
    raise WireError(f"a `{kind.__name__[:100]}`")


def too_many(shape: object) -> bool:
    """Whether an answer holds more than `MAX_VALUES` or `MAX_ITEMS`; looks no further than that."""
    found, items, waiting = 0, 0, [shape]
    while waiting:
        each = waiting.pop()
        inside = each if type(each) is list else list(each.values()) if type(each) is dict else []
        found += len(inside) - (type(each) is dict)  # which says what its one item is
        items += _items(each)
        if found > MAX_VALUES or items > MAX_ITEMS:
            return True
        waiting += [item for item in inside if type(item) in (list, dict)]
    return False


def _items(shape: object) -> int:
    """How many an array is said to hold; 0 where it is none, or is said to be no array at all.

    An axis without items counts as one with one: `tolist` makes a list for each row of nothing.
    """
    match shape:
        case {"a": [_, _, [*dimensions]]} if len(dimensions) <= MAX_DIMENSIONS:
            sizes = [n for n in dimensions if type(n) is int and n >= 0]
            return math.prod(max(1, min(n, MAX_ITEMS + 1)) for n in sizes)
    return 0


def plain_scalar(value: Any) -> Any:
    """The plain number that a NumPy scalar or a 0-d array of numbers is."""
    plain = value.item()
    if type(plain) not in (bool, int, float):  # longdouble's item() is a longdouble
        if isinstance(plain, complex | np.complexfloating):
            raise WireError("a complex number")
        plain = float(plain)
    return plain


def _pack_int(value: int) -> Any:
    if -_LARGE <= value < _LARGE:
        return value
    if value.bit_length() > MAX_INT_BITS:
        raise WireError(f"an integer of {value.bit_length()} bits")
    return {"i": hex(value)}


def _pack_array(value: np.ndarray[Any, Any], buffers: list[bytes]) -> Any:
    little = value.dtype.newbyteorder("<")
    if not _DTYPE.match(little.str):
        raise WireError(f"an array of {str(value.dtype)[:60]}")
    if value.nbytes > MAX_BUFFER_BYTES:  # before the copy: a broadcast array claims anything
        raise WireError(f"an array of {value.nbytes} bytes")
    if value.ndim > MAX_DIMENSIONS:
        raise WireError(f"an array of {value.ndim} dimensions")
    if max(value.shape, default=0) > MAX_BUFFER_BYTES:  # of an array without items
        raise WireError(f"an array of shape {value.shape}")
    plain = np.ascontiguousarray(value).reshape(value.shape)
    buffers.append(plain.astype(little, copy=False).tobytes())
    return {"a": [len(buffers) - 1, little.str, list(plain.shape)]}


def unpack(
    shape: Any,
    buffers: list[Any],
    *,
    handle: Callable[[int], object] | None = None,
    depth: int = 0,
) -> Any:
    """The plain value of a shape; a handle id is given to `handle`, or refused.

    A buffer is taken out of `buffers` where it is used: an array for each mention of one large
    buffer would need far more memory than was sent.

    Raises
    ------
    WireError
        When the shape is not one that `pack` makes.
    """
    kind = type(shape)
    if kind in _PLAIN:
        return shape
    if kind is int:
        if not -_LARGE <= shape < _LARGE:
            raise WireError("an integer of more than 64 bits as it stands")
        return shape
    if kind is not dict or len(shape) != 1 or depth >= MAX_DEPTH:
        raise WireError("not a value")
    ((tag, body),) = shape.items()
    if tag in ("l", "t") and type(body) is list:
        items = [unpack(item, buffers, handle=handle, depth=depth + 1) for item in body]
        return items if tag == "l" else tuple(items)
    if tag == "d" and type(body) is list:
        return _unpack_dict(body, buffers, handle, depth)
    if tag == "a" and type(body) is list and len(body) == 3:
        return _unpack_array(buffers, *body)
    if tag == "i" and type(body) is str and len(body) <= MAX_INT_BITS // 4 + 3:
        try:
            value = int(body, 16)
        except ValueError:
            raise WireError("not an integer") from None
        if value.bit_length() > MAX_INT_BITS:  # a check could not send it back
            raise WireError("not an integer")
        return value
    if tag == "h" and type(body) is int and handle is not None:
        return handle(body)
    raise WireError("not a value")


def _unpack_dict(
    body: list[Any],
    buffers: list[Any],
    handle: Callable[[int], object] | None,
    depth: int,
) -> dict[Any, Any]:
    if len(body) > MAX_KEYS:
        raise WireError("a mapping of too many keys")
    result = {}
    alike: dict[int, int] = {}
    for pair in body:
        if type(pair) is not list or len(pair) != 2:
            raise WireError("not a mapping")
        key, value = (unpack(part, buffers, handle=handle, depth=depth + 1) for part in pair)
        if type(key) not in (str, int, float, bool, type(None), tuple):
            raise WireError("not a mapping's key")
        try:
            place = hash(key)
        except TypeError:
            raise WireError("not a mapping's key") from None
        alike[place] = alike.get(place, 0) + 1
        if alike[place] > MAX_ALIKE:
            raise WireError("a mapping of keys that have one hash")
        result[key] = value
    return result


def _unpack_array(
    buffers: list[Any], which: Any, dtype: Any, dimensions: Any
) -> np.ndarray[Any, Any]:
    if type(which) is not int or not 0 <= which < len(buffers) or buffers[which] is None:
        raise WireError("an array without its buffer")
    if type(dtype) is not str or not _DTYPE.match(dtype):
        raise WireError("not the type of an array")
    if type(dimensions) is not list or len(dimensions) > MAX_DIMENSIONS:
        raise WireError("not the shape of an array")
    if not all(type(n) is int and 0 <= n <= MAX_BUFFER_BYTES for n in dimensions):
        raise WireError("not the shape of an array")
    try:
        kind = np.dtype(dtype)
        size = kind.itemsize
        for n in dimensions:
            size *= n
        data, buffers[which] = buffers[which], None
        if size != len(data):
            raise WireError("an array's shape does not fit its bytes")
        array = np.frombuffer(data, dtype=kind).reshape(dimensions)
        return array.astype(kind.newbyteorder("="), copy=True)
    except (TypeError, ValueError):
        raise WireError("not an array") from None
