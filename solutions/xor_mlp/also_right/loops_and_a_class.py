"""A loop over every index, numbers from the math module, and a class that updates in place."""

# %% grade_id="activations"
import math


def each(function):
    def over_all(z, *alpha):
        result = np.zeros(z.shape)
        for place in np.ndindex(*z.shape):
            result[place] = function(float(z[place]), *alpha)
        return result

    return over_all


def squash(t):
    return 1 / (1 + math.exp(-t)) if t >= 0 else math.exp(t) / (1 + math.exp(t))


sigmoid = each(squash)
d_sigmoid = each(lambda t: squash(t) * (1 - squash(t)))
tanh = each(math.tanh)
d_tanh = each(lambda t: 1 - math.tanh(t) ** 2)
relu = each(lambda t: max(t, 0))
d_relu = each(lambda t: int(t > 0))
leaky_relu = each(lambda t, alpha=0.01: t if t > 0 else alpha * t)
d_leaky_relu = each(lambda t, alpha=0.01: 1 if t > 0 else alpha)


# %% grade_id="by_hand"
def xor_by_hand():
    return [[2, 2], [2, 2]], [0, -2], [[0.5, -1]], [0]


def xnor_by_hand():
    return [[1, 1], [1, 1]], [-1, 0], [[2, -1]], [1]


# %% grade_id="count"
def count_parameters(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i] * sizes[i - 1] + sizes[i]
    return float(total)


# %% grade_id="forward"
def forward(X, W1, b1, W2, b2):
    (N, D), H = X.shape, len(b1)
    Z1, A1, Z2, A2 = np.zeros((N, H)), np.zeros((N, H)), np.zeros((N, 1)), np.zeros((N, 1))
    for n in range(N):
        Z2[n, 0] = b2[0]
        for j in range(H):
            Z1[n, j] = b1[j]
            for d in range(D):
                Z1[n, j] += W1[j, d] * X[n, d]
            A1[n, j] = sigma(Z1[n, j])
            Z2[n, 0] += W2[0, j] * A1[n, j]
        A2[n, 0] = sigma(Z2[n, 0])
    return Z1, A1, Z2, A2


# %% grade_id="loss"
def bce(yhat, y):
    total = 0.0
    for p, label in zip(yhat, y, strict=True):
        q = p if label == 1 else 1 - p
        total += -math.log(q) if q > 0 else math.inf
    return total / len(y)


def bce_from_logits(z, y):
    total = 0.0
    for logit, label in zip(z, y, strict=True):
        m = -logit if label else logit
        total += m + math.log1p(math.exp(-m)) if m > 0 else math.log1p(math.exp(m))
    return total / len(y)


def d_bce(z, y):
    return np.array([(squash(a) - b) / len(y) for a, b in zip(z, y, strict=True)])


def d_squared_error(z, y):
    return np.array([slope_of_row(a, b) / len(y) for a, b in zip(z, y, strict=True)])


def slope_of_row(logit, label):
    return (squash(logit) - label) * squash(logit) * (1 - squash(logit))


# %% grade_id="backward"
def backward(X, y, W2, A1, A2):
    (N, D), H = X.shape, A1.shape[1]
    dW1, db1, dW2, db2 = np.zeros((H, D)), np.zeros(H), np.zeros((1, H)), np.zeros(1)
    for n in range(N):
        error = (A2[n, 0] - y[n]) / N
        db2[0] += error
        for j in range(H):
            dW2[0, j] += error * A1[n, j]
            hidden = error * W2[0, j] * A1[n, j] * (1 - A1[n, j])
            db1[j] += hidden
            for d in range(D):
                dW1[j, d] += hidden * X[n, d]
    return dW1, db1, dW2, db2


# %% grade_id="training"
class Network:
    def __init__(self, *parameters):
        self.parameters = [np.array(each) for each in parameters]

    def learn(self, X, y, lr):
        _, A1, _, A2 = forward(X, *self.parameters)
        found = backward(X, y, self.parameters[2], A1, A2)
        for parameter, gradient in zip(self.parameters, found, strict=True):
            parameter -= lr * gradient


def step(X, y, W1, b1, W2, b2, lr):
    return train(X, y, W1, b1, W2, b2, lr, 1)


def train(X, y, W1, b1, W2, b2, lr, steps):
    network = Network(W1, b1, W2, b2)
    for _ in range(steps):
        network.learn(X, y, lr)
    return network.parameters
