"""Tests of `grader.worker.kinds`: each kind takes what it declares and refuses the rest."""

from __future__ import annotations

import math
from collections import OrderedDict, defaultdict, namedtuple
from typing import Any, NamedTuple

import numpy as np
import pytest

from grader.worker import kinds, wire


class Kept(NamedTuple):
    """What a handle becomes on this side."""

    value: object


class Student:
    """An object of a class that a student wrote."""


class AlwaysEqual:
    """An object that agrees with everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __lt__ = __gt__ = __le__ = __ge__ = __eq__
    __hash__ = None  # type: ignore[assignment]

    def __sub__(self, other: object) -> float:
        return 0.0

    def __float__(self) -> float:
        return 1.0


class Spoof:
    """An object that says it is a float."""

    __class__ = float  # type: ignore[assignment]


class FloatChild(float):
    """A float that may decide its own comparison."""


class StudentMeta(type):
    """A class of classes that lies about its classes, and hides from sets."""

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError("code of the student's")


class Lying(metaclass=StudentMeta):
    """An object whose class runs code when it is asked for its name."""


class ListChild(list):  # type: ignore[type-arg]
    """A list of a student's own."""


class ArrayChild(np.ndarray):
    """An array of a student's own."""


def encoded(value: object, kind: kinds.Kind) -> Any:
    """The value as it comes out on the other side; objects that stay behind become `Kept`."""
    buffers: list[bytes] = []
    objects: list[object] = []

    def keep(each: object) -> int:
        objects.append(each)
        return len(objects) - 1

    shape = kinds.encode(value, kind, buffers, keep)
    got = wire.unpack(shape, buffers, handle=lambda number: Kept(objects[number]))
    assert kinds.fits(got, kind, lambda item, name: isinstance(item, Kept))
    return got


def refused(value: object, kind: kinds.Kind) -> str:
    """The words with which the kind refuses the value."""
    with pytest.raises(kinds.NotThisKind) as caught:
        kinds.encode(value, kind, [], lambda value: 0)
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "want"),
    [
        (3, 3),
        (-2.5, -2.5),
        (2**100, 2**100),
        (math.inf, math.inf),
        (np.float64(0.5), 0.5),
        (np.float16(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
        (np.int8(-1), -1),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (np.array(1.5), 1.5),
        (np.array(7, dtype=">i4"), 7),
    ],
)
def test_numbers_arrive_as_plain_ints_and_floats(value: object, want: float) -> None:
    """int, float, NumPy's integers and floatings, and arrays of no dimension are numbers."""
    got = encoded(value, "number")

    assert got == want
    assert type(got) is type(want)


def test_nan_is_a_number() -> None:
    """A nan crosses as a number; what it is worth is for the comparison to say."""
    assert math.isnan(encoded(math.nan, "number"))


NO_NUMBERS = [
    (True, "a `bool`"),
    (np.bool_(True), "a `bool"),
    (np.array(True), "an array of shape () and dtype bool"),
    (None, "None"),
    ("1", "a `str`"),
    (1j, "a `complex`"),
    (np.complex64(1), "a complex number"),
    (np.array(1j), "an array of shape () and dtype complex128"),
    (np.timedelta64(3, "s"), "a `timedelta64`"),
    (np.array([1.0]), "an array of shape (1,) and dtype float64"),
    (np.array(3, dtype=object), "an array of shape () and dtype object"),
    (NotImplemented, "NotImplemented"),
    (FloatChild(1.0), "a `FloatChild`"),
    (AlwaysEqual(), "a `AlwaysEqual`"),
    (Spoof(), "a `Spoof`"),
    (Student(), "a `Student`"),
    (Student, "a `type`"),
    ([1.0], "a `list`"),
]


@pytest.mark.parametrize(("value", "named"), NO_NUMBERS)
def test_nothing_else_is_a_number(value: object, named: str) -> None:
    """A bool is no number, nor is anything that only says it is; the words name what came."""
    assert named in refused(value, "number")


def test_an_integer_too_long_for_the_wire_is_no_number() -> None:
    """An integer of more bits than may cross is refused by its length."""
    assert refused(2**70_000, "number") == "an integer of 70001 bits"


@pytest.mark.parametrize("value", [True, False, np.bool_(True), np.array(False)])
def test_truth_arrives_as_plain_bool(value: object) -> None:
    """True and False, NumPy's too, arrive as bool."""
    assert encoded(value, "bool") is bool(value)


@pytest.mark.parametrize("value", [0, 1, 1.0, None, "", "True", AlwaysEqual(), np.int8(1)])
def test_what_is_only_true_in_spirit_is_no_bool(value: object) -> None:
    """Numbers, strings and objects are not True or False."""
    refused(value, "bool")


def test_strings_are_exact() -> None:
    """A string crosses; bytes, subclasses and NumPy's strings do not."""
    assert encoded("grün \ud800", "str") == "grün \ud800"
    child: object = type("Text", (str,), {})("x")
    for value in (b"x", np.str_("x"), child, None, 1):
        refused(value, "str")


def test_a_huge_string_is_refused_by_its_length() -> None:
    """A string beyond one message is refused before it is escaped."""
    assert refused("x" * (wire.MAX_HEADER_BYTES + 1), "str") == "a string of 16777217 characters"


def test_none_is_none_alone() -> None:
    """None is declared and nothing else passes for it."""
    assert encoded(None, "none") is None
    others: list[object] = [0, False, "", [], AlwaysEqual(), NotImplemented]
    for value in others:
        refused(value, "none")


@pytest.mark.parametrize("value", [None, 1, True, "x", [1], Student(), np.zeros(2)])
def test_opaque_keeps_any_object_behind(value: object) -> None:
    """An opaque object never crosses, whatever it is: a handle does."""
    assert encoded(value, "opaque").value is value


@pytest.mark.parametrize("value", [Student(), AlwaysEqual(), Spoof(), FloatChild(1)])
def test_an_object_of_a_class_stays_behind(value: object) -> None:
    """An object of any class that is not builtin becomes a handle; it never compares there."""
    assert encoded(value, ["class", "Thing"]).value is value


@pytest.mark.parametrize(
    "value",
    [None, 1, 1.0, True, "x", [], (), {}, np.float64(2), np.zeros(2), NotImplemented, Student, len],
)
def test_builtin_values_are_no_object_of_a_class(value: object) -> None:
    """A number, None or a list where an object of a class is declared is refused at once."""
    refused(value, ["class", "Thing"])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (["array", None, None], np.zeros((2, 3), dtype=bool)),
        (["array", None, None], np.array(1.0)),
        (["array", 1, None], np.zeros(0)),
        (["array", 2, "f"], np.asfortranarray(np.ones((2, 2), dtype=np.float32))),
        (["array", 2, "fi"], np.ones((2, 2), dtype=np.int8)),
        (["array", None, "c"], np.array([1j])),
        (["array", 1, "u"], np.arange(3, dtype=">u2")),
    ],
)
def test_arrays_that_fit_cross(kind: kinds.Kind, value: np.ndarray[Any, Any]) -> None:
    """An array of the declared dimensions and letters crosses with its values."""
    got = encoded(value, kind)

    assert got.tolist() == value.tolist()
    assert got.shape == value.shape


@pytest.mark.parametrize(
    ("kind", "value", "named"),
    [
        (["array", 1, None], np.zeros((2, 2)), "shape (2, 2)"),
        (["array", 0, None], np.float64(1), "`float64`"),
        (["array", None, "f"], np.zeros(2, dtype=int), "int64"),
        (["array", None, "iu"], np.zeros(2), "float64"),
        (["array", None, None], np.array([None]), "object"),
        (["array", None, None], np.array(["a"]), "<U1"),
        (["array", None, None], np.array([1j], dtype=np.clongdouble), "complex256"),
        (["array", None, None], np.zeros(2).view(ArrayChild), "`ArrayChild`"),
        (["array", None, None], np.ma.masked_array([1.0]), "`MaskedArray`"),
        (["array", None, None], [1.0, 2.0], "`list`"),
        (["array", None, None], 1.0, "`float`"),
        (["array", None, None], np.broadcast_to(0.0, (10**6, 10**6)), "8000000000000 bytes"),
    ],
    ids=lambda each: repr(each)[:40],
)
def test_arrays_that_do_not_fit_are_refused(kind: kinds.Kind, value: object, named: str) -> None:
    """Another number of dimensions, other letters, a subclass or a list are named and refused."""
    assert named in refused(value, kind)


def test_sequences_are_lists_and_tuples_of_their_kind() -> None:
    """A list stays a list and a tuple a tuple; each item is of the declared kind."""
    assert encoded([1, np.float32(2)], ["sequence", "number"]) == [1, 2.0]
    assert encoded((), ["sequence", "number"]) == ()
    assert encoded(([1], ()), ["sequence", ["sequence", "number"]]) == ([1], ())
    for value in ([1, True], [1, None], {1}, range(2), "12", np.arange(2), 1):
        refused(value, ["sequence", "number"])


def test_of_a_named_tuple_its_items_cross() -> None:
    """A class made from list or tuple gives what it holds, whatever it says of itself."""
    point = namedtuple("point", "x y")(1, 2.5)
    lies = type("Lies", (list,), {"__iter__": lambda self: iter([9]), "__len__": lambda self: 9})

    assert encoded(point, ["sequence", "number"]) == (1, 2.5)
    assert encoded(ListChild([1, 2]), ["sequence", "number"]) == [1, 2]
    assert encoded(lies([3]), ["sequence", "number"]) == [3]


def test_a_sequence_of_objects_gives_handles() -> None:
    """Each object of a class in a sequence stays behind as a handle of its own."""
    first, second = Student(), Student()

    got = encoded([first, second, first], ["sequence", ["class", "Student"]])

    assert [each.value for each in got] == [first, second, first]


def test_mappings_have_plain_keys() -> None:
    """A dict crosses with str or int keys; its order stays."""
    assert encoded({"b": 1, "a": 2.5, 3: 0}, ["mapping", "number"]) == {"b": 1, "a": 2.5, 3: 0}
    for value in (
        {True: 1},
        {None: 1},
        {1.5: 1},
        {(1,): 1},
        {Student(): 1},
        {"a": None},
        [("a", 1)],
    ):
        refused(value, ["mapping", "number"])


def test_of_a_dict_of_another_class_its_items_cross() -> None:
    """A dict of the library, or of a student's own class, gives what it holds as a plain dict."""
    lies = type("Lies", (dict,), {"items": lambda self: [("b", 9)], "__iter__": lambda self: 9})
    counted = defaultdict(int, {"a": 1, "b": 2})

    for value in (counted, OrderedDict(counted), lies(counted)):
        got = encoded(value, ["mapping", "number"])
        assert got == {"a": 1, "b": 2}
        assert type(got) is dict


def test_a_mapping_of_very_many_keys_is_refused() -> None:
    """A dict of more keys than may cross is refused by their number."""
    many = dict.fromkeys(range(wire.MAX_KEYS + 1), 0)

    assert refused(many, ["mapping", "number"]) == "a dict of 10001 keys"


@pytest.mark.parametrize("value", [5, None, np.float64(5)])
def test_a_union_takes_each_of_its_kinds(value: object) -> None:
    """A value fits a union when it fits one of its kinds."""
    assert encoded(value, ["union", "number", "none"]) == value


def test_a_union_takes_the_first_kind_that_fits() -> None:
    """Numbers cross as numbers where an object of a class is declared beside them."""
    kind = ["union", ["class", "Student"], "number"]
    student = Student()

    assert encoded(3, kind) == 3
    assert encoded(student, kind).value is student


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "a `bool`"),
        ("x", "a `str`"),
        (NotImplemented, "NotImplemented"),
        ([1, None], "a `list` that holds None"),
        (([0.5], [True]), "a `tuple` that holds a `list` that holds a `bool`"),
        (1j, "a `complex`"),
        (np.complex64(1), "a complex number"),
    ],
)
def test_a_union_refuses_what_none_of_it_takes(value: object, words: str) -> None:
    """A union is no loophole; the words name what came, and what was wrong inside it."""
    kind = ["union", "none", "number", ["sequence", ["union", "number", ["sequence", "number"]]]]

    assert refused(value, kind) == words


def test_a_mapping_names_the_value_that_does_not_fit() -> None:
    """The words tell a wrong item from a wrong container."""
    assert refused({"a": 1, "b": "x"}, ["mapping", "number"]) == "a `dict` that holds a `str`"


def test_a_failed_alternative_leaves_nothing_behind() -> None:
    """Arrays packed for an alternative that failed later are not sent."""
    buffers: list[bytes] = []
    kind = [
        "union",
        ["sequence", ["array", 1, None]],
        ["sequence", ["union", ["array", 1, None], "none"]],
    ]

    shape = kinds.encode([np.zeros(2), None], kind, buffers, lambda value: 0)

    assert shape == {"l": [{"a": [0, "<f8", [2]]}, None]}
    assert len(buffers) == 1


def test_cyclic_and_deep_values_are_refused() -> None:
    """What never ends is refused: by its kind, or by its depth."""
    cyclic: list[object] = []
    cyclic.append(cyclic)
    deep: kinds.Kind = "number"
    value: object = 1
    for _ in range(2 * wire.MAX_DEPTH):
        deep, value = ["sequence", deep], [value]

    assert refused(cyclic, ["sequence", "number"]) == "a `list` that holds a `list`"
    assert refused(value, deep).endswith("something nested too deeply")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "number"),
        (np.float64(1), "number"),
        (1j, "number"),
        (1, "bool"),
        (1, "none"),
        (b"", "str"),
        (1, "opaque"),
        (None, ["class", "Thing"]),
        (np.zeros(2), ["array", 2, None]),
        (np.zeros(2), ["array", None, "i"]),
        ([1.0], ["array", None, None]),
        ([None], ["sequence", "number"]),
        ({"a": "x"}, ["mapping", "number"]),
        ({None: 1}, ["mapping", "number"]),
        ({(1, 2): 1}, ["mapping", "number"]),
        ({True: 1}, ["mapping", "number"]),
        ({1.5: 1}, ["mapping", "number"]),
        ("x", ["union", "number", "none"]),
    ],
)
def test_the_judge_checks_again(value: object, kind: kinds.Kind) -> None:
    """A decoded value of another kind does not fit, whatever the worker said of it."""
    assert not kinds.fits(value, kind, lambda item, name: isinstance(item, Kept))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("number", "a number"),
        (["union", "number", "none"], "a number or None"),
        (["class", "Thing"], "a Thing"),
        (["array", None, None], "a NumPy array"),
        (["array", 2, "fi"], "a 2-D float/integer NumPy array"),
        (["sequence", ["class", "Thing"]], "a list or tuple (each item: Thing)"),
        (["mapping", "number"], "a dict of number"),
    ],
)
def test_kinds_have_words(kind: kinds.Kind, words: str) -> None:
    """A student reads what was declared in plain words."""
    assert kinds.phrase(kind) == words


def test_saying_what_came_runs_no_code_of_the_object() -> None:
    """The words for an object come from its type alone, also where its class would answer."""
    assert kinds.came(Lying()) == "a `Lying`"
    assert kinds.came(Spoof()) == "a `Spoof`"
