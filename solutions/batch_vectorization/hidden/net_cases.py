"""Networks, batches and targets: fixed ones of given sizes, drawn ones, and the reading of answers.

Weights and inputs are multiples of 1/2, and the biases of layer k are odd multiples of
1/(2 * 4**k). So no pre-activation of the first three layers is nearer to ReLU's kink than 1/128,
while equal values are common. In `growing` networks all is positive: there ReLU changes nothing,
and a mistake in the handling of activations is not paid for again.
"""

import itertools

import numpy as np
from hypothesis import strategies as st

from grader.testing import equal

_VALUES = (1.0, -0.5, 0.5, -1.0, 0.5, 1.0, -1.0, -0.5, 1.5, 0.5, -1.5)
ACTIVATIONS = ("relu", "tanh", "sigmoid")

# The 1-2-3-1 network of the lectures, all sigmoid. Its output is a logit here, for the last layer
# has no activation; what follows is exact to ten digits and was checked by a complex step.
LECTURE = [
    (np.array([[0.1], [0.1]]), np.array([0.1, 0.2])),
    (np.array([[0.2, 0.1], [0.3, 0.2], [0.1, 0.3]]), np.array([0.3, 0.1, 0.2])),
    (np.array([[0.4, 0.2, 0.6]]), np.array([0.5])),
]
LECTURE_INPUT = np.array([2.0])
LECTURE_A1 = np.array([0.5744425168, 0.5986876601])
LECTURE_A2 = np.array([0.6165091, 0.5967810, 0.6075560])
LECTURE_OUTPUT = np.array([1.2304934503])
LECTURE_DELTA = np.array([-0.2260950721])
LECTURE_GRADIENTS = [
    (
        np.array([[-0.0052681889], [-0.0067359071]]),
        np.array([-0.0026340944, -0.0033679536]),
    ),
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


def _fill(shape, start):
    """An array of small multiples of 1/2, another one for each start."""
    endless = itertools.islice(itertools.cycle(_VALUES), start, None)
    return np.array(list(itertools.islice(endless, int(np.prod(shape))))).reshape(shape)


def _offset(k):
    """What is added to the biases of layer k (counted from 1) to keep away from ReLU's kink."""
    return 1 / (2 * 4**k)


def network(sizes):
    """The parameters of a network with sizes[0] inputs and sizes[-1] outputs."""
    return [
        (_fill((sizes[k], sizes[k - 1]), 3 * k), _fill(sizes[k], 2 * k + 1) + _offset(k))
        for k in range(1, len(sizes))
    ]


def batch(rows, columns, start=0):
    """Some examples, targets or gradients, (rows, columns)."""
    return _fill((rows, columns), start)


def growing(rows, sizes):
    """Parameters and a batch in which every number is positive; rows may be many."""
    params = [(np.abs(W), np.abs(b)) for W, b in network(sizes)]
    return params, np.abs(batch(rows, sizes[0]))


def read_forward(answer, layers):
    """(Zs, As) of an answer, once they hold as many arrays as there are layers."""
    equal(len(answer), 2, "how many lists there are: Zs and As")
    Zs, As = answer
    equal(len(Zs), layers, "len(Zs)")
    equal(len(As), layers + 1, "len(As), X included")
    return Zs, As


def read_gradients(answer, layers):
    """The pairs (dW, db) of an answer, once there is one for each layer."""
    equal(len(answer), layers, "how many layers have gradients")
    for k, pair in enumerate(answer, 1):
        equal(len(pair), 2, f"how many arrays there are for layer {k}: dW and db")
    return answer


# ---- drawn

_WEIGHTS = st.sampled_from([-1.0, -0.5, 0.5, 1.0])
_INPUTS = st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])
_WIDTHS = st.sampled_from([1, 2, 2, 3])


@st.composite
def arrays(draw, rows, columns, values=_INPUTS):
    """An array (rows, columns) of a few values."""
    size = rows * columns
    drawn = draw(st.lists(values, min_size=size, max_size=size))
    return np.array(drawn).reshape(rows, columns)


@st.composite
def layers(draw):
    """(X, W, b) of one layer; often some of N, D and K are equal."""
    rows, inputs, outputs = draw(_WIDTHS), draw(_WIDTHS), draw(_WIDTHS)
    X = draw(arrays(rows, inputs, st.integers(-4, 4).map(float)))
    W = draw(arrays(outputs, inputs, st.integers(-4, 4).map(float)))
    b = draw(arrays(1, outputs, st.integers(1, 4).map(float)))[0]
    return X, W, b


@st.composite
def cases(draw, one=False):
    """(params, X (N, D), R (N, K)) of one to four layers; R is for targets or gradients.

    R is never zero, so that gradients seldom are. With `one` there is a single example.
    """
    sizes = draw(st.lists(_WIDTHS, min_size=2, max_size=5))
    rows = 1 if one else draw(st.sampled_from([1, 2, 2, 3, 4]))
    params = []
    for k in range(1, len(sizes)):
        b = draw(arrays(1, sizes[k], _WEIGHTS))[0] + _offset(k)
        params.append((draw(arrays(sizes[k], sizes[k - 1], _WEIGHTS)), b))
    X = draw(arrays(rows, sizes[0]))
    R = draw(arrays(rows, sizes[-1], st.sampled_from([-2.0, -1.0, 0.25, 1.0, 3.0])))
    return params, X, R


@st.composite
def outcomes(draw):
    """(outputs, targets) of a batch, both (N, K)."""
    rows, outputs = draw(st.sampled_from([1, 2, 3, 4])), draw(_WIDTHS)
    values = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0])
    return draw(arrays(rows, outputs, values)), draw(arrays(rows, outputs, values))
