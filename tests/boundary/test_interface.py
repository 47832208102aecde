"""Tests of `grader.boundary.interface`: what a stub declares, and what it may not say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.boundary.interface import Interface, load_interface, parse_interface
from grader.errors import CourseError
from grader.worker.kinds import Kind

PATH = Path("solutions/toy/interface.py")


def parsed(text: str) -> Interface:
    """The interface of a text."""
    return parse_interface(text, PATH)


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        ("Number", "number"),
        ("Bool", "bool"),
        ("Str", "str"),
        ("Opaque", "opaque"),
        ("None | Number", ["union", "none", "number"]),
        ("Number | Bool | Str", ["union", "number", "bool", "str"]),
        ("Number | (Bool | None)", ["union", "number", "bool", "none"]),
        ("Thing", ["class", "Thing"]),
        ("Thing | Number", ["union", ["class", "Thing"], "number"]),
        ("Array", ["array", None, None]),
        ("Array()", ["array", None, None]),
        ("Array(2)", ["array", 2, None]),
        ("Array(None, 'if')", ["array", None, "if"]),
        ("Array(1, 'f') | None", ["union", ["array", 1, "f"], "none"]),
        ("Sequence[Number]", ["sequence", "number"]),
        ("Sequence[Thing | None]", ["sequence", ["union", ["class", "Thing"], "none"]]),
        ("Sequence[Sequence[Array(1)]]", ["sequence", ["sequence", ["array", 1, None]]]),
        ("Mapping[Str]", ["mapping", "str"]),
    ],
)
def test_every_form_of_a_kind_is_read(annotation: str, kind: Kind) -> None:
    """Attributes, results and arguments take each form of a kind."""
    interface = parsed(
        f"class Thing:\n    x: {annotation}\n"
        f"    def m(self, y: {annotation}) -> {annotation}: ...\n"
        f"def f() -> {annotation}: ..."
    )

    assert interface.classes["Thing"].attributes == {"x": kind}
    assert interface.classes["Thing"].methods["m"].result == kind
    assert interface.functions["f"].result == kind


def test_no_result_is_ignored_and_construction_too() -> None:
    """A method declared to give None runs later; `__init__` needs no annotation."""
    interface = parsed(
        "class Thing:\n    def __init__(self, x): ...\n    def run(self) -> None: ...\n"
        "def f(x) -> None: ..."
    )

    methods = interface.classes["Thing"].methods
    assert {name: each.result for name, each in methods.items()} == {
        "__init__": "ignored",
        "run": "ignored",
    }
    assert interface.functions["f"].result == "ignored"


def test_docstrings_and_later_classes_are_fine() -> None:
    """Docstrings may stand everywhere, and a class may be used before it is declared."""
    interface = parsed(
        '"""Doc."""\ndef f() -> Later:\n    """Doc."""\nclass Later:\n    """Doc."""\n'
    )

    assert interface.functions["f"].result == ["class", "Later"]
    assert set(interface.classes) == {"Later"}


@pytest.mark.parametrize(
    ("text", "line", "expected", "came"),
    [
        ("x = 1", 1, "classes and functions", "other code"),
        ("\n\nimport os", 3, "classes and functions", "other code"),
        ("async def f() -> Number: ...", 1, "classes and functions", "other code"),
        ("class A:\n    x = 1", 2, "`name: Kind` or a method", "other code"),
        ("class A:\n    class B: ...", 2, "`name: Kind` or a method", "other code"),
        ("class A:\n    def f(self): ...", 2, "the kind that `f` gives back", "no annotation"),
        ("def f(): ...", 1, "the kind that `f` gives back", "no annotation"),
        ("def f() -> Numbr: ...", 1, "did you mean 'Number'?", "`Numbr`"),
        ("class Node: ...\ndef f() -> Nod: ...", 2, "did you mean 'Node'?", "`Nod`"),
        ("def f() -> Zzz: ...", 1, "known: Array, Bool, Mapping", "`Zzz`"),
        ("def f(x: Zzz) -> Number: ...", 1, "known:", "`Zzz`"),
        ("def f(*xs: Zzz) -> Number: ...", 1, "known:", "`Zzz`"),
        ("def f(**xs: Zzz) -> Number: ...", 1, "known:", "`Zzz`"),
        ("def f() -> Set[Number]: ...", 1, "a kind", "`Set[Number]`"),
        ("def f() -> Sequence: ...", 1, "a kind", "`Sequence`"),
        ("def f() -> Sequence[Number, Str]: ...", 1, "a kind", "`(Number, Str)`"),
        ("def f() -> 3: ...", 1, "a kind", "`3`"),
        ("def f() -> 'Number': ...", 1, "a kind", "`'Number'`"),
        ("def f() -> np.ndarray: ...", 1, "a kind", "`np.ndarray`"),
        ("def f() -> Array('f', 1): ...", 1, "Array(ndim, letters", "`Array('f', 1)`"),
        ("def f() -> Array(1, 'q'): ...", 1, "Array(ndim, letters", "`Array(1, 'q')`"),
        ("def f() -> Array(1, 'f', 2): ...", 1, "Array(ndim, letters", "`Array(1, 'f', 2)`"),
        ("def f() -> Array(ndim=1): ...", 1, "Array(ndim, letters", "`Array(ndim=1)`"),
        ("def f() -> Array(True): ...", 1, "Array(ndim, letters", "`Array(True)`"),
        ("def f() -> Array(-1): ...", 1, "Array(ndim, letters", "`Array(-1)`"),
        ("def f() -> A | B: ...\nclass A: ...\nclass B: ...", 1, "one class", "`A | B`"),
        ("def f() -> Sequence[A] | B: ...\nclass A: ...\nclass B: ...", 1, "one class", "`Seq"),
        ("class A(B): ...", 1, "a class without bases", "`A(B)`"),
        (
            "class A:\n    @property\n    def x(self) -> Number: ...",
            2,
            "no decorator",
            "`property`",
        ),
        ("@cache\ndef f() -> Number: ...", 1, "no decorator", "`cache`"),
        ("class A: ...\nclass A: ...", 2, "each name once", "`A`"),
        ("def f() -> Str: ...\ndef f() -> Number: ...", 2, "each name once", "`f`"),
        ("class A:\n    x: Str\n    def x(self) -> Str: ...", 3, "each name once", "`x`"),
        ("def f() -> Number\n    ...", 1, "Python declarations", "expected ':'"),
    ],
)
def test_what_is_no_declaration_is_refused_with_its_place(
    text: str, line: int, expected: str, came: str
) -> None:
    """The message names file and line, what was expected, what came, and what to do."""
    with pytest.raises(CourseError) as caught:
        parsed(text)

    assert str(caught.value).startswith(f"reading the interface {PATH}, line {line}\n")
    assert expected in caught.value.expected
    assert came in caught.value.came
    assert "writing-an-assignment" in caught.value.todo


def test_a_file_is_read_and_never_run(tmp_path: Path) -> None:
    """Code in a stub has no effect: default values and bodies are not evaluated."""
    mark = tmp_path / "ran"
    path = tmp_path / "interface.py"
    path.write_text(
        f"def f(x=open({str(mark)!r}, 'w')) -> Number:\n    return open({str(mark)!r}, 'w')\n",
        encoding="utf-8",
    )

    assert set(load_interface(path).functions) == {"f"}
    assert not mark.exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that cannot be read is a fault of the course, with its path."""
    path = tmp_path / "interface.py"

    with pytest.raises(CourseError, match=re.escape(f"reading the interface {path}\n")):
        load_interface(path)


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    """A file that is not UTF-8 is a fault of the course too."""
    path = tmp_path / "interface.py"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(CourseError, match="UTF-8"):
        load_interface(path)


def test_a_null_byte_is_named() -> None:
    """What Python itself cannot read is a fault of the course, not a crash."""
    with pytest.raises(CourseError, match="Python declarations"):
        parsed("def f() -> Number: ...\n\0")
