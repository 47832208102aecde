"""The lectures' worked numbers, each found again by plain arithmetic, and the list of errata."""

from __future__ import annotations

import cmath
import doctest
import math
from decimal import Decimal
from fractions import Fraction

import pytest

from autodiff_ref import worked
from autodiff_ref.worked import LECTURES, examples

ALL = examples()
BY_NAME = {each.name: each for each in ALL}

# The errata of the lectures that a number can show. The others are about a proof, an index, a
# date, a title, a shape or an image.
WITH_A_NUMBER = {1, 2, 3, *range(8, 20), 21, *range(25, 31)}


def flat(value):
    """The numbers of a value, in order."""
    return [x for each in value for x in flat(each)] if isinstance(value, tuple) else [value]


def shape(value):
    """How a value nests."""
    return [shape(each) for each in value] if isinstance(value, tuple) else None


def rounds_to(value, printed):
    """Whether a number, rounded to as many digits as were printed, is what was printed."""
    if isinstance(printed, bool):
        return value == printed
    digit = Decimal(str(printed)).as_tuple().exponent
    # Half of the last digit; a little more, since the value itself is a rounded binary number.
    return abs(Fraction(value) - Fraction(str(printed))) <= Fraction(10) ** digit * Fraction(
        500_000_001, 1_000_000_000
    )


# Plain arithmetic for the network of Bhadani: lists, floats, and imaginary steps.

PARAMETERS = [
    [[0.1, 0.1], [0.2, 0.1]],
    [[0.3, 0.2, 0.1], [0.1, 0.3, 0.2], [0.2, 0.1, 0.3]],
    [[0.5, 0.4, 0.2, 0.6]],
]  # each neuron: bias, then a weight for each input


def sigmoid(z):
    """For complex numbers too."""
    return 1 / (1 + cmath.exp(-z))


def passed(parameters):
    """Each sum and each activation by name, and the loss."""
    inputs, found = [2.0], {}
    for layer, neurons in enumerate(parameters, start=1):
        sums = [b + sum(w * a for w, a in zip(ws, inputs, strict=True)) for b, *ws in neurons]
        inputs = [sigmoid(z) for z in sums]
        for j, (z, a) in enumerate(zip(sums, inputs, strict=True), start=1):
            found[f"z{layer}.{j}"], found[f"a{layer}.{j}"] = z, a
    return found, -cmath.log(inputs[0])


def gradient_of_parameters(parameters):
    """The loss's derivative by each parameter, nested as they are."""
    gradients = [[list(neuron) for neuron in layer] for layer in parameters]
    for i, layer in enumerate(parameters):
        for j, neuron in enumerate(layer):
            for k in range(len(neuron)):
                moved = [[list(n) for n in each] for each in parameters]
                moved[i][j][k] += 1e-30j
                gradients[i][j][k] = passed(moved)[1].imag / 1e-30
    return gradients


def bhadani_by_hand():
    """Every number of the lecture by its name."""
    found, loss = passed(PARAMETERS)
    gradients = gradient_of_parameters(PARAMETERS)
    updated = [
        [[p - 0.1 * g for p, g in zip(ps, gs, strict=True)] for ps, gs in zip(*layer, strict=True)]
        for layer in zip(PARAMETERS, gradients, strict=True)
    ]
    after, new_loss = passed(updated)
    values = {**found, **{f"new_{name}": value for name, value in after.items()}}
    for i, layer in enumerate(gradients, start=1):
        for j, neuron in enumerate(layer, start=1):
            # A bias moves z as much as z itself does.
            values[f"dz{i}.{j}"] = neuron[0]
            a = found[f"a{i}.{j}"]
            values[f"slope{i}.{j}"] = a * (1 - a)
            values[f"da{i}.{j}"] = neuron[0] / (a * (1 - a))
            for k, derivative in enumerate(neuron):
                values[f"dw{i}.{j}{k}"] = derivative
                values[f"new_w{i}.{j}{k}"] = updated[i - 1][j - 1][k]
    values |= {
        "loss": loss,
        "new_loss": new_loss,
        "drop": loss - new_loss,
        "drop_percent": 100 * (loss - new_loss) / loss,
        "dyhat": -1 / found["a3.1"],
        "log_of_printed": math.log(0.774),
        "dyhat_of_printed": -1 / 0.774,
    }
    return {name: value.real for name, value in values.items()}


# Everything else, by hand.

EXPECTED = {
    "Mahmoud: AND, sigmoid": tuple(1 / (1 + math.exp(-z)) for z in (-15, -5, -5, 5)),
    "Mahmoud: AND, rounded": (0, 0, 0, 1),
    "Mahmoud: OR, sigmoid": tuple(1 / (1 + math.exp(-z)) for z in (-5, 5, 5, 15)),
    "Mahmoud: OR, rounded": (0, 1, 1, 1),
    "Mahmoud: e": (4 * 3 + 3) * (3 + 2),
    "Mahmoud: de/da": 8 * 3 + 11,
    "Mahmoud: de/db": 3 + 2,
    "Mahmoud: de/dc": 3 + 2,
    "Mahmoud: de/dd": 4 * 3 + 3,
    "Mahmoud: path along b": 4 * (3 + 2),
    "Mahmoud: path along d": 4 * 3 + 3,
    "Mahmoud: usage, a.grad": 4,
    "Mahmoud: usage, b.grad": 1,
    "Mahmoud: shape of dO/dW": (4, 3, 3),
    "Mahmoud: b = a + 1, c = b b": 2 * (3 + 1),
    "Mahmoud: the same, backward again": 2 * 2 * (3 + 1),
    "Mahmoud: y = y + y, 1 to 7 times": tuple(2**k for k in range(1, 8)),
    "Mahmoud: (p - y)^2 as d d, p - y = 2": 2 * 2,
    "Mahmoud: 4a + 3, backward twice": 2 * 4,
    "Bhadani: dL/dz at z = -6, y = 1": 1 / (1 + math.exp(6)) - 1,
    "Bhadani: hidden layers": 2,
    "Bhadani: step at a tie": 0,
    "Bhadani: every update of the first layer is smaller": False,
    "Latreche: the gate in question": (1, 0, 0, 0),
    "Latreche: layers with gradients, r = 3": (3, 2, 1),
    "Latreche: passes until AND is right": 8,
    "Latreche: passes until OR is right": 5,
    "Batra: perceptron update": (1 - 0.01, -1, -1),
    "Batra: XOR by a feature": (-0.5, 0.5, 0.5, -0.5),
    "Batra: parameters": 2 * 2 + 2 + 1 * 2 + 1,
    "Batra: X": ((0, 0), (0, 1), (1, 0), (1, 1)),
    "Batra: y": (0, 1, 1, 0),
    "Batra: W1": ((1, 1), (1, 1)),
    "Batra: Z1": ((0, -1), (1, 0), (1, 0), (2, 1)),
    "Batra: A1": ((0, 0), (1, 0), (1, 0), (2, 1)),
    "Batra: Z2": (0, 1, 1, 0),
    "Batra: Z2, on the last slide": (0, 1, 1, 0),
    "Batra: dW2 for targets 1/2": (1, 0),
    "Batra: tanh' at 0": 1,
    "Batra: ReLU' at 0": 0,
    "Batra: leaky ReLU' at 0, alpha = 0.01": 0.01,
    "Batra: leaky ReLU at 1, alpha = 2": 1,
    "Batra: dL/db of a mean, p = 1/2, y = 1, 0, 0, 0": (-0.5 + 3 * 0.5) / 4,
    "Batra: dL/dA2 at A2 = 1/4, y = 1": -4,
}

GATES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0), "NOR": (1, 0, 0, 0)}


def perceptron(gate, rule):
    """Epochs, updates, weights with the bias first, by integers, until a clean pass."""
    w, epochs, updates = [0, 0, 0], 0, 0
    while True:
        epochs, clean = epochs + 1, True
        for (x1, x2), y in zip([(0, 0), (0, 1), (1, 0), (1, 1)], GATES[gate], strict=True):
            s = w[0] + w[1] * x1 + w[2] * x2
            sign = 2 * y - 1
            error = y - (s > 0) if rule == "01" else sign if sign * s <= 0 else 0
            if error:
                w = [w[0] + error, w[1] + error * x1, w[2] + error * x2]
                updates, clean = updates + 1, False
        if clean:
            return epochs, updates, w


for gate_name in GATES:
    n_epochs, n_updates, (bias, *weights) = perceptron(gate_name, "01")
    name = f"Batra: perceptron, {gate_name}: epochs, updates, w"
    EXPECTED[name] = (n_epochs, n_updates, (bias, *weights))
    n_epochs, n_updates, (bias, *weights) = perceptron(gate_name, "pm1")
    name = f"Latreche: perceptron, {gate_name}: epochs, updates, w, b"
    EXPECTED[name] = (n_epochs, n_updates, tuple(weights), bias)

for name, value in bhadani_by_hand().items():
    EXPECTED[f"Bhadani: {name}"] = value


def expected_of(name):
    """The value by plain arithmetic; one that was misprinted is the one printed right."""
    return EXPECTED[name] if name in EXPECTED else EXPECTED[name.partition(", erratum")[0]]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_value_is_found_again(name):
    """Plain arithmetic gives the value to nine digits after the point."""
    came, expected = BY_NAME[name].value, expected_of(name)

    assert shape(came) == shape(expected)
    assert flat(came) == pytest.approx(flat(expected), abs=1e-9, rel=1e-12)


def test_names_are_unique():
    """Each number can be asked for by its name."""
    assert len(BY_NAME) == len(ALL)
    assert {each.lecture for each in ALL} == set(LECTURES)
    assert all(each.name.startswith(f"{each.lecture}: ") for each in ALL)


@pytest.mark.parametrize("name", [n for n, each in BY_NAME.items() if each.printed is not None])
def test_what_is_printed_is_right_or_an_erratum(name):
    """A printed number is the value, rounded as printed, exactly when no erratum is named."""
    each = BY_NAME[name]

    same = shape(each.printed) == shape(each.value) and all(
        rounds_to(value, printed)
        for value, printed in zip(flat(each.value), flat(each.printed), strict=True)
    )

    assert same == (each.erratum is None)


def test_every_erratum_with_a_number_is_here():
    """The errata that a number can show all have one, and no other number is named."""
    found = {each.erratum for each in ALL} - {None}

    assert found == WITH_A_NUMBER


def test_every_number_of_the_network_is_here():
    """The 17 gradients, the 17 updates and both passes of Bhadani's network are all listed."""
    names = {each.name for each in ALL if each.erratum is None} | {
        each.name.partition(", erratum")[0] for each in ALL
    }

    parameters = [
        f"{i}.{j}{k}"
        for i, layer in enumerate(PARAMETERS, start=1)
        for j, neuron in enumerate(layer, start=1)
        for k in range(len(neuron))
    ]
    needed = {f"Bhadani: {kind}{p}" for kind in ("dw", "new_w") for p in parameters}
    needed |= {
        f"Bhadani: {prefix}{kind}{i}.{j}"
        for prefix in ("", "new_")
        for kind in ("z", "a")
        for i, layer in enumerate(PARAMETERS, start=1)
        for j in range(1, len(layer) + 1)
    }
    assert len(parameters) == 17
    assert needed - names == set()


def naive(node, incoming=None):
    """The lecture's recursion on [value, parents with derivatives, gradient]."""
    node[2] = 1 if incoming is None else incoming + (node[2] or 0)
    for parent, derivative in node[1]:
        naive(parent, derivative * node[2])


def test_what_the_lectures_code_gives():
    """The numbers listed as the lecture's own are what its recursion gives."""
    a = [3, [], None]
    b = [4, [(a, 1)], None]
    c = [16, [(b, 4), (b, 4)], None]
    naive(c)
    assert str(a[2]) == BY_NAME["Mahmoud: b = a + 1, c = b b"].printed
    naive(c)
    assert str(a[2]) == BY_NAME["Mahmoud: the same, backward again"].printed

    doubled = []
    for k in range(1, 8):
        y = a = [1, [], None]
        for _ in range(k):
            y = [0, [(y, 1), (y, 1)], None]
        naive(y)
        doubled.append(str(a[2]))
    assert tuple(doubled) == BY_NAME["Mahmoud: y = y + y, 1 to 7 times"].printed

    p = [3, [], None]
    d = [2, [(p, 1)], None]
    naive([4, [(d, 2), (d, 2)], None])
    assert str(p[2]) == BY_NAME["Mahmoud: (p - y)^2 as d d, p - y = 2"].printed

    a = [3, [], None]
    line = [15, [([12, [(a, 4)], None], 1)], None]
    naive(line)
    naive(line)
    assert str(a[2]) == BY_NAME["Mahmoud: 4a + 3, backward twice"].printed


def test_the_docstrings_tell_the_truth():
    """Every example in the module's docstrings runs and gives what it says."""
    result = doctest.testmod(worked)

    assert result.attempted
    assert not result.failed
