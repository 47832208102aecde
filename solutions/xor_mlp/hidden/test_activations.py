"""Question `activations`: four functions and their derivatives, each on arrays of any shape."""

import numpy as np
import oracle_nets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal, expect

SMOOTH = ("sigmoid", "tanh")
KINKED = ("relu", "leaky_relu")
TABLE = np.array([[-2.5, -1.2, -0.3], [0.4, 0.9, 2.2]])
AT_ZERO = np.array([-3.0, 0.0, 3.0])
NUMBERS = st.sampled_from([-2.5, -2.0, -1.25, -0.5, -0.25, 0.25, 0.5, 1.0, 1.75, 2.5])
FAR = (
    "If nan came: far out, e to the power |z| is inf. Which of your terms becomes inf / inf or "
    "inf - inf?"
)


@pytest.mark.check(question="activations")
@pytest.mark.parametrize("name", [*SMOOTH, *KINKED])
def test_value(submission, name):
    """The values of {name} on a table of two rows."""
    close(getattr(submission, name)(TABLE), oracle_nets.values(name, TABLE), f"{name}(z)")


@pytest.mark.check(question="activations", hint="The argument is z, not g(z).")
@pytest.mark.parametrize("name", [*SMOOTH, *KINKED])
def test_derivative(submission, name):
    """The derivative of {name} is the slope that one measures."""
    got = getattr(submission, f"d_{name}")(TABLE)

    close(got, oracle_nets.derivatives(name, TABLE), f"d_{name}(z)")


@pytest.mark.check(question="activations", hint=FAR)
@pytest.mark.parametrize("name", SMOOTH)
def test_value_far_out(submission, name):
    """The function {name} is right at 1000 and at -1000 too."""
    z = np.array([-1000.0, -0.75, 1000.0])

    close(getattr(submission, name)(z), oracle_nets.values(name, z), f"{name}([-1000, ..., 1000])")


@pytest.mark.check(question="activations", hint=FAR)
@pytest.mark.parametrize("name", SMOOTH)
def test_derivative_far_out(submission, name):
    """The derivative of {name} is 0 at 1000 and at -1000."""
    z = np.array([-1000.0, -0.75, 1000.0])
    got = getattr(submission, f"d_{name}")(z)

    close(got, oracle_nets.derivatives(name, z), f"d_{name}([-1000, ..., 1000])")


@pytest.mark.check(question="activations")
@pytest.mark.parametrize("name", SMOOTH)
def test_steepest_at_zero(submission, name):
    """The value of {name} at 0, and its derivative there, where it is largest."""
    value = getattr(submission, name)(AT_ZERO)
    close(value, oracle_nets.values(name, AT_ZERO), f"{name}([-3, 0, 3])")
    got = getattr(submission, f"d_{name}")(np.zeros(2))
    close(got, oracle_nets.derivatives(name, np.zeros(2)), f"d_{name}([0, 0])")
    beside = getattr(submission, f"d_{name}")(np.array([-0.5, 0.5]))

    smaller = np.shape(beside) == (2,) and bool(np.all(beside < got))
    expect(smaller, f"d_{name}([-0.5, 0.5]) should be smaller than d_{name}([0, 0])")


@pytest.mark.check(question="activations", hint="z = 0 belongs to the left side of the kink.")
def test_relu_at_zero(submission):
    """ReLU and its derivative at exactly 0 are 0."""
    close(submission.relu(AT_ZERO), np.array([0.0, 0.0, 3.0]), "relu([-3, 0, 3])")
    close(submission.d_relu(AT_ZERO), np.array([0.0, 0.0, 1.0]), "d_relu([-3, 0, 3])")


@pytest.mark.check(question="activations", hint="z = 0 belongs to the left side of the kink.")
def test_leaky_relu_at_zero(submission):
    """Leaky ReLU at exactly 0 is 0, and its derivative is alpha, also for an alpha above 1."""
    close(submission.leaky_relu(AT_ZERO, 0.3), np.array([-0.9, 0.0, 3.0]), "leaky_relu(z, 0.3)")
    for alpha in (0.3, 2.5):
        got = submission.d_leaky_relu(AT_ZERO, alpha)
        close(got, np.array([alpha, alpha, 1.0]), f"d_leaky_relu([-3, 0, 3], {alpha})")


@pytest.mark.check(question="activations", hint="A maximum chooses the wrong side for alpha > 1.")
@pytest.mark.parametrize("alpha", [0.25, 2.5])
def test_given_alpha(submission, alpha):
    """Leaky ReLU and its derivative with alpha = {alpha}."""
    want = oracle_nets.values("leaky_relu", TABLE, alpha)
    slopes = oracle_nets.derivatives("leaky_relu", TABLE, alpha)

    close(submission.leaky_relu(TABLE, alpha), want, f"leaky_relu(z, {alpha})")
    close(submission.d_leaky_relu(TABLE, alpha), slopes, f"d_leaky_relu(z, {alpha})")


@pytest.mark.check(
    question="activations", hint="The result has the shape of z, however many axes there are."
)
def test_three_axes(submission):
    """Every function takes an array with three axes too."""
    z = TABLE.reshape(3, 1, 2)
    for name in (*SMOOTH, *KINKED):
        pairs = (name, oracle_nets.values), (f"d_{name}", oracle_nets.derivatives)
        for function, oracle in pairs:
            close(getattr(submission, function)(z), oracle(name, z), f"{function}(z)")


@pytest.mark.check(
    question="activations", hint="If z has changed: z[z < 0] = 0 writes into the caller's array."
)
def test_z_is_left_alone(submission):
    """No function changes the array that it was given."""
    for name in (*SMOOTH, *KINKED):
        pairs = (name, oracle_nets.values), (f"d_{name}", oracle_nets.derivatives)
        for function, oracle in pairs:
            held = submission.put(TABLE)
            close(getattr(submission, function)(held), oracle(name, TABLE), f"{function}(z)")
            equal(held.get().tolist(), TABLE.tolist(), f"z after {function}(z)")


@pytest.mark.check(question="activations")
@given(numbers=st.lists(NUMBERS, min_size=1, max_size=6))
@settings(max_examples=40)
def test_smooth(submission, numbers):
    """Sigmoid, tanh and their derivatives at any numbers."""
    z = np.array(numbers)
    for name in SMOOTH:
        close(getattr(submission, name)(z), oracle_nets.values(name, z), f"{name}({numbers})")
        got = getattr(submission, f"d_{name}")(z)
        close(got, oracle_nets.derivatives(name, z), f"d_{name}({numbers})")


@pytest.mark.check(question="activations")
@given(
    numbers=st.lists(NUMBERS, min_size=1, max_size=6),
    alpha=st.sampled_from([0.01, 0.125, 0.5, 0.75]),
)
@settings(max_examples=40)
def test_kinked(submission, numbers, alpha):
    """ReLU, leaky ReLU and their derivatives at any numbers but 0."""
    z = np.array(numbers)
    close(submission.relu(z), oracle_nets.values("relu", z), f"relu({numbers})")
    close(submission.d_relu(z), oracle_nets.derivatives("relu", z), f"d_relu({numbers})")
    want = oracle_nets.values("leaky_relu", z, alpha)
    close(submission.leaky_relu(z, alpha), want, f"leaky_relu({numbers}, {alpha})")
    want = oracle_nets.derivatives("leaky_relu", z, alpha)
    close(submission.d_leaky_relu(z, alpha), want, f"d_leaky_relu({numbers}, {alpha})")
