"""Small arrays to draw, and comparisons of lists of pairs that tell which entry is wrong.

Entries come from a few halves and quarters, so that equal ones are common and sums of products are
exact in float32 too. Where a sigmoid stands between, `_settled` drops the draws in which sums
cancel so far that a right solution in float32 would miss the tolerance; it judges no answer.
"""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from grader.testing import close, equal

ENTRIES = st.sampled_from([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0])
WEIGHTS = st.sampled_from([-1.0, -0.5, -0.25, 0.25, 0.5, 1.0])
SIZES = st.sampled_from([1, 2, 2, 3])
RELATIVE, TO_LARGEST = 1e-5, 1e-6  # what `close` allows


def arrays(*shape, entries=ENTRIES):
    """An array of this shape."""
    count = int(np.prod(shape))
    return st.lists(entries, min_size=count, max_size=count).map(
        lambda drawn: np.array(drawn).reshape(shape)
    )


@st.composite
def operations(draw):
    """(op, w, x): one of + - * / and two vectors of one length."""
    n = draw(SIZES)
    return draw(st.sampled_from("+-*/")), draw(arrays(n)), draw(arrays(n))


@st.composite
def single_layers(draw):
    """(W, b, x) of one layer, square in every other one."""
    into = draw(SIZES)
    out = into if draw(st.booleans()) else draw(SIZES)
    W, b = draw(arrays(out, into, entries=WEIGHTS)), draw(arrays(out, entries=WEIGHTS))
    x = draw(arrays(into, entries=WEIGHTS))
    assume(_settled(_layer_rule, W, b, x))
    return W, b, x


@st.composite
def cubics(draw):
    """(A, B, x, h) of f(x) = A x + B (x * x * x); every difference is exact, in float32 too."""
    m, n = draw(SIZES), draw(SIZES)
    h = draw(st.sampled_from([0.125, 0.25, 0.5]))
    return draw(arrays(m, n)), draw(arrays(m, n)), draw(arrays(n)), h


@st.composite
def cornered(draw):
    """(A, at, heights, x, h) of f(x) = A t(x), t with corners at whole numbers; all is exact."""
    m, n = draw(SIZES), draw(SIZES)
    at = np.arange(-3.0, 4.0)
    heights = draw(arrays(len(at), entries=st.sampled_from([-3.0, -2.0, -1.0, 0.0, 1.0, 4.0])))
    h = draw(st.sampled_from([0.125, 0.25, 0.5]))
    return draw(arrays(m, n)), at, heights, draw(arrays(n)), h


@st.composite
def steps(draw):
    """(layers, gradients, eta) of one or two layers."""
    sizes = draw(st.lists(SIZES, min_size=2, max_size=3))
    shapes = [((out, sizes[at]), (out,)) for at, out in enumerate(sizes[1:])]
    layers, gradients = (
        [tuple(draw(arrays(*shape)) for shape in pair) for pair in shapes] for _ in range(2)
    )
    return layers, gradients, draw(st.sampled_from([0.125, 0.25, 0.5]))


@st.composite
def factors(draw):
    """(G, P, Q) with the shapes (N, M), (N, D), (D, M)."""
    N, D, M = draw(SIZES), draw(SIZES), draw(SIZES)
    return draw(arrays(N, M)), draw(arrays(N, D)), draw(arrays(D, M))


@st.composite
def repeated(draw):
    """(G, shape): an array, and a shape that NumPy repeats to the shape of it."""
    full = draw(st.lists(SIZES, min_size=1, max_size=3))
    missing = draw(st.integers(0, len(full) - 1))
    shape = tuple(draw(st.sampled_from([size, 1])) for size in full[missing:])
    return draw(arrays(*full)), shape


@st.composite
def houses(draw):
    """(X, W, dO) of a house network, with as many houses as features in every other one."""
    D, K = draw(SIZES), draw(SIZES)
    N = D if draw(st.booleans()) else draw(SIZES)
    X, W = draw(arrays(N, D, entries=WEIGHTS)), draw(arrays(D, K, entries=WEIGHTS))
    case = X, W, draw(arrays(N))
    assume(_settled(_house_rule, *case))
    return case


@st.composite
def networks(draw):
    """(layers, x, y): one to three layers, one or two outputs."""
    hidden = draw(st.lists(SIZES, max_size=2))
    sizes = [draw(SIZES), *hidden, draw(st.integers(1, 2))]
    layers = [
        (draw(arrays(out, sizes[at], entries=WEIGHTS)), draw(arrays(out, entries=WEIGHTS)))
        for at, out in enumerate(sizes[1:])
    ]
    x = draw(arrays(sizes[0], entries=WEIGHTS))
    y = draw(arrays(sizes[-1], entries=st.sampled_from([0.0, 1.0])))
    assume(_settled(_network_rules, layers, x, y))
    return layers, x, y


def _settled(rules, *case):
    """Whether the rules give the same in float32, with room to spare in the tolerance."""
    rough = rules(*(_single(each) for each in case))
    for came, wanted in zip(rough, rules(*case), strict=True):
        allowed = RELATIVE * np.abs(wanted) + TO_LARGEST * np.max(np.abs(wanted))
        if not np.all(np.abs(came - wanted) <= allowed / 4):
            return False
    return True


def _single(value):
    if isinstance(value, np.ndarray):
        return value.astype(np.float32)
    return [tuple(part.astype(np.float32) for part in pair) for pair in value]


def _layer_rule(W, b, x):
    a = 1 / (1 + np.exp(-(W @ x + b)))
    return [(a * (1 - a))[:, np.newaxis] * W]


def _house_rule(X, W, dO):
    V = 1 / (1 + np.exp(-(X @ W)))
    return [V.mean(axis=1), X.T @ (V * (1 - V) * dO[:, np.newaxis])]


def _network_rules(layers, x, y):
    seen, came_in = [], [x]
    for W, b in layers:
        seen.append(W @ came_in[-1] + b)
        came_in.append(1 / (1 + np.exp(-seen[-1])))
    delta = came_in[-1] - y
    for (W, _), a in zip(layers[::-1], came_in[-2::-1], strict=True):
        seen += [delta, np.outer(delta, a)]
        delta = (W.T @ delta) * a * (1 - a)
    return seen


def close_pairs(got, want, names):
    """Compares two lists of pairs, layer by layer; names are those of the two entries."""
    equal(len(got), len(want), "the number of pairs")
    for layer, (came, wanted) in enumerate(zip(got, want, strict=True), start=1):
        equal(len(came), 2, f"the number of arrays of layer {layer}")
        for name, one, other in zip(names, came, wanted, strict=True):
            close(one, other, f"{name} of layer {layer}")
