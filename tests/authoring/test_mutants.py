"""Mutants: what each rule changes, that only answers change, and names that stay."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.authoring.mutants import Mutant, mutants_of, mutants_of_cell, sample
from grader.course import load_course
from grader.course.source import CodeCell
from tests.courses_helper import SOURCE, make_course, replaced

ROOT = Path(__file__).resolve().parents[2]


def cell(body: str, head: str = "def f(x, y):") -> CodeCell:
    """An answer cell with a function of `x` and `y`, whose body is the answer."""
    lines = [f"    {line}" for line in body.split("\n")]
    text = "\n".join([head, "    ### BEGIN SOLUTION", *lines, "    ### END SOLUTION"])
    return CodeCell("answer f", "f", text)


def made(body: str) -> dict[str, str]:
    """What each mutant of such a cell calls itself, and the line that it puts there."""
    found = {}
    for mutant in mutants_of_cell(cell(body)):
        new = [line[1:].strip() for line in mutant.diff.split("\n") if line.startswith("+")]
        found[mutant.id.split(" | ", 2)[2]] = "\n".join(new)
    return found


RULES = {
    "z = g(x + y)": {"+ → -": "z = g(x - y)"},
    "z = g(x - y)": {"- → +": "z = g(x + y)", "operands of - swapped": "z = g(y - x)"},
    "z = g(x * y)": {"* → /": "z = g(x / y)"},
    "z = g(x / y)": {"/ → *": "z = g(x * y)", "operands of / swapped": "z = g(y / x)"},
    "z = g(x**y)": {"** → *": "z = g(x * y)", "operands of ** swapped": "z = g(y ** x)"},
    "z = g(x // y)": {"// → /": "z = g(x / y)", "operands of // swapped": "z = g(y // x)"},
    "z = g(x % y)": {"% → //": "z = g(x // y)", "operands of % swapped": "z = g(y % x)"},
    "z = g(x @ y)": {
        "@ → *": "z = g(x * y)",
        "operands of @ swapped": "z = g(y @ x)",
        "left of @ transposed": "z = g(x.T @ y)",
        "right of @ transposed": "z = g(x @ y.T)",
    },
    "z = g(x.T @ y.T)": {
        "@ → *": "z = g(x.T * y.T)",
        "operands of @ swapped": "z = g(y.T @ x.T)",
        ".T dropped": "z = g(x @ y.T)",
        ".T dropped | 2": "z = g(x.T @ y)",
    },
    "z = np.transpose(x)": {"transpose dropped": "z = x"},
    "z = x.transpose()": {"transpose dropped": "z = x"},
    "x += y": {"+= → -=": "x -= y", "+= → =": "x = y", "+= dropped": "pass"},
    "x *= y": {"*= → /=": "x /= y", "*= → =": "x = y", "*= dropped": "pass"},
    "z = x < y": {"< → <=": "z = x <= y", "< → >=": "z = x >= y"},
    "z = x <= y": {"<= → <": "z = x < y", "<= → >": "z = x > y"},
    "z = x > y": {"> → >=": "z = x >= y", "> → <=": "z = x <= y"},
    "z = x >= y": {">= → >": "z = x > y", ">= → <": "z = x < y"},
    "z = x == y": {"== → !=": "z = x != y"},
    "z = x != y": {"!= → ==": "z = x == y"},
    "z = x is None": {"is → is not": "z = x is not None"},
    "z = x is not None": {"is not → is": "z = x is None"},
    "z = x in y": {"in → not in": "z = x not in y"},
    "z = x not in y": {"not in → in": "z = x in y"},
    "z = 0": {"0 → 1": "z = 1"},
    "z = 1": {"1 → 0": "z = 0", "1 → 2": "z = 2"},
    "z = 7": {"7 → 8": "z = 8"},
    "z = 0.5": {"0.5 → 0.55": "z = 0.55", "0.5 → -0.5": "z = -0.5"},
    "z = -0.5": {"minus dropped": "z = 0.5", "0.5 → 0.55": "z = -0.55"},
    "z = 0.0": {"0.0 → 1.0": "z = 1.0"},
    "z = True": {"True → False": "z = False"},
    "z = x.sum(axis=0)": {"axis dropped": "z = x.sum()", "axis=0 → axis=1": "z = x.sum(axis=1)"},
    "z = x.max(axis=-1, keepdims=True)": {
        "axis dropped": "z = x.max(keepdims=True)",
        "axis=-1 → axis=0": "z = x.max(axis=0, keepdims=True)",
        "keepdims dropped": "z = x.max(axis=-1)",
    },
    "return -x": {"minus dropped": "return x"},
    "return x": {"minus before what is returned": "return -x", "returns y": "return y"},
    "z = x[0]\nreturn x": {
        "0 → 1": "z = x[1]",
        "minus before what is returned": "return -x",
        "returns z": "return z",
    },
    "return x, y": {"results 1 and 2 swapped": "return (y, x)"},
    "for i in range(x): z = i": {
        "range begins later": "for i in range(1, x): z = i",
        "range ends earlier": "for i in range(x - 1): z = i",
    },
    "for i in range(x, y): z = i": {
        "range begins later": "for i in range(x + 1, y): z = i",
        "range ends earlier": "for i in range(x, y - 1): z = i",
        "arguments 1 and 2 swapped": "for i in range(y, x): z = i",
    },
    "z = x[y:]": {"slice begins later": "z = x[y + 1:]"},
    "z = x[:y]": {"slice ends earlier": "z = x[:y - 1]"},
    "z = x[::y]": {"step of the slice dropped": "z = x[:]"},
    "z = x and y": {
        "and → or": "z = x or y",
        "operand 1 of and dropped": "z = y",
        "operand 2 of and dropped": "z = x",
    },
    "z = x or y": {
        "or → and": "z = x and y",
        "operand 1 of or dropped": "z = y",
        "operand 2 of or dropped": "z = x",
    },
    "z = not x": {"not dropped": "z = x"},
    "z = x if y else None": {"condition negated": "z = x if not y else None"},
    "while x: break": {"condition negated": "while not x: break", "break dropped": "while x: pass"},
    "z = g(x, y)": {"arguments 1 and 2 swapped": "z = g(y, x)"},
    "x.append(y)": {"call dropped": "pass"},
    "x.y = y": {"assignment dropped": "pass"},
    "x = y": {"assignment dropped": "pass"},
    "raise ValueError(x + 1)": {"raise dropped": "pass"},
    "z = x.copy()": {"copy dropped": "z = x"},
    "z = np.array(x)": {"copy dropped": "z = x"},
    "z = copy.deepcopy(x.y)": {"copy dropped": "z = x.y"},
    "z = x[:]": {"copy dropped": "z = x"},
    "x = x + y": {
        "minus before what is kept": "x = -(x + y)",
        "assignment dropped": "pass",
        "done in place": "x += y",
        "+ → -": "x = x - y",
    },
    "z = z - y": {
        "minus before what is kept": "z = -(z - y)",
        "- → +": "z = z + y",
        "operands of - swapped": "z = y - z",
    },
    "z = reversed(x)": {"reversed dropped": "z = x"},
    "z = sorted(x)": {"sorted dropped": "z = list(x)"},
    "z = g('é', 7, x)": {
        "arguments 1 and 2 swapped": "z = g(7, 'é', x)",
        "arguments 2 and 3 swapped": "z = g('é', x, 7)",
        "7 → 8": "z = g('é', 8, x)",
    },
}
LEFT_ALONE = [
    "z = x",
    "z = max(x, y)",
    "z = isinstance(x, y)",
    "z = g(*x, y)",
    "z = g('words')",
    "z = '%s' % x",
    "z = f'{x + 1}'",
    "'''words'''",
    "assert x > 0, 'words'",
    "z: Array[2, 3]",
    "z = list(x, strict=True)",
]


@pytest.mark.parametrize("body", RULES)
def test_each_rule_changes_one_thing(body: str) -> None:
    """The mutants of a line are these and no others, each under its own words."""
    assert made(body) == RULES[body]


@pytest.mark.parametrize("body", LEFT_ALONE)
def test_some_things_are_left_alone(body: str) -> None:
    """What could only break at once, or says something to people, is not changed."""
    assert made(body) == {}


def test_a_change_means_what_it_says() -> None:
    """Parentheses are written where another operator would take over the operands."""
    found = made("z = g(2 * (x + y), -x**3)")

    assert found["operands of ** swapped"] == "z = g(2 * (x + y), -3 ** x)"
    assert found["** → *"] == "z = g(2 * (x + y), -(x * 3))"
    assert found["+ → -"] == "z = g(2 * (x - y), -x**3)"


def test_only_what_stands_between_the_marks_is_changed() -> None:
    """The lines that students get stay as they are, in the same cell too."""
    text = cell("return x + 1").text
    outside = f"LIMIT = 3 + 4\n\n\n{text}\n\n\ndef g(x):\n    return x - LIMIT"

    found = mutants_of_cell(CodeCell("answer f", "f", outside))

    assert found
    for mutant in found:
        assert mutant.code.startswith("LIMIT = 3 + 4\n")
        assert mutant.code.endswith("\n    return x - LIMIT")
    assert mutants_of_cell(CodeCell("given cell 1", "given-1", "a = 1 + 2")) == []


def test_a_statement_over_several_lines() -> None:
    """A change in a long statement is named by the line where the changed part begins."""
    found = mutants_of_cell(cell("z = g(\n    3,  # three\n    x - y,\n)"))

    assert [mutant.id for mutant in found] == [
        "f.f | z = g( | arguments 1 and 2 swapped",
        "f.f | 3, | 3 → 4",
        "f.f | x - y, | - → +",
        "f.f | x - y, | operands of - swapped",
    ]
    assert all(ast.parse(mutant.code) for mutant in found)


def names(text: str) -> list[str]:
    """The ids of the mutants of a cell."""
    return [mutant.id for mutant in mutants_of_cell(CodeCell("answer f", "f", text))]


def test_names_outlive_edits_elsewhere() -> None:
    """An id stays when lines, comments and other functions around it change."""
    text = cell("z = x + y\nz += 1\nreturn z").text
    moved = "def other(a):\n    return a * 2\n\n\n" + text.replace("x + y", "x  +  y  # a sum")
    moved = moved.replace("    z += 1", "\n    g(z - 1)\n    z += 1")

    assert names(text)
    assert set(names(text)) < set(names(moved))


def test_a_name_says_cell_function_line_and_change() -> None:
    """An id holds the cell, the dotted name of the function, the line, the change, a count."""
    body = "class A:\n    def m(self):\n        ### BEGIN SOLUTION\n"
    text = f"{body}        return g(1,   1)\n        ### END SOLUTION"

    found = names(text)

    assert found[1:] == [
        "f.A.m | return g(1, 1) | 1 → 0",
        "f.A.m | return g(1, 1) | 1 → 2",
        "f.A.m | return g(1, 1) | 1 → 0 | 2",
        "f.A.m | return g(1, 1) | 1 → 2 | 2",
    ]


def test_an_answer_outside_of_functions_has_no_function_in_its_name() -> None:
    """A line at the top of a cell is named by the cell alone."""
    text = "### BEGIN SOLUTION\nz = 7\n### END SOLUTION"

    assert names(text) == ["f | z = 7 | 7 → 8"]


def test_the_mutants_of_the_course_are_programs_that_differ() -> None:
    """Every mutant of the real assignments is Python, has a name of its own, and differs."""
    course = load_course(ROOT)
    for name in course.assignments:
        found = mutants_of(course.assignment(name))

        assert len({mutant.id for mutant in found}) == len(found) > 50
        assert len({ast.dump(ast.parse(mutant.code)) for mutant in found}) == len(found)
        assert all(mutant.diff.startswith("-") for mutant in found)


def test_mutants_of_the_toy_course(tmp_path: Path) -> None:
    """All answer cells are gone through in order, and no given cell is."""
    course = load_course(
        make_course(tmp_path, source=replaced(SOURCE, "as np\n", "as np\nk = 1\n"))
    )

    found = mutants_of(course.assignment("toy"))

    assert [mutant.id for mutant in found] == [
        "double.double | twice_as_much = x + x | minus before what is kept",
        "double.double | twice_as_much = x + x | + → -",
        "double.double | return twice_as_much | minus before what is returned",
        "double.double | return twice_as_much | returns x",
        "counter.Counter.add | self.count = self.count + amount | minus before what is kept",
        "counter.Counter.add | self.count = self.count + amount | assignment dropped",
        "counter.Counter.add | self.count = self.count + amount | + → -",
    ]
    assert {mutant.label for mutant in found} == {"answer double", "answer counter"}


def numbered(count: int) -> list[Mutant]:
    """So many mutants that differ in their ids."""
    return [Mutant(f"f | line {i} | + → -", "answer f", "", "") for i in range(count)]


def test_a_sample_is_the_same_every_time_and_in_order() -> None:
    """A sample depends on the ids alone, keeps the order, and grows without losing anything."""
    every = numbered(50)

    few, more = sample(every, 10), sample(every, 20)

    assert few == sample(every, 10)
    assert len(few) == 10
    assert few == [mutant for mutant in every if mutant in few]
    assert set(few) < set(more)
    assert sample(every, 0) == []
    assert sample(every, 80) == every


def test_a_sample_changes_little_when_a_mutant_comes_in() -> None:
    """One more mutant takes the place of one at most."""
    every = numbered(50)
    grown = [*every[:25], Mutant("f | new | + → -", "answer f", "", ""), *every[25:]]

    assert len(set(sample(every, 10)) & set(sample(grown, 10))) >= 9
