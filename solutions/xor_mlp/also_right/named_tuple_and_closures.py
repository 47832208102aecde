"""A named tuple for the network, a dataclass for a row; closures, recursion and reduce."""

# %% grade_id="activations"
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce


@dataclass(frozen=True)
class MyActivation:
    """An activation with its derivative."""

    value: Callable
    derivative: Callable


def my_pick(condition, if_true, if_false):
    """One of two arrays for each place."""
    return np.where(condition, if_true, if_false)


def my_leaky(alpha):
    return MyActivation(
        value=lambda z: z * my_pick(z > 0, 1.0, alpha),
        derivative=lambda z: my_pick(z > 0, 1.0, alpha),
    )


MY_LOGISTIC = MyActivation(
    value=lambda z: 0.5 * (1.0 + np.tanh(0.5 * z)),
    derivative=lambda z: 0.25 * (1.0 - np.tanh(0.5 * z) ** 2),
)
MY_TANH = MyActivation(np.tanh, lambda z: 1.0 / np.cosh(np.clip(z, -40, 40)) ** 2)
MY_RELU = MyActivation(lambda z: (z + abs(z)) / 2, lambda z: (np.sign(z) + 1) // 2 * (z != 0))

sigmoid = MY_LOGISTIC.value
d_sigmoid = MY_LOGISTIC.derivative
tanh = MY_TANH.value
d_tanh = MY_TANH.derivative
relu = MY_RELU.value
d_relu = MY_RELU.derivative


def leaky_relu(z, alpha=0.01):
    return my_leaky(alpha).value(z)


def d_leaky_relu(z, alpha=0.01):
    return my_leaky(alpha).derivative(z)


# %% grade_id="by_hand"
class MyNetwork(namedtuple("MyNetwork", "W1 b1 W2 b2")):
    """The four parameters; still a tuple of four, in the declared order."""

    __slots__ = ()

    def outputs(self, X):
        Z1 = np.dot(X, self.W1.T) + self.b1[np.newaxis, :]
        A1 = sigma(Z1)
        Z2 = np.dot(A1, self.W2.T) + self.b2
        return Z1, A1, Z2, sigma(Z2)

    def gradients(self, X, y):
        _, A1, _, A2 = self.outputs(X)
        return MyNetwork(*backward(X, y, self.W2, A1, A2))

    def moved(self, gradient, lr):
        return MyNetwork(*(p - lr * g for p, g in zip(self, gradient, strict=True)))


def xor_by_hand():
    return MyNetwork(
        W1=np.array([[2.0, 2.0], [-4.0, -4.0]]),
        b1=np.array([-2.0, 4.0]),
        W2=np.array([[-0.5, -0.25]]),
        b2=np.array([1.0]),
    )


def xnor_by_hand():
    flip = xor_by_hand()
    return flip._replace(W2=-flip.W2, b2=1.0 - flip.b2)


# %% grade_id="count"
def count_parameters(sizes):
    inputs, units, *rest = sizes
    here = (inputs + 1) * units
    return here + count_parameters([units, *rest]) if rest else here


# %% grade_id="forward"
def forward(X, W1, b1, W2, b2):
    return MyNetwork(W1, b1, W2, b2).outputs(X)


# %% grade_id="loss"
@dataclass
class MyRow:
    """What one row costs, from its logit and label."""

    logit: float
    label: float

    @property
    def wrongness(self):
        return -self.logit if self.label == 1 else self.logit

    @property
    def cost(self):
        return np.logaddexp(0.0, self.wrongness)

    @property
    def miss(self):
        return sigma(self.logit) - self.label


def my_rows(z, y):
    return [MyRow(logit, label) for logit, label in zip(z, y, strict=True)]


def bce(yhat, y):
    def surprise(p):
        return np.inf if p == 0 else -np.log(p)

    costs = [surprise(p if label == 1 else 1 - p) for p, label in zip(yhat, y, strict=True)]
    return sum(costs) / len(costs)


def bce_from_logits(z, y):
    return np.mean([row.cost for row in my_rows(z, y)])


def d_bce(z, y):
    return np.array([row.miss for row in my_rows(z, y)]) / len(y)


def d_squared_error(z, y):
    return d_bce(z, y) * MY_LOGISTIC.derivative(np.asarray(z))


# %% grade_id="backward"
def backward(X, y, W2, A1, A2):
    @dataclass
    class Layer:
        inputs: np.ndarray
        delta: np.ndarray

        def gradients(self):
            return self.delta.T @ self.inputs, self.delta.sum(axis=0)

    top = Layer(A1, (A2 - np.reshape(y, A2.shape)) / len(y))
    bottom = Layer(X, top.delta @ W2 * (A1 - A1**2))
    return (*bottom.gradients(), *top.gradients())


# %% grade_id="training"
def step(X, y, W1, b1, W2, b2, lr):
    net = MyNetwork(W1, b1, W2, b2)
    return net.moved(net.gradients(X, y), lr)


def train(X, y, W1, b1, W2, b2, lr, steps):
    return reduce(
        lambda net, _: step(X, y, *net, lr),
        range(steps),
        MyNetwork(W1, b1, W2, b2),
    )
