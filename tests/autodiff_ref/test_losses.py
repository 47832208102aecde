"""Losses against sums written down here, differences, complex steps and PyTorch."""

import doctest
import math
from functools import partial

import numpy as np
import pytest

from autodiff_ref import losses
from autodiff_ref.backend import to_numpy
from autodiff_ref.gradcheck import central_difference, check, complex_step
from autodiff_ref.losses import (
    LOSSES,
    bce,
    bce_with_logits,
    d_bce,
    d_bce_with_logits,
    d_squared_error,
    squared_error,
)
from tests.autodiff_ref.libraries import LIBRARIES, place, same_place

# One entry's loss as in the lectures, for numbers, real or complex.
FORMULAS = {
    "squared_error": lambda o, y: (o - y) ** 2,
    "half_squared_error": lambda o, y: (o - y) ** 2 / 2,
    "bce": lambda p, y: -(y * np.log(p) + (1 - y) * np.log(1 - p)),
    "bce_with_logits": lambda z, y: (
        -y * np.log(1 / (1 + np.exp(-z))) - (1 - y) * np.log(1 - 1 / (1 + np.exp(-z)))
    ),
}
# (N, K) = (3, 2): sums over N, K and N K rows differ. In (0, 1), so that it fits every loss.
OUTPUT = np.array([[0.2, 0.9], [0.5, 0.3], [0.75, 0.6]])
LABELS = np.array([[0.0, 1.0], [1.0, 0.0], [0.25, 0.5]])
REDUCTIONS = ("sum", "mean", "none")


def entries(name):
    """The loss of each entry of OUTPUT, by the formula."""
    return np.array(
        [
            [FORMULAS[name](o, y) for o, y in zip(*rows, strict=True)]
            for rows in zip(OUTPUT, LABELS, strict=True)
        ]
    )


# Values


@pytest.mark.parametrize("name", LOSSES)
def test_values(name):
    """The sum is over all N K entries, the mean is that sum over N = 3, "none" is each entry."""
    function = LOSSES[name].function

    # Each entry takes some five operations on numbers of order 1.
    assert np.allclose(function(OUTPUT, LABELS, reduction="none"), entries(name), rtol=1e-14)
    total = entries(name).sum()
    assert float(function(OUTPUT, LABELS, reduction="sum")) == pytest.approx(total, rel=1e-14)
    assert float(function(OUTPUT, LABELS, reduction="mean")) == pytest.approx(total / 3, rel=1e-14)


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("name", LOSSES)
def test_derivatives(name, reduction):
    """Each derivative is the slope of the formula's sum, divided as the loss is."""
    divisor = 3 if reduction == "mean" else 1

    gradient = LOSSES[name].derivative(OUTPUT, LABELS, reduction=reduction)

    for at in np.ndindex(OUTPUT.shape):
        slope = complex_step(lambda o, at=at: FORMULAS[name](o, LABELS[at]), OUTPUT[at])
        assert gradient[at] == pytest.approx(slope / divisor, rel=1e-13)


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("name", LOSSES)
def test_derivatives_belong_to_their_losses(name, reduction):
    """A loss and its derivative divide alike: along a random direction they agree."""
    function = partial(LOSSES[name].function, y=LABELS, reduction=reduction)
    derivative = partial(LOSSES[name].derivative, y=LABELS, reduction=reduction)

    for seed in range(3):
        check(function, derivative, OUTPUT, seed=seed)


@pytest.mark.parametrize("name", LOSSES)
def test_none_is_the_derivative_of_each_entry(name):
    """With "none" the derivative of each entry is apart, as that of the sum is."""
    derivative = LOSSES[name].derivative

    apart = derivative(OUTPUT, LABELS, reduction="none")

    assert np.array_equal(apart, derivative(OUTPUT, LABELS, reduction="sum"))


def test_the_factor_one_half():
    """With `half` the loss and its derivative are half of what they are without."""
    o, y = np.array([3.0]), np.array([1.0])

    assert [float(squared_error(o, y, half=h, reduction="sum")) for h in (False, True)] == [4, 2]
    assert [d_squared_error(o, y, half=h, reduction="sum")[0] for h in (False, True)] == [4, 2]


def test_the_lectures_network():
    """The loss and the derivatives at the end of the lectures' 1-2-3-1 network."""
    p, z, y = np.array([0.7739049279]), np.array([1.2304934503]), np.array([1.0])

    # Printed to ten digits.
    for loss in (bce(p, y, reduction="sum"), bce_with_logits(z, y, reduction="sum")):
        assert float(loss) == pytest.approx(0.2563062451, abs=1e-10)
    assert d_bce_with_logits(z, y, reduction="sum")[0] == pytest.approx(-0.2260950721, abs=1e-10)
    assert d_bce(p, y, reduction="sum")[0] == pytest.approx(-1 / 0.7739049279, rel=1e-10)


def test_sure_and_wrong_is_where_the_gradient_is_largest():
    """At z = -6, y = 1 the cross-entropy pulls with -0.9975; half the squared error with -0.0025.

    The factor sigmoid' cancels in the first and stays in the second.
    """
    z, y = np.array([-6.0]), np.array([1.0])
    p = 1 / (1 + np.exp(-z))

    assert d_bce_with_logits(z, y, reduction="sum")[0] == pytest.approx(-0.9975, abs=5e-5)
    through = d_squared_error(p, y, half=True, reduction="sum") * p * (1 - p)
    assert through[0] == pytest.approx(-0.00246, abs=5e-6)


# Corners


def test_what_is_sure_and_right_costs_nothing():
    """0 log 0 is 0: p = y = 0 and p = y = 1 cost 0, without a sign, and have finite slopes."""
    p = np.array([0.0, 1.0])

    cost = bce(p, p, reduction="none")

    assert cost.tolist() == [0, 0]
    assert not np.any(np.signbit(cost))
    assert d_bce(p, p, reduction="none").tolist() == [1, -1]


def test_a_sure_mistake_costs_infinitely_much():
    """A p of 0 for y = 1, or of 1 for y = 0, costs inf, without a warning, in the mean too."""
    p, y = np.array([0.0, 1.0]), np.array([1.0, 0.0])

    assert bce(p, y, reduction="none").tolist() == [math.inf, math.inf]
    assert math.isinf(bce(p, y, reduction="mean"))
    assert d_bce(p, y, reduction="none").tolist() == [-math.inf, math.inf]


def test_small_probabilities_keep_their_digits():
    """Of p = 1e-20 and y = 0 the loss is 1e-20, where log(1 - p) would be 0."""
    assert float(bce(1e-20, 0.0, reduction="sum")) == pytest.approx(1e-20, rel=1e-15, abs=0)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_logits_far_out(library, dtype):
    """At 1000 a right logit costs 0 and a wrong one 1000; the derivatives are 0 and -1 or 1."""
    z = place(np.array([1000.0, -1000.0, -1000.0, 1000.0], dtype), library)
    y = place(np.array([1.0, 0.0, 1.0, 0.0], dtype), library)

    assert to_numpy(bce_with_logits(z, y, reduction="none")).tolist() == [0, 0, 1000, 1000]
    assert to_numpy(d_bce_with_logits(z, y, reduction="none")).tolist() == [0, 0, -1, 1]


@pytest.mark.parametrize("z", [20.0, 40.0, 200.0, 700.0])
def test_small_losses_keep_their_digits(z):
    """Of a large right logit the loss is exp(-z), where log(sigmoid(z)) would be 0."""
    # log(1 + t) = t - t^2 / 2, and t^2 is below 1e-17.
    assert float(bce_with_logits(z, 1.0, reduction="sum")) == pytest.approx(
        math.exp(-z) - math.exp(-2 * z) / 2, rel=1e-14, abs=0
    )


def test_logits_and_probabilities_agree():
    """Both forms of the cross-entropy are one function, where p has not been rounded away."""
    z = np.linspace(-5.0, 5.0, 21)
    y = np.linspace(0.0, 1.0, 21)
    p = 1 / (1 + np.exp(-z))

    # 1 - p has an error of eps / (1 - p) = 150 eps at z = 5.
    both = (bce(p, y, reduction="none"), bce_with_logits(z, y, reduction="none"))
    assert np.allclose(*both, rtol=1e-13, atol=0)


@pytest.mark.parametrize("name", LOSSES)
def test_nan_stays(name):
    """One output that is not a number makes the loss one."""
    output = np.array([0.5, math.nan])

    for label in (0.0, 0.5, 1.0):
        labels = np.full(2, label)
        assert math.isnan(LOSSES[name].function(output, labels, reduction="mean"))


# Kinds and shapes


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("name", LOSSES)
def test_every_library(library, reduction, name):
    """Loss and derivative are where the output is, and have NumPy's numbers."""
    o, y = place(OUTPUT, library), place(LABELS, library)

    for function in LOSSES[name]:
        result = function(o, y, reduction=reduction)

        assert same_place(result, o)
        numbers = function(OUTPUT, LABELS, reduction=reduction)
        # Libraries round logarithms by themselves and add in another order.
        assert np.allclose(to_numpy(result), numbers, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", LOSSES)
def test_float32_stays_and_labels_may_be_whole(library, name):
    """Labels of whole numbers are taken as floats, and float32 outputs stay float32."""
    o = place(OUTPUT.astype("float32"), library)
    y = place(np.array([[0, 1], [1, 0], [1, 1]]), library)

    for function in LOSSES[name]:
        assert function(o, y, reduction="mean").dtype == o.dtype


@pytest.mark.parametrize("name", LOSSES)
def test_vectors_and_numbers(name):
    """(N,) is N rows, and a number is one row."""
    function, derivative = LOSSES[name]
    o, y = OUTPUT[:, 0], LABELS[:, 0]

    mean = function(o, y, reduction="mean")

    assert float(mean) == pytest.approx(entries(name)[:, 0].sum() / 3, rel=1e-14)
    assert derivative(o, y, reduction="mean").shape == (3,)
    assert float(function(0.5, 1.0, reduction="mean")) == float(function(0.5, 1.0, reduction="sum"))
    assert float(derivative(0.5, 1, reduction="mean")) == pytest.approx(
        central_difference(lambda t: FORMULAS[name](t, 1), 0.5), rel=1e-8
    )


# Refusals


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize(
    ("o", "y"), [((3,), (3, 1)), ((3, 1), (3,)), ((3, 2), (3, 1)), ((3,), ()), ((3,), (2,))]
)
def test_shapes_that_broadcast_are_refused(name, o, y):
    """(N,) against (N, 1) is refused by the loss and by its derivative, with both shapes."""
    for function in LOSSES[name]:
        with pytest.raises(ValueError, match="expected output and labels of one shape, but got"):
            function(np.full(o, 0.5), np.full(y, 0.5), reduction="sum")


@pytest.mark.parametrize("name", LOSSES)
def test_the_reduction_must_be_said(name):
    """Without a reduction there is no loss, and a mistyped one is refused."""
    for function in LOSSES[name]:
        with pytest.raises(TypeError, match="reduction"):
            function(0.5, 1.0)
        with pytest.raises(ValueError, match="expected reduction 'sum', 'mean' or 'none', but got"):
            function(0.5, 1.0, reduction="average")


@pytest.mark.parametrize("name", LOSSES)
def test_an_empty_batch_is_refused(name):
    """No rows have no mean."""
    for function in LOSSES[name]:
        with pytest.raises(ValueError, match=r"expected at least one row, but got shape \(0, 1\)"):
            function(np.zeros((0, 1)), np.zeros((0, 1)), reduction="mean")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (partial(bce, 0.5, -1.0), "bce: expected labels from 0 to 1, but got values from -1.0"),
        (partial(bce, 0.5, 2.0), "bce: expected labels"),
        (partial(bce, 1.5, 1.0), "bce: expected probabilities from 0 to 1"),
        (partial(bce, -1e-9, 1.0), "bce: expected probabilities from 0 to 1"),
        (partial(bce_with_logits, 0.5, -1.0), "bce_with_logits: expected labels from 0 to 1"),
    ],
)
def test_another_alphabet_is_refused(call, message):
    """Labels -1 and logits where probabilities belong are refused, not made into a number."""
    with pytest.raises(ValueError, match=message):
        call(reduction="sum")


# PyTorch


@pytest.mark.needs("torch")
@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("squared_error", "mse_loss"),
        ("bce", "binary_cross_entropy"),
        ("bce_with_logits", "binary_cross_entropy_with_logits"),
    ],
)
def test_pytorch_agrees(name, theirs, reduction):
    """PyTorch's loss and its automatic derivative are the same; its mean divides by N K."""
    import torch

    o = torch.tensor(OUTPUT, requires_grad=True)
    loss = getattr(torch.nn.functional, theirs)(o, torch.tensor(LABELS), reduction="sum")
    loss.backward()
    divisor = 3 if reduction == "mean" else 1

    ours, slope = (f(OUTPUT, LABELS, reduction=reduction) for f in LOSSES[name])

    assert float(ours) == pytest.approx(loss.item() / divisor, rel=1e-14)
    assert np.allclose(slope, o.grad.numpy() / divisor, rtol=1e-13, atol=1e-15)


def test_docstrings_hold():
    """The examples in the docstrings run as printed."""
    results = doctest.testmod(losses)

    assert results.attempted >= 3
    assert results.failed == 0
