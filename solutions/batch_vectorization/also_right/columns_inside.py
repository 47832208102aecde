"""Columns inside, rows outside; the layers by recursion; in-place work on arrays of its own."""


# %% grade_id="layouts"
def to_columns(X):
    return np.column_stack(list(X))


def bias_column(b):
    return np.array([[bias] for bias in b])


def layer_columns(X, W, b):
    Z = np.dot(W, X)
    Z += b
    return Z


def layer_rows(X, W, b):
    return layer_columns(X.T, W, b.reshape(-1, 1)).T


# %% grade_id="one_example"
def backward_one(params, x, y, activation):
    def send(k, a):
        """Gradients of the layers from k on, and delta times W of layer k."""
        W, b = params[k]
        z = W.dot(a) + b
        if k == len(params) - 1:
            above, delta = [], z - y
        else:
            above, arriving = send(k + 1, activate(activation, z))
            delta = arriving * slope(activation, z)
        return [(delta[:, None] * a, delta.copy()), *above], delta @ W

    return send(0, x)[0]


# %% grade_id="forward"
def forward_batch(params, X, activation):
    Zs, As = [], [X.T]
    for k, (W, b) in enumerate(params, 1):
        Zs.append(W @ As[-1] + b[:, None])
        As.append(Zs[-1].copy() if k == len(params) else activate(activation, Zs[-1]))
    return [[Z.T for Z in Zs], [A.T for A in As]]


# %% grade_id="loss"
def loss_gradient(outputs, targets, reduction):
    difference = outputs.copy()
    difference -= np.reshape(targets, (len(outputs), -1))
    if reduction == "mean":
        difference /= len(outputs)
    return difference


def batch_loss(outputs, targets, reduction):
    difference = loss_gradient(outputs, targets, "sum").ravel()
    return float(difference @ difference) / (2 * len(outputs) if reduction == "mean" else 2)


# %% grade_id="backward"
def backward_batch(params, Zs, As, delta, activation):
    ones, arriving = np.ones(len(delta)), delta.T
    grads = [None] * len(params)
    for k, (W, _) in reversed(list(enumerate(params))):
        grads[k] = (np.matmul(arriving, As[k]), arriving @ ones)
        if k > 0:
            arriving = W.T @ arriving
            arriving *= slope(activation, Zs[k - 1].T)
    return grads
