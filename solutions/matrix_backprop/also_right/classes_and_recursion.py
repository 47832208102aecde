"""Small classes, named tuples, closures and recursion; the misprints are computed."""

# %% grade_id="shapes"
from collections import namedtuple
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

Activation = namedtuple("Activation", "z a")
LinearGradients = namedtuple("LinearGradients", "dW db dX")


@dataclass(frozen=True)
class LayerSize:
    fan_in: int
    fan_out: int

    @property
    def parameter_count(self):
        return self.fan_out * (self.fan_in + 1)

    def described(self, lead=()):
        out = (self.fan_out,)
        return {"W": (*out, self.fan_in), "b": out, "z": lead + out, "a": lead + out}


def sizes_to_layers(sizes):
    return [LayerSize(*pair) for pair in pairwise(sizes)]


def layer_shapes(sizes, N=None):
    return [layer.described(() if N is None else (N,)) for layer in sizes_to_layers(sizes)]


def count_parameters(sizes):
    return sum(layer.parameter_count for layer in sizes_to_layers(sizes))


# %% grade_id="passes"
class SigmoidLayer:
    """One layer that can be called, and that knows its own slopes."""

    def __init__(self, W, b):
        self.W, self.b = np.asarray(W, dtype=float), np.asarray(b, dtype=float)

    def __call__(self, a_before):
        z = self.W @ a_before + self.b
        return Activation(z, sigmoid(z))

    def jacobian(self, a_before):
        return np.diag(self.slope(self(a_before).a)) @ self.W

    @staticmethod
    def slope(a):
        return a * (1 - a)

    def gradients(self, delta, came_in):
        return delta[:, None] * came_in[None, :], delta.copy()

    def back(self, delta, came_in):
        return (delta @ self.W) * self.slope(came_in)


def forward(layers, x):
    def go_on(rest, a_before):
        if not rest:
            return []
        step = SigmoidLayer(*rest[0])(a_before)
        return [step, *go_on(rest[1:], step.a)]

    return [tuple(step) for step in go_on(list(layers), np.asarray(x, dtype=float))]


def cross_entropy(y_hat, y):
    def surprise(p, truth):
        return -np.log(p if truth else 1 - p)

    return sum(map(surprise, y_hat, y))


# %% grade_id="exact"
class ElementRule:
    def __init__(self, by_left, by_right):
        self.sides = by_left, by_right

    def jacobians(self, left, right):
        return [
            np.diag([float(side(p, q)) for p, q in zip(left, right, strict=True)])
            for side in self.sides
        ]


ELEMENT_RULES = {
    "+": ElementRule(lambda p, q: 1, lambda p, q: 1),
    "-": ElementRule(lambda p, q: 1, lambda p, q: -1),
    "*": ElementRule(lambda p, q: q, lambda p, q: p),
    "/": ElementRule(lambda p, q: 1 / q, lambda p, q: -p / q**2),
}


def identity_jacobian(x):
    return np.array([[int(row == column) for column in range(len(x))] for row in range(len(x))])


def elementwise_jacobians(op, w, x):
    return ELEMENT_RULES[op].jacobians(w, x)


def layer_jacobian(W, b, x):
    return SigmoidLayer(W, b).jacobian(x)


# %% grade_id="measured"
def numeric_jacobian(f, x, h=1e-5):
    def moved(column, step):
        return np.asarray(f(np.array([v + step * (i == column) for i, v in enumerate(x)])))

    def slope_of(column):
        return (moved(column, h) - moved(column, -h)) / (2 * h)

    return np.column_stack([slope_of(column) for column in range(len(x))])


# %% grade_id="products"
class Product:
    """alpha @ beta, with the backward rules as methods."""

    def __init__(self, alpha, beta):
        self.alpha, self.beta = alpha, beta

    def by_alpha(self, dG):
        return dG @ self.beta.T

    def by_beta(self, dG):
        return self.alpha.T @ dG


def matmul_backward(dG, alpha, beta):
    rule = Product(alpha, beta)
    return rule.by_alpha(dG), rule.by_beta(dG)


def linear_backward(dZ, X, W):
    dX, dWT = matmul_backward(dZ, X, W.T)
    return list(LinearGradients(dWT.T, sum(dZ), dX))


# %% grade_id="unbroadcast"
def unbroadcast(gradient, shape):
    if np.ndim(gradient) > len(shape):
        return unbroadcast(sum(gradient, np.zeros(gradient.shape[1:])), shape)

    def fold(g, axis):
        return g.sum(axis=axis, keepdims=True) if shape[axis] == 1 else g

    return reduce(fold, range(len(shape)), gradient)


# %% grade_id="house"
@dataclass
class HouseNetwork:
    W: np.ndarray

    def values(self, X):
        return sigmoid(Product(X, self.W).alpha @ self.W)

    def predict(self, X):
        return self.values(X).mean(axis=1)

    def gradient(self, X, dO):
        V = self.values(X)
        dV = np.outer(dO, np.full(V.shape[1], 1 / V.shape[1]))
        return Product(X, self.W).by_beta(dV * SigmoidLayer.slope(V))


def house_forward(X, W):
    return HouseNetwork(W).predict(X)


def house_gradient(X, W, dO):
    return HouseNetwork(W).gradient(X, dO)


# %% grade_id="backward"
def backward(layers, x, passed, y):
    stack = [SigmoidLayer(*pair) for pair in layers]
    inputs = [x] + [a for _, a in passed]

    def descend(level, delta):
        if level < 0:
            return []
        layer, came_in = stack[level], inputs[level]
        before = descend(level - 1, layer.back(delta, came_in))
        return [*before, layer.gradients(delta, came_in)]

    return descend(len(stack) - 1, inputs[-1] - y)


# %% grade_id="update"
def update(layers, gradients, eta):
    def stepper(parameter, slope):
        return parameter - eta * slope

    pairs = zip(layers, gradients, strict=True)
    return [tuple(map(stepper, old, by)) for old, by in pairs]


class Lecture:
    """The lecture's second pass, recomputed, and compared with what it prints."""

    printed = (0.5991, 0.4785, 0.6147, 0.6089, 1.2794, 0.7862, 0.2455, 0.0108)

    def __init__(self):
        before = forward(WORKED, WORKED_X)
        after = forward(update(WORKED, backward(WORKED, WORKED_X, before, WORKED_Y), 0.1), WORKED_X)
        old, new = (cross_entropy(each[-1][1], WORKED_Y) for each in (before, after))
        (_, a1), (z2, a2), (z3, a3) = after
        self.right = (a1[1], z2[0], a2[0], a2[2], z3[0], a3[0], new, old - new)

    def wrong_rows(self):
        rows = zip("ABCDEFGH", self.right, self.printed, strict=True)
        return {row: now for row, now, then in rows if abs(now - then) > 1.5e-4}


def misprints():
    return Lecture().wrong_rows()
