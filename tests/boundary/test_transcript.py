"""Tests of what a check remembers: a program to paste, the values it gave, and a fingerprint."""

from __future__ import annotations

import ast
import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.boundary.steps import Step
from grader.boundary.transcript import Transcript, canonical
from grader.boundary.written import show, statements
from tests.toy import OpenToy

Build = Callable[[Any], object]


def pasted(program: str, namespace: dict[str, Any]) -> Any:
    """The value of a program's last line, run in a student's notebook."""
    tree = ast.parse(program)
    last = tree.body.pop()
    exec(compile(tree, "paste", "exec"), namespace)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "paste", "eval"), namespace)
    exec(compile(ast.Module([last], []), "paste", "exec"), namespace)
    return None


def chain(submission: Any) -> Any:
    """A long expression."""
    a = submission.Node(3, label="start")
    b = submission.Node(num=-2.5)
    return ((a + b) * 2 - b) ** 2


def in_place(submission: Any) -> Any:
    """An in-place operator and what it changed."""
    a = submission.Node(3)
    old = a
    a += 4
    return (a + old).num


def set_and_get(submission: Any) -> Any:
    """Attributes and items that are set, deleted and read."""
    a = submission.Node(1)
    a.num = -7
    a[0] = -4
    del a[1]
    return [a.num, a[0], a[1]][-1]


def fill_array(submission: Any) -> Any:
    """An array that student code changes."""
    kept = submission.put(np.array([[1.0, -0.1], [math.nan, math.inf]]))
    submission.fill(kept, -0.25)
    return kept.get()


def inner(submission: Any) -> Any:
    """Objects out of an answer, used again."""
    parts = (submission.Node(3) * submission.Node(5)).parts
    return ((parts[1] + parts[0]).parts[0] + parts[1]).num


PROGRAMS: dict[str, Build] = {
    "chain": lambda s: chain(s).num,
    "gradient": lambda s: (lambda a: (chain(s) * a * a).backward() or a.grad)(s.Node(0.1)),
    "reflected": lambda s: (3 * s.Node(4)).num,
    "negative powers": lambda s: (s.Node(2.0) ** -2).num,
    "negative base": lambda s: ((-2) ** s.Node(3)).num,
    "negative float base": lambda s: ((-2.5) ** s.Node(3)).num,
    "minus minus": lambda s: (-s.Node(3) - -1).num,
    "call": lambda s: s.Node(3)(2, scale=-10),
    "keywords": lambda s: s.Node(num=3, label='it\'s "x"\n').label,
    "in place": in_place,
    "set": set_and_get,
    "len": lambda s: len(s.Bag([1, 2])),
    "in": lambda s: -2 in s.Bag([1, -2]),
    "float": lambda s: float(s.Bag([1.5, 2])),
    "str": lambda s: str(s.Bag([])),
    "equal": lambda s: s.Bag([1]) == s.Bag([2]),
    "same": lambda s: s.both(s.Node(1), s.Node(1)),
    "nan": lambda s: s.number(math.nan),
    "infinity": lambda s: s.items() and s.number(-math.inf),
    "tiny": lambda s: s.number(1.2345678901234567e-9),
    "huge": lambda s: s.number(1.2345678901234567e300),
    "long integer": lambda s: s.number(-(3**200)),
    "minus zero": lambda s: s.number(-0.0),
    "array": fill_array,
    "float32 array": lambda s: s.array(np.array([0.1, 2.0], np.float32)),
    "int8 array": lambda s: s.array(np.array([[1, -2]], np.int8)),
    "bool array": lambda s: s.array(np.array([True, False])),
    "complex array": lambda s: s.array(np.array([1 + 2j, -0.5j])),
    "0-d array": lambda s: s.array(np.array(-1.5)),
    "empty array": lambda s: s.array(np.zeros((0, 3))),
    "exact array": lambda s: s.array(np.array([0.1 + 0.2, 1 / 3, 1e-300, 1e22])),
    "array of 60": lambda s: s.array(np.arange(60.0) / 7),
    "NumPy number": lambda s: s.number(np.float64(0.1)),
    "inner objects": inner,
    "opaque": lambda s: s.use(s.anything()),
    "nothing": lambda s: s.act() or s.text(),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_can_be_pasted_and_gives_the_same_value(open_toy: OpenToy, name: str) -> None:
    """What is shown to a student runs in the student's notebook and leads to the very value."""
    toy = open_toy()
    got = PROGRAMS[name](toy.submission)

    program, _ = toy.channel.transcript.program(got)

    again = pasted(program, toy.namespace)
    if isinstance(got, np.ndarray):
        assert again.dtype == got.dtype
        np.testing.assert_array_equal(again, got)
    else:
        assert repr(again) == repr(got)


def test_a_program_reads_like_what_a_student_writes(open_toy: OpenToy) -> None:
    """Objects have letters in the order of making, operators their signs."""
    toy = open_toy()
    a, b = toy.submission.Node(3), toy.submission.Node(-0.5, label="b")
    c = a * b + 2
    c.backward()
    got = a.grad

    assert toy.channel.transcript.program(got) == (
        "a = Node(3)\nb = Node(-0.5, label='b')\nc = a * b\nd = c + 2\nd.backward()\na.grad",
        "a.grad",
    )


def test_letters_do_not_hide_functions(open_toy: OpenToy) -> None:
    """A declared name of one letter stays what it is; the next letter is taken."""
    interface = "class Node:\n    num: Number\ndef a() -> Node: ...\ndef c(x: Node) -> Number: ..."
    toy = open_toy("def a(): return Node(1)\ndef c(x): return x.num", interface=interface)
    first, second = toy.submission.a(), toy.submission.a()
    toy.submission.c(first)

    got = toy.submission.c(second)

    program, _ = toy.channel.transcript.program(got)
    assert program.splitlines() == ["b = a()", "d = a()", "c(b)", "c(d)"]


def test_after_z_come_numbers(open_toy: OpenToy) -> None:
    """A program may make any number of objects."""
    toy = open_toy()
    a = toy.submission.Node(0)
    for _ in range(30):
        a = a + 1

    program, what = toy.channel.transcript.program(a.num)

    assert "v27 = z + 1" in program
    assert what == "v31.num"
    assert pasted(program, toy.namespace) == 30


def test_long_programs_are_shortened(open_toy: OpenToy) -> None:
    """Beginning and end stay; the middle is counted."""
    toy = open_toy()
    a = toy.submission.Node(0)
    for _ in range(99):
        a = a + 1

    program, _ = toy.channel.transcript.program(a.num)

    lines = program.splitlines()
    assert len(lines) == 41
    assert lines[0] == "a = Node(0)"
    assert lines[24] == "# ... 61 more operations ..."
    assert lines[-1] == "v100.num"


def test_large_arrays_are_shortened(open_toy: OpenToy) -> None:
    """An argument of many numbers is shown by its ends."""
    toy = open_toy()
    got = toy.submission.array(np.arange(1000.0))

    program, _ = toy.channel.transcript.program(got)

    assert len(program) < 300
    assert "..." in program


def test_a_value_finds_its_own_read(open_toy: OpenToy) -> None:
    """The program ends where the compared value was read, not at the last operation."""
    toy = open_toy()
    a = toy.submission.Node(3.5)
    early = a.num
    a.backward()
    _ = a.label

    assert toy.channel.transcript.program(early) == ("a = Node(3.5)\na.num", "a.num")
    assert toy.channel.transcript.program()[1] == "a.label"


def test_a_value_inside_an_answer_finds_its_read(open_toy: OpenToy) -> None:
    """An item of a list that was read leads to the list."""
    interface = "def items() -> Sequence[Number | Sequence[Number]]: ...\ndef text() -> Str: ..."
    toy = open_toy("def items(): return [1.5, [2.5]]", interface=interface)
    items = toy.submission.items()
    _ = toy.submission.text()

    assert toy.channel.transcript.program(items[0])[1] == "items()"
    assert toy.channel.transcript.program(items[1][0])[1] == "items()"
    assert toy.channel.transcript.program(9.5)[1] == "text()"


def test_iteration_is_written_as_a_list(open_toy: OpenToy) -> None:
    """What a loop reads is what `list` gives."""
    toy = open_toy()
    got = [item for item in toy.submission.Bag([1, -2])]  # noqa: C416  # list() asks for a length

    program, _ = toy.channel.transcript.program()

    assert program == "a = Bag([1, -2])\nlist(a)"
    assert pasted(program, toy.namespace) == got


def test_no_value_is_not_the_value_none(open_toy: OpenToy) -> None:
    """Without a compared value the program ends at the last operation, whatever was None before."""
    toy = open_toy()
    a = toy.submission.Node(3.5)
    assert a.grad is None
    _ = a.label

    assert toy.channel.transcript.program()[1] == "a.label"
    assert toy.channel.transcript.program(None)[1] == "a.grad"


def test_an_empty_transcript_has_no_program() -> None:
    """Where nothing was asked there is nothing to paste."""
    assert Transcript().program() == ("", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-12),
        (1, 1.0),
        (0.0, -0.0),
        (1e-300, 1e-300 * (1 + 1e-12)),
        (math.nan, math.nan),
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-12])),
        (np.array([0.0]), np.array([-0.0])),
        (np.array([1.0], np.float32), np.array([1.0])),
        ([1.0, "a"], [1.0 + 1e-12, "a"]),
        ({"a": 1.0}, {"a": 1.0 + 1e-13}),
        (2**70, 2.0**70),
    ],
)
def test_answers_that_differ_by_rounding_have_one_fingerprint(one: object, other: object) -> None:
    """Two right ways to the same numbers look alike."""
    assert canonical(one) == canonical(other)


DIFFERENT: list[object] = [
    None, True, False, 0, 1, 1.001, -1, "", "1", "True", "None", [], (1, 2, 3), [1], [[1]],
    [1, [2]], [1, 2], math.nan, math.inf, -math.inf, 1e301, -1e301, 10**400, -(10**400), {},
    {"a": 1}, {"a": 2}, {"b": 1}, np.zeros(2), np.zeros((2, 1)), np.zeros((1, 2)),
    np.array([0.0, 1.0]), np.array([1j, 0]), np.array([math.nan, 0]),
    np.array([math.inf, 0]), np.array([[1.0]]),
]  # fmt: skip


def test_answers_that_differ_have_fingerprints_of_their_own() -> None:
    """No two of many different answers look alike."""
    seen = [canonical(value) for value in DIFFERENT]

    assert len(set(seen)) == len(DIFFERENT)


def test_the_fingerprint_of_a_huge_array_costs_little() -> None:
    """A hostile answer of many megabytes is not written out in full."""
    huge = np.zeros(20_000_000)
    other = huge.copy()
    other[-1] = 1

    assert len(canonical(huge)) < 1_000_000
    assert canonical(huge) != canonical(other)
    assert canonical(huge) != canonical(huge[:-1])


def test_fingerprints_grow_over_all_examples() -> None:
    """The digest goes on where the steps are forgotten, so order and number of answers count."""

    def digest(*examples: tuple[object, ...]) -> str:
        transcript = Transcript()
        for answers in examples:
            transcript.begin_example()
            for answer in answers:
                transcript.steps.append(Step("global", "f"))
                transcript.read(0, answer)
        return transcript.fingerprint()

    assert digest((1.0,), (2.0,)) == digest((1.0, 2.0)) == digest((1.0 + 1e-13,), (2.0,))
    assert digest((1.0,)) != digest((2.0,))
    assert digest((1.0, 2.0)) != digest((2.0, 1.0))
    assert digest((1.0,)) != digest((1.0, 1.0))


@pytest.mark.parametrize("whole", [list, lambda arrays: {"a": tuple(arrays)}], ids=["list", "dict"])
def test_many_arrays_cost_what_one_does(whole: Callable[[list[Any]], object]) -> None:
    """A fingerprint is of so many items of a whole answer, and of either end of every array."""
    one, other = np.zeros(10_000), np.zeros(10_000)
    other[-1] = 1.0

    long = canonical(whole([one] * 800))
    assert len(long) < 10 * len(canonical(one))
    assert long != canonical(whole([one] * 799 + [other]))
    assert long != canonical(whole([one] * 799))


def test_a_failure_counts_like_an_answer() -> None:
    """Which exception came is part of the fingerprint."""
    first, second, third = Transcript(), Transcript(), Transcript()
    first.failed("StudentErrorValueError")
    second.failed("StudentErrorTypeError")

    assert len({each.fingerprint() for each in (first, second, third)}) == 3
    assert first.total_reads == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1.0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-9, "1e-09"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (np.float64(2), "2.0"),
        ([np.float32(0.5), np.int8(1)], "[0.5, 1]"),
        ({"a": np.bool_(True)}, "{'a': True}"),
        ("a\x1b\u202e", "'a\\x1b\\u202e'"),
        (np.array([1.0, 2.0]), "array([1., 2.], shape (2,))"),
        (np.array(3), "array(3)"),
        (10**5000, "an integer of 16610 bits"),
        ([10**5000], "a list with an integer of more than 4300 digits"),
    ],
    ids=range(14),
)
def test_values_are_shown_as_a_student_writes_them(value: object, text: str) -> None:
    """Numbers without the words of NumPy, strings without dirty characters."""
    assert show(value) == text


def test_what_is_shown_is_short() -> None:
    """A long value is cut."""
    for value in ("x" * 10**6, list(range(10**5)), np.zeros(10**6), "\ud800" * 1000):
        assert len(show(value)) <= 300
        assert len(show(value, 50)) <= 50


MANY_AXES = np.zeros((6,) * 7, dtype=np.uint8)


@pytest.mark.parametrize(
    "value",
    [MANY_AXES, np.zeros((2,) * 18, dtype=np.bool_), [[MANY_AXES]] * 3, {"a": (MANY_AXES,)}],
    ids=["six", "two", "lists", "dict"],
)
def test_an_array_of_many_short_axes_is_not_written_whole(value: object) -> None:
    """NumPy leaves nothing out along a short axis; what is shown costs what a long array costs."""
    tracemalloc.start()
    try:
        text = show(value)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(text) == 300
    assert peak < 2_000_000  # some 400 bytes for each item that is written
    step = Step("global", "f", None, (MANY_AXES,))
    assert statements([step], {})[1] == "f(np.array([...], dtype=np.uint8))"


def test_what_is_left_out_of_an_array_is_not_seen() -> None:
    """The text is the one of the whole array, as far as it is shown."""
    whole = np.arange(6**5).reshape((6,) * 5) % 10

    text = show(whole)

    assert text == f"array({np.array2string(whole, threshold=10**6, separator=', ')}"[:299] + "…"


class _Told:
    """Something that counts how often it is written."""

    times = 0

    def __repr__(self) -> str:
        _Told.times += 1
        return "1"


@pytest.mark.parametrize("kind", [list, tuple, dict])
def test_no_more_is_written_than_is_shown(kind: type) -> None:
    """Of a long list as many items are looked at as fit, and the text is the one of all of them."""
    many = range(5000)
    _Told.times = 0

    text = show(dict.fromkeys(many, _Told()) if kind is dict else kind(_Told() for _ in many))

    whole = repr(dict.fromkeys(many, 1) if kind is dict else kind(1 for _ in many))
    assert text == whole[:299] + "…"
    assert 0 < _Told.times <= 300
