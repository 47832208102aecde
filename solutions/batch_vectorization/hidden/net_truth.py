"""What a network's values and gradients must be, found without backpropagation.

The gradients are a complex step through the forward pass, which is written with `einsum` and keeps
an imaginary part. So this shares neither code nor formulas with a backward pass.
"""

import numpy as np

from autodiff_ref.gradcheck import complex_step

_ACTIVATIONS = {
    "relu": lambda z: z * (z.real > 0),
    "tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "sigmoid": lambda z: np.exp(z) / (1 + np.exp(z)),
}


def affine(X, W, b):
    """The rows z_n = W x_n + b, (N, K)."""
    return np.einsum("nd,kd->nk", X, W) + b.reshape(1, -1)


def forward(params, X, activation):
    """(Zs, As) of a batch of rows; the last layer has no activation."""
    Zs, As = [], [X]
    for W, b in params:
        Zs.append(affine(As[-1], W, b))
        As.append(_ACTIVATIONS[activation](Zs[-1]))
    As[-1] = Zs[-1]
    return Zs, As


def gradients(params, X, activation, number):
    """The derivative of number(outputs) by each W and each b, outputs (N, K) those of the batch.

    `number` may use what is analytic: no abs, no conj.
    """
    found = []
    for k, pair in enumerate(params):
        moved = []
        for position in (0, 1):

            def along(array, k=k, position=position, pair=pair):
                layer = (array, pair[1]) if position == 0 else (pair[0], array)
                changed = [*params[:k], layer, *params[k + 1 :]]
                return number(forward(changed, X, activation)[0][-1])

            moved.append(complex_step(along, pair[position]))
        found.append(tuple(moved))
    return found


def sent_back(params, X, activation, delta):
    """The gradients of a loss whose gradient by the outputs is delta (N, K)."""
    return gradients(params, X, activation, lambda outputs: np.sum(delta * outputs))


def of_one_example(params, x, y, activation):
    """The gradients of 1/2 sum (o - y)^2 for one example x (D,), y (K,)."""
    half_squares = lambda outputs: np.sum((outputs[0] - y) ** 2) / 2  # noqa: E731 - it is passed on
    return gradients(params, x.reshape(1, -1), activation, half_squares)
