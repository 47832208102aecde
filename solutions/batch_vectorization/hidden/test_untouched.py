"""Question `untouched`: the arrays that a function is given are the same afterwards.

All numbers are positive and only parts of the values are looked at, with flat targets only that
there are some, for the reason that `test_vectorized` gives.
"""

import net_cases
import net_truth
import numpy as np
import pytest
from fitting import fits

from grader.testing import equal, expect

HINT = (
    "If an array that was given has changed: `A -= B`, `A[mask] = 0` and `out=A` write into the "
    "caller's array, so make a new one, A - B. If the answer itself is wrong: mend that first."
)
SIZES = [3, 2, 2]
NETWORKS = [("relu", SIZES), ("tanh", [3, 2]), ("sigmoid", [3, 2, 2, 2])]
TARGETS = [(4, 1), (4,)]


def _put(submission, arrays):
    """The arrays on the other side, and what they hold now, by name."""
    return {name: (submission.put(array), array.copy()) for name, array in arrays.items()}


def _unchanged(placed, names):
    """Passes when the arrays of those names hold what they held."""
    for name in names:
        there, before = placed[name]
        equal(there.get(), before, f"{name} after the call")


@pytest.mark.check(question="untouched", hint=HINT)
def test_forward(submission):
    """After forward_batch the batch X, the weights and the biases are what they were."""
    params, X = net_cases.growing(4, SIZES)
    flat = {"X": X}
    for k, (W, b) in enumerate(params, 1):
        flat |= {f"W{k}": W, f"b{k}": b}
    placed = _put(submission, flat)
    pairs = [(placed[f"W{k}"][0], placed[f"b{k}"][0]) for k in (1, 2)]

    got = submission.forward_batch(pairs, placed["X"][0], "relu")

    expect(bool(got and len(got) == 2 and got[1]), "Zs and As are expected, a pair of lists")
    fits(got[1][-1], net_truth.forward(params, X, "relu")[1][-1], "the output, As[-1],")
    _unchanged(placed, flat)


@pytest.mark.check(question="untouched", hint=HINT)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_loss(submission, reduction):
    """After batch_loss with {reduction} the outputs and the targets are what they were."""
    for shape in TARGETS:
        got, want = [], []
        for start in (3, 5):
            outputs, targets = net_cases.batch(4, 1), net_cases.batch(4, 1, start)
            placed = _put(submission, {"outputs": outputs, "targets": targets.reshape(shape)})
            got.append(submission.batch_loss(placed["outputs"][0], placed["targets"][0], reduction))
            want.append(np.vdot(outputs - targets, outputs - targets))
            _unchanged(placed, ["outputs", "targets"])

        if shape == (4, 1):
            fits(got, want, "the loss")
        else:
            expect(all(got), "a loss is expected, and not 0")


@pytest.mark.check(question="untouched", hint=HINT)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_loss_gradient(submission, reduction):
    """After loss_gradient with {reduction} the outputs and the targets are what they were."""
    for shape in TARGETS:
        outputs, targets = net_cases.batch(4, 1), net_cases.batch(4, 1, 3)
        placed = _put(submission, {"outputs": outputs, "targets": targets.reshape(shape)})

        got = submission.loss_gradient(placed["outputs"][0], placed["targets"][0], reduction)

        if shape == (4, 1):
            fits(got, np.subtract(outputs, targets), "the gradient")
        else:
            expect(bool(np.any(got)), "a gradient is expected, and not 0")
        _unchanged(placed, ["outputs", "targets"])


@pytest.mark.check(question="untouched", hint=HINT)
@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        pytest.param("the weights and biases", "Wb", id="params"),
        pytest.param("all Z and A", "ZA", id="stored"),
        pytest.param("delta", "d", id="delta"),
    ],
)
def test_backward(submission, what, kinds):
    """After backward_batch nothing has been written into {what}."""
    for activation, sizes in NETWORKS:
        params, X = net_cases.growing(4, sizes)
        Zs, As = net_truth.forward(params, X, activation)
        delta = net_cases.batch(4, 2, 5)
        given = {"delta": delta} | {f"A{k}": A for k, A in enumerate(As[:-1])}
        for k, (W, b) in enumerate(params, 1):
            given |= {f"W{k}": W, f"b{k}": b, f"Z{k}": Zs[k - 1]}
        placed = _put(submission, given)
        there = {name: handle for name, (handle, _) in placed.items()}
        layers = range(1, len(sizes))

        got = submission.backward_batch(
            [(there[f"W{k}"], there[f"b{k}"]) for k in layers],
            [there[f"Z{k}"] for k in layers],
            [*(there[f"A{k - 1}"] for k in layers), there[f"Z{layers[-1]}"]],
            there["delta"],
            activation,
        )

        expect(bool(got and got[-1]), "a pair (dW, db) is expected for each layer")
        fits(got[-1][0], np.einsum("nk,nd->kd", delta, As[-2]), "dW of the last layer")
        _unchanged(placed, [name for name in given if name[0] in kinds])
