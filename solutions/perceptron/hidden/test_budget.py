"""Question `budget`: what training says and gives back when no pass was clean.

The updates are not counted here, nor the passes where one was clean: both belong to `training`.
"""

import exact_lines
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal

CLEAN = "`clean` says whether the last pass that was made changed nothing."
X_AUG = exact_lines.augmented(exact_lines.TABLE)
START = [0.5, 0.0, 1.0]
NEEDED = {
    name: exact_lines.train_01(exact_lines.TABLE, exact_lines.GATES[name], START, 1, 99).passes
    for name in ("AND", "NAND")
}


def trained(submission, name, start, budget):
    """What train_01 gives back on a gate, with the learning rate 1."""
    labels = np.array(exact_lines.GATES[name])
    got = submission.train_01(X_AUG, labels, exact_lines.floats(start), 1.0, budget)
    return exact_lines.parts(got, 4, "train_01")


@pytest.mark.check(question="budget", hint="Stop after `max_passes` passes, clean or not.")
@pytest.mark.parametrize("budget", [1, 7, 40])
def test_xor_uses_up_its_budget(submission, budget):
    """On XOR training stops after {budget} passes, and says that none was clean."""
    _, passes, _, clean = trained(submission, "XOR", START, budget)

    equal(clean, False, f"clean, on XOR after {budget} passes")
    close(passes, budget, "passes")


@pytest.mark.check(question="budget", hint="Give back the weights after the last update.")
@pytest.mark.parametrize("budget", [2, 5])
def test_weights_at_the_end_of_the_budget(submission, budget):
    """When the budget of {budget} passes ends, the weights are those of the last update."""
    rows, labels = exact_lines.TABLE, exact_lines.GATES["XOR"]
    want = exact_lines.train_01(rows, labels, START, 1, budget)
    w_aug, _, _, _ = trained(submission, "XOR", START, budget)

    close(w_aug, want.weights, f"w_aug, on XOR after {budget} passes")


@pytest.mark.check(
    question="budget", hint="Weights that are right are not known to be, until a pass is clean."
)
@pytest.mark.parametrize("name", ["AND", "NAND"])
def test_one_pass_short(submission, name):
    """On {name}, a budget that ends just before the clean pass leaves clean False."""
    _, passes, _, clean = trained(submission, name, START, NEEDED[name] - 1)

    equal(clean, False, "clean, one pass before the clean one")
    close(passes, NEEDED[name] - 1, "passes")


@pytest.mark.check(question="budget", hint=CLEAN)
@pytest.mark.parametrize("name", ["AND", "NAND"])
def test_last_pass_is_clean(submission, name):
    """On {name}, clean is True when the last pass that the budget allows is the clean one."""
    _, _, _, clean = trained(submission, name, START, NEEDED[name])

    equal(clean, True, "clean, when the last pass was clean")


@pytest.mark.check(question="budget", hint=CLEAN)
def test_budget_of_one(submission):
    """A budget of one pass is enough for weights that are right already."""
    _, _, _, clean = trained(submission, "OR", [-0.5, 1, 1], 1)

    equal(clean, True, "clean, from weights that are right")


@pytest.mark.check(question="budget", hint=CLEAN)
@given(
    labels=st.tuples(*[exact_lines.BITS] * 4),
    start=st.tuples(st.sampled_from([-1.5, 0.5, 1.5]), *[st.sampled_from([-1.0, 0.0, 1.0])] * 2),
    budget=st.integers(1, 9),
)
@settings(max_examples=80)
def test_any_truth_table(submission, labels, start, budget):
    """On any truth table and budget, clean is right; if it is False, so are the passes."""
    want = exact_lines.train_01(exact_lines.TABLE, labels, start, 1, budget)
    got = submission.train_01(X_AUG, np.array(labels), np.array(start), 1.0, budget)
    _, passes, _, clean = exact_lines.parts(got, 4, "train_01")

    equal(clean, want.clean, "clean")
    if not want.clean:
        close(passes, budget, "passes")
