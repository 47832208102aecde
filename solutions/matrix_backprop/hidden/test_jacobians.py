"""Question `jacobians`: rows are outputs, columns are inputs."""

import operator

import loop_oracle
import numpy as np
import pytest
import small_matrices
from hypothesis import given, settings

from autodiff_ref.gradcheck import complex_step
from grader.testing import close, equal

APPLY = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
DIAGONAL_HINT = (
    "What is the derivative of one y by one w, and by one x? Entry i of y is computed from entry i "
    "of w and of x alone."
)
ORDER_HINT = (
    "A row for each output, a column for each input. Each output has its own slope: it belongs to "
    "a row."
)
STEP_HINT = "Move one input by h up and by h down, and divide by the whole way between the two."


@pytest.mark.check(question="jacobians", hint="How does output i move with input j?")
@pytest.mark.parametrize("n", [1, 4])
def test_identity(submission, n):
    """The Jacobian of f(x) = x is right for an x of length {n}, and with a 0 behind it too."""
    for length in (n, n + 1):
        J = submission.identity_jacobian(np.arange(n, n - length, -1.0))
        close(J, np.eye(length), f"the Jacobian for a vector of length {length}")


@pytest.mark.check(question="jacobians", hint=DIAGONAL_HINT)
@pytest.mark.parametrize(
    ("op", "by_w", "by_x"),
    [
        pytest.param("+", [1, 1, 1, 1], [1, 1, 1, 1], id="add"),
        pytest.param("-", [1, 1, 1, 1], [-1, -1, -1, -1], id="sub"),
        pytest.param("*", [4, -2, 0.5, 0], [3, 5, -1, 0], id="mul"),
        pytest.param("/", [0.25, -0.5, 2, 0.125], [-0.1875, -1.25, 4, 0], id="div"),
    ],
)
def test_entry_by_entry(submission, op, by_w, by_x):
    """The Jacobians of y = w {op} x by w and by x are right, also for entries that are 0."""
    w, x = np.array([3.0, 5.0, -1.0, 0.0]), np.array([4.0, -2.0, 0.5, 0.0])
    if op == "/":
        x[-1] = 8.0
    pair = submission.elementwise_jacobians(op, w, x)
    equal(len(pair), 2, "the number of Jacobians")

    close(pair[0], np.diag(by_w), f"w {op} x by w")
    close(pair[1], np.diag(by_x), f"w {op} x by x")


@pytest.mark.check(question="jacobians", hint=DIAGONAL_HINT)
def test_division_by_one(submission):
    """The Jacobians of w / x are right where x is 1 everywhere."""
    pair = submission.elementwise_jacobians("/", np.array([2.0, -0.5]), np.ones(2))
    equal(len(pair), 2, "the number of Jacobians")

    close(pair[0], np.eye(2), "w / x by w")
    close(pair[1], np.array([[-2.0, 0.0], [0.0, 0.5]]), "w / x by x")


@pytest.mark.check(question="jacobians", hint=DIAGONAL_HINT)
@given(case=small_matrices.operations())
@settings(max_examples=60)
def test_any_vectors(submission, case):
    """The Jacobians of + - * / are right for any two vectors."""
    op, w, x = case
    pair = submission.elementwise_jacobians(op, w, x)
    equal(len(pair), 2, "the number of Jacobians")
    by_w = [complex_step(lambda v, i=i: APPLY[op](v, x)[i], w) for i in range(len(w))]
    by_x = [complex_step(lambda v, i=i: APPLY[op](w, v)[i], x) for i in range(len(x))]

    close(pair[0], np.array(by_w), f"w {op} x by w")
    close(pair[1], np.array(by_x), f"w {op} x by x")


@pytest.mark.check(question="jacobians", hint=ORDER_HINT)
@pytest.mark.parametrize(
    ("W", "b", "x"),
    [
        pytest.param([[1, -1, 2], [0.5, 0.25, -1]], [0.5, -0.5], [1, 2, 0.5], id="wide"),
        pytest.param([[1], [-2], [0.5]], [0.1, 0.2, 0.3], [0.8], id="tall"),
        pytest.param([[1, -1], [2, 0.5]], [0.5, -1], [1, 0.25], id="square"),
        pytest.param([[1.5]], [-0.5], [2], id="one_by_one"),
    ],
)
def test_layer(submission, W, b, x):
    """The Jacobian of a layer by its input is right for W = {W}."""
    W, b, x = np.array(W, float), np.array(b, float), np.array(x, float)
    J = submission.layer_jacobian(W, b, x)

    close(J, loop_oracle.layer_slopes(W, b, x), "the Jacobian")


@pytest.mark.check(question="jacobians", hint=ORDER_HINT)
@given(case=small_matrices.single_layers())
@settings(max_examples=40)
def test_any_layer(submission, case):
    """The Jacobian of any layer by its input is right."""
    J = submission.layer_jacobian(*case)

    close(J, loop_oracle.layer_slopes(*case), "the Jacobian")


@pytest.mark.check(
    question="jacobians",
    hint="If an array that was given has changed: `w *= ...` and `W *= ...` write into it, so make "
    "a new one. If a Jacobian itself is wrong: mend that first.",
)
def test_leaves_its_arguments_alone(submission):
    """The exact Jacobians leave w and x, and W and b of a layer, as they were."""
    w, x = np.array([3.0, -1.0]), np.array([4.0, 0.5])
    wanted = {"+": [1.0, 1.0], "-": [-1.0, -1.0], "*": [3.0, -1.0], "/": [-0.1875, 4.0]}
    for op, by_x in wanted.items():
        held = [submission.put(w), submission.put(x)]
        pair = submission.elementwise_jacobians(op, *held)
        equal(len(pair), 2, "the number of Jacobians")
        close(pair[1], np.diag(by_x), f"w {op} x by x")
        for handle, array, name in zip(held, (w, x), "wx", strict=True):
            close(handle.get(), array, f"{name} after w {op} x")

    layer = np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0.5, -1.0]), np.array([1.0, 0.25])
    held = [submission.put(array) for array in layer]
    J = submission.layer_jacobian(*held)
    close(J, loop_oracle.layer_slopes(*layer), "the Jacobian of a layer")
    for handle, array, name in zip(held, layer, "Wbx", strict=True):
        close(handle.get(), array, f"{name} of the layer afterwards")


@pytest.mark.check(question="jacobians", hint=STEP_HINT)
@given(case=small_matrices.cubics(), corners=small_matrices.cornered())
@settings(max_examples=40)
def test_measured(submission, case, corners):
    """Measured with large steps, a Jacobian is off by what it must be, at corners too.

    That of a cubic function can be written down without measuring; that of drawn corners cannot.
    """
    A, B, x, h = case
    J = submission.measured_jacobian(A, B, x, h)
    close(J, A + B * (3 * x**2 + h**2), f"the Jacobian, measured with h = {h}")

    J = submission.measured_at_corners(*corners)
    want = loop_oracle.corner_slopes(*corners)
    close(J, want, f"the Jacobian of a function with corners, measured with h = {corners[-1]}")


@pytest.mark.check(
    question="jacobians",
    hint="If it is right for floats: in an array of integers, 3 + 0.5 becomes 3 again, so make it "
    "float. If it is wrong for floats too: mend that first.",
)
def test_measured_at_integers(submission):
    """A Jacobian can be measured at an x that holds integers."""
    A, B = (
        np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]]),
        np.array([[0.0, 1.0], [2.0, 0.0], [1.0, 1.0]]),
    )
    x, at, heights = np.array([3, -2]), [-3.0, -2.0, 0.0, 3.0, 5.0], [0.0, -1.0, 3.0, 0.0, 6.0]
    J = submission.measured_jacobian(A, B, x, 0.25)
    of_corners = submission.measured_at_corners(A, np.array(at), np.array(heights), x, 0.25)

    error = B / 16
    exact = np.array([[1.0, 14.0], [54.0, -1.0], [30.0, 12.5]])
    close(J, exact + error, "the Jacobian, measured with h = 0.25")
    # From 0.25 to 0.75 at 3, and from -0.75 to -0.5 at -2, each over a way of 0.5.
    close(of_corners, A * [1.0, 0.5], "the Jacobian of a function with corners")


@pytest.mark.check(
    question="jacobians",
    hint="If x has changed: work on a copy of it, for x + h - h may be another number than x. If "
    "the Jacobian is wrong: begin from the same x for each input, and take steps of h, however "
    "small.",
)
def test_measured_x_is_left_alone(submission):
    """Measuring a Jacobian leaves x as it was, and is right where the function is straight.

    There no drift of x spoils the Jacobian. With steps of 0.2 none of the sums leads back to 0.9;
    the small steps stay on one side of the corner at 0, and steps of 1e-4 would not.
    """
    A = np.array([[1.0, 2.0], [4.0, -1.0], [0.5, 3.0]])
    at, heights = np.array([-3.0, 0.0, 3.0]), np.array([-9.0, 0.0, 15.0])
    for x, h in ([0.9, -0.9], 0.2), ([2.0**-14, -(2.0**-14)], 2.0**-15):
        held = submission.put(np.array(x))
        J = submission.measured_at_corners(A, at, heights, held, h)

        close(J, A * [5.0, 3.0], f"the Jacobian at {x}, measured with h = {h}")
        equal(held.get().tolist(), x, "x afterwards")  # a list shows all digits
