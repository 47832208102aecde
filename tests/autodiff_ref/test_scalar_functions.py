"""The functions of a NumberWithGrad: exp, log, tanh, sigmoid, relu."""

import cmath
import copy
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest

from autodiff_ref.gradcheck import central_difference, complex_step
from autodiff_ref.scalar import NumberWithGrad

# The textbook's formulas, for real and complex numbers.
SMOOTH = {
    "exp": np.exp,
    "log": np.log,
    "tanh": lambda x: (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}
FUNCTIONS = [*SMOOTH, "relu"]


def slope(name, x):
    """Value and derivative that a NumberWithGrad finds at x."""
    leaf = NumberWithGrad(x)
    root = getattr(leaf, name)()
    root.backward()
    return root.num, leaf.grad


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("x", [0.01, 0.5, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_smooth_functions(name, x, sign):
    """Value and derivative agree with the formula, a complex step and a central difference."""
    x = x if name == "log" else sign * x

    value, derivative = slope(name, x)

    # Differences of exponentials at 0.01 lose two digits; s (1 - s) loses two at 5.
    assert value == pytest.approx(float(SMOOTH[name](x)), rel=1e-13)
    assert derivative == pytest.approx(complex_step(SMOOTH[name], x), rel=1e-12)
    # h^2 f'''/6 for log at 0.01 is 1e-10 * 2e6 / 6 = 3e-5, of a derivative of 100.
    assert derivative == pytest.approx(central_difference(SMOOTH[name], x), rel=1e-6)


@pytest.mark.parametrize(
    ("x", "expected"), [(2, (2, 1)), (-2, (0, 0)), (0, (0, 0)), (-0.0, (0, 0))]
)
def test_relu(x, expected):
    """The larger of x and 0, with derivative 1 on the right, 0 on the left and at 0."""
    assert slope("relu", x) == expected
    assert slope("relu", float(x)) == expected


def test_relu_keeps_the_kind_of_number():
    """An int stays an int, a Fraction a Fraction, and what is not a number stays that."""
    assert [type(slope("relu", x)[0]) for x in (-2, -2.0, Fraction(-1, 3))] == [
        int,
        float,
        Fraction,
    ]
    assert slope("relu", Fraction(1, 3)) == (Fraction(1, 3), 1)
    assert math.isnan(slope("relu", math.nan)[0])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_in_the_middle_of_a_graph(name):
    """The chain rule goes through each function, used twice, with the sum of both ways."""
    x = NumberWithGrad(0.75)
    y = getattr(x * x, name)()
    root = y * x + y

    root.backward()

    def plain(t):
        inner = max(t * t, 0.0) if name == "relu" else SMOOTH[name](t * t)
        return inner * t + inner

    assert root.num == pytest.approx(plain(0.75), rel=1e-14)
    assert x.grad == pytest.approx(central_difference(plain, 0.75), rel=1e-8)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_it_is(name):
    """A result names its function, has one parent and one local derivative."""
    x = NumberWithGrad(0.5)

    node = getattr(x, name)()
    node.backward(2)

    assert (node.creation_op, node.depends_on) == (name, (x,))
    assert x.grad == 2 * node.local_derivatives[0]


# Far out


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("sigmoid", 1000.0, (1.0, 0.0)),
        ("sigmoid", -1000.0, (0.0, 0.0)),
        ("sigmoid", 1000, (1.0, 0.0)),
        ("tanh", 1000.0, (1.0, 0.0)),
        ("tanh", -1000.0, (-1.0, 0.0)),
        ("exp", -1000.0, (0.0, 0.0)),
        ("sigmoid", math.inf, (1.0, 0.0)),
        ("sigmoid", -math.inf, (0.0, 0.0)),
    ],
)
def test_far_out(name, x, expected):
    """Sigmoid and tanh have their limits, and slope 0, where exp would overflow."""
    assert slope(name, x) == expected


@pytest.mark.parametrize("x", [-40.0, -300.0, -700.0])
def test_a_small_sigmoid_keeps_its_digits(x):
    """Far on the left the sigmoid and its derivative are exp(x)."""
    # 1 + exp(x) is 1 there.
    assert slope("sigmoid", x) == pytest.approx((math.exp(x), math.exp(x)), rel=1e-15, abs=0)


@pytest.mark.parametrize("x", [0, 0.0, -0.0, -1, -1e-300, Fraction(-1, 3), -math.inf])
def test_log_of_what_is_not_positive(x):
    """The logarithm of 0 and below is refused, with the number."""
    with pytest.raises(ValueError, match=r"computing log: expected a positive number, but got"):
        NumberWithGrad(x).log()


@pytest.mark.parametrize("x", [710, 1e6, 710 + 0j])
def test_exp_that_is_too_large(x):
    """An exponential beyond the largest float is refused, with the exponent."""
    with pytest.raises(OverflowError, match=r"computing exp: expected an exponent up to 709\.78"):
        NumberWithGrad(x).exp()


# Kinds of numbers


@pytest.mark.parametrize("name", SMOOTH)
def test_complex_numbers(name):
    """At a complex number value and derivative are those of the complex function."""
    z = 0.5 + 0.25j
    exact = {
        "exp": (cmath.exp(z), cmath.exp(z)),
        "log": (cmath.log(z), 1 / z),
        "tanh": (cmath.tanh(z), 1 / cmath.cosh(z) ** 2),
        "sigmoid": (1 / (1 + cmath.exp(-z)), cmath.exp(-z) / (1 + cmath.exp(-z)) ** 2),
    }

    assert slope(name, z) == pytest.approx(exact[name], rel=1e-14)


def test_a_complex_sigmoid_on_the_left():
    """Where the real part is negative, the other form of the sigmoid agrees."""
    z = -2.0 + 1.0j

    assert slope("sigmoid", z)[0] == pytest.approx(1 / (1 + cmath.exp(-z)), rel=1e-14)


def test_relu_of_a_complex_number():
    """A complex number is neither above nor below 0: refused."""
    with pytest.raises(TypeError, match="computing relu: expected a real number, but got 1j"):
        NumberWithGrad(1j).relu()


def test_fractions_become_floats():
    """A Fraction has a float for its exponential, and an exact derivative of its logarithm."""
    assert slope("exp", Fraction(1, 2))[0] == math.exp(0.5)
    assert slope("log", Fraction(1, 3)) == (math.log(1 / 3), 3)
    assert slope("sigmoid", Fraction(0)) == (0.5, 0.25)


# Nodes made by hand, copies


@pytest.mark.parametrize("name", FUNCTIONS)
def test_made_by_hand(name):
    """A node built with the function's name has the function's derivative."""
    x = NumberWithGrad(0.5)

    node = NumberWithGrad(9.0, [x], name)
    node.backward()

    assert (node.num, node.depends_on, node.creation_op) == (9.0, (x,), name)
    assert x.grad == slope(name, 0.5)[1]
    with pytest.raises(ValueError, match=rf"expected 1 in depends_on for '{name}', but got 2"):
        NumberWithGrad(1.0, [x, x], name)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies(again):
    """A copied graph with functions has the same gradients."""
    x = NumberWithGrad(0.5)
    root = again(x.tanh().exp() * x)

    root.backward()
    (x.tanh().exp() * x).backward()

    assert root.depends_on[1].grad == x.grad


@pytest.mark.needs("torch")
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("x", [-3.0, 0.0, 0.3, 2.0])
def test_pytorch_agrees(name, x):
    """PyTorch's function and automatic derivative are the same, at 0 too."""
    import torch

    x = abs(x) + 0.1 if name == "log" else x
    tensor = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    theirs = getattr(torch, name)(tensor)
    theirs.backward()

    assert slope(name, x) == pytest.approx((theirs.item(), tensor.grad.item()), rel=1e-14)
