"""Question `budget`: what training says and gives back when no pass was clean.

The updates are not counted here, nor the passes where one was clean: both belong to `training`.
Every check wants both answers of `clean`, so that saying the same of all training passes none, and
weights that moved, since of training that never began all of this can be said as well. Where more
is said of weights, any rule that adds whole rows will do: which one is the business of `training`.
"""

import exact_lines
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal, expect

CLEAN = "`clean` says whether the last pass that was made changed nothing."
ENDS = "Training ends after a clean pass, or else after `max_passes` passes, and not before."
X_AUG = exact_lines.augmented(exact_lines.TABLE)
START = [0.5, 0.0, 1.0]
BESIDE = [0.75, 0.25, 1.25]  # no whole rows lead from one of the two to the other
RIGHT_FOR_OR = [-0.5, 1, 1]
NEEDED = {
    name: exact_lines.train_01(exact_lines.TABLE, exact_lines.GATES[name], START, 1, 99).passes
    for name in ("AND", "NAND")
}


def trained(submission, name, start, *budget):
    """What train_01 gives back on a gate, with the learning rate 1; the budget may be left out."""
    labels = np.array(exact_lines.GATES[name])
    got = submission.train_01(X_AUG, labels, exact_lines.floats(start), 1.0, *budget)
    return exact_lines.parts(got, 4, "train_01")


def expect_moved(w_aug, start, name):
    """Fails for the weights that training on a gate started from, which were wrong for it."""
    moved = not np.array_equal(w_aug, start)
    expect(moved, f"on {name} the weights are still those that training started from")


def expect_passes(submission, name, start, budget):
    """Fails for weights that no passes over the rows of a gate led to from a start.

    Weights that are computed at once from rows and labels are not the start and whole rows added
    up, and one pass leads to them as well as many.
    """
    w_aug, _, _, _ = trained(submission, name, start, budget)
    expect(np.shape(w_aug) == (3,), f"w_aug should have shape (3,), and has {np.shape(w_aug)}")
    expect_moved(w_aug, start, name)
    steps = np.asarray(w_aug, dtype=float) - start
    whole = bool(np.all(np.abs(steps - np.rint(steps)) < 1e-4))
    told = f"{list(start)} to {np.asarray(w_aug).tolist()}"
    expect(whole, f"no changes by whole rows, at the learning rate 1, lead from {told}")
    if budget > 1:
        first, _, _, _ = trained(submission, name, start, 1)
        same = np.array_equal(first, w_aug)
        expect(not same, f"w_aug is the same after 1 pass as after {budget} passes")


@pytest.mark.check(question="budget", hint=f"{ENDS} {CLEAN}")
@pytest.mark.parametrize("budget", [1, 7, 40])
def test_xor_uses_up_its_budget(submission, budget):
    """On XOR training stops after {budget} passes and says that none was clean; on OR one is."""
    _, passes, _, clean = trained(submission, "XOR", START, budget)
    _, _, _, clean_on_or = trained(submission, "OR", RIGHT_FOR_OR, budget)

    equal(clean, False, f"clean, on XOR after {budget} passes")
    close(passes, budget, "passes")
    equal(clean_on_or, True, "clean, on OR from weights that are right")
    for start in (START, BESIDE):
        expect_passes(submission, "XOR", start, budget)


@pytest.mark.check(
    question="budget",
    hint=f"{ENDS} If all is right where a budget is given: keep `max_passes=100` in the line "
    "`def train_01(...)`.",
)
def test_budget_by_default(submission):
    """Where no budget is given it is 100: XOR uses it up and no pass is clean; on OR one is."""
    w_aug, passes, _, clean = trained(submission, "XOR", BESIDE)
    _, _, _, clean_on_or = trained(submission, "OR", RIGHT_FOR_OR)

    equal(clean, False, "clean, on XOR without max_passes")
    close(passes, 100, "passes, on XOR without max_passes")
    equal(clean_on_or, True, "clean, on OR from weights that are right")
    expect_passes(submission, "XOR", BESIDE, 100)
    expect_moved(w_aug, BESIDE, "XOR")


@pytest.mark.check(
    question="budget", hint="The weights given back are those after the last update."
)
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
    """On {name}, clean is False when the budget ends just before the clean pass, True with 50."""
    _, passes, _, clean = trained(submission, name, START, NEEDED[name] - 1)
    w_aug, _, _, clean_after_50 = trained(submission, name, START, 50)

    equal(clean, False, "clean, one pass before the clean one")
    close(passes, NEEDED[name] - 1, "passes")
    equal(clean_after_50, True, "clean, with a budget of 50 passes")
    expect_moved(w_aug, START, name)


@pytest.mark.check(question="budget", hint=CLEAN)
@pytest.mark.parametrize("name", ["AND", "NAND"])
def test_last_pass_is_clean(submission, name):
    """Clean is True when the last pass of the budget is the clean one of {name}; on XOR False."""
    _, _, _, clean = trained(submission, name, START, NEEDED[name])
    _, _, _, clean_on_xor = trained(submission, "XOR", START, NEEDED[name])

    equal(clean, True, "clean, when the last pass was clean")
    equal(clean_on_xor, False, "clean, on XOR with the same budget")
    expect_passes(submission, name, START, NEEDED[name])


@pytest.mark.check(question="budget", hint=CLEAN)
def test_budget_of_one(submission):
    """A budget of one pass is enough for weights that are right already, and for no others."""
    _, _, _, clean = trained(submission, "OR", RIGHT_FOR_OR, 1)
    _, _, _, clean_on_and = trained(submission, "AND", RIGHT_FOR_OR, 1)

    equal(clean, True, "clean, from weights that are right")
    equal(clean_on_and, False, "clean, from weights that are wrong")
    for start in (RIGHT_FOR_OR, BESIDE):
        expect_passes(submission, "AND", start, 1)


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
