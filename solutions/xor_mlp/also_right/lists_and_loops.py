"""Lists and loops of Python alone; an array is made of a list at the very end."""

# %% grade_id="activations"
import math


def entry_by_entry(function, z):
    shape = np.shape(z)
    results = [function(float(value)) for value in np.ravel(z)]
    return np.array(results, dtype=float).reshape(shape)


def one_sigmoid(v):
    e = math.exp(-abs(v))
    if v >= 0:
        return 1 / (1 + e)
    return e / (1 + e)


def sigmoid(z):
    return entry_by_entry(one_sigmoid, z)


def d_sigmoid(z):
    def one(v):
        s = one_sigmoid(v)
        return s * (1 - s)

    return entry_by_entry(one, z)


def tanh(z):
    def one(v):
        e = math.exp(-2 * abs(v))
        t = (1 - e) / (1 + e)
        if v < 0:
            t = -t
        return t

    return entry_by_entry(one, z)


def d_tanh(z):
    def one(v):
        return 1 - math.tanh(v) ** 2

    return entry_by_entry(one, z)


def relu(z):
    def one(v):
        if v > 0:
            return v
        return 0

    return entry_by_entry(one, z)


def d_relu(z):
    def one(v):
        if v > 0:
            return 1
        return 0

    return entry_by_entry(one, z)


def leaky_relu(z, alpha=0.01):
    def one(v):
        if v > 0:
            return v
        return alpha * v

    return entry_by_entry(one, z)


def d_leaky_relu(z, alpha=0.01):
    def one(v):
        if v > 0:
            return 1
        return alpha

    return entry_by_entry(one, z)


# %% grade_id="by_hand"
def xor_by_hand():
    W1 = [[1, 1], [1, 1]]
    b1 = [0, -1]
    W2 = [[1, -2]]
    b2 = [0]
    return W1, b1, W2, b2


def xnor_by_hand():
    W1 = [[1, 1], [1, 1]]
    b1 = [0, -1]
    W2 = [[-1, 2]]
    b2 = [1]
    return W1, b1, W2, b2


# %% grade_id="count"
def count_parameters(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total = total + sizes[i] * sizes[i - 1]
        total = total + sizes[i]
    return total


# %% grade_id="forward"
def forward(X, W1, b1, W2, b2):
    N = len(X)
    H = len(W1)
    D = len(X[0])
    Z1 = []
    A1 = []
    Z2 = []
    A2 = []
    for n in range(N):
        z_row = []
        a_row = []
        for j in range(H):
            z = float(b1[j])
            for d in range(D):
                z = z + float(W1[j][d]) * float(X[n][d])
            z_row.append(z)
            a_row.append(float(sigma(z)))
        out = float(b2[0])
        for j in range(H):
            out = out + float(W2[0][j]) * a_row[j]
        Z1.append(z_row)
        A1.append(a_row)
        Z2.append([out])
        A2.append([float(sigma(out))])
    return np.array(Z1), np.array(A1), np.array(Z2), np.array(A2)


# %% grade_id="loss"
def bce(yhat, y):
    total = 0.0
    for n in range(len(y)):
        p = float(yhat[n]) if y[n] == 1 else 1 - float(yhat[n])
        total = total - math.log(p) if p > 0 else math.inf
    return total / len(y)


def bce_from_logits(z, y):
    total = 0.0
    for n in range(len(y)):
        m = float(z[n])
        if y[n] == 1:
            m = -m
        if m > 0:
            total = total + m + math.log(1 + math.exp(-m))
        else:
            total = total + math.log(1 + math.exp(m))
    return total / len(y)


def d_bce(z, y):
    return np.array([(float(sigma(z[n])) - float(y[n])) / len(y) for n in range(len(y))])


def d_squared_error(z, y):
    result = []
    for n in range(len(y)):
        p = float(sigma(z[n]))
        result.append((p - float(y[n])) * p * (1 - p) / len(y))
    return np.array(result)


# %% grade_id="backward"
def backward(X, y, W2, A1, A2):
    N = len(X)
    D = len(X[0])
    H = len(W2[0])
    dW1 = []
    db1 = []
    dW2 = [[]]
    for _ in range(H):
        dW1.append([0.0] * D)
        db1.append(0.0)
        dW2[0].append(0.0)
    db2 = [0.0]
    for n in range(N):
        delta2 = (float(A2[n][0]) - float(y[n])) / N
        db2[0] += delta2
        for j in range(H):
            a = float(A1[n][j])
            dW2[0][j] += delta2 * a
            delta1 = delta2 * float(W2[0][j]) * a * (1 - a)
            db1[j] += delta1
            for d in range(D):
                dW1[j][d] += delta1 * float(X[n][d])
    return np.array(dW1), np.array(db1), np.array(dW2), np.array(db2)


# %% grade_id="training"
def step(X, y, W1, b1, W2, b2, lr):
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    dW1, db1, dW2, db2 = backward(X, y, W2, A1, A2)
    new_W1 = []
    new_b1 = []
    new_W2 = [[]]
    for j in range(len(W1)):
        new_W1.append([float(w) - lr * float(dw) for w, dw in zip(W1[j], dW1[j], strict=True)])
        new_b1.append(float(b1[j]) - lr * float(db1[j]))
        new_W2[0].append(float(W2[0][j]) - lr * float(dW2[0][j]))
    new_b2 = [float(b2[0]) - lr * float(db2[0])]
    return np.array(new_W1), np.array(new_b1), np.array(new_W2), np.array(new_b2)


def train(X, y, W1, b1, W2, b2, lr, steps):
    for _ in range(steps):
        W1, b1, W2, b2 = step(X, y, W1, b1, W2, b2, lr)
    return W1, b1, W2, b2
