"""Every worked number of the lectures: computed here, as printed there, and where they differ.

>>> by_name = {each.name: each for each in examples()}
>>> by_name["Mahmoud: de/da"]
Worked(name='Mahmoud: de/da', lecture='Mahmoud', value=35, printed='35', erratum=None)
>>> round(by_name["Bhadani: new_a3.1, erratum 14"].value, 4)
0.7823
>>> by_name["Bhadani: new_a3.1, erratum 14"].printed
'0.7862'

A lecture is named after its author. `value` is exact, computed by the modules of this package.
`printed` keeps the digits: where it has no erratum, value rounds to it. May import all of
`autodiff_ref`, `lesson` too, for what the lectures' code gives; must never hold a value that is
not computed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from autodiff_ref import worked_network
from autodiff_ref.activations import d_leaky_relu, d_relu, d_tanh, leaky_relu, sigmoid, step
from autodiff_ref.gates import GATES, TRUTH, XOR_RELU, fire, truth_table, xor_feature, xor_relu
from autodiff_ref.house import output_jacobian
from autodiff_ref.losses import d_bce, d_bce_with_logits
from autodiff_ref.mlp import backward, forward
from autodiff_ref.network import Layer, init, n_params
from autodiff_ref.per_example import r_layer
from autodiff_ref.perceptron import fit_01, fit_pm1
from autodiff_ref.scalar import NumberWithGrad

Value = Any
"""A number, a bool, a string, or tuples of them."""

LECTURES: Mapping[str, str] = MappingProxyType(
    {
        "Mahmoud": "Mahmoud, Math for AI, module 05: Deep Learning Fundamentals",
        "Bhadani": "Bhadani, CPE 486/586, 03: Introducing Deep Learning: Neural Networks",
        "Latreche": "Latreche, Foundations and Applications of Neural Networks",
        "Batra": "Batra, Multi-Layer Perceptrons",
    }
)
"""The documents that the numbers are from."""


@dataclass(frozen=True)
class Worked:
    """One worked number, or several that belong together."""

    name: str
    lecture: str
    value: Value
    """Exact, as the reference computes it."""
    printed: Value = None
    """As the lecture has it: a number's digits as text, or tuples; None where it prints none.

    Of an erratum in a rule or in code: what that rule or code gives.
    """
    erratum: int | None = None
    """Where `printed` is wrong: a number that the rows of one mistake share."""


def examples() -> tuple[Worked, ...]:
    """Every worked number of the four lectures, in their order."""
    lectures = (_mahmoud, _bhadani, _latreche, _batra)
    return tuple(each for lecture in lectures for each in lecture())


def _named(
    lecture: str, what: str, value: Value, printed: Value = None, erratum: int | None = None
) -> Worked:
    return Worked(f"{lecture}: {what}", lecture, value, printed, erratum)


def _tuples(array: Any) -> Any:
    """An array as tuples of plain numbers."""
    values = np.asarray(array).tolist()
    return _frozen(values)


def _frozen(values: Any) -> Any:
    return tuple(_frozen(each) for each in values) if isinstance(values, list) else values


# Mahmoud


def _mahmoud() -> Iterator[Worked]:
    say = partial(_named, "Mahmoud")
    inputs, _ = truth_table("AND")
    for gate in ("AND", "OR"):
        weights, bias = GATES[gate]
        firing = sigmoid(inputs @ np.asarray(weights, dtype=float) + bias)
        yield say(f"{gate}, sigmoid", _tuples(firing))
        yield say(f"{gate}, rounded", _tuples(np.round(firing)), TRUTH[gate])

    a = NumberWithGrad(3)
    b = a * 4
    c = b + 3
    d = a + 2
    e = c * d
    e.backward()
    yield say("e", e.num)
    for name, node, printed in (("a", a, "35"), ("b", b, "5"), ("c", c, "5"), ("d", d, "15")):
        yield say(f"de/d{name}", node.grad, printed)
    yield say("path along b", b.local_derivatives[0] * _number(b.grad), "20")
    yield say("path along d", d.local_derivatives[0] * _number(d.grad), "15")

    a = NumberWithGrad(3)
    b = a * 4
    (b + 3).backward()
    yield say("usage, a.grad", a.grad, "4")
    yield say("usage, b.grad", b.grad, "1")
    yield say("shape of dO/dW", output_jacobian(np.ones((4, 3)), np.ones((3, 3))).shape, (3, 3), 1)
    yield from _lecture_code(say)


def _lecture_code(say: Any) -> Iterator[Worked]:
    """What the lecture's `backward` gives beside what is right."""
    a = NumberWithGrad(3)
    b = a + 1
    square = b * b
    square.backward()
    yield say("b = a + 1, c = b b", a.grad, "12", 2)
    square.backward()
    yield say("the same, backward again", a.grad, "40", 3)

    doubled = []
    for k in range(1, 8):
        y = a = NumberWithGrad(1)
        for _ in range(k):
            y = y + y
        y.backward()
        doubled.append(a.grad)
    wrong = (2, 6, 26, 166, 1626, 25510, 664666)
    yield say("y = y + y, 1 to 7 times", tuple(doubled), tuple(map(str, wrong)), 2)

    p = NumberWithGrad(3)
    difference = p - 1
    (difference * difference).backward()
    yield say("(p - y)^2 as d d, p - y = 2", p.grad, "6", 2)

    a = NumberWithGrad(3)
    line = a * 4 + 3
    line.backward()
    line.backward()
    yield say("4a + 3, backward twice", a.grad, "12", 3)


def _number(value: Any) -> Any:
    if value is None:
        raise ValueError(
            "listing the worked numbers: expected a gradient, but got None; the graph of the "
            "lecture was changed"
        )
    return value


# Bhadani


def _bhadani() -> Iterator[Worked]:
    say = partial(_named, "Bhadani")
    values = worked_network.values()
    values |= {"log_of_printed": math.log(0.7740), "dyhat_of_printed": -1 / 0.7740}
    listed = set()
    for line in worked_network.PRINTED.split("\n"):
        name, *rest = line.split() or [""]
        if rest:
            printed, erratum = rest[0], int(rest[1]) if len(rest) > 1 else None
            listed.add(name)
            what = f"{name}, erratum {erratum}" if erratum else name
            yield say(what, values[name], printed, erratum)

    sure_and_wrong = np.asarray([[-6.0]]), np.asarray([[1.0]])
    yield say(
        "dL/dz at z = -6, y = 1",
        float(d_bce_with_logits(*sure_and_wrong, reduction="sum")[0, 0]),
        "0",
        15,
    )
    weights = {
        name: abs(v)
        for name, v in values.items()
        if name.startswith("dw") and not name.endswith("0")
    }
    first = max(v for name, v in weights.items() if name.startswith("dw1"))
    others = min(v for name, v in weights.items() if not name.startswith("dw1"))
    yield say("every update of the first layer is smaller", first < others, True, 16)
    yield say("hidden layers", len(worked_network.START) - 1, "1", 17)
    yield say("step at a tie", float(step(0.0)), "1", 18)


# Latreche


def _latreche() -> Iterator[Worked]:
    say = partial(_named, "Latreche")
    inputs, _ = truth_table("NOR")
    yield say("the gate in question", _tuples(fire(GATES["NOR"], inputs)), TRUTH["NOR"])
    for gate in ("AND", "OR", "NAND", "NOR"):
        _, y = truth_table(gate)
        w, b, history = fit_pm1(inputs, 2 * y - 1, epochs=100)
        learned = (history.epochs, history.total_updates, _tuples(w), float(b))
        yield say(f"perceptron, {gate}: epochs, updates, w, b", learned)
        if gate in ("AND", "OR"):
            yield say(f"passes until {gate} is right", history.epochs - 1, "1", 19)
    params = init((2, 2, 2, 1), seed=0)
    found = r_layer(params, np.ones(2), np.zeros(1)).layers
    yield say("layers with gradients, r = 3", tuple(range(len(found), 0, -1)), ("3", "2"), 21)


# Batra


def _batra() -> Iterator[Worked]:
    say = partial(_named, "Batra")
    w, _ = fit_01(
        np.asarray([[0.0, 0.0]]),
        np.asarray([0.0]),
        lr=0.01,
        epochs=1,
        w0=np.asarray([1.0, -1.0, -1.0]),
    )
    yield say("perceptron update", _tuples(w), ("0.99", "-1", "-1"))
    inputs, xor = truth_table("XOR")
    for gate in ("AND", "OR", "NAND", "NOR"):
        w, history = fit_01(inputs, truth_table(gate)[1], lr=1, epochs=100)
        learned = (history.epochs, history.total_updates, _tuples(w))
        yield say(f"perceptron, {gate}: epochs, updates, w", learned)
    yield say("XOR by a feature", _tuples(xor_feature(inputs)), ("-0.5", "0.5", "0.5", "-0.5"))
    yield from _batra_xor(say, inputs, xor)
    yield from _batra_rules(say)


def _batra_xor(say: Any, X: Any, xor: Any) -> Iterator[Worked]:
    """The network of rectified units, batch by batch, and its gradients at the corners."""
    passed = xor_relu(X)
    yield say("parameters", n_params((2, 2, 1)), "9")
    yield say("X", _tuples(X), (("0", "0"), ("0", "-1"), ("-1", "0"), ("1", "1")), 30)
    yield say("y", _tuples(xor), ("0", "-1", "-1", "0"), 30)
    yield say("W1", XOR_RELU[0], (("1", "1"), ("-1", "1")), 30)
    yield say("Z1", _tuples(passed.Z1), (("0", "-1"), ("-1", "0"), ("-1", "0"), ("2", "-1")), 30)
    yield say("A1", _tuples(passed.A1), (("0", "0"), ("1", "0"), ("1", "0"), ("2", "1")))
    yield say("Z2", _tuples(passed.Z2[:, 0]), ("0", "-1", "-1", "0"), 30)
    yield say("Z2, on the last slide", _tuples(passed.Z2[:, 0]), ("0", "1", "0", "-1"), 30)

    params = tuple(
        Layer(np.asarray(W, dtype=float), np.asarray(b, dtype=float))
        for W, b in (XOR_RELU[:2], XOR_RELU[2:])
    )
    cache = forward(params, X, ("relu", "relu"))
    halves = np.full((4, 1), 0.5)
    gradients = backward(params, cache, halves, loss="half_squared_error", reduction="sum").layers
    yield say("dW2 for targets 1/2", _tuples(gradients[1].W[0]), ("0", "-0.5"), 26)


def _batra_rules(say: Any) -> Iterator[Worked]:
    """The rules that are printed wrong, each at one point."""
    yield say("tanh' at 0", float(d_tanh(0.0)), "0", 25)
    yield say("ReLU' at 0", float(d_relu(0.0)), "1", 26)
    yield say("leaky ReLU' at 0, alpha = 0.01", float(d_leaky_relu(0.0)), "1", 26)
    yield say("leaky ReLU at 1, alpha = 2", float(leaky_relu(1.0, alpha=2.0)), "2", 27)
    params = (Layer(np.zeros((1, 1)), np.zeros(1)),)
    cache = forward(params, np.zeros((4, 1)), ("sigmoid",))
    mean = backward(
        params, cache, np.asarray([[1.0], [0.0], [0.0], [0.0]]), loss="bce", reduction="mean"
    )
    yield say("dL/db of a mean, p = 1/2, y = 1, 0, 0, 0", float(mean.layers[0].b[0]), "1", 28)
    p, y = np.asarray([[0.25]]), np.asarray([[1.0]])
    yield say("dL/dA2 at A2 = 1/4, y = 1", float(d_bce(p, y, reduction="sum")[0, 0]), "-0.25", 29)
