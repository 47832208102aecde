"""Tests of `grader.worker.transform`: each cell compiles or is described, alone."""

from __future__ import annotations

import marshal
from typing import Any

import pytest

from grader.worker import transform
from grader.worker.transform import compile_cells


def compiled(*sources: str) -> list[dict[str, Any]]:
    """The cells numbered from 1."""
    return compile_cells(
        [{"label": f"cell {at}", "source": source} for at, source in enumerate(sources, 1)]
    )


def bound(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """The names that each statement of a compiled cell binds."""
    return [tuple(sorted(names)) for _, names in marshal.loads(result["code"])]


def run(*results: dict[str, Any]) -> dict[str, Any]:
    """The names that the cells leave behind."""
    names: dict[str, Any] = {}
    for result in results:
        for code, _ in marshal.loads(result["code"]):
            exec(code, names)
    return names


def test_a_broken_cell_is_described_and_the_others_compile() -> None:
    """A syntax error names its line and costs its own cell alone."""
    first, broken, last = compiled("x = 1", "y = 2\ndef f(:\n  pass", "z = 3")

    assert (first["error"], last["error"]) == (None, None)
    assert broken["code"] is None
    assert broken["error"]["type"] == "SyntaxError"
    assert broken["error"]["frames"] == [["cell 2", 2, "", "def f(:"]]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("return 3", "SyntaxError"),
        ("yield 3", "SyntaxError"),
        ("  x = 1\n y = 2", "IndentationError"),
        ("x = " + "(" * 300 + ")" * 300, "SyntaxError"),
        ("x = " + "-" * 100_000 + "1", None),
        ("x = " + "1" * 10_000, "SyntaxError"),
        ("x = '\0'", None),
        ("x = " + "+".join(["1"] * 50_000), None),
        ("from __future__ import braces", "SyntaxError"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_the_compilers_limits_are_the_students(source: str, kind: str | None) -> None:
    """Whatever the compiler refuses is described, never raised."""
    result, after = compiled(source, "y = 1")

    assert result["code"] is None or result["error"] is None
    assert kind is None or result["error"]["type"] == kind
    assert after["code"] is not None


def test_what_is_python_is_run_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of it is taken for a magic, whatever it looks like; only of other cells they are."""
    looked: list[str] = []

    def taken_out(source: str) -> tuple[str, list[str]]:
        looked.append(source)
        return "y = 1", ["a note"]

    monkeypatch.setattr(transform, "transform_cell", taken_out)
    first, second = compiled("x = (7\n% 4)", "%magic\ny = 1")

    assert run(first)["x"] == 3
    assert run(second)["y"] == 1
    assert (looked, first["notes"], second["notes"]) == (["%magic\ny = 1"], [], ["a note"])


def test_statements_are_separate() -> None:
    """One import names several modules: each is a statement, with the names that it binds."""
    (result,) = compiled(
        "import math as m, os.path\nfrom a import b, c as d\nx, (y, *z) = 1, (2,)\n"
        "def f(a): g = 1\nfor i in []:\n    j = [k for k in i]\nwith o as p: pass"
    )

    assert bound(result) == [
        ("m",), ("os",), ("b", "d"), ("x", "y", "z"), ("f",), ("i", "j"), ("p",)
    ]  # fmt: skip


def test_lines_are_the_students() -> None:
    """A statement's code carries the line at which it stands in the student's cell."""
    (result,) = compiled("%magic\n\nx = 1\ny = x.missing")
    last = marshal.loads(result["code"])[-1][0]

    assert last.co_filename == "<cell 1>"
    assert {line for _, _, line in last.co_lines() if line} == {4}


def test_future_annotations_hold_for_the_cells_after() -> None:
    """As in a notebook, annotations are not evaluated from that cell on, and were before it."""
    before, middle, after = compiled(
        "def f(a: int): pass", "y = 1\nfrom __future__ import annotations", "def g(a: Absent): pass"
    )

    names = run(before, middle, after)
    assert names["f"].__annotations__ == {"a": int}
    assert names["g"].__annotations__ == {"a": "Absent"}


def test_top_level_await_compiles() -> None:
    """A cell may await, as in a notebook."""
    (result,) = compiled("import asyncio\nawait asyncio.sleep(0)")

    assert result["error"] is None


def test_an_exported_cell_magic_is_unpacked() -> None:
    """A measured cell that an exporter wrote as a call runs as the student wrote it."""
    (result,) = compiled("get_ipython().run_cell_magic('time', '', 'def f():\\n    return 5\\n')\n")

    assert run(result)["f"]() == 5


def test_a_merge_conflict_is_named() -> None:
    """The mark of a merge conflict is told in words."""
    (result,) = compiled("x = 1\n<<<<<<< HEAD\ny = 2\n=======\ny = 3\n>>>>>>> main")

    assert "merge conflict" in result["error"]["text"]
    assert result["error"]["frames"][0][1] == 2


def test_notes_of_the_transformer_are_passed_on() -> None:
    """What was taken out of a cell is told with it."""
    (result,) = compiled("%%bash\nls")

    assert result["notes"] == ["begins with %%bash, so it is not run as Python"]
    assert bound(result) == []


GUARD = "if __name__ == '__main__':\n    "


@pytest.mark.parametrize(
    ("below", "told"), [("SIZE = 3\n    run(SIZE)", True), ("run(3)", False), ("pass", False)]
)
def test_the_script_part_of_a_file_is_told(below: str, told: bool) -> None:
    """In a file it is for whoever starts it; what answers may miss is said not to be run."""
    source = f"def run(size): pass\n{GUARD}{below}"

    (result,) = compile_cells([{"label": "cell 1", "source": source, "split": True}])

    assert [note[:42] for note in result["notes"]] == [
        "lines 2 to 4: what stands below `if __name"
    ] * told
    names: dict[str, Any] = {"__name__": "submission"}
    for statement, _ in marshal.loads(result["code"]):
        exec(statement, names)
    assert "SIZE" not in names
