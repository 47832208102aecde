"""Tests of `grader.worker.describe`: what leaves a worker is harmless, and the student's own."""

from __future__ import annotations

import linecache
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.worker.describe import clean_text, describe_error, file_name


def described(source: str, label: str = "cell 3") -> dict[str, Any]:
    """What is said of the exception that the source raises as a cell."""
    name = file_name(label)
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        exec(compile(source, name, "exec"), {})
    except BaseException as error:  # SystemExit among them
        return describe_error(error)
    raise AssertionError("the source raised nothing")


def test_names_type_bases_text_and_place() -> None:
    """A described exception says what it is, of which builtin kinds, and where it came from."""
    said = described("def f(x):\n    return 1 / x\nf(0)")

    assert said == {
        "type": "ZeroDivisionError",
        "bases": ["ZeroDivisionError", "ArithmeticError", "Exception", "BaseException"],
        "text": "division by zero",
        "frames": [["cell 3", 3, "<module>", "f(0)"], ["cell 3", 2, "f", "return 1 / x"]],
    }


def test_a_students_class_is_named_with_its_builtin_bases() -> None:
    """A class of the student's is no builtin, whatever it is called."""
    said = described("class Mine(ValueError, KeyError): pass\nraise Mine('a')")

    assert (said["type"], said["bases"][0]) == ("Mine", "ValueError")
    assert "Mine" not in said["bases"]


def test_frames_of_others_are_left_out() -> None:
    """Frames of the library and of this test do not leave the worker."""
    said = described("import json\njson.loads('{')")

    assert [frame[0] for frame in said["frames"]] == ["cell 3"]


def test_of_many_frames_the_first_and_the_last_are_kept() -> None:
    """A deep recursion is shown by three frames at its begin and seven at its end."""
    said = described("def f(n):\n    if not n:\n        1 / 0\n    f(n - 1)\nf(50)")

    lines = [frame[1] for frame in said["frames"]]
    assert lines == [5, 4, 4, 4, 4, 4, 4, 4, 4, 3]


@pytest.mark.parametrize("raised", ["ValueError('no')", "SystemExit(3)", "KeyboardInterrupt()"])
def test_a_text_that_cannot_be_made_does_no_harm(raised: str) -> None:
    """An exception whose text raises is described all the same."""
    said = described(f"class E(Exception):\n    def __str__(self): raise {raised}\nraise E")

    assert (said["type"], said["text"]) == ("E", "(its text cannot be shown)")


def test_lies_about_the_class_are_not_believed() -> None:
    """A metaclass cannot choose the name or the bases that are told."""
    said = described(
        "class Meta(type):\n"
        "    __name__ = property(lambda c: 1 / 0)\n"
        "    def mro(c): return [c, Exception, BaseException, object]\n"
        "class E(Exception, metaclass=Meta): pass\n"
        "raise E('a')"
    )

    assert (said["type"], said["bases"]) == ("E", ["Exception", "BaseException"])


def test_a_class_cannot_answer_for_the_traceback() -> None:
    """The frames are those of the interpreter, whatever the class says or does when asked."""
    said = described(
        "class E(Exception):\n"
        "    @property\n"
        "    def __traceback__(self): return 1 / 0\n"
        "raise E('a')"
    )

    assert (said["text"], said["frames"]) == ("a", [["cell 3", 4, "<module>", "raise E('a')"]])


def test_limits_hold() -> None:
    """Name, text and source line are cut."""
    name = "E" * 300
    said = described(f"class {name}(Exception): pass\nraise {name}('x' * 10**6)  # {'y' * 500}")

    assert [len(said["type"]), len(said["text"]), len(said["frames"][0][3])] == [100, 1000, 200]


def test_a_syntax_error_shows_its_line() -> None:
    """A cell that does not compile is described by the line that the compiler names."""
    said = described("x = 1\ny = = 2")

    assert said["text"] == "invalid syntax"
    assert said["frames"] == [["cell 3", 2, "", "y = = 2"]]


def test_a_syntax_error_of_the_students_making_does_no_harm() -> None:
    """Fields of any type are taken."""
    said = described("e = SyntaxError('a')\ne.filename, e.lineno, e.text = [1], '2', 3\nraise e")

    assert (said["type"], said["frames"][0][1]) == ("SyntaxError", 3)


def test_paths_of_ours_are_not_told() -> None:
    """Folders of the interpreter do not leave the worker."""
    said = described("from json import nothing_of_this_name")

    assert sys.base_prefix not in said["text"]
    assert "cannot import name 'nothing_of_this_name'" in said["text"]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x00b\x07c\x9bd", "abcd"),
        ("a\tb\r\nc\rd\u2028e", "a\tb\nc\nd\ne"),
        ("abc\u202edef\u2066ghi\u200b", "abcdefghi"),
        ("\ud800x", "\ufffdx"),
        ("x" * 60, "x" * 46 + " ..."),
        (ValueError("no text"), "no text"),
    ],
)
def test_cleaning(text: object, clean: str) -> None:
    """Terminal codes, control and direction characters go; letters, tabs and line breaks stay."""
    assert clean_text(text, 50) == clean


def test_a_string_with_methods_of_its_own_is_not_asked() -> None:
    """A subclass of str is taken for its characters."""

    class Text(str):
        __slots__ = ()

        def __str__(self) -> str:
            raise AssertionError

        def __getitem__(self, _: Any) -> str:
            raise AssertionError

    assert type(clean_text(Text("abc"), 10)) is str
    assert clean_text(Text("abc"), 10) == "abc"


@given(st.text(), st.integers(0, 40))
def test_cleaning_is_short_and_done_once(text: str, limit: int) -> None:
    """A cleaned text keeps its limit, can be encoded, and is not changed by cleaning again."""
    cleaned = clean_text(text, limit)

    cleaned.encode()
    assert len(cleaned) <= limit
    assert clean_text(cleaned, limit) == cleaned


def test_places_that_are_others_in_every_run_are_covered() -> None:
    """A worker's folder and an object's address in a text are dots: the text stays the same."""
    folder = "/dev/shm/grader-launcher-b7mmg44w/scratch-0483daf5bcfa1e75"
    told = [
        describe_error(ValueError(text))["text"]
        for text in (
            f"no such file: '{folder}/data.csv'",
            f"{folder}",
            "<submission.Node object at 0x7ff06859f910> has no grad",
            "at 0x10 of 0x7ff06859f910, in /home/me/scratch-pad/x",
        )
    ]

    assert told == [
        "no such file: '.../data.csv'",
        "...",
        "<submission.Node object at 0x...> has no grad",
        "at 0x10 of 0x7ff06859f910, in /home/me/scratch-pad/x",
    ]
