"""A source is read into cells that fit its assignment, or refused with file and lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_assignment
from grader.course.source import (
    Source,
    answers,
    parse_source,
    public,
    read_source,
    solution_cells,
    stub_cells,
)
from grader.errors import CourseError
from tests.courses_helper import SOURCE, make_course, replaced

ANSWER = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n"


def read(tmp_path: Path, text: str = SOURCE, *, manual: bool = False) -> Source:
    """The toy source, or the text given in its place."""
    return parse_source(text, load_assignment(make_course(tmp_path, manual=manual), "toy"))


def refusal(tmp_path: Path, text: str) -> str:
    """What is said about a source that is wrong."""
    with pytest.raises(CourseError) as caught:
        read(tmp_path, text)
    return str(caught.value)


def test_cells_carry_kind_names_and_question(tmp_path: Path) -> None:
    """Each mark gives its cell a kind, nbgrader's name, a question and a stable id."""
    source = read_source(load_assignment(make_course(tmp_path, manual=True), "toy"))

    assert [(c.kind, c.grade_id, c.question, c.cell_id) for c in source.cells] == [
        ("text", "text-1", "", "text-1"),
        ("given", "given-1", "", "given-1"),
        ("solution", "double", "double", "answer-double"),
        ("check", "check_double", "double", "check-double"),
        ("solution", "counter", "counter", "answer-counter"),
        ("check", "check_counter", "counter", "check-counter"),
        ("manual", "why", "why", "manual-why"),
    ]
    assert source.cells[1].text == "import numpy as np"
    assert source.cells[0].text.startswith("# Doubling and counting\n\nTwo")
    lines = source.path.read_text("utf-8").split("\n")
    assert lines[source.cells[2].line - 1] == '# %% solution="double"'


def test_a_solution_cell_belongs_to_the_check_that_comes_next(tmp_path: Path) -> None:
    """Several solution cells before one check are all of its question."""
    text = replaced(
        SOURCE,
        '# %% check="double"',
        f'# %% solution="more"\n{ANSWER}\n# %% check="double"',
    )

    cells = {c.grade_id: c.question for c in read(tmp_path, text).cells}

    assert (cells["double"], cells["more"], cells["counter"]) == ("double", "double", "counter")


def test_inserting_a_text_moves_no_other_kind_of_id(tmp_path: Path) -> None:
    """Ids are numbered for each kind, so that a new text leaves code cells their names."""
    more = SOURCE.replace("# %%\n", "# %% [markdown]\n# More.\n\n# %%\n", 1)

    before = [c.cell_id for c in read(tmp_path).cells]
    after = [c.cell_id for c in read(tmp_path, more).cells]

    assert [i for i in after if i != "text-2"] == before


def test_the_reference_is_every_code_cell_but_the_checks(tmp_path: Path) -> None:
    """Given and answer cells, and those to play with where asked for, in order and runnable."""
    text = SOURCE + '\n# %% scratch="play"\n# %matplotlib inline\nprint(double(2))\n'

    cells = solution_cells(read(tmp_path, text), scratch=True)

    assert list(cells[:3]) == list(solution_cells(read(tmp_path, text)))
    assert [(c.label, c.grade_id) for c in cells] == [
        ("given cell 1", "given-1"),
        ("answer double", "double"),
        ("answer counter", "counter"),
        ("scratch play", ""),
    ]
    names: dict[str, object] = {}
    for cell in cells[:3]:
        exec(cell.text, names)  # our own toy reference
    assert names["double"](4) == 8  # type: ignore[operator]
    assert cells[3].text == "# %matplotlib inline\nprint(double(2))"


def test_the_stub_is_read_from_the_released_notebook(tmp_path: Path) -> None:
    """What `stub_cells` gives has the labels and ids of the reference, and the release's texts."""
    pytest.importorskip("nbgrader")
    from grader.authoring.generate import generate
    from grader.course import load_course

    text = SOURCE + '\n# %% scratch="play"\n# %matplotlib inline\nx = 1\n'
    course = load_course(make_course(tmp_path, source=text))
    generate(course)
    assignment = course.assignment("toy")

    stub = stub_cells(assignment.release_notebook)

    reference = solution_cells(read_source(assignment), scratch=True)
    assert [c[:2] for c in stub] == [c[:2] for c in reference]
    assert stub[1].text.endswith("    # YOUR CODE HERE\n    raise NotImplementedError()")
    assert stub[3] == reference[3]


@pytest.mark.parametrize("content", [None, "{", "[]", '{"cells": [{}]}'])
def test_a_release_that_cannot_be_read_says_what_to_run(
    tmp_path: Path, content: str | None
) -> None:
    """A missing or broken release is the course's mistake, with the command that mends it."""
    path = tmp_path / "toy.ipynb"
    if content is not None:
        path.write_text(content)

    with pytest.raises(CourseError, match=r"(?s)reading .*toy.ipynb.*run `grader generate`"):
        stub_cells(path)


def test_answers_and_public_lines_part_each_cell(tmp_path: Path) -> None:
    """What stands between the marks is the answer, the model answer is one, the rest is public."""
    cells = {
        c.grade_id: c
        for c in read_source(load_assignment(make_course(tmp_path, manual=True), "toy")).cells
    }

    assert answers(cells["double"]) == ("    twice_as_much = x + x", "    return twice_as_much")
    assert public(cells["double"]) == ("def double(x):", '    """Twice `x`."""')
    assert answers(cells["why"]) == ("Because addition keeps what was counted before.",)
    assert public(cells["why"]) == ()
    assert answers(cells["check_double"]) == ()


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (
            '# %% solution="double"',
            '# %% soluton="double"',
            "line 17: unknown mark `soluton`: did you mean 'solution'?",
        ),
        (
            '# %% solution="double"',
            '# %% solution="Double"',
            "`solution` expects a name of a-z, 0-9 and _",
        ),
        (
            '# %% solution="double"',
            '# %% solution="d" check="d"',
            "a cell has one mark; came `solution` and `check`",
        ),
        ('# %% check="double"', '# %% [markdown] check="double"', "`check` marks a code cell"),
        ('# %% check="double"', '# %% manual="double"', "`manual` marks a text cell"),
        ('# %% check="double"', '# %% check=""', "`check` expects a name"),
        (
            '# %% check="double"',
            '# %% check="duoble"',
            "has no auto question 'duoble': did you mean 'double'?",
        ),
        (
            '# %% check="double"',
            "# %%",
            "question 'double' has no cell; write `# %% check=\"double\"`",
        ),
        (
            '# %% check="counter"',
            '# %% check="double"',
            "'check_double' is the name of the cell at line 26 already",
        ),
        (
            '# %% solution="counter"',
            '# %% solution="double"',
            "line 31: 'double' is the name of the cell at line 17",
        ),
        (
            '# %% solution="counter"',
            '# %% solution="check_double"',
            "'check_double' is the name of the cell",
        ),
        (
            "    twice_as_much = x + x\n",
            "    ### BEGIN SOLUTION\n",
            "BEGIN SOLUTION again, after that of line 20",
        ),
        (
            "    return twice_as_much\n    ### END SOLUTION\n",
            "    return 1\n",
            "line 20: ### BEGIN SOLUTION has no ### END",
        ),
        ("    ### BEGIN SOLUTION\n    twice", "    twice", "### END SOLUTION without BEGIN"),
        (
            "    ### BEGIN SOLUTION\n    twice",
            "    # BEGIN SOLUTION\n    twice",
            "'# BEGIN SOLUTION' is no mark; write",
        ),
        (
            "import numpy as np",
            ANSWER,
            "'### BEGIN SOLUTION' stands in a given cell; only a solution cell",
        ),
        (
            "assert double(3) == 6",
            "### BEGIN HIDDEN TESTS",
            "'### BEGIN HIDDEN TESTS' stands in a check cell",
        ),
        (
            "# Two small things to write.",
            "# BEGIN MARK SCHEME",
            "'BEGIN MARK SCHEME' stands in a text cell",
        ),
        (
            "    ### BEGIN SOLUTION\n    twice",
            "### BEGIN SOLUTION\n\n    twice",
            "line 22: the answer is not indented as its ### BEGIN SOLUTION",
        ),
        ("import numpy as np", "import numpy as", "line 15: is not Python"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, part: str) -> None:
    """Each mistake in marks and regions is said with file, line and what to write."""
    said = refusal(tmp_path, replaced(SOURCE, old, new))

    assert part in said
    assert f"reading {tmp_path.resolve() / 'solutions/toy/source.py'}" in said
    assert "do next:  mend the lines named" in said


def test_a_solution_cell_without_an_answer_is_refused(tmp_path: Path) -> None:
    """A cell without them would be replaced as a whole, so an answer's marks are demanded."""
    text = replaced(SOURCE, "    ### BEGIN SOLUTION\n    twice", "    twice")
    text = replaced(text, "much\n    ### END SOLUTION\n", "much\n")

    assert "line 17: a solution cell has no answer between" in refusal(tmp_path, text)


def test_a_check_before_every_answer_is_refused(tmp_path: Path) -> None:
    """A check cell checks something, so a solution cell comes first."""
    head, tail = SOURCE.split('# %% solution="double"')
    answer, rest = tail.split('# %% check="double"')
    check, mark, rest = rest.partition("# %%")
    text = f'{head}# %% check="double"{check}# %% solution="double"{answer}{mark}{rest}'

    assert "the check of 'double' has no solution cell before it" in refusal(tmp_path, text)


def test_an_answer_after_every_check_is_refused(tmp_path: Path) -> None:
    """A solution cell that no check follows would be graded by nobody."""
    said = refusal(tmp_path, f'{SOURCE}\n\n# %% solution="late"\n{ANSWER}')

    assert "no check follows the solution cell 'late'" in said


def test_a_manual_question_needs_its_cell(tmp_path: Path) -> None:
    """A manual question without a text cell is refused with the mark to write."""
    assignment = load_assignment(make_course(tmp_path, manual=True), "toy")

    with pytest.raises(
        CourseError, match=r"'why' has no cell; write `# %% \[markdown\] manual=\"why\"`"
    ):
        parse_source(SOURCE, assignment)


def test_mistakes_do_not_hide_each_other(tmp_path: Path) -> None:
    """One error lists every line that is wrong."""
    text = SOURCE.replace('solution="counter"', 'solutoin="counter"').replace(
        "# %%\nimport", "#%%\nimport"
    )

    said = refusal(tmp_path, text)

    assert "line 14: '#%%' looks like a cell's mark" in said
    assert "line 31: unknown mark `solutoin`" in said


def test_a_missing_source_is_reported(tmp_path: Path) -> None:
    """An assignment without a source names the file."""
    assignment = load_assignment(make_course(tmp_path, source=None), "toy")

    with pytest.raises(CourseError, match=r"(?s)source.py.*No such file.*beside assignment.toml"):
        read_source(assignment)


def test_a_source_in_another_encoding_is_reported(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are refused with their place."""
    assignment = load_assignment(make_course(tmp_path), "toy")
    assignment.source.write_bytes(b"# \xe4")

    with pytest.raises(CourseError, match="byte 2 is not UTF-8"):
        read_source(assignment)
