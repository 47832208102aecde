"""Question `layouts`: one layer with examples as rows and as columns. Shapes are all different,
and then equal, where a wrong transpose fits and only the numbers tell.
"""

import net_cases
import net_truth
import numpy as np
import pytest
from hypothesis import given, settings

from grader.testing import close

SHAPES = [
    pytest.param(4, 3, 2, id="all different"),
    pytest.param(3, 3, 3, id="all equal"),
    pytest.param(3, 2, 3, id="N = K"),
    pytest.param(2, 2, 3, id="N = D"),
    pytest.param(2, 3, 3, id="D = K"),
    pytest.param(1, 3, 2, id="one example"),
]
ONE_NEURON = pytest.param(3, 2, 1, id="one neuron")
ROWS = "Rows: X is (N, D) and W is (K, D). Which one has to be transposed to give (N, K)?"
COLUMNS = "Columns: W (K, D) times X (D, N). The biases come as a column (K, 1)."


def _layer(rows, inputs, outputs):
    return (
        net_cases.batch(rows, inputs),
        net_cases.batch(outputs, inputs, 4),
        net_cases.batch(1, outputs, 2)[0] + 3,
    )


@pytest.mark.check(
    question="layouts", hint="Transpose: the first row becomes the first column. Do not reshape."
)
@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        pytest.param(3, 2, id="3 x 2"),
        pytest.param(2, 4, id="2 x 4"),
        pytest.param(3, 3, id="3 x 3"),
    ],
)
def test_to_columns(submission, rows, columns):
    """A batch of {rows} rows with {columns} features each becomes {rows} columns."""
    for first in (0.5, -7.25):
        X = np.arange(rows * columns).reshape(rows, columns) + first
        want = [[X[i, j] for i in range(rows)] for j in range(columns)]

        close(submission.to_columns(X), want)


@pytest.mark.check(question="layouts", hint="(K, 1): one row for each bias, with one entry.")
@pytest.mark.parametrize("count", [1, 3])
def test_bias_column(submission, count):
    """The column of {count} biases has {count} rows with one entry each."""
    for first in (2.5, -7.25):
        b = np.arange(count) + first

        close(submission.bias_column(b), [[bias] for bias in b])


@pytest.mark.check(question="layouts", hint=ROWS)
@pytest.mark.parametrize(("rows", "inputs", "outputs"), SHAPES)
def test_rows(submission, rows, inputs, outputs):
    """Rows: one layer for N = {rows}, D = {inputs}, K = {outputs}."""
    X, W, b = _layer(rows, inputs, outputs)

    close(submission.layer_rows(X, W, b), net_truth.affine(X, W, b))


@pytest.mark.check(question="layouts", hint=COLUMNS)
@pytest.mark.parametrize(("rows", "inputs", "outputs"), [*SHAPES, ONE_NEURON])
def test_columns(submission, rows, inputs, outputs):
    """Columns: one layer for N = {rows}, D = {inputs}, K = {outputs}."""
    X, W, b = _layer(rows, inputs, outputs)
    got = submission.layer_columns(X.T.copy(), W, b.reshape(-1, 1))

    close(got, net_truth.affine(X, W, b).T)


@pytest.mark.check(question="layouts", hint=ROWS)
@given(layer=net_cases.layers())
@settings(max_examples=40)
def test_any_rows(submission, layer):
    """Rows: any layer on any batch."""
    X, W, b = layer

    close(submission.layer_rows(X, W, b), net_truth.affine(X, W, b))


@pytest.mark.check(question="layouts", hint=COLUMNS)
@given(layer=net_cases.layers())
@settings(max_examples=40)
def test_any_columns(submission, layer):
    """Columns: any layer on any batch."""
    X, W, b = layer
    got = submission.layer_columns(X.T.copy(), W, b.reshape(-1, 1))

    close(got, net_truth.affine(X, W, b).T)
