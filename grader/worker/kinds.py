"""Kinds: what an interface declares that a name gives back, and what a value is encoded as.

A kind is JSON: `"number"`, `"bool"`, `"str"`, `"none"`, `"opaque"`, `"ignored"`, `["array", ndim or
None, letters or None]`, `["sequence", kind]`, `["mapping", kind]`, `["class", name]`,
`["union", kind, ...]`. The worker uses it to know where an object may stay behind as a handle;
the judge checks the decoded value against it again, because the worker belongs to the student.

Imports the standard library, NumPy and `.wire`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import wire

Kind = Any

_NAMES = {
    "number": "a number",
    "bool": "True or False",
    "str": "a string",
    "none": "None",
    "opaque": "any object",
    "ignored": "anything",
}
_BUILTIN = (
    type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset,
    np.ndarray, type(NotImplemented), type, type(len), type(lambda: None),
)  # fmt: skip
_DTYPE_WORDS = {"f": "float", "i": "integer", "u": "unsigned", "b": "boolean", "c": "complex"}


_TOLD_DEPTH = 5
_type_name = type.__dict__["__name__"].__get__  # a class of classes may answer anything


class NotThisKind(Exception):
    """A value is of another kind than declared; the text says what came."""


def phrase(kind: Kind) -> str:
    """The kind in words that a student understands: `a number or None`."""
    if type(kind) is str:
        return _NAMES[kind]
    name, *rest = kind
    if name == "union":
        return " or ".join(phrase(each) for each in rest)
    if name == "class":
        return f"a {rest[0]}"
    if name == "array":
        ndim, letters = rest
        words = f"{ndim}-D " if ndim is not None else ""
        words += "/".join(_DTYPE_WORDS[letter] for letter in letters) + " " if letters else ""
        return f"a {words}NumPy array"
    items = phrase(rest[0]).removeprefix("a ").removeprefix("an ")
    return f"a list or tuple (each item: {items})" if name == "sequence" else f"a dict of {items}"


def came(value: object) -> str:
    """What a value is, in words that a student understands; runs none of its code."""
    kind = type(value)
    if value is None:
        return "None"
    if value is NotImplemented:
        return "NotImplemented"
    if kind is np.ndarray:
        return f"an array of shape {value.shape} and dtype {str(value.dtype)[:40]}"  # type: ignore[attr-defined]
    return f"a `{_type_name(kind)[:100]}`"


def encode(
    value: object, kind: Kind, buffers: list[bytes], keep: Callable[[object], int], depth: int = 0
) -> Any:
    """The wire shape of a value that fits the kind; objects stay behind through `keep`.

    Raises
    ------
    NotThisKind
        When the value does not fit.
    """
    if depth > wire.MAX_DEPTH:
        raise NotThisKind("something nested too deeply")
    if type(kind) is list:
        return _encode_composite(value, kind, buffers, keep, depth)
    if kind == "opaque":
        return {"h": keep(value)}
    return _encode_plain(value, kind)


def _encode_plain(value: object, kind: str) -> Any:
    exact = type(value)
    scalar = exact in wire.NUMPY_SCALARS or (
        exact is np.ndarray and value.ndim == 0 and value.dtype.kind in "biuf"  # type: ignore[attr-defined]
    )
    try:
        plain = wire.plain_scalar(value) if scalar else value
        if kind == "number" and type(plain) in (int, float):
            return wire.pack(plain, [])
    except wire.WireError as error:
        raise NotThisKind(str(error)) from None
    if kind == "bool" and type(plain) is bool:
        return plain
    if kind == "str" and exact is str:
        if len(value) > wire.MAX_ANSWER_BYTES:  # type: ignore[arg-type]
            raise NotThisKind(f"a string of {len(value)} characters")  # type: ignore[arg-type]
        return value
    if kind == "none" and value is None:
        return None
    raise NotThisKind(came(value))


def _encode_composite(
    value: object, kind: list[Any], buffers: list[bytes], keep: Callable[[object], int], depth: int
) -> Any:
    name = kind[0]
    if name == "union":
        return _encode_union(value, kind[1:], buffers, keep, depth)
    if name == "class":
        if not (type(value) in _BUILTIN or type(value) in wire.NUMPY_SCALARS):
            return {"h": keep(value)}
    elif name == "array":
        if type(value) is np.ndarray and _array_fits(value, *kind[1:]):
            try:
                return wire.pack(value, buffers)
            except wire.WireError as error:
                raise NotThisKind(str(error)) from None
    elif name == "sequence":
        # Of a named tuple, or of a list with methods of its own, the items cross and nothing else.
        for base, tag in ((list, "l"), (tuple, "t")):
            if issubclass(type(value), base):
                held: list[Any] = list(base.__iter__(value))  # type: ignore[arg-type]
                items = [_encode_item(v, value, kind[1], buffers, keep, depth) for v in held]
                return {tag: items}
    elif name == "mapping" and issubclass(type(value), dict):
        # The same of an `OrderedDict`, a `defaultdict`, or one with methods of its own.
        pairs: list[tuple[Any, Any]] = list(dict.items(value))  # type: ignore[arg-type]
        if _plain_keys(key for key, _ in pairs):
            return _encode_mapping(pairs, value, kind[1], buffers, keep, depth)
    raise NotThisKind(came(value))


def _encode_union(
    value: object,
    alternatives: list[Kind],
    buffers: list[bytes],
    keep: Callable[[object], int],
    depth: int,
) -> Any:
    why = came(value)
    for alternative in alternatives:
        before = len(buffers)
        try:
            return encode(value, alternative, buffers, keep, depth + 1)
        except NotThisKind as error:
            del buffers[before:]
            why = str(error) if why == came(value) else why
    raise NotThisKind(why)


def _encode_item(
    item: object,
    whole: object,
    kind: Kind,
    buffers: list[bytes],
    keep: Callable[[object], int],
    depth: int,
) -> Any:
    try:
        return encode(item, kind, buffers, keep, depth + 1)
    except NotThisKind as error:
        words = str(error)
        if depth <= _TOLD_DEPTH:
            words = f"{came(whole)} that holds {words}"
        raise NotThisKind(words) from None


def _encode_mapping(
    pairs: list[tuple[Any, Any]],
    whole: object,
    kind: Kind,
    buffers: list[bytes],
    keep: Callable[[object], int],
    depth: int,
) -> Any:
    if len(pairs) > wire.MAX_KEYS:
        raise NotThisKind(f"a dict of {len(pairs)} keys")
    return {
        "d": [
            [_encode_plain(k, "str" if type(k) is str else "number"),
             _encode_item(v, whole, kind, buffers, keep, depth)]
            for k, v in pairs
        ]
    }  # fmt: skip


def _plain_keys(keys: Iterable[object]) -> bool:
    return all(type(key) in (str, int) for key in keys)


def _array_fits(value: np.ndarray[Any, Any], ndim: int | None, letters: str | None) -> bool:
    allowed = letters or "biufc"
    return (ndim is None or value.ndim == ndim) and value.dtype.kind in allowed


def fits(value: object, kind: Kind, is_handle: Callable[[object, str], bool]) -> bool:
    """Whether a decoded value is of the kind; `is_handle(value, class name or "")` knows."""
    if type(kind) is str:
        return {
            "number": type(value) in (int, float),
            "bool": type(value) is bool,
            "str": type(value) is str,
            "none": value is None,
            "opaque": is_handle(value, ""),
            "ignored": True,
        }[kind]
    name, *rest = kind
    if name == "union":
        return any(fits(value, each, is_handle) for each in rest)
    if name == "class":
        return is_handle(value, rest[0])
    if name == "array":
        return isinstance(value, np.ndarray) and _array_fits(value, *rest)
    if name == "sequence":
        return type(value) in (list, tuple) and all(
            fits(item, rest[0], is_handle)
            for item in value  # type: ignore[attr-defined]
        )
    return (
        type(value) is dict
        and _plain_keys(value)
        and all(fits(item, rest[0], is_handle) for item in value.values())
    )


def class_in(kind: Kind) -> str | None:
    """The class that an object of this kind belongs to; None where any will do."""
    for each in _alternatives(kind):
        if type(each) is list and each[0] == "class":
            return str(each[1])
    return None


def items_kind(kind: Kind, name: str) -> Kind | None:
    """The kind of the items of a `sequence` or `mapping`; None where the kind is no such."""
    for each in _alternatives(kind):
        if type(each) is list and each[0] == name:
            return each[1]
    return None


def _alternatives(kind: Kind) -> list[Kind]:
    return list(kind[1:]) if type(kind) is list and kind[0] == "union" else [kind]
