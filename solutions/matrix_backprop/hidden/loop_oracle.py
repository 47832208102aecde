"""What right answers are: plain definitions, and derivatives by an imaginary nudge.

Every gradient comes from `complex_step`, applied to a forward pass that is written here with loops.
No rule of the backward pass stands in this file, so it cannot repeat a mistake of one.
"""

import numpy as np

from autodiff_ref.gradcheck import complex_step

WORKED = [
    (np.array([[0.1], [0.1]]), np.array([0.1, 0.2])),
    (np.array([[0.2, 0.1], [0.3, 0.2], [0.1, 0.3]]), np.array([0.3, 0.1, 0.2])),
    (np.array([[0.4, 0.2, 0.6]]), np.array([0.5])),
]
"""The lecture's 1-2-3-1 network; W is (out, in)."""

GRADIENTS = [
    (np.array([[-0.0052681889], [-0.0067359071]]), np.array([-0.0026340944, -0.0033679536])),
    (
        np.array(
            [
                [-0.0122826538, -0.0128010602],
                [-0.0062506280, -0.0065144444],
                [-0.0185803088, -0.0193645165],
            ]
        ),
        np.array([-0.0213818675, -0.0108812071, -0.0323449400]),
    ),
    (np.array([[-0.1393896735, -0.1349292385, -0.1373654203]]), np.array([-0.2260950721])),
]
"""Its exact gradients at x = 2, y = 1; the printed ones are rounded on the way."""


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def pass_through(layers, x):
    """The pairs (z, a) of each layer, one sum after the other; complex numbers pass."""
    pairs, a = [], list(x)
    for W, b in layers:
        z = [
            sum(w * v for w, v in zip(row, a, strict=True)) + c for row, c in zip(W, b, strict=True)
        ]
        a = [_sigmoid(each) for each in z]
        pairs.append((np.array(z), np.array(a)))
    return pairs


def entropy(y_hat, y):
    """The cross-entropy, summed over the outputs."""
    return -sum(t * np.log(p) + (1 - t) * np.log(1 - p) for p, t in zip(y_hat, y, strict=True))


def network_gradients(layers, x, y):
    """The pairs (dW, db): each parameter is nudged alone."""

    def loss_with(at, part, value):
        changed = [list(pair) for pair in layers]
        changed[at][part] = value
        return entropy(pass_through(changed, x)[-1][1], y)

    return [
        tuple(
            complex_step(lambda v, at=at, part=part: loss_with(at, part, v), layers[at][part])
            for part in (0, 1)
        )
        for at in range(len(layers))
    ]


def layer_slopes(W, b, x):
    """The Jacobian of sigmoid(W x + b) by x: row by row, each output nudged alone."""
    rows = range(len(b))
    return np.stack(
        [complex_step(lambda v, i=i: pass_through([(W, b)], v)[0][1][i], x) for i in rows]
    )


def corner_slopes(A, at, heights, x, h):
    """What two steps of h measure of f(x) = A t(x), t straight from point to point; by its sums."""

    def height(z):
        after = next(place for place, corner in enumerate(at) if corner >= z)
        before = max(after - 1, 0)
        way = (z - at[before]) / (at[after] - at[before]) if after else 0.0
        return heights[before] + way * (heights[after] - heights[before])

    rises = [(height(z + h) - height(z - h)) / (2 * h) for z in x]
    return np.array([[a * rise for a, rise in zip(row, rises, strict=True)] for row in A])


def product_entries(P, Q):
    """The matrix product by its definition."""
    inner = range(P.shape[1])
    return np.array(
        [
            [sum(P[n, k] * Q[k, m] for k in inner) for m in range(Q.shape[1])]
            for n in range(P.shape[0])
        ]
    )


def product_gradients(G, P, Q):
    """The gradients by P and Q of the number whose gradient by the product is G."""
    return (
        complex_step(lambda v: np.sum(G * product_entries(v, Q)), P),
        complex_step(lambda v: np.sum(G * product_entries(P, v)), Q),
    )


def linear_gradients(G, X, W):
    """The gradients by W, b and X of the number whose gradient by X W^T + b is G."""

    def number(X, W, b):
        return sum(G[n] @ pass_through([(W, b)], row)[0][0] for n, row in enumerate(X))

    b = np.zeros(W.shape[0])
    return (
        complex_step(lambda v: number(X, v, b), W),
        complex_step(lambda v: number(X, W, v), b),
        complex_step(lambda v: number(v, W, b), X),
    )


def repeated_gradient(G, shape):
    """The gradient by an array of this shape: NumPy itself repeats each nudged entry."""
    start = np.zeros(shape)
    return (
        complex_step(lambda v: np.sum(G * np.broadcast_to(v, G.shape)), start)
        if shape
        else np.sum(G)
    )


def house_predictions(X, W):
    """The house network's O: for each house the mean over the neurons."""
    U = product_entries(X, W)
    return np.array([sum(_sigmoid(u) for u in row) / len(row) for row in U])


def house_gradients(X, W, dO):
    """The gradient by W of the number whose gradient by O is dO."""
    return complex_step(lambda v: np.sum(dO * house_predictions(X, v)), W)
