"""Question `gates`: weights by hand. What they decide is computed here, by no code of a student."""

import exact_lines
import pytest

from grader.testing import equal, expect

TABLES = {name: (exact_lines.TABLE, exact_lines.GATES[name]) for name in exact_lines.GATES}
TABLES["NOT"] = (((0,), (1,)), (1, 0))


@pytest.mark.check(
    question="gates",
    hint="Compute w.x + b for each row of the truth table by hand: it must be above 0 where the "
    "gate gives 1, and 0 or less where it gives 0.",
)
@pytest.mark.parametrize("name", ["AND", "OR", "NOT", "NAND", "NOR"])
def test_gate(submission, name):
    """The weights of {name} give its whole truth table."""
    rows, labels = TABLES[name]
    what = f"gate({name!r})"
    weights, bias = exact_lines.pair(submission.gate(name), len(rows[0]), what)

    for row, label in zip(rows, labels, strict=True):
        equal(exact_lines.decision(weights, bias, row), label, f"{name} of {row} by your weights")


@pytest.mark.check(question="gates", hint="NOT has one input, the other gates have two.")
def test_form(submission):
    """Each gate has one weight for each input and one bias, whenever it is asked for.

    Form alone would be earned by zeros: not all of them are wrong.
    """
    right = []
    for name, (rows, labels) in TABLES.items():
        if name != "XOR":
            what = f"gate({name!r})"
            exact_lines.pair(submission.gate(name), len(rows[0]), what)
            again = submission.gate(name)
            weights, bias = exact_lines.pair(again, len(rows[0]), f"{what}, asked for once more,")
            right.append([exact_lines.decision(weights, bias, row) for row in rows] == [*labels])

    expect(any(right), "the form is right, and none of your gates gives its truth table")
