"""Loops over plain numbers, lists in place of tuples, arrays made at the end."""


# %% grade_id="shapes"
def layer_shapes(sizes, N=None):
    found = []
    for i in range(1, len(sizes)):
        rows = [N] if N else []
        layer = {"number": [i], "W": [sizes[i], sizes[i - 1]], "b": [sizes[i]]}
        layer["z"] = [*rows, sizes[i]]
        layer["a"] = list(layer["z"])
        found.append(layer)
    return found


def count_parameters(sizes):
    total = 0
    for layer in layer_shapes(sizes):
        total += np.prod(layer["W"]) + layer["b"][0]
    return total


# %% grade_id="passes"
def forward(layers, x):
    passed = []
    a = list(x)
    for W, b in layers:
        z = []
        for row, bias in zip(W, b, strict=True):
            z.append(bias + sum(weight * value for weight, value in zip(row, a, strict=True)))
        a = [1 / (1 + np.exp(-value)) for value in z]
        passed.append([np.array(z), np.array(a)])
    return tuple(passed)


def cross_entropy(y_hat, y):
    loss = 0
    for guess, truth in zip(y_hat, y, strict=True):
        loss -= np.log(guess) if truth == 1 else np.log(1 - guess)
    return loss


# %% grade_id="exact"
def identity_jacobian(x):
    return np.array([[int(i == j) for j in range(len(x))] for i in range(len(x))])


def elementwise_jacobians(op, w, x):
    n = len(w)
    by_w, by_x = np.zeros((n, n)), np.zeros((n, n))
    for i in range(n):
        if op == "+":
            by_w[i, i], by_x[i, i] = 1, 1
        elif op == "-":
            by_w[i, i], by_x[i, i] = 1, -1
        elif op == "*":
            by_w[i, i], by_x[i, i] = x[i], w[i]
        else:
            by_w[i, i], by_x[i, i] = 1 / x[i], -w[i] / (x[i] * x[i])
    return [by_w, by_x]


def layer_jacobian(W, b, x):
    z = W.dot(x) + b
    slopes = np.exp(-z) / (1 + np.exp(-z)) ** 2
    return slopes.reshape(-1, 1) * W


# %% grade_id="measured"
def numeric_jacobian(f, x, h=1e-5):
    J = None
    for j in range(len(x)):
        up, down = [float(v) for v in x], [float(v) for v in x]
        up[j] += h
        down[j] -= h
        column = (np.array(f(np.array(up))) - f(np.array(down))) / h / 2
        if J is None:
            J = np.zeros((len(column), len(x)))
        J[:, j] = column
    return J


# %% grade_id="products"
def matmul_backward(dG, alpha, beta):
    dalpha, dbeta = np.zeros_like(alpha), np.zeros_like(beta)
    for n in range(dG.shape[0]):
        for m in range(dG.shape[1]):
            for d in range(alpha.shape[1]):
                dalpha[n, d] += dG[n, m] * beta[d, m]
                dbeta[d, m] += dG[n, m] * alpha[n, d]
    return [dalpha, dbeta]


def linear_backward(dZ, X, W):
    dW, db, dX = np.zeros_like(W), np.zeros(len(W)), np.zeros_like(X)
    for slopes, row, n in zip(dZ, X, range(len(X)), strict=True):
        dW += np.outer(slopes, row)
        db += slopes
        dX[n] = slopes @ W
    return [dW, db, dX]


# %% grade_id="unbroadcast"
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1 and gradient.shape[axis] > 1:
            gradient = np.expand_dims(gradient.sum(axis), axis)
    return gradient


# %% grade_id="house"
def house_forward(X, W):
    return np.array([np.mean([sigmoid(row @ column) for column in W.T]) for row in X])


def house_gradient(X, W, dO):
    dW = np.zeros_like(W)
    for n in range(X.shape[0]):
        for k in range(W.shape[1]):
            v = sigmoid(X[n] @ W[:, k])
            for d in range(X.shape[1]):
                dW[d, k] += dO[n] / W.shape[1] * v * (1 - v) * X[n, d]
    return dW


# %% grade_id="backward"
def backward(layers, x, passed, y):
    found = [None] * len(layers)
    delta = None
    for k in range(len(layers) - 1, -1, -1):
        z, a = passed[k]
        if delta is None:
            delta = [a[i] - y[i] for i in range(len(y))]
        else:
            after = layers[k + 1][0]
            delta = [
                sum(after[j, i] * delta[j] for j in range(len(delta))) * a[i] * (1 - a[i])
                for i in range(len(a))
            ]
        into = x if k == 0 else passed[k - 1][1]
        dW = np.array([[delta[j] * into[i] for i in range(len(into))] for j in range(len(z))])
        found[k] = [dW, np.array(delta)]
    return found


# %% grade_id="update"
def update(layers, gradients, eta):
    new = []
    for k in range(len(layers)):
        W, b = np.copy(layers[k][0]), np.copy(layers[k][1])
        W -= eta * gradients[k][0]
        b -= eta * gradients[k][1]
        new.append([W, b])
    return tuple(new)


def misprints():
    return {"F": 0.78234, "C": 0.61739}
