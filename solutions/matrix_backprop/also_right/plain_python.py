"""Python floats in nested lists, summed by hand; arrays only where a result leaves."""

# ruff: noqa: PERF401, SIM108 (the loops of a beginner are what this file is for)


# %% grade_id="shapes"
def layer_shapes(sizes, N=None):
    result = []
    for i in range(1, len(sizes)):
        d = {}
        d["W"] = (sizes[i], sizes[i - 1])
        d["b"] = (sizes[i],)
        if N is None:
            d["z"] = (sizes[i],)
            d["a"] = (sizes[i],)
        else:
            d["z"] = (N, sizes[i])
            d["a"] = (N, sizes[i])
        result.append(d)
    return result


def count_parameters(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total = total + sizes[i] * sizes[i - 1] + sizes[i]
    return total


# %% grade_id="passes"
import math


def plain_sigmoid(t):
    if t >= 0:
        return 1.0 / (1.0 + math.exp(-t))
    e = math.exp(t)
    return e / (1.0 + e)


def forward(layers, x):
    result = []
    before = [float(v) for v in x]
    for W, b in layers:
        z = []
        a = []
        for k in range(len(b)):
            s = float(b[k])
            for i in range(len(before)):
                s = s + float(W[k][i]) * before[i]
            z.append(s)
            a.append(plain_sigmoid(s))
        result.append((np.array(z), np.array(a)))
        before = a
    return result


def cross_entropy(y_hat, y):
    total = 0.0
    for k in range(len(y)):
        if y[k] == 1:
            total = total - math.log(y_hat[k])
        else:
            total = total - math.log(1 - y_hat[k])
    return total


# %% grade_id="exact"
def identity_jacobian(x):
    n = len(x)
    rows = []
    for i in range(n):
        row = []
        for j in range(n):
            if i == j:
                row.append(1.0)
            else:
                row.append(0.0)
        rows.append(row)
    return np.array(rows)


def elementwise_jacobians(op, w, x):
    n = len(w)
    by_w = [[0.0] * n for i in range(n)]
    by_x = [[0.0] * n for i in range(n)]
    for i in range(n):
        p = float(w[i])
        q = float(x[i])
        if op == "+":
            by_w[i][i] = 1.0
            by_x[i][i] = 1.0
        elif op == "-":
            by_w[i][i] = 1.0
            by_x[i][i] = -1.0
        elif op == "*":
            by_w[i][i] = q
            by_x[i][i] = p
        else:
            by_w[i][i] = 1.0 / q
            by_x[i][i] = -p / (q * q)
    return np.array(by_w), np.array(by_x)


def layer_jacobian(W, b, x):
    rows = []
    for k in range(len(b)):
        z = float(b[k])
        for i in range(len(x)):
            z = z + float(W[k][i]) * float(x[i])
        a = plain_sigmoid(z)
        row = []
        for i in range(len(x)):
            row.append(a * (1 - a) * float(W[k][i]))
        rows.append(row)
    return np.array(rows)


# %% grade_id="measured"
def numeric_jacobian(f, x, h=1e-5):
    columns = []
    for j in range(len(x)):
        up = []
        down = []
        for i in range(len(x)):
            up.append(float(x[i]))
            down.append(float(x[i]))
        up[j] = up[j] + h
        down[j] = down[j] - h
        f_up = f(np.array(up))
        f_down = f(np.array(down))
        column = []
        for i in range(len(f_up)):
            column.append((float(f_up[i]) - float(f_down[i])) / (2 * h))
        columns.append(column)
    rows = []
    for i in range(len(columns[0])):
        row = []
        for j in range(len(columns)):
            row.append(columns[j][i])
        rows.append(row)
    return np.array(rows)


# %% grade_id="products"
def matmul_backward(dG, alpha, beta):
    N = len(alpha)
    D = len(beta)
    M = len(beta[0])
    dalpha = []
    for n in range(N):
        row = []
        for d in range(D):
            s = 0.0
            for m in range(M):
                s = s + float(dG[n][m]) * float(beta[d][m])
            row.append(s)
        dalpha.append(row)
    dbeta = []
    for d in range(D):
        row = []
        for m in range(M):
            s = 0.0
            for n in range(N):
                s = s + float(alpha[n][d]) * float(dG[n][m])
            row.append(s)
        dbeta.append(row)
    return np.array(dalpha), np.array(dbeta)


def linear_backward(dZ, X, W):
    N = len(X)
    n_out = len(W)
    n_in = len(W[0])
    dW = [[0.0] * n_in for k in range(n_out)]
    db = [0.0] * n_out
    dX = [[0.0] * n_in for n in range(N)]
    for n in range(N):
        for k in range(n_out):
            g = float(dZ[n][k])
            db[k] = db[k] + g
            for i in range(n_in):
                dW[k][i] = dW[k][i] + g * float(X[n][i])
                dX[n][i] = dX[n][i] + g * float(W[k][i])
    return np.array(dW), np.array(db), np.array(dX)


# %% grade_id="unbroadcast"
def unbroadcast(gradient, shape):
    # Walk through all entries and add each one to the place it was copied from.
    result = np.zeros(shape)
    missing = gradient.ndim - len(shape)
    for index in np.ndindex(gradient.shape):
        target = []
        for axis in range(len(shape)):
            if shape[axis] == 1:
                target.append(0)
            else:
                target.append(index[missing + axis])
        result[tuple(target)] = result[tuple(target)] + gradient[index]
    return result


# %% grade_id="house"
def house_forward(X, W):
    found = []
    for n in range(len(X)):
        s = 0.0
        for k in range(len(W[0])):
            u = 0.0
            for d in range(len(W)):
                u = u + float(X[n][d]) * float(W[d][k])
            s = s + plain_sigmoid(u)
        found.append(s / len(W[0]))
    return np.array(found)


def house_gradient(X, W, dO):
    D = len(W)
    K = len(W[0])
    dW = [[0.0] * K for d in range(D)]
    for n in range(len(X)):
        for k in range(K):
            u = 0.0
            for d in range(D):
                u = u + float(X[n][d]) * float(W[d][k])
            v = plain_sigmoid(u)
            du = float(dO[n]) / K * v * (1 - v)
            for d in range(D):
                dW[d][k] = dW[d][k] + float(X[n][d]) * du
    return np.array(dW)


# %% grade_id="backward"
def backward(layers, x, passed, y):
    result = [None] * len(layers)
    last = len(layers) - 1
    delta = []
    for k in range(len(y)):
        delta.append(float(passed[last][1][k]) - float(y[k]))
    for number in range(last, -1, -1):
        W = layers[number][0]
        if number == 0:
            came_in = x
        else:
            came_in = passed[number - 1][1]
        dW = []
        for k in range(len(delta)):
            row = []
            for i in range(len(came_in)):
                row.append(delta[k] * float(came_in[i]))
            dW.append(row)
        result[number] = (np.array(dW), np.array(delta))
        new_delta = []
        if number > 0:
            for i in range(len(came_in)):
                s = 0.0
                for k in range(len(delta)):
                    s = s + delta[k] * float(W[k][i])
                a = float(came_in[i])
                new_delta.append(s * a * (1 - a))
        delta = new_delta
    return result


# %% grade_id="update"
def update(layers, gradients, eta):
    result = []
    for number in range(len(layers)):
        W, b = layers[number]
        dW, db = gradients[number]
        new_W = []
        new_b = []
        for k in range(len(b)):
            row = []
            for i in range(len(W[k])):
                row.append(float(W[k][i]) - eta * float(dW[k][i]))
            new_W.append(row)
            new_b.append(float(b[k]) - eta * float(db[k]))
        result.append((np.array(new_W), np.array(new_b)))
    return result


def misprints():
    return {"C": 0.6174, "F": 0.7823}
