"""One example at a time: the lectures' three forms, against fractions and each other."""

from __future__ import annotations

import doctest
from fractions import Fraction

import numpy as np
import pytest

from autodiff_ref import per_example
from autodiff_ref.network import Layer
from autodiff_ref.per_example import loop, one_neuron, r_layer, two_layer

F = Fraction


def slope(f, x):
    """The derivative of a function that is quadratic near x: exact, since it has no cubic term."""
    h = F(1, 1000)
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize(
    ("x", "w", "b", "y"),
    [
        (F(2), F(3), F(-1), F(1)),
        (F(-1, 2), F(3), F(4), F(7)),
        (F(2), F(-3), F(1), F(1)),  # the neuron is silent
    ],
)
def test_one_neuron_has_the_slopes_of_its_loss(x, w, b, y):
    """dJ/dw and dJ/db are the exact slopes of (ReLU(wx + b) - y)^2 / 2."""

    def loss(w, b):
        return (max(w * x + b, F(0)) - y) ** 2 / 2

    came = one_neuron(x, w, b, y)

    assert loss(w, b) == came.J
    assert came.dw == slope(lambda each: loss(each, b), w)
    assert came.db == slope(lambda each: loss(w, each), b)


def test_one_neuron_at_the_corner():
    """At z = 0 there is no slope: the derivative is 0 unless another is asked for."""
    assert one_neuron(2, 1, -2, 3).dw == 0
    assert one_neuron(2, 1, -2, 3, at_zero=1).dw == -6


def test_two_layers_have_the_slopes_of_their_loss():
    """Algorithm 1 gives the exact slope for every weight and bias, silent neurons included."""
    x = [F(1), F(-2)]
    W1 = [[F(1, 2), F(1, 4)], [F(3), F(-1)], [F(-1), F(1)]]  # the third neuron is silent
    b1, w2, b2, y = [F(1), F(0), F(1, 2)], [F(2), F(-1), F(5)], F(1, 3), F(2)

    def loss(W1, b1, w2, b2):
        hidden = [max(r[0] * x[0] + r[1] * x[1] + b, F(0)) for r, b in zip(W1, b1, strict=True)]
        return (sum(w * a for w, a in zip(w2, hidden, strict=True)) + b2 - y) ** 2 / 2

    def with_entry(values, j, entry):
        return [*values[:j], entry, *values[j + 1 :]]

    came = two_layer(x, W1, b1, w2, b2, y)

    assert loss(W1, b1, w2, b2) == came.J
    assert came.db2 == slope(lambda each: loss(W1, b1, w2, each), b2)
    for j in range(3):
        assert came.dw2[j] == slope(lambda e, j=j: loss(W1, b1, with_entry(w2, j, e), b2), w2[j])
        assert came.db1[j] == slope(lambda e, j=j: loss(W1, with_entry(b1, j, e), w2, b2), b1[j])
        for t in range(2):
            moved = slope(
                lambda e, j=j, t=t: loss(with_entry(W1, j, with_entry(W1[j], t, e)), b1, w2, b2),
                W1[j][t],
            )
            assert came.dW1[j][t] == moved
    assert came.dW1[2] == [0, 0]
    assert came.dW1[0] != [0, 0]


def test_two_layers_at_the_corner():
    """A hidden sum of exactly 0 passes nothing on, unless another derivative is asked for."""
    arguments = ([1], [[1]], [-1], [3], 0, 1)

    assert two_layer(*arguments).dW1 == [[0]]
    assert two_layer(*arguments, at_zero=1).dW1 == [[-3]]


def three_layers():
    """A 2-3-2-1 network with small binary fractions, on which every sum is exact."""
    return (
        Layer(np.array([[0.5, 0.25], [3.0, -1.0], [1.0, 1.0]]), np.array([1.0, 0.0, 2.0])),
        Layer(np.array([[1.0, -0.5, 2.0], [0.25, 1.0, -1.0]]), np.array([0.5, -0.25])),
        Layer(np.array([[2.0, -1.0]]), np.array([0.125])),
    )


def test_r_layers_give_every_layer_its_gradients():
    """Algorithm 2 as corrected reaches layer 1, which the printed loop never does."""
    params, x, y = three_layers(), np.array([1.0, -2.0]), np.array([2.0])

    came = r_layer(params, x, y)

    def loss(params):
        a = x
        for index, (W, b) in enumerate(params):
            z = W @ a + b
            a = z if index == 2 else np.maximum(z, 0)
        return float((a[0] - y[0]) ** 2 / 2)

    assert [layer.W.shape for layer in came.layers] == [(3, 2), (2, 3), (1, 2)]
    assert np.any(came.layers[0].W)
    for k in range(3):
        for name in ("W", "b"):
            for index in np.ndindex(getattr(params[k], name).shape):
                moved = []
                for h in (2**-10, -(2**-10)):
                    arrays = {n: getattr(params[k], n).copy() for n in ("W", "b")}
                    arrays[name][index] += h
                    moved.append(loss([*params[:k], Layer(**arrays), *params[k + 1 :]]))
                # Quadratic with binary fractions: the difference is exact.
                assert getattr(came.layers[k], name)[index] == (moved[0] - moved[1]) * 2**9


def test_r_layers_with_two_are_algorithm_1():
    """For r = 2 the vector form and the index form are the same numbers."""
    W1, b1, w2, b2 = [[0.5, 0.25], [3.0, -1.0]], [1.0, 0.0], [2.0, -1.0], 0.5
    x, y = [1.0, -2.0], 2.0

    by_index = two_layer(x, W1, b1, w2, b2, y)
    params = (Layer(np.array(W1), np.array(b1)), Layer(np.array([w2]), np.array([b2])))
    by_vector = r_layer(params, np.array(x), np.array([y]))

    assert by_vector.a[1].tolist() == by_index.a
    assert by_vector.deltas[0].tolist() == by_index.db1
    assert by_vector.layers[0].W.tolist() == by_index.dW1
    assert by_vector.layers[1].W.tolist() == [by_index.dw2]
    assert by_vector.layers[1].b.tolist() == [by_index.db2]


def test_the_deltas_are_the_bias_gradients():
    """dJ/db[k] = delta[k], and dJ/dW[k] is its outer product with a[k - 1]; a[0] is x."""
    came = r_layer(three_layers(), np.array([1.0, -2.0]), np.array([2.0]))

    assert came.a[0].tolist() == [1.0, -2.0]
    for k, (W, b) in enumerate(came.layers, start=1):
        assert np.array_equal(b, came.deltas[k - 1])
        assert np.array_equal(W, np.outer(came.deltas[k - 1], came.a[k - 1]))


def test_the_loop_adds_and_the_mean_divides():
    """Over examples the loop adds up what r_layer gives; the mean divides by their number."""
    params = three_layers()
    X, Y = np.array([[1.0, -2.0], [0.5, 0.25], [-1.0, 4.0]]), np.array([[2.0], [0.0], [1.0]])
    activations = ("relu", "relu", "identity")
    each = [r_layer(params, x, y).layers[0].W for x, y in zip(X, Y, strict=True)]

    total = loop(params, X, Y, activations, loss="half_squared_error", reduction="sum")
    mean = loop(params, X, Y, activations, loss="half_squared_error", reduction="mean")

    np.testing.assert_array_equal(total[0].W, each[0] + each[1] + each[2])
    np.testing.assert_array_equal(mean[0].W, total[0].W / 3)


def test_the_loop_refuses_what_does_not_fit():
    """As many targets as examples, and a reduction by name."""
    params, X, Y = three_layers(), np.ones((3, 2)), np.ones((3, 1))
    activations = ("relu", "relu", "identity")

    with pytest.raises(ValueError, match=r"looping over 3 examples: expected as many rows"):
        loop(params, X, Y[:2], activations, loss="half_squared_error", reduction="sum")
    with pytest.raises(ValueError, match=r"reduction 'sum' or 'mean', but got .*'none'"):
        loop(params, X, Y, activations, loss="half_squared_error", reduction="none")


def test_one_target_must_be_a_vector():
    """A target of another length than the outputs is refused."""
    with pytest.raises(ValueError, match="expected Y of the output's shape"):
        r_layer(three_layers(), np.array([1.0, -2.0]), np.array([2.0, 1.0]))


def test_the_docstrings_tell_the_truth():
    """Every example in the module's docstrings runs and gives what it says."""
    result = doctest.testmod(per_example)

    assert result.attempted
    assert not result.failed
