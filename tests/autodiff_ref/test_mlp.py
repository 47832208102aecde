"""Networks of any depth: values and gradients against hand-made numbers and plain formulas."""

from __future__ import annotations

import doctest
from functools import partial

import numpy as np
import pytest

from autodiff_ref import mlp, network
from autodiff_ref.activations import d_relu, relu
from autodiff_ref.backend import from_numpy, to_numpy
from autodiff_ref.mlp import (
    backward,
    backward_columns,
    forward,
    forward_columns,
    loss_value,
    sgd_step,
)
from autodiff_ref.network import Layer, init, n_params, shapes
from autodiff_ref.per_example import loop

# The 1-2-3-1 network worked through in the lectures of Bhadani, with all digits: the parameters
# are the lecture's, the results were found by finite differences and by complex steps.
BHADANI = (
    Layer(np.array([[0.1], [0.1]]), np.array([0.1, 0.2])),
    Layer(np.array([[0.2, 0.1], [0.3, 0.2], [0.1, 0.3]]), np.array([0.3, 0.1, 0.2])),
    Layer(np.array([[0.4, 0.2, 0.6]]), np.array([0.5])),
)
BHADANI_GRADIENTS = (
    ([[-0.0052681889], [-0.0067359071]], [-0.0026340944, -0.0033679536]),
    (
        [
            [-0.0122826538, -0.0128010602],
            [-0.0062506280, -0.0065144444],
            [-0.0185803088, -0.0193645165],
        ],
        [-0.0213818675, -0.0108812071, -0.0323449400],
    ),
    ([[-0.1393896735, -0.1349292385, -0.1373654203]], [-0.2260950721]),
)
SIGMOIDS = ("sigmoid",) * 3
TEN_DIGITS = {"rtol": 0, "atol": 1e-10}  # as many as the numbers above have

# Sizes, activations and loss; every activation and every loss at least once, 1 to 4 layers.
NETWORKS = [
    ((3, 2), ("identity",), "squared_error"),
    ((2, 2, 1), ("sigmoid", "sigmoid"), "bce"),
    ((2, 3, 1), ("tanh", "identity"), "bce_with_logits"),
    ((4, 3, 2), ("relu", "identity"), "half_squared_error"),
    ((4, 5, 3, 2), ("leaky_relu", "tanh", "sigmoid"), "bce"),
    ((2, 4, 3, 3, 2), ("tanh", "sigmoid", "relu", "sigmoid"), "squared_error"),
]
BY_NETWORK = pytest.mark.parametrize(
    ("sizes", "activations", "loss"), NETWORKS, ids=["-".join(map(str, n[0])) for n in NETWORKS]
)
BY_REDUCTION = pytest.mark.parametrize("reduction", ["sum", "mean"])

# The oracle: the same functions as a textbook has them, for complex numbers.
PLAIN = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "leaky_relu": lambda z: np.where(z.real > 0, z, 0.01 * z),
}
PLAIN_LOSS = {
    "squared_error": lambda o, y: (o - y) ** 2,
    "half_squared_error": lambda o, y: (o - y) ** 2 / 2,
    "bce": lambda p, y: -(y * np.log(p) + (1 - y) * np.log(1 - p)),
    "bce_with_logits": lambda z, y: np.log(1 + np.exp(z)) - y * z,
}


def plain_loss(params, X, Y, activations, loss, reduction):
    """The loss as one formula, for real or complex parameters."""
    A = X
    for (W, b), name in zip(params, activations, strict=True):
        A = PLAIN[name](np.einsum("nd,kd->nk", A, W) + b)
    total = np.sum(PLAIN_LOSS[loss](A, Y))
    return total / len(X) if reduction == "mean" else total


def by_complex_step(params, X, *rest):
    """The derivative of plain_loss by each entry of each parameter and of X."""
    arrays = [np.array(a, dtype=complex) for layer in params for a in layer]
    arrays.append(np.array(X, dtype=complex))
    gradients = [np.empty(a.shape) for a in arrays]
    for array, gradient in zip(arrays, gradients, strict=True):
        for index in np.ndindex(array.shape):
            array[index] += 1e-30j
            layers = list(zip(arrays[:-1:2], arrays[1:-1:2], strict=True))
            gradient[index] = plain_loss(layers, arrays[-1], *rest).imag / 1e-30
            array[index] = array[index].real
    return list(zip(gradients[:-1:2], gradients[1:-1:2], strict=True)), gradients[-1]


def problem(sizes, seed=0, n=5):
    """Random parameters with biases, examples, and targets between 0 and 1."""
    rng = np.random.default_rng(seed)
    params = tuple(Layer(rng.standard_normal(W), rng.standard_normal(b)) for W, b in shapes(sizes))
    Y = rng.integers(0, 2, size=(n, sizes[-1])).astype(float)
    return params, rng.standard_normal((n, sizes[0])), Y


def assert_same(came, expected, **tolerance):
    """Each layer's W and b have the expected shapes and values."""
    assert len(came) == len(expected)
    for layer, right in zip(came, expected, strict=True):
        for mine, theirs in zip(layer, right, strict=True):
            assert to_numpy(mine).shape == np.shape(theirs)
            np.testing.assert_allclose(to_numpy(mine), theirs, **tolerance)


# Worked examples


def test_the_lectures_network_forward():
    """The 1-2-3-1 network gives every value of the lecture, with all its digits."""
    cache = forward(BHADANI, np.array([[2.0]]), SIGMOIDS)

    np.testing.assert_allclose(cache.A[1], [[0.5744425168, 0.5986876601]], **TEN_DIGITS)
    np.testing.assert_allclose(cache.A[2], [[0.6165091, 0.5967810, 0.6075560]], atol=1e-7, rtol=0)
    np.testing.assert_allclose(cache.Z[2], [[1.2304934503]], **TEN_DIGITS)
    np.testing.assert_allclose(cache.output, [[0.7739049279]], **TEN_DIGITS)
    loss = loss_value(cache, np.array([[1.0]]), loss="bce", reduction="sum")
    assert float(loss) == pytest.approx(0.2563062451, abs=1e-10)


def test_the_lectures_network_backward():
    """The same network has the lecture's 17 gradients, with all their digits."""
    cache = forward(BHADANI, np.array([[2.0]]), SIGMOIDS)

    gradients = backward(BHADANI, cache, np.array([[1.0]]), loss="bce", reduction="sum")

    assert_same(gradients.layers, BHADANI_GRADIENTS, **TEN_DIGITS)
    assert sum(dW.size + db.size for dW, db in gradients.layers) == 17


def test_the_lectures_network_after_one_step():
    """One step of 0.1 brings the prediction to 0.7823 and lowers the loss by 4.23 percent."""
    X, Y = np.array([[2.0]]), np.array([[1.0]])
    cache = forward(BHADANI, X, SIGMOIDS)
    gradients = backward(BHADANI, cache, Y, loss="bce", reduction="sum")

    after = forward(sgd_step(BHADANI, gradients.layers, 0.1), X, SIGMOIDS)

    before = float(loss_value(cache, Y, loss="bce", reduction="sum"))
    now = float(loss_value(after, Y, loss="bce", reduction="sum"))
    assert float(after.output[0, 0]) == pytest.approx(0.7823447022, abs=1e-10)
    assert now == pytest.approx(0.2454598399, abs=1e-10)
    assert 100 * (before - now) / before == pytest.approx(4.2318, abs=1e-4)


def test_the_relu_network_for_xor():
    """The lectures' ReLU network computes XOR, with the hidden values that it should have."""
    params = (
        Layer(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])),
        Layer(np.array([[1.0, -2.0]]), np.array([0.0])),
    )
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])

    cache = forward(params, X, ("relu", "relu"))

    assert cache.Z[0].tolist() == [[0, -1], [1, 0], [1, 0], [2, 1]]
    assert cache.A[1].tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]
    assert cache.Z[1].tolist() == cache.output.tolist() == [[0], [1], [1], [0]]


def test_what_relu_has_at_zero_decides_the_gradient():
    """In the XOR network five sums are exactly 0, so ReLU'(0) = 0 and 1 give other gradients."""
    params = (
        Layer(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])),
        Layer(np.array([[1.0, -2.0]]), np.array([0.0])),
    )
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    Y = np.full((4, 1), 0.5)
    one = (relu, partial(d_relu, at_zero=1.0))

    found = {}
    for name, activation in (("0", "relu"), ("1", one)):
        cache = forward(params, X, (activation,) * 2)
        gradients = backward(params, cache, Y, loss="half_squared_error", reduction="sum")
        found[name] = gradients.layers[1].W.tolist()

    assert found == {"0": [[1.0, 0.0]], "1": [[0.0, -0.5]]}


# Random networks


@BY_NETWORK
@BY_REDUCTION
def test_gradients_are_the_complex_steps(sizes, activations, loss, reduction):
    """Every gradient, of the input too, is what a complex step through a plain formula gives."""
    params, X, Y = problem(sizes)

    cache = forward(params, X, activations)
    came = backward(params, cache, Y, loss=loss, reduction=reduction, with_dX=True)

    layers, dX = by_complex_step(params, X, Y, activations, loss, reduction)
    # A few roundings in sums of about ten terms of size 1.
    assert_same(came.layers, layers, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(came.dX, dX, rtol=1e-12, atol=1e-13)


@BY_NETWORK
@BY_REDUCTION
def test_rows_columns_and_the_loop_agree(sizes, activations, loss, reduction):
    """Examples in rows, examples in columns, and one at a time give the same gradients."""
    params, X, Y = problem(sizes, seed=1)

    rows = backward(
        params, forward(params, X, activations), Y, loss=loss, reduction=reduction, with_dX=True
    )
    cache = forward_columns(params, X.T, activations)
    columns = backward_columns(params, cache, Y.T, loss=loss, reduction=reduction, with_dX=True)
    one_by_one = loop(params, X, Y, activations, loss=loss, reduction=reduction)

    assert_same(columns.layers, rows.layers, rtol=1e-12, atol=1e-14)
    assert_same(one_by_one, rows.layers, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(columns.dX.T, rows.dX, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(cache.output.T, forward(params, X, activations).output, rtol=1e-13)


@BY_NETWORK
@BY_REDUCTION
def test_the_loss_is_the_plain_one(sizes, activations, loss, reduction):
    """The loss equals the formula written out, summed or divided by the examples."""
    params, X, Y = problem(sizes, seed=2)

    came = loss_value(forward(params, X, activations), Y, loss=loss, reduction=reduction)

    expected = plain_loss(params, X, Y, activations, loss, reduction)
    assert came.shape == ()
    assert float(came) == pytest.approx(expected, rel=1e-13)


@BY_REDUCTION
@pytest.mark.parametrize("columns", [False, True])
def test_the_fused_rule_is_the_product_of_the_two(reduction, columns):
    """A_L - Y is the derivative of the cross-entropy times that of the sigmoid."""
    params, X, Y = problem((2, 3, 2), seed=3)
    run, back = (forward_columns, backward_columns) if columns else (forward, backward)
    X, Y = (X.T, Y.T) if columns else (X, Y)
    cache = run(params, X, ("tanh", "sigmoid"))

    fused = back(params, cache, Y, loss="bce", reduction=reduction)
    generic = back(params, cache, Y, loss="bce", reduction=reduction, fused=False)

    assert_same(fused.layers, generic.layers, rtol=1e-13, atol=1e-15)


def test_functions_of_ones_own():
    """A pair of a function and its derivative will do, as activation and as loss."""
    params, X, Y = problem((3, 4, 2), seed=6)
    sine = (np.sin, np.cos)
    quartic = (
        lambda o, y, reduction: np.sum((o - y) ** 4),
        lambda o, y, reduction: 4 * (o - y) ** 3,
    )

    def loss_of(W):
        hidden = np.sin(np.einsum("nd,kd->nk", X, W) + params[0].b)
        return np.sum((np.sin(hidden @ params[1].W.T + params[1].b) - Y) ** 4)

    cache = forward(params, X, (sine, sine))
    gradients = backward(params, cache, Y, loss=quartic, reduction="sum")

    expected = np.empty((4, 3))
    for index in np.ndindex(4, 3):
        moved = params[0].W.astype(complex)
        moved[index] += 1e-30j
        expected[index] = loss_of(moved).imag / 1e-30
    np.testing.assert_allclose(gradients.layers[0].W, expected, rtol=1e-12, atol=1e-13)
    assert float(loss_value(cache, Y, loss=quartic, reduction="sum")) == pytest.approx(
        float(loss_of(params[0].W)), rel=1e-13
    )


def test_the_fused_rule_survives_saturation():
    """Sure and wrong, at z = 800, the gradient is 1 and the loss 800; nothing overflows."""
    params = (Layer(np.array([[800.0]]), np.array([0.0])),)
    X, Y = np.array([[1.0]]), np.array([[0.0]])
    cache = forward(params, X, ("sigmoid",))

    gradients = backward(params, cache, Y, loss="bce", reduction="sum")

    assert gradients.layers[0].b.tolist() == [1.0]
    assert float(loss_value(cache, Y, loss="bce", reduction="sum")) == 800.0


def test_sum_and_mean_differ_by_the_number_of_examples():
    """With two outputs the mean divides by the examples, and not by the entries."""
    params, X, Y = problem((3, 4, 2), n=6)
    cache = forward(params, X, ("tanh", "sigmoid"))

    total, mean = (
        backward(params, cache, Y, loss="bce", reduction=each).layers for each in ("sum", "mean")
    )

    assert_same(mean, [(dW / 6, db / 6) for dW, db in total], rtol=1e-14, atol=0)


def test_the_input_gradient_is_made_only_on_demand():
    """Without with_dX there is none: for a wide input it would be a fifth of the work."""
    params, X, Y = problem((2, 2, 1))
    cache = forward(params, X, ("tanh", "identity"))

    assert backward(params, cache, Y, loss="squared_error", reduction="sum").dX is None


# Other libraries


def on(backend, device, *arrays):
    """The arrays in another library."""
    return [from_numpy(a, backend, device) for a in arrays]


def everything(backend, device, sizes, activations, loss):
    """Output, loss and gradients as NumPy arrays, computed elsewhere, in rows and columns."""
    params, X, Y = problem(sizes, seed=4)
    params = tuple(Layer(*on(backend, device, *layer)) for layer in params)
    X, Y = on(backend, device, X, Y)
    cache = forward(params, X, activations)
    back = backward(params, cache, Y, loss=loss, reduction="mean", with_dX=True)
    turned = forward_columns(params, X.T, activations)
    columns = backward_columns(params, turned, Y.T, loss=loss, reduction="mean")
    by_one = loop(params, X, Y, activations, loss=loss, reduction="mean")
    value = loss_value(cache, Y, loss=loss, reduction="mean")
    stepped = sgd_step(params, back.layers, 0.5)
    results = [cache.output, value, back.dX]
    for layers in (back.layers, columns.layers, by_one, stepped):
        results += [array for layer in layers for array in layer]
    for each in results:
        assert type(each) is type(X)
        assert each.device == X.device
    return [to_numpy(each) for each in results]


def assert_like_numpy(backend, device, *case):
    """The backend gives NumPy's results to 1e-12."""
    came = everything(backend, device, *case)

    for mine, right in zip(came, (np.asarray(e) for e in reference(*case)), strict=True):
        assert mine.shape == right.shape
        assert mine.dtype == np.float64
        np.testing.assert_allclose(mine, right, rtol=1e-12, atol=1e-14)


def reference(*case):
    """The same with NumPy, whose sums without axes are scalars."""
    sizes, activations, loss = case
    params, X, Y = problem(sizes, seed=4)
    cache = forward(params, X, activations)
    back = backward(params, cache, Y, loss=loss, reduction="mean", with_dX=True)
    value = loss_value(cache, Y, loss=loss, reduction="mean")
    results = [cache.output, value, back.dX]
    stepped = [Layer(W - 0.5 * dW, b - 0.5 * db) for (W, b), (dW, db) in
               zip(params, back.layers, strict=True)]  # fmt: skip
    for layers in (back.layers, back.layers, back.layers, stepped):
        results += [array for layer in layers for array in layer]
    return results


@BY_NETWORK
@pytest.mark.needs("torch")
def test_pytorch_gives_the_same(sizes, activations, loss):
    """The same lines on PyTorch's arrays give NumPy's results, and tensors."""
    assert_like_numpy("torch", "cpu", sizes, activations, loss)


@BY_NETWORK
@pytest.mark.needs("array_api_strict")
def test_only_the_standard_is_used(sizes, activations, loss):
    """The strictest library of the standard accepts every operation, and gives the same."""
    assert_like_numpy("array_api_strict", None, sizes, activations, loss)


@BY_NETWORK
@pytest.mark.gpu
@pytest.mark.needs("cuda")
def test_a_gpu_gives_the_same(sizes, activations, loss):
    """The same lines on a GPU give NumPy's results, and tensors that never left it."""
    assert_like_numpy("torch", "cuda", sizes, activations, loss)


@BY_NETWORK
@pytest.mark.needs("torch")
def test_pytorchs_own_gradients(sizes, activations, loss):
    """PyTorch's layers and its autograd find the same loss and the same gradients."""
    import torch

    params, X, Y = problem(sizes, seed=5)
    mine = [[torch.tensor(a, requires_grad=True) for a in layer] for layer in params]
    x = torch.tensor(X, requires_grad=True)
    functional = torch.nn.functional
    rules = {
        "identity": lambda z: z,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky_relu": functional.leaky_relu,
    }
    losses = {
        "squared_error": functional.mse_loss,
        "half_squared_error": lambda o, y, **how: functional.mse_loss(o, y, **how) / 2,
        "bce": functional.binary_cross_entropy,
        "bce_with_logits": functional.binary_cross_entropy_with_logits,
    }
    A = x
    for (W, b), name in zip(mine, activations, strict=True):
        A = rules[name](functional.linear(A, W, b))
    losses[loss](A, torch.tensor(Y), reduction="sum").backward()

    came = backward(
        params, forward(params, X, activations), Y, loss=loss, reduction="sum", with_dX=True
    )

    assert_same(
        came.layers, [[a.grad.numpy() for a in layer] for layer in mine], rtol=1e-12, atol=1e-13
    )
    np.testing.assert_allclose(came.dX, x.grad.numpy(), rtol=1e-12, atol=1e-13)


# What goes in stays, what comes out


def test_nothing_that_goes_in_is_changed():
    """Forward, backward and a step leave parameters, data, targets and the cache as they were."""
    params, X, Y = problem((3, 4, 4, 2))
    inside = [a for layer in params for a in layer] + [X, Y]
    before = [a.copy() for a in inside]
    activations = ("identity", "relu", "sigmoid")

    cache = forward(params, X, activations)
    values = [a.copy() for a in (*cache.Z, *cache.A)]
    first = backward(params, cache, Y, loss="bce", reduction="mean")
    again = backward(params, cache, Y, loss="bce", reduction="mean")
    sgd_step(params, first.layers, 0.1)

    assert all(map(np.array_equal, inside, before))
    assert all(map(np.array_equal, (*cache.Z, *cache.A), values))
    assert all(
        np.array_equal(x, y)
        for one, other in zip(first.layers, again.layers, strict=True)
        for x, y in zip(one, other, strict=True)
    )


def test_float32_stays_float32():
    """Parameters in float32 give float32 throughout; integers in X and Y follow them."""
    params = init((2, 3, 1), seed=0, like=np.zeros(1, np.float32))
    X, Y = np.array([[0, 0], [0, 1]]), np.array([[False], [True]])

    cache = forward(params, X, ("relu", "sigmoid"))
    gradients = backward(params, cache, Y, loss="bce", reduction="mean")

    found = [*cache.Z, *cache.A, *(a for layer in gradients.layers for a in layer)]
    assert {a.dtype for a in found} == {np.dtype(np.float32)}


def test_a_step_goes_against_the_gradient():
    """W becomes W - lr dW, b becomes b - lr db, in new arrays."""
    params = (Layer(np.array([[1.0, 2.0]]), np.array([3.0])),)
    gradients = (Layer(np.array([[10.0, -20.0]]), np.array([40.0])),)

    ((W, b),) = sgd_step(params, gradients, 0.1)

    assert W.tolist() == [[0.0, 4.0]]
    assert b.tolist() == [-1.0]


# Sizes


def test_shapes_and_counts():
    """W is (out, in), b (out,); 2-2-1 has 9 parameters and 784-512-512-10 has 669,706."""
    assert shapes((1, 2, 3, 1)) == [((2, 1), (2,)), ((3, 2), (3,)), ((1, 3), (1,))]
    assert n_params((2, 2, 1)) == 9
    assert n_params((1, 2, 3, 1)) == 17
    assert n_params((784, 512, 512, 10)) == 669_706


def test_the_start_is_the_same_for_a_seed():
    """A seed gives one start, another seed another; W has the scale asked for, b is zero."""
    one, same, other = (init((50, 40, 1), seed=seed, scale=0.5) for seed in (3, 3, 4))

    assert [W.shape for W, _ in one] == [(40, 50), (1, 40)]
    assert np.array_equal(one[0].W, same[0].W)
    assert not np.array_equal(one[0].W, other[0].W)
    # 2,000 draws: the standard deviation is within 5 of its own errors, 0.5 / sqrt(4000).
    assert np.std(one[0].W) == pytest.approx(0.5, abs=0.04)
    assert not any(np.any(b) for _, b in one)


@pytest.mark.needs("torch")
def test_the_start_is_the_same_in_another_library():
    """PyTorch begins from the very numbers that NumPy begins from."""
    here = init((3, 2), seed=1)
    there = init((3, 2), seed=1, like=from_numpy(np.zeros(1), "torch"))

    assert np.array_equal(to_numpy(there[0].W), here[0].W)


@pytest.mark.parametrize("sizes", [(3,), (2, 0), (2, -1, 1), (2, 1.5)])
def test_sizes_that_make_no_network(sizes):
    """Fewer than two sizes, or one that is no positive integer, is refused."""
    with pytest.raises(ValueError, match="laying out a network: expected at least two sizes"):
        shapes(sizes)


# Refusals


def test_targets_of_another_shape_are_refused():
    """Y of (N,) against an output of (N, 1) would broadcast to N x N, so it is refused."""
    params, X, Y = problem((2, 2, 1))
    cache = forward(params, X, ("tanh", "identity"))

    for call in (
        lambda y: backward(params, cache, y, loss="squared_error", reduction="sum"),
        lambda y: loss_value(cache, y, loss="squared_error", reduction="sum"),
    ):
        with pytest.raises(ValueError, match=r"expected Y of the output's shape \(5, 1\).*\(5,\)"):
            call(Y[:, 0])


def test_columns_refuse_targets_in_rows():
    """Y must lie as the output does: (1, N) for examples in columns."""
    params, X, Y = problem((2, 2, 1))
    cache = forward_columns(params, X.T, ("tanh", "identity"))

    with pytest.raises(ValueError, match=r"expected Y of the output's shape \(1, 5\)"):
        backward_columns(params, cache, Y, loss="squared_error", reduction="sum")


@pytest.mark.parametrize("reduction", ["none", "average", None])
def test_the_reduction_must_be_named(reduction):
    """Anything but sum and mean is refused, since a default would be a guess about N."""
    params, X, Y = problem((2, 1))
    cache = forward(params, X, ("sigmoid",))

    with pytest.raises(ValueError, match="expected reduction 'sum' or 'mean'"):
        backward(params, cache, Y, loss="bce", reduction=reduction)


@pytest.mark.parametrize(
    ("activations", "message"),
    [
        (("tanh",), r"an activation for each, but got 2 layers"),
        ("tanh", r"an activation for each, but got 2 layers"),
        (("tanh", "softmax"), r"expected an activation out of \[.*'relu'.*'softmax'"),
    ],
)
def test_activations_that_do_not_fit(activations, message):
    """Each layer needs one activation, of a known name."""
    params, X, _ = problem((2, 2, 1))

    with pytest.raises(ValueError, match=message):
        forward(params, X, activations)


def test_an_unknown_loss_is_refused():
    """The message lists the losses there are."""
    params, X, Y = problem((2, 1))
    cache = forward(params, X, ("sigmoid",))

    with pytest.raises(ValueError, match=r"expected one out of \['bce'.*'hinge'"):
        loss_value(cache, Y, loss="hinge", reduction="sum")


def test_weights_that_do_not_fit_are_refused():
    """W in the form (in, out) is told apart from (out, in) by the layer where it happens."""
    good, X, _ = problem((2, 3, 1))
    turned = (good[0], Layer(good[1].W.T, good[1].b))
    flat = (Layer(good[0].W, good[0].b[:, None]), good[1])

    with pytest.raises(ValueError, match=r"computing layer 2: expected W \(n, 3\).*\(3, 1\)"):
        forward(turned, X, ("tanh", "tanh"))
    with pytest.raises(ValueError, match=r"computing layer 1: expected W \(n, 2\).*\(3, 1\)"):
        forward(flat, X, ("tanh", "tanh"))


def test_one_example_must_be_a_row():
    """A vector of features is refused: one example is a matrix with one row."""
    params, X, _ = problem((2, 1))

    with pytest.raises(ValueError, match=r"expected X with two axes, but got shape \(2,\)"):
        forward(params, X[0], ("tanh",))


def test_dtypes_are_not_mixed():
    """float32 data for float64 parameters is refused: digits would be lost, or time, unseen."""
    params, X, _ = problem((2, 1))

    with pytest.raises(TypeError, match="expected data in the parameters' dtype float64"):
        forward(params, X.astype(np.float32), ("tanh",))


def test_lists_are_no_arrays():
    """A list of rows is refused with what to do."""
    params, X, _ = problem((2, 1))

    with pytest.raises(TypeError, match=r"expected arrays.*but got list"):
        forward(params, X.tolist(), ("tanh",))


def test_gradients_of_another_network_are_refused():
    """A step needs a gradient for every layer."""
    params, _, _ = problem((2, 2, 1))

    with pytest.raises(ValueError, match=r"expected gradients of 2 layers, but got 1"):
        sgd_step(params, params[:1], 0.1)


@pytest.mark.parametrize("module", [mlp, network])
def test_the_docstrings_tell_the_truth(module):
    """Every example in the modules' docstrings runs and gives what it says."""
    result = doctest.testmod(module)

    assert result.attempted
    assert not result.failed
