"""Activations against formulas written down here, differences, complex steps and PyTorch."""

import doctest
import math

import numpy as np
import pytest

from autodiff_ref import activations
from autodiff_ref.activations import (
    ACTIVATIONS,
    FROM_OUTPUT,
    d_leaky_relu,
    d_relu,
    d_sigmoid,
    d_tanh,
    leaky_relu,
    relu,
    sigmoid,
    sign,
    step,
    tanh,
)
from autodiff_ref.backend import to_numpy
from autodiff_ref.gradcheck import central_difference, complex_step
from tests.autodiff_ref.libraries import LIBRARIES, place, same_place

# The textbook's formulas, for numbers. The smooth ones take complex numbers too.
FORMULAS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
}
SMOOTH = ("identity", "sigmoid", "tanh")
FAR = [-1000.0, -750.0, -50.0, 50.0, 750.0, 1000.0]
NEAR = [-3.0, -1.0, -0.25, 0.25, 0.5, 2.0]
EVERY = [step, sign, sigmoid, d_sigmoid, tanh, d_tanh, relu, d_relu, leaky_relu, d_leaky_relu]


# Values


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", NEAR)
def test_values(name, z):
    """Each function has the value of its formula."""
    # Three or four roundings on values below 3.
    assert float(ACTIVATIONS[name].function(z)) == pytest.approx(FORMULAS[name](z), rel=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", NEAR)
def test_derivatives(name, z):
    """Each derivative is the slope of the formula, and of the function itself."""
    derivative = float(ACTIVATIONS[name].derivative(z))

    if name in SMOOTH:
        assert derivative == pytest.approx(complex_step(FORMULAS[name], z), rel=1e-13)
    # Central differences have h^2 f'''/6 and rounding eps/h, both below 1e-10 here.
    assert derivative == pytest.approx(central_difference(FORMULAS[name], z), rel=1e-8)
    assert derivative == pytest.approx(central_difference(ACTIVATIONS[name].function, z), rel=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [*NEAR, 0.0, -40.0, 40.0])
def test_the_derivative_from_the_output_is_the_same(name, z):
    """What a backward pass takes, the derivative as a function of the output, agrees bit by bit."""
    function, derivative = ACTIVATIONS[name]

    assert float(FROM_OUTPUT[name](function(z))) == float(derivative(z))


def test_the_tables_name_the_same():
    """Both tables have the same names, and cannot be changed."""
    assert set(ACTIVATIONS) == set(FROM_OUTPUT) == set(FORMULAS)
    with pytest.raises(TypeError):
        ACTIVATIONS["relu"] = None


@pytest.mark.parametrize("k", [0.5, 2.0, 10.0])
def test_the_gain(k):
    """sigmoid(z, k) is sigmoid(k z), and its slope is k times as steep: k / 4 at 0."""
    z = np.array(NEAR)

    assert np.array_equal(sigmoid(z, k), sigmoid(k * z))
    assert np.allclose(d_sigmoid(z, k), k * d_sigmoid(k * z), rtol=1e-15, atol=0)
    assert float(d_sigmoid(0.0, k)) == k / 4


# Corners: each convention by name


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_a_tie_of_the_step(zero):
    """At 0 the step gives 0, or 1 where it is closed; beside it both are the same."""
    assert (float(step(zero)), float(step(zero, closed=True))) == (0, 1)
    for closed in (False, True):
        assert step(np.array([-5e-324, 5e-324]), closed=closed).tolist() == [0, 1]


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_derivatives_at_zero(zero):
    """At 0 relu has slope 0 and leaky relu alpha, or whatever is asked for."""
    assert float(d_relu(zero)) == 0
    assert [float(d_relu(zero, at_zero=v)) for v in (0.5, 1.0)] == [0.5, 1.0]
    assert float(d_leaky_relu(zero)) == 0.01
    assert float(d_leaky_relu(zero, 0.3)) == 0.3
    assert [float(d_leaky_relu(zero, 0.3, at_zero=v)) for v in (0.0, 1.0)] == [0.0, 1.0]


def test_at_zero_changes_nothing_beside_zero():
    """The value at 0 is for 0 alone."""
    z = np.array([-2.0, -5e-324, 5e-324, 2.0])

    assert d_relu(z, at_zero=0.5).tolist() == [0, 0, 1, 1]
    assert d_leaky_relu(z, 0.1, at_zero=0.5).tolist() == [0.1, 0.1, 1, 1]


def test_leaky_relu_for_large_alpha():
    """For alpha above 1 it is still alpha z on the left, where max(alpha z, z) would be z."""
    z = np.array([-2.0, 0.0, 3.0])

    assert leaky_relu(z, 3.0).tolist() == [-6, 0, 3]
    assert d_leaky_relu(z, 3.0).tolist() == [3, 3, 1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("alpha", [0.01, 0.1, 0.2, 0.3, 0.7])
def test_the_slope_of_leaky_relu_is_exact(dtype, alpha):
    """It is 1 and alpha, and not 1 - alpha + alpha, in either precision."""
    slope = d_leaky_relu(np.array([3.0, -3.0], dtype), alpha)

    assert slope.tolist() == [1.0, float(np.dtype(dtype).type(alpha))]


def test_sign_of_zero():
    """The sign of 0 is 0."""
    assert sign(np.array([-2.0, 0.0, 0.5])).tolist() == [-1, 0, 1]


# Far out


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("function", EVERY)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_far_out_nothing_overflows(library, function, dtype):
    """At 1000 in either direction every result is finite, and no warning is given."""
    z = place(np.array(FAR, dtype), library)

    assert np.all(np.isfinite(to_numpy(function(z))))


def test_the_sigmoid_far_out():
    """Far on the left it is exp(z) to the last digits, then 0; far on the right 1."""
    for z in (-40.0, -100.0, -700.0):
        # 1 + exp(-z) is exp(-z) there; two roundings, and one of `math`'s.
        assert float(sigmoid(z)) == pytest.approx(math.exp(z), rel=1e-15, abs=0)
    assert [float(sigmoid(z)) for z in (-1000.0, 40.0, 1000.0)] == [0, 1, 1]
    assert [float(sigmoid(z)) for z in (-math.inf, math.inf)] == [0, 1]


def test_where_numpy_is_told_to_raise():
    """A caller who makes NumPy raise on overflow still gets a sigmoid."""
    with np.errstate(all="raise"):
        assert sigmoid(np.array([-1000.0, 1000.0])).tolist() == [0, 1]


@pytest.mark.parametrize("function", [sigmoid, d_sigmoid, tanh, d_tanh, relu, leaky_relu, sign])
def test_nan_stays(function):
    """A value that is not a number gives one that is not."""
    assert math.isnan(function(math.nan))


# Kinds and shapes


@pytest.mark.parametrize("function", EVERY)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 1, 2)])
def test_every_shape(function, shape):
    """A result has the shape of z."""
    assert function(np.ones(shape)).shape == shape


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("function", EVERY)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_library(library, function, dtype):
    """A result is where z is, has its dtype, and has NumPy's numbers."""
    numbers = np.array([*NEAR, 0.0], dtype)
    z = place(numbers, library)

    result = function(z)

    assert same_place(result, z)
    assert result.dtype == z.dtype
    # Libraries round exp and tanh by themselves: a few units in the last place.
    few = 8 * np.finfo(dtype).eps
    assert np.allclose(to_numpy(result), function(numbers), rtol=few, atol=few)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_from_output_in_every_library(library, name):
    """The derivative from the output stays where the output is."""
    a = place(np.array([0.25, 0.5]), library)

    assert same_place(FROM_OUTPUT[name](a), a)


@pytest.mark.parametrize("function", EVERY)
def test_numbers_and_whole_numbers(function):
    """A whole number, alone or in an array, counts as a float64."""
    assert float(function(2)) == float(function(2.0))
    assert function(np.array([2, -1])).tolist() == function(np.array([2.0, -1.0])).tolist()


def test_lists_are_refused():
    """A list is refused with the way to make an array of it."""
    with pytest.raises(TypeError, match="got list; make an array of it first"):
        relu([1.0])


def test_z_is_left_alone():
    """No function writes into what it was given."""
    z = np.array([-1.0, 0.0, 2.0])

    for function in EVERY:
        function(z)

    assert z.tolist() == [-1, 0, 2]


# PyTorch


@pytest.mark.needs("torch")
@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "identity"])
def test_pytorch_agrees(name):
    """PyTorch's own function, and its automatic derivative, are the same, at 0 too."""
    import torch

    z = torch.linspace(-6.0, 6.0, 25, dtype=torch.float64, requires_grad=True)
    theirs = getattr(torch.nn.functional, name)(z)
    theirs.sum().backward()

    function, derivative = ACTIVATIONS[name]

    ours = function(z.detach().numpy()), derivative(z.detach().numpy())
    assert 0.0 in z
    assert np.allclose(ours[0], theirs.detach().numpy(), rtol=1e-14, atol=1e-16)
    # s (1 - s) loses digits where s is next to 1: absolute there.
    assert np.allclose(ours[1], z.grad.numpy(), rtol=1e-13, atol=1e-15)


def test_docstrings_hold():
    """The examples in the docstrings run as printed."""
    results = doctest.testmod(activations)

    assert results.attempted >= 2
    assert results.failed == 0
