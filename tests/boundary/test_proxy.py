"""Tests of what a hidden test holds: lazy handles of a real worker's objects, and plain values."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.boundary.proxy import Handle, same_object
from grader.errors import StudentError, SuiteError, UndeclaredName, WrongKind
from tests.toy import OpenToy


def test_twenty_operations_and_one_gradient_are_one_round_trip(open_toy: OpenToy) -> None:
    """Building and `backward` queue up; the read of a gradient carries all of it at once."""
    toy = open_toy()
    a = toy.submission.Node(3)

    total = a
    for _ in range(10):
        total = total * 2 + a
    total.backward()

    assert toy.asked == 0
    assert a.grad == 2.0**11 - 1
    assert toy.asked == 1


def test_each_read_is_one_round_trip_and_settling_none_when_nothing_waits(
    open_toy: OpenToy,
) -> None:
    """Values are read when they are asked for; an empty queue asks nothing."""
    toy = open_toy()
    a = toy.submission.Node(3)

    assert [a.num, a.num, a.label] == [3, 3, ""]
    assert toy.asked == 3
    toy.channel.settle()
    assert toy.asked == 3


def test_settling_runs_what_nobody_read(open_toy: OpenToy) -> None:
    """What is queued is run at the end, in one trip."""
    toy = open_toy()

    toy.submission.Node(3).backward()
    toy.submission.act()
    toy.channel.settle()

    assert toy.asked == 1


def test_values_are_plain(open_toy: OpenToy) -> None:
    """Every kind of value arrives as Python's own type, whatever NumPy gave back."""
    toy = open_toy("def number(x=0): return np.float32(1.5)\ndef flag(): return np.bool_(True)")
    submission = toy.submission

    assert type(submission.number()) is float
    assert submission.flag() is True
    assert submission.text() == "text"
    assert submission.items() == [1, 2.5]
    assert submission.table() == {"a": 1}
    assert submission.maybe() is None
    assert submission.array().tolist() == [0.0, 0.0]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 1e-320, 2**100, -(2**63)])
def test_numbers_survive_there_and_back(open_toy: OpenToy, value: float) -> None:
    """What a function gives back unchanged comes back unchanged."""
    got = open_toy().submission.number(value)

    assert repr(got) == repr(value)


def test_operators_run_the_students_own_methods(open_toy: OpenToy) -> None:
    """Arithmetic, reflected too, is done over there."""
    submission = open_toy().submission
    a, b = submission.Node(3), submission.Node(5)

    expressions = [a + b, a + 1, 1 + a, a - b, a * b, 2 * a, a**2, 2**a, -a]

    assert [each.num for each in expressions] == [8, 4, 4, -2, 15, 6, 9, 8, -3]


def test_reading_operators_give_plain_values(open_toy: OpenToy) -> None:
    """`len`, `in`, iteration, `float`, `str` and a declared `==` give values of Python's own."""
    submission = open_toy().submission
    bag, other = submission.Bag([1, 2]), submission.Bag([1])

    assert len(bag) == 2
    assert list(bag) == [1, 2]
    assert 2 in bag
    assert 5 not in bag
    assert float(bag) == 3.0
    assert str(bag) == "a bag"
    assert (bag == bag) is True
    assert (bag == other) is False


def test_items_are_read_set_and_deleted(open_toy: OpenToy) -> None:
    """Subscription is lazy where it changes and reads where it gives a value."""
    toy = open_toy()
    a = toy.submission.Node(1)

    a[0] = 5
    del a[1]

    assert toy.asked == 0
    assert [a[0], a[1]] == [5, 30]


def test_calls_take_keywords(open_toy: OpenToy) -> None:
    """Calling an object, a method or a class passes keywords on."""
    submission = open_toy().submission
    a = submission.Node(num=3, label="x")

    assert a(2) == 6
    assert a(2, scale=10) == 60
    assert a.scaled(by=2) == 6
    assert a.label == "x"


def test_in_place_operators_keep_the_object(open_toy: OpenToy) -> None:
    """After `a += 1` the name stands for what the student's method gave back."""
    submission = open_toy().submission
    a = submission.Node(3)
    before = a

    a += 1

    assert before.num == 4
    assert same_object(a, before)


def test_attributes_can_be_set(open_toy: OpenToy) -> None:
    """Setting a declared attribute is queued, and seen by every later operation."""
    toy = open_toy()
    a = toy.submission.Node(3)

    a.num = 10
    a.grad = None

    assert toy.asked == 0
    assert (a + 1).num == 11


def test_a_declared_name_may_begin_with_an_underscore(open_toy: OpenToy) -> None:
    """What the interface declares can be read, however it is spelt."""
    assert open_toy().submission.Node(3)._hidden == 7


def test_a_failing_read_of_a_name_with_an_underscore_is_the_students(open_toy: OpenToy) -> None:
    """An AttributeError of the submission is not taken for a probe of ours."""
    a = open_toy("class Node:\n    def __init__(self, num): pass").submission.Node(1)

    with pytest.raises(StudentError, match="_hidden"):
        _ = a._hidden


def test_objects_inside_a_value_are_handles_of_their_class(open_toy: OpenToy) -> None:
    """A declared sequence of objects gives handles that read and build like any other."""
    submission = open_toy().submission
    a, b = submission.Node(3), submission.Node(5)

    parts = (a * b).parts

    assert [part.num for part in parts] == [3, 5]
    assert same_object(parts[0], a)
    assert (parts[1] + parts[0]).num == 8


def test_an_opaque_object_is_only_handed_back(open_toy: OpenToy) -> None:
    """An object of the student's own choice can be kept and passed, and nothing else."""
    submission = open_toy().submission
    thing = submission.anything()

    assert submission.use(thing) == 1
    with pytest.raises(UndeclaredName):
        _ = thing.keys


def test_arguments_are_copied_when_they_are_queued(open_toy: OpenToy) -> None:
    """Changing an array or list after the call changes nothing of what was asked."""
    toy = open_toy()
    array, items = np.ones(2), [1.0, 2.0]

    kept = toy.submission.put(array)
    bag = toy.submission.Bag(items)
    array[:] = 9
    items.append(3.0)

    assert kept.get().tolist() == [1.0, 1.0]
    assert len(bag) == 2
    program, _ = toy.channel.transcript.program()
    assert "9" not in program
    assert "3.0" not in program


def test_an_array_that_was_put_shows_changes_in_place(open_toy: OpenToy) -> None:
    """What student code does to an array of ours is seen by reading it back."""
    toy = open_toy()
    array = np.ones((2, 2))
    kept = toy.submission.put(array)

    assert kept.get().tolist() == [[1.0, 1.0], [1.0, 1.0]]
    toy.submission.fill(kept, 7)

    assert kept.get().tolist() == [[7.0, 7.0], [7.0, 7.0]]
    assert array.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_only_arrays_can_be_put(open_toy: OpenToy) -> None:
    """Putting anything else is a mistake of the test, said at once."""
    submission = open_toy().submission

    for value in ([1.0], 3, np.zeros(1).view(np.recarray), None):
        with pytest.raises(SuiteError, match="put takes a NumPy array"):
            submission.put(value)


def test_same_object_asks_the_worker(open_toy: OpenToy) -> None:
    """Identity over there is asked for; equality plays no part."""
    submission = open_toy("Node.__eq__ = lambda self, other: True").submission
    a, b = submission.Node(3), submission.Node(3)

    assert same_object(a, a.twin())
    assert not same_object(a, b)
    for other in (a.num, None, "a"):
        with pytest.raises(SuiteError, match="two objects"):
            same_object(a, other)  # type: ignore[arg-type]


DECIDING: dict[str, Callable[[Any], object]] = {
    "eq": lambda a: a == 3,
    "eq itself": lambda a: a == a,
    "reflected eq": lambda a: operator.eq(3, a),
    "ne": lambda a: a != 3,
    "lt": lambda a: a < 3,
    "le": lambda a: a <= 3,
    "gt": lambda a: a > 3,
    "ge": lambda a: a >= 3,
    "bool": bool,
    "not": operator.not_,
    "if": lambda a: 1 if a else 0,
    "and": lambda a: a and 1,
    "len": len,
    "iter": iter,
    "list": list,
    "in": lambda a: 1 in a,
    "in a list": lambda a: a in [1],
    "max": lambda a: max(a, a),
    "float": float,
    "int": int,
    "complex": complex,
    "index": lambda a: [1, 2][a],
    "range": range,
    "isclose": lambda a: math.isclose(a, 3),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": pickle.dumps,
}


@pytest.mark.parametrize("name", DECIDING)
def test_a_handle_never_decides(open_toy: OpenToy, name: str) -> None:
    """A handle does not compare, is no truth value, and does not convert; nothing is asked."""
    toy = open_toy()
    handle = toy.submission.Node(3)

    with pytest.raises(SuiteError, match="never compares or decides"):
        DECIDING[name](handle)
    assert toy.asked == 0


REFUSED: dict[str, Callable[[Any], object]] = {
    "hash": hash,
    "set": lambda a: {a},
    "abs": abs,
    "round": round,
    "invert": operator.invert,
    "divide": lambda a: a / 2,
    "matmul": lambda a: a @ a,
    "next": next,
    "format": lambda a: f"{a:.3f}",
    "math": math.floor,
    "numpy sum": np.add.reduce,
    "numpy add": lambda a: np.add(a, 1),
    "numpy exp": np.exp,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_declared_does_not_exist(open_toy: OpenToy, name: str) -> None:
    """Operators and protocols that the interface does not name are no operators of a handle."""
    toy = open_toy()
    handle = toy.submission.Node(3)

    with pytest.raises((TypeError, SuiteError)):
        REFUSED[name](handle)
    assert toy.asked == 0


def test_an_array_times_a_handle_is_the_students_work(open_toy: OpenToy) -> None:
    """NumPy leaves a product with a handle to the student's reflected method."""
    toy = open_toy(
        "Node.__array_ufunc__ = None\n"
        "Node.__rmul__ = lambda self, other: Node(float(np.sum(other)))"
    )

    product = np.ones(4) * toy.submission.Node(3)

    assert isinstance(product, Handle)
    assert product.num == 4.0


def test_an_array_plus_an_undeclared_operand_is_no_array_of_handles(open_toy: OpenToy) -> None:
    """NumPy never builds an array of handles that would answer for each."""
    handle = open_toy().submission.Node(3)

    with pytest.raises(TypeError):
        np.ones(4) / handle


def test_a_handle_says_what_it_is_and_nothing_of_the_student(open_toy: OpenToy) -> None:
    """The text of a handle is ours, so that printing one runs nothing over there."""
    toy = open_toy("Node.__repr__ = Node.__str__ = lambda self: 'evil'")
    handle = toy.submission.Node(3)

    assert f"{handle!r} {handle} {handle!s}" == " ".join(3 * ["<the submission's Node>"])
    assert toy.asked == 0


def test_undeclared_names_are_a_mistake_of_the_suite(open_toy: OpenToy) -> None:
    """A name that the interface does not declare is refused with the nearest one; it is absent."""
    submission = open_toy().submission

    with pytest.raises(UndeclaredName, match="did you mean 'number'"):
        _ = submission.numbr
    with pytest.raises(UndeclaredName, match="does not declare `nu` for Node"):
        _ = submission.Node(1).nu
    assert not hasattr(submission.Node(1), "__array__")
    assert not hasattr(submission, "whatever")
    with pytest.raises(AttributeError):
        submission.Node(1).nu = 3


def test_objects_of_another_check_are_refused(open_toy: OpenToy) -> None:
    """A handle belongs to its check; another one never learns its number."""
    one, two = open_toy(), open_toy()
    mine, theirs = one.submission.Node(1), two.submission.Node(2)

    for use in (
        lambda: mine + theirs,
        lambda: one.submission.both(mine, theirs),
        lambda: same_object(mine, theirs),
        lambda: one.submission.Bag([theirs]),
    ):
        with pytest.raises(SuiteError, match="object of another check"):
            use()


def test_objects_of_an_earlier_example_are_refused(open_toy: OpenToy) -> None:
    """A handle from before does not stand for what got its number later."""
    toy = open_toy()
    old = toy.submission.Node(1)
    inner = (toy.submission.Node(2) + 1).parts[0]

    toy.channel.begin_example()
    new = toy.submission.Node(5)

    assert new.num == 5
    uses: list[Callable[[], object]] = [
        lambda: old.num,
        lambda: new + old,
        lambda: inner.num,
        old.backward,
    ]
    for use in uses:
        with pytest.raises(SuiteError, match="object of an earlier example"):
            use()


@pytest.mark.parametrize(
    "value",
    [object(), {1}, b"bytes", np.array(["x"]), 1j, np.zeros(1).view(np.recarray), range(3)],
    ids=lambda value: type(value).__name__ + str(getattr(value, "dtype", "")),
)
def test_arguments_that_cannot_cross_are_a_mistake_of_the_suite(
    open_toy: OpenToy, value: object
) -> None:
    """What is no plain value is refused when it is passed, before anything is asked."""
    toy = open_toy()

    with pytest.raises(SuiteError, match="cannot cross to a submission"):
        toy.submission.number(value)
    assert toy.asked == 0


def test_too_many_operations_without_a_read_are_a_mistake_of_the_suite(
    open_toy: OpenToy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue has an end, so that a loop in a test does not eat the judge's memory."""
    monkeypatch.setattr("grader.boundary.channel.MAX_QUEUED", 10)
    toy = open_toy()

    for _ in range(10):
        toy.submission.act()

    with pytest.raises(SuiteError, match="more than 10 operations"):
        toy.submission.act()


ALWAYS_EQUAL = """
class Evil(float):
    __class__ = float
    def __eq__(self, other): return True
    __lt__ = __gt__ = __le__ = __ge__ = __eq__
    def __sub__(self, other): return self
    __rsub__ = __sub__
    def __abs__(self): return self
    __hash__ = None

class Lazy:
    __class__ = float
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __float__(self): return 0.0
    def item(self): return 0.0
"""


@pytest.mark.parametrize(
    ("given", "came"),
    [
        ("Evil(3.0)", "a `Evil`"),
        ("Lazy()", "a `Lazy`"),
        ("True", "a `bool`"),
        ("None", "None"),
        ("'3'", "a `str`"),
        ("NotImplemented", "NotImplemented"),
        ("np.zeros(3)", "an array of shape (3,) and dtype float64"),
        ("np.zeros(1).view(type('Mine', (np.ndarray,), {}))", "a `Mine`"),
        ("1 << 100_000", "an integer of 100001 bits"),
        ("1j", "a `complex`"),
        ("(x for x in [3.0])", "a `generator`"),
    ],
)
def test_a_number_is_a_number(open_toy: OpenToy, given: str, came: str) -> None:
    """Objects that would decide their own comparison are refused by name, as any wrong kind."""
    toy = open_toy(f"{ALWAYS_EQUAL}\ndef number(x=0): return {given}")

    with pytest.raises(WrongKind) as caught:
        toy.submission.number()
    assert str(caught.value) == f"expected a number, your `number` gave back {came}"


def test_a_message_names_the_operation_that_failed(open_toy: OpenToy) -> None:
    """A wrong kind or exception is told of its own operation, not of the read that found it."""
    toy = open_toy("Node.__mul__ = lambda self, other: None\nNode.__rmul__ = lambda s, o: 3")
    a = toy.submission.Node(3)

    with pytest.raises(WrongKind, match="expected a Node, your `__mul__` gave back None"):
        _ = (a * 2 + 1).num
    with pytest.raises(WrongKind, match="expected a Node, your `__rmul__` gave back a `int`"):
        _ = (2 * a + 1).num
    assert a.num == 3


def test_a_constructor_that_gives_something_else_is_named(open_toy: OpenToy) -> None:
    """A class that makes no object of a class is refused under its name."""
    toy = open_toy("Node = lambda num, label='': num")

    with pytest.raises(WrongKind, match="expected a Node, your `Node` gave back a `int`"):
        _ = toy.submission.Node(3).num


def test_a_wrong_item_inside_a_list_is_named(open_toy: OpenToy) -> None:
    """The words tell what was inside."""
    toy = open_toy("def items(): return [1.0, None]")

    with pytest.raises(WrongKind, match="your `items` gave back a `list` that holds None"):
        toy.submission.items()


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ('def text(): return "x" * (40 << 20)', "a string of 41943040 characters"),
        ('def text(): return "\\u20ac" * (3 << 20)', "something too large for one message"),
        ("def array(x=None): return np.broadcast_to(0.0, (10**6, 10**6))", "8000000000000 bytes"),
        (
            "def items(): return [0.1234567890123] * 1_200_000",
            "something too large for one message",
        ),
        ("def table(): return dict.fromkeys(range(20_000), 1)", "a dict of 20000 keys"),
        ("def items():\n    x = []\n    x.append(x)\n    return x", "that holds a `list`"),
        ("def array(x=None): return np.array([None])", "dtype object"),
    ],
)
def test_what_is_too_large_or_endless_is_refused(open_toy: OpenToy, body: str, match: str) -> None:
    """Huge, deep and cyclic results are a wrong kind of the submission; the worker lives."""
    toy = open_toy(body)
    name = body.split("(")[0].removeprefix("def ")

    with pytest.raises(WrongKind, match=match):
        getattr(toy.submission, name)()
    assert toy.submission.number(1) == 1


def test_a_deep_object_stays_behind(open_toy: OpenToy) -> None:
    """An opaque result may be anything: it never crosses."""
    toy = open_toy("def anything():\n    x = []\n    for _ in range(10**5): x = [x]\n    return x")

    toy.submission.anything()
    toy.channel.settle()

    assert toy.submission.number(1) == 1
