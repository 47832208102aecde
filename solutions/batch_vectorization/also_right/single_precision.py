"""Single precision and einsum throughout; pairs are lists, results are tuples."""


# %% grade_id="layouts"
def _single(*arrays):
    return [np.asarray(array, dtype=np.float32) for array in arrays]


def to_columns(X):
    return np.einsum("nd->dn", _single(X)[0])


def bias_column(b):
    return np.expand_dims(_single(b)[0], 1)


def layer_rows(X, W, b):
    X, W, b = _single(X, W, b)
    return np.einsum("nd,kd->nk", X, W) + b


def layer_columns(X, W, b):
    X, W, b = _single(X, W, b)
    return np.add(np.einsum("kd,dn->kn", W, X), b)


# %% grade_id="one_example"
def backward_one(params, x, y, activation):
    params = [_single(*pair) for pair in params]
    x, y = _single(x, y)
    zs, activations = forward_one(params, x, activation)
    delta, grads = zs[-1] - y, []
    for k in range(len(params) - 1, -1, -1):
        grads.append([np.einsum("i,j->ij", delta, activations[k]), delta])
        if k:
            delta = np.einsum("ij,i->j", params[k][0], delta) * slope(activation, zs[k - 1])
    return tuple(grads[::-1])


# %% grade_id="forward"
def forward_batch(params, X, activation):
    A = _single(X)[0]
    Zs, As = [], [A]
    for W, b in params[:-1]:
        Zs.append(layer_rows(A, W, b))
        A = activate(activation, Zs[-1])
        As.append(A)
    Zs.append(layer_rows(A, *params[-1]))
    return tuple(Zs), (*As, Zs[-1])


# %% grade_id="loss"
def _differences(outputs, targets):
    outputs, targets = _single(outputs, targets)
    return outputs - (targets[:, None] if targets.ndim == 1 else targets)


def batch_loss(outputs, targets, reduction):
    losses = 0.5 * np.sum(_differences(outputs, targets) ** 2, axis=1)
    return losses.sum() if reduction == "sum" else losses.mean()


def loss_gradient(outputs, targets, reduction):
    return _differences(outputs, targets) / {"sum": 1, "mean": outputs.shape[0]}[reduction]


# %% grade_id="backward"
def backward_batch(params, Zs, As, delta, activation):
    Zs, As, delta = _single(*Zs), _single(*As), _single(delta)[0]
    grads = []
    for k in range(len(params) - 1, -1, -1):
        W = _single(params[k][0])[0]
        grads.append([np.einsum("nk,nd->kd", delta, As[k]), np.einsum("nk->k", delta)])
        if k:
            delta = np.einsum("nk,kd->nd", delta, W) * slope(activation, Zs[k - 1])
    return tuple(grads[::-1])
