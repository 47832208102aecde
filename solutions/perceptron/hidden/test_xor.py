"""Question `xor`: a feature that makes XOR separable, and weights that use it.

Any feature is right that separates. On the table, with both inputs kept, one does exactly if its
sum over (0, 1) and (1, 0) is not its sum over (0, 0) and (1, 1): else the four demands on weights
and bias contradict each other, as in the proof of section 8.
"""

import exact_lines
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal, expect

X = exact_lines.floats(exact_lines.TABLE)
ROW = st.sampled_from([[0, 0], [0, 1], [1, 0], [1, 1]])


def features(submission, rows):
    """What add_feature gives, as an array of three columns of finite numbers."""
    got = np.asarray(submission.add_feature(exact_lines.floats(rows)), dtype=float)
    wanted = (len(rows), 3)
    expect(got.shape == wanted, f"add_feature should give shape {wanted}, and gave {got.shape}")
    expect(bool(np.isfinite(got).all()), "the features should be finite numbers")
    return got


@pytest.mark.check(question="xor", hint="The new column stands behind the two inputs.")
def test_inputs_are_kept(submission):
    """The first two columns are the inputs as they were."""
    rows = [[1, 1], [0, 1], [1, 0], [0, 0], [0, 1]]

    close(features(submission, rows)[:, :2], rows, "the first two columns")


@pytest.mark.check(question="xor", hint="If the X that was given has changed: work on a new array.")
def test_inputs_are_not_changed(submission):
    """The inputs that add_feature was given are as they were, and stand in what it gives back."""
    given_rows = submission.put(X)
    got = np.asarray(submission.add_feature(given_rows), dtype=float)
    expect(got.shape == (4, 3), f"add_feature should give shape (4, 3), and gave {got.shape}")
    close(got[:, :2], X, "the first two columns")

    close(given_rows.get(), X, "the X that was given, after the call")


@pytest.mark.check(
    question="xor",
    hint="Compare your feature's sum over the two rows that want 1 with that over the two that "
    "want 0. As long as they are equal, no weights can do it.",
)
def test_feature_separates(submission):
    """With the new feature some weights compute XOR."""
    f = features(submission, exact_lines.TABLE)[:, 2]
    apart = abs(f[1] + f[2] - f[0] - f[3]) > 1e-6 * np.abs(f).max()

    expect(bool(apart), f"with the new feature {f.tolist()} no weights compute XOR")


@pytest.mark.check(question="xor", hint="Compute w.x + b for the four rows by hand.")
def test_weights_compute_xor(submission):
    """The weights give XOR on all four rows, with the new feature."""
    weights, bias = exact_lines.pair(submission.xor_weights(), 3, "xor_weights()")
    rows = features(submission, exact_lines.TABLE)

    for row, label in zip(rows.tolist(), exact_lines.GATES["XOR"], strict=True):
        equal(exact_lines.decision(weights, bias, row), label, f"XOR of {row[:2]} by your weights")


@pytest.mark.check(
    question="xor", hint="The feature of a row is computed from that row, not from the batch."
)
@given(rows=st.lists(ROW, min_size=1, max_size=6))
@settings(max_examples=40)
def test_rows_do_not_matter_to_each_other(submission, rows):
    """In any batch each row gets a feature of its own, the one that it has in the truth table."""
    table = features(submission, exact_lines.TABLE)
    expect(bool(np.ptp(table[:, 2]) > 0), "the feature is the same for all rows of the truth table")
    want = [table[2 * first + second] for first, second in rows]

    close(features(submission, rows), np.array(want), f"add_feature({rows})")
