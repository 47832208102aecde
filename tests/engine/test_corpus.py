"""Frozen examples as data: nothing changes on the way, and a touched file is refused."""

from __future__ import annotations

import json
import math
import tempfile
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.engine import corpus
from grader.engine.corpus import Corpus, NotFreezable, decode, digest_of, dump, encode, load
from grader.errors import CourseError
from tests.engine.toy import FIXED

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | npst.arrays(
        st.sampled_from(["?", "i1", "u2", ">i4", "i8", "f2", ">f4", "f8", "c8", "c16"]),
        npst.array_shapes(min_dims=0, min_side=0, max_side=3),
    )
)
keys = st.text() | st.integers() | st.booleans() | st.tuples(st.integers(), st.text())
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=8,
)


def same(one: Any, other: Any) -> bool:
    """Whether two values are alike to the last bit, and of the same types."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        plain = one.astype(one.dtype.newbyteorder("="))
        alike = plain.dtype == other.dtype and plain.shape == other.shape
        return bool(alike and plain.tobytes() == other.tobytes())
    if isinstance(one, float):
        nan = math.isnan(one) and math.isnan(other)
        return nan or (one == other and math.copysign(1, one) == math.copysign(1, other))
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return bool(one == other)


@FIXED
@given(values)
def test_a_value_comes_back_as_it_was(value: object) -> None:
    """Every plain value survives being written as JSON and read, with type, sign and order."""
    assert same(value, decode(json.loads(json.dumps(encode(value)))))


@settings(FIXED, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.text(max_size=5),
        st.lists(st.dictionaries(st.text(max_size=5), values, max_size=2), max_size=2),
        max_size=2,
    )
)
def test_a_corpus_comes_back_as_it_was(examples: dict[str, Any]) -> None:
    """A file holds every example in order; dumping what was read gives the same bytes."""
    made = Corpus(examples, {"m": {"check": "mark"}}, {"hypothesis": "6"})
    data = dump(made)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.json"
        path.write_bytes(data)

        read = load(path)

    assert same(dict(sorted(examples.items())), read.examples)
    assert dump(read) == data
    assert {name: digest_of(rows) for name, rows in read.examples.items()} == {
        name: digest_of(rows) for name, rows in examples.items()
    }


def test_the_bytes_are_stable() -> None:
    """The same corpus gives the same bytes in whatever order it was made, a line per check."""
    one = Corpus({"b": [{"x": 1.5}], "a": [{"x": 2}]}, {"n": {"b": "2", "a": "1"}, "m": {}})
    other = Corpus({"a": [{"x": 2}], "b": [{"x": 1.5}]}, {"m": {}, "n": {"a": "1", "b": "2"}})

    assert dump(one) == dump(other)
    assert b'\n"a": [{"x": 2}],\n"b": [{"x": {"f": "0x1.8000000000000p+0"}}]\n' in dump(one)
    assert b"pickle" not in dump(one)


def test_an_absent_file_is_an_empty_corpus(tmp_path: Path) -> None:
    """A course without properties needs no file."""
    assert load(tmp_path / "corpus.json") == Corpus()


def test_arrays_can_be_written_to(tmp_path: Path) -> None:
    """A test may change the array that it is given."""
    path = tmp_path / "corpus.json"
    path.write_bytes(dump(Corpus({"a": [{"x": np.zeros(2)}]})))

    load(path).examples["a"][0]["x"][0] = 1.0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"x": 3', b'"x": 4'),
        (b'"m": {"a": "mark"}', b'"m": {"a": "kram"}'),
        (b'"hypothesis": "6"', b'"hypothesis": "7"'),
        (b"grader/corpus/v1", b"grader/corpus/v2"),
        (b'"sha256": "', b'"sha256": "0'),
        (b'"sha256"', b'"sha265"'),
        (b"{", b"["),
        (b'"examples"', b'"example"'),
    ],
)
def test_a_touched_file_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    """A file that anything but `freeze` wrote is refused, with what to do."""
    data = dump(Corpus({"a": [{"x": 3}]}, {"m": {"a": "mark"}}, {"hypothesis": "6"}))
    assert old in data
    path = tmp_path / "corpus.json"
    path.write_bytes(data.replace(old, new, 1))

    with pytest.raises(CourseError, match="grader freeze") as caught:
        load(path)

    assert str(path) in caught.value.doing


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_corpus_is_refused(tmp_path: Path, data: bytes) -> None:
    """Bytes that are no corpus at all are refused like a touched one."""
    path = tmp_path / "corpus.json"
    path.write_bytes(data)

    with pytest.raises(CourseError, match="reading the frozen examples"):
        load(path)


class Colour(IntEnum):
    """No plain int."""

    RED = 1


class Celsius(float):
    """No plain float."""


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Colour.RED, "Colour"),
        (Celsius(3), "Celsius"),
        ({1, 2}, "set"),
        (b"bytes", "bytes"),
        (object(), "object"),
        (np.array([None]), "ndarray"),
        (np.array(["text"]), "ndarray"),
        (np.array([1.0]).view(type("Mine", (np.ndarray,), {})), "Mine"),
        (np.longdouble("0.1"), "longdouble"),
        ([1, ({"a": lambda: 1},)], "function"),
    ],
)
def test_what_is_not_plain_is_named(value: object, name: str) -> None:
    """A value that cannot be frozen is refused with its type's name, however deep it lies."""
    with pytest.raises(NotFreezable, match=f"^{name}$"):
        encode(value)


def test_numpy_scalars_become_plain_numbers() -> None:
    """NumPy's scalars are frozen as the numbers that they are."""
    scalars = [np.float64(0.1), np.float32(0.5), np.int8(-3), np.bool_(True)]

    assert [decode(encode(each)) for each in scalars] == [0.1, 0.5, -3, True]


@pytest.mark.parametrize(
    "shape",
    [[1], 1.5, {}, {"x": 1}, {"f": "no number"}, {"a": ["<f8", [2], "AAAA"]}, {"f": "1", "l": []}],
)
def test_another_form_is_no_value(shape: object) -> None:
    """A form that `encode` does not make is refused."""
    with pytest.raises((ValueError, TypeError)):
        decode(shape)


def test_the_digest_tells_kinds_apart() -> None:
    """1, 1.0 and True, or a list and a tuple, are different examples."""
    examples: list[Any] = [1, 1.0, True, [1], (1,), -0.0, 0.0, None, "1", np.ones(1), {1: 1}]
    digests = {digest_of([{"x": value}]) for value in examples}

    assert len(digests) == len(examples)
    assert digest_of(None) == ""
    assert corpus.SCHEMA == "grader/corpus/v1"
