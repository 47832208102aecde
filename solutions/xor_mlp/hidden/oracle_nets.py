"""What activations, losses and small networks must give, and networks drawn as plain data.

The oracle shares no formula with the assignment. Functions of one number are computed with 60
decimal digits and differentiated by a difference; gradients of a network are complex steps of its
loss, whose sums are named by their indices. May import NumPy, hypothesis,
`autodiff_ref.gradcheck` and `grader.testing`.

A network is `(W1, b1, W2, b2)`; together with data it is `(X, y, W1, b1, W2, b2)`, nested lists
that the corpus can keep.
"""

import random
from decimal import Decimal, localcontext

import numpy as np
from hypothesis import strategies as st

from autodiff_ref.gradcheck import complex_step
from grader.testing import expect

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([0.0, 1.0, 1.0, 0.0])
NUDGE = Decimal(10) ** -20

# ---- functions of one number, in decimals


def _sigmoid(z):
    return 1 / (1 + (-z).exp())


def _tanh(z):
    return ((2 * z).exp() - 1) / ((2 * z).exp() + 1)


def _relu(z):
    return max(Decimal(0), z)


def _leaky_relu(z, alpha=Decimal("0.01")):
    return z if z > 0 else alpha * z


DECIMAL = {"sigmoid": _sigmoid, "tanh": _tanh, "relu": _relu, "leaky_relu": _leaky_relu}


def _exactly(function, numbers):
    """The function of every entry, as an array of the same shape."""
    numbers = np.asarray(numbers, dtype=float)
    with localcontext() as context:
        context.prec = 60
        found = [float(function(Decimal(float(number)))) for number in numbers.flat]
    return np.array(found).reshape(numbers.shape)


def _differences(function):
    return lambda z: (function(z + NUDGE) - function(z - NUDGE)) / (2 * NUDGE)


def values(name, numbers, *alpha):
    """An activation, by its name, of every entry; alpha for the leaky one."""
    function, extra = DECIMAL[name], [Decimal(each) for each in alpha]
    return _exactly(lambda z: function(z, *extra), numbers)


def derivatives(name, numbers, *alpha):
    """Its derivative at every entry, none of them at a kink."""
    function, extra = DECIMAL[name], [Decimal(each) for each in alpha]
    return _exactly(_differences(lambda z: function(z, *extra)), numbers)


def _row_bce(z, label):
    return -(_sigmoid(z) if label == 1 else _sigmoid(-z)).ln()


def _row_squared(z, label):
    return (_sigmoid(z) - Decimal(label)) ** 2 / 2


ROW_COST = {"bce": _row_bce, "squared_error": _row_squared}


def row_costs(loss, logits, labels):
    """What each row costs."""
    pairs = zip(logits, labels, strict=True)
    return np.array([_exactly(lambda z, y=y: ROW_COST[loss](z, int(y)), [x])[0] for x, y in pairs])


def row_slopes(loss, logits, labels):
    """The derivative of each row's cost by its own logit."""
    pairs = zip(logits, labels, strict=True)
    return np.array(
        [_exactly(_differences(lambda z, y=y: ROW_COST[loss](z, int(y))), [x])[0] for x, y in pairs]
    )


# ---- networks, for real and for complex numbers


def _squash(number):
    return 1 / (1 + np.exp(-number))


def layers(X, W1, b1, W2, b2):
    """Z1, A1, Z2, A2 of sigmoid networks."""
    Z1 = np.einsum("nd,hd->nh", X, W1) + np.reshape(b1, (1, -1))
    A1 = _squash(Z1)
    Z2 = np.einsum("nh,kh->nk", A1, W2) + np.reshape(b2, (1, 1))
    return Z1, A1, Z2, _squash(Z2)


def loss(X, y, network):
    """The mean cross-entropy."""
    outputs = layers(X, *network)[3][:, 0]
    return -np.log(np.where(np.equal(y, 1), outputs, 1 - outputs)).mean()


def gradients(X, y, network):
    """The gradient of the mean cross-entropy by W1, b1, W2, b2, each by complex steps."""
    found = []
    for place, parameter in enumerate(network):

        def along(moved, place=place):
            return loss(X, y, [*network[:place], moved, *network[place + 1 :]])

        found.append(complex_step(along, np.array(parameter, dtype=float)))
    return found


def descend(X, y, network, lr, steps=1):
    """The network after some steps of gradient descent."""
    network = arrays(network)
    for _ in range(steps):
        slopes = gradients(X, y, network)
        network = [each - lr * slope for each, slope in zip(network, slopes, strict=True)]
    return network


def relu_outputs(W1, b1, W2, b2):
    """The outputs for the four rows of XOR, with ReLU in both layers."""
    outputs = []
    for x in XOR_X:
        hidden = [max(0.0, float(np.dot(w, x) + b)) for w, b in zip(W1, b1, strict=True)]
        outputs.append(max(0.0, float(np.dot(W2[0], hidden) + b2[0])))
    return outputs


def arrays(lists):
    """Each list as an array of floats."""
    return [np.array(each, dtype=float) for each in lists]


# ---- networks that are drawn

WEIGHTS = st.sampled_from([-1.5, -1.0, -0.5, 0.5, 1.0, 1.5])
BIASES = st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])
INPUTS = st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0])
LEAST = 0.02
"""The largest entry of every gradient is at least this, so that float32 has digits to spare."""


def _table(draw, entries, rows, columns):
    row = st.lists(entries, min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=rows, max_size=rows))


@st.composite
def _any_problem(draw):
    n, d, h = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    X = _table(draw, INPUTS, n, d)
    y = draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=n, max_size=n))
    return (X, y, *_parameters(draw, d, h))


@st.composite
def _any_start(draw):
    return _parameters(draw, 2, draw(st.integers(2, 3)))


def _parameters(draw, d, h):
    W1, W2 = _table(draw, WEIGHTS, h, d), _table(draw, WEIGHTS, 1, h)
    (b1,), (b2,) = _table(draw, BIASES, 1, h), _table(draw, BIASES, 1, 1)
    return W1, b1, W2, b2


def _tells(X, y, network):
    return all(np.abs(each).max() >= LEAST for each in gradients(X, y, arrays(network)))


def problems():
    """(X, y, W1, b1, W2, b2) of any small sizes, no gradient next to zero."""
    return _any_problem().filter(lambda p: _tells(np.array(p[0]), p[1], p[2:]))


def starts():
    """(W1, b1, W2, b2) for XOR, two or three hidden units, no gradient next to zero."""
    return _any_start().filter(lambda network: _tells(XOR_X, XOR_Y, network))


def normal_start(hidden, seed):
    """Weights from a normal distribution, the same with every version of every library."""
    # `random()` alone is promised to stay the same; twelve of them make a normal one, nearly.
    rng = random.Random(f"xor {seed}")

    def draw(rows, columns):
        table = [[sum(rng.random() for _ in range(12)) - 6 for _ in range(columns)]]
        return table if rows == 1 else table + draw(rows - 1, columns)

    return arrays((draw(hidden, 2), [0.0] * hidden, draw(1, hidden), [0.0]))


# ---- answers


def four(answer, names, operation):
    """(name, array) for each of the four arrays that an operation should give back."""
    message = f"{operation} should give back four arrays, {', '.join(names)}, not {len(answer)}"
    expect(len(answer) == 4, message)
    return dict(zip(names, answer, strict=True))
