"""Frozen examples as data: `corpus.json`, and the fingerprints of known mistakes beside them.

Floats are written as hex, arrays as dtype, shape and base64; never pickle. A hash inside tells a
damaged file. May import the standard library, NumPy, pydantic, `grader.records` and
`grader.errors`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from grader.errors import CourseError
from grader.json_text import from_json
from grader.records import Record

SCHEMA = "grader/corpus/v1"
Example = dict[str, Any]


class NotFreezable(Exception):
    """A drawn value is no plain data; the text names its type."""


@dataclass(frozen=True)
class Corpus:
    """The frozen examples of every property check, and what known mistakes answer.

    Parameters
    ----------
    examples:
        Check name to its examples, each a mapping of argument names to plain values.
    fingerprints:
        Misconception name to check name to the digest of its answers, for checks that it fails.
    versions:
        What drew the examples, for people.
    suite:
        File of the suite to a digest of the text that the examples were drawn from; empty where
        an earlier version froze them.
    """

    examples: Mapping[str, list[Example]] = field(default_factory=dict)
    fingerprints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    suite: Mapping[str, str] = field(default_factory=dict)


class _File(Record):
    examples: dict[str, list[dict[str, Any]]]
    fingerprints: dict[str, dict[str, str]]
    versions: dict[str, str]
    suite: dict[str, str] = Field(default_factory=dict)


def dump(corpus: Corpus) -> bytes:
    """The bytes of `corpus.json`; the same corpus gives the same bytes."""
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "versions": dict(corpus.versions),
        "examples": {
            check: [
                {name: encode(value) for name, value in example.items()} for example in examples
            ]
            for check, examples in sorted(corpus.examples.items())
        },
        "fingerprints": {
            name: dict(sorted(checks.items()))
            for name, checks in sorted(corpus.fingerprints.items())
        },
    }
    if corpus.suite:
        body["suite"] = dict(sorted(corpus.suite.items()))
    body["sha256"] = _digest(body)
    lines = [f'"{key}": {_block(value)}' for key, value in body.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _block(value: Any) -> str:
    """One line per check or misconception, so that a changed check is a changed line."""
    if not isinstance(value, dict):
        return json.dumps(value)
    rows = [f"{json.dumps(key)}: {json.dumps(item)}" for key, item in value.items()]
    return "{\n" + ",\n".join(rows) + "\n}"


def load(path: Path) -> Corpus:
    """The corpus of a file; an empty one when there is no file.

    Raises
    ------
    CourseError
        When the file is damaged or was edited.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Corpus()
    try:
        body = from_json(data)
        claimed = body.pop("sha256")
        if body["schema"] != SCHEMA or claimed != _digest(body):
            raise ValueError("its hash is not that of its content")
        held = _File.model_validate({name: each for name, each in body.items() if name != "schema"})
        examples = {
            check: [{name: decode(shape) for name, shape in example.items()} for example in rows]
            for check, rows in held.examples.items()
        }
        return Corpus(examples, held.fingerprints, held.versions, held.suite)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise CourseError(
            f"reading the frozen examples {path}",
            expected=f"a file that `grader freeze` wrote, schema {SCHEMA}",
            came=f"{type(error).__name__}: {error}"[:300].partition("\n")[0],
            todo="run `grader freeze` and commit what it writes",
        ) from None


def digest_of(examples: list[Example] | None) -> str:
    """A digest of one check's frozen examples; the empty string when it has none."""
    if examples is None:
        return ""
    shapes = [{name: encode(value) for name, value in example.items()} for example in examples]
    return _digest({"examples": shapes})


def encode(value: Any) -> Any:
    """The JSON form of a drawn value.

    Raises
    ------
    NotFreezable
        When it is no plain data.
    """
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return {"f": value.hex()}
    if kind is complex:
        return {"c": [value.real.hex(), value.imag.hex()]}
    if kind in (list, tuple):
        return {"l" if kind is list else "t": [encode(item) for item in value]}
    if kind is dict:
        return {"d": [[encode(key), encode(item)] for key, item in value.items()]}
    if kind is np.ndarray and value.dtype.kind in "biufc":
        plain = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("<"), copy=False)
        data = base64.b64encode(plain.tobytes()).decode("ascii")
        return {"a": [plain.dtype.str, list(value.shape), data]}
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        plain = value.item()
        if not isinstance(plain, np.generic):  # as longdouble, which has no plain number
            return encode(plain)
    raise NotFreezable(kind.__name__)


def decode(shape: Any) -> Any:
    """The value of a JSON form; ValueError for anything that `encode` does not make."""
    if not isinstance(shape, dict):
        if shape is None or type(shape) in (bool, int, str):
            return shape
        raise ValueError(f"not an example's value: {type(shape).__name__}")
    ((tag, body),) = shape.items()
    if tag == "f":
        return float.fromhex(body)
    if tag == "c":
        return complex(float.fromhex(body[0]), float.fromhex(body[1]))
    if tag in ("l", "t"):
        items = [decode(item) for item in body]
        return items if tag == "l" else tuple(items)
    if tag == "d":
        return {decode(key): decode(item) for key, item in body}
    if tag == "a":
        dtype, dimensions, data = body
        if np.dtype(dtype).kind not in "biufc" or not all(type(n) is int for n in dimensions):
            raise ValueError(f"not an example's array: {dtype!r}")
        flat = np.frombuffer(base64.b64decode(data, validate=True), dtype=np.dtype(dtype))
        return flat.reshape(dimensions).astype(flat.dtype.newbyteorder("="))
    raise ValueError(f"not an example's value: {tag!r}")


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
