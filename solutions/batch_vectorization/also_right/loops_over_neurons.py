"""Lists and loops over neurons and inputs; over examples only where the rule allows it."""
# ruff: noqa: PERF401, RUF005, SIM108 - plain loops are the point


# %% grade_id="layouts"
def to_columns(X):
    rows = []
    for d in range(len(X[0])):
        row = []
        for i in range(len(X)):
            row.append(X[i][d])
        rows.append(row)
    return np.array(rows)


def bias_column(b):
    rows = []
    for value in b:
        rows.append([value])
    return np.array(rows)


def layer_rows(X, W, b):
    Z = []
    for i in range(len(X)):
        row = []
        for k in range(len(W)):
            total = b[k]
            for d in range(len(W[k])):
                total = total + X[i][d] * W[k][d]
            row.append(total)
        Z.append(row)
    return np.array(Z)


def layer_columns(X, W, b):
    Z = []
    for k in range(len(W)):
        row = []
        for i in range(len(X[0])):
            total = b[k][0]
            for d in range(len(X)):
                total = total + W[k][d] * X[d][i]
            row.append(total)
        Z.append(row)
    return np.array(Z)


# %% grade_id="one_example"
def backward_one(params, x, y, activation):
    zs, activations = forward_one(params, x, activation)
    r = len(params)
    delta = []
    for j in range(len(y)):
        delta.append(activations[r][j] - y[j])
    grads = []
    k = r
    while k >= 1:
        W = params[k - 1][0]
        below = activations[k - 1]
        dW = []
        for p in range(len(delta)):
            row = []
            for q in range(len(below)):
                row.append(delta[p] * below[q])
            dW.append(row)
        grads.insert(0, (np.array(dW), np.array(delta)))
        if k > 1:
            s = slope(activation, zs[k - 2])
            new = []
            for q in range(len(below)):
                total = 0.0
                for p in range(len(delta)):
                    total += W[p][q] * delta[p]
                new.append(total * s[q])
            delta = new
        k = k - 1
    return grads


# %% grade_id="forward"
def forward_batch(params, X, activation):
    Zs = []
    As = [X]
    for k in range(len(params)):
        W, b = params[k]
        A = As[k]
        Z = np.zeros((len(X), len(b)))
        for p in range(len(b)):
            column = b[p]
            for q in range(A.shape[1]):
                column = column + W[p][q] * A[:, q]
            Z[:, p] = column
        Zs.append(Z)
        if k == len(params) - 1:
            As.append(Z)
        else:
            As.append(activate(activation, Z))
    return Zs, As


# %% grade_id="loss"
def batch_loss(outputs, targets, reduction):
    total = 0.0
    for j in range(outputs.shape[1]):
        if targets.ndim == 1:
            t = targets
        else:
            t = targets[:, j]
        total = total + 0.5 * np.sum((outputs[:, j] - t) ** 2)
    if reduction == "mean":
        total = total / len(outputs)
    return float(total)


def loss_gradient(outputs, targets, reduction):
    gradient = np.zeros(outputs.shape)
    for j in range(outputs.shape[1]):
        if targets.ndim == 1:
            t = targets
        else:
            t = targets[:, j]
        gradient[:, j] = outputs[:, j] - t
    if reduction == "mean":
        gradient = gradient / len(outputs)
    return gradient


# %% grade_id="backward"
def backward_batch(params, Zs, As, delta, activation):
    grads = []
    for k in range(len(params) - 1, -1, -1):
        W, b = params[k]
        A = As[k]
        dW = np.zeros(W.shape)
        db = np.zeros(b.shape)
        for p in range(W.shape[0]):
            db[p] = np.sum(delta[:, p])
            for q in range(W.shape[1]):
                dW[p][q] = np.sum(delta[:, p] * A[:, q])
        grads = [(dW, db)] + grads
        if k > 0:
            s = slope(activation, Zs[k - 1])
            new = np.zeros(A.shape)
            for q in range(W.shape[1]):
                column = 0.0
                for p in range(W.shape[0]):
                    column = column + delta[:, p] * W[p][q]
                new[:, q] = column * s[:, q]
            delta = new
    return grads
