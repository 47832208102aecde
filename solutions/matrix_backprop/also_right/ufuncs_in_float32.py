"""Ufunc reductions in float32; the measured Jacobian in float64, and float32 at its end."""


# %% grade_id="shapes"
def layer_shapes(sizes, N=None):
    sizes = np.asarray(sizes, dtype=np.int32)
    rows = () if N is None else (N,)
    return [
        {"W": (n_out, n_in), "b": (n_out,), "z": (*rows, n_out), "a": (*rows, n_out)}
        for n_in, n_out in np.stack([sizes[:-1], sizes[1:]], axis=1)
    ]


def count_parameters(sizes):
    sizes = np.asarray(sizes, dtype=np.int32)
    return np.vdot(sizes[1:], sizes[:-1] + 1)


# %% grade_id="passes"
f32 = np.float32


def single(*arrays):
    """All arguments as fresh float32 arrays."""
    out = tuple(np.array(a, dtype=f32) for a in arrays)
    return out if len(out) > 1 else out[0]


def sig32(z):
    return f32(0.5) * (f32(1) + np.tanh(f32(0.5) * z))


def forward(layers, x):
    a = single(x)
    result = []
    for W, b in layers:
        W, b = single(W, b)
        z = np.einsum("ki,i->k", W, a) + b
        a = sig32(z)
        result.append((z, a))
    return result


def cross_entropy(y_hat, y):
    y_hat, y = single(y_hat, y)
    return np.negative(np.add.reduce(np.log(np.where(y == 1, y_hat, 1 - y_hat))))


# %% grade_id="exact"
def identity_jacobian(x):
    return np.eye(np.size(x), dtype=f32)


def elementwise_jacobians(op, w, x):
    w, x = single(w, x)
    one = np.ones_like(x)
    by_w, by_x = {
        "+": lambda: (one, one),
        "-": lambda: (one, -one),
        "*": lambda: (x, w),
        "/": lambda: (np.reciprocal(x), -w / np.square(x)),
    }[op]()
    eye = np.eye(x.size, dtype=f32)
    return eye * by_w, eye * by_x


def layer_jacobian(W, b, x):
    W, b, x = single(W, b, x)
    a = sig32(np.matmul(W, x) + b)
    return np.einsum("k,ki->ki", a * (1 - a), W)


# %% grade_id="measured"
def numeric_jacobian(f, x, h=1e-5):
    # The difference itself needs double precision: with h = 1e-5, float32 has no digits left.
    x = np.array(x, dtype=np.float64)
    steps = h * np.eye(x.size)
    up = np.stack([f(row) for row in x + steps], axis=-1)
    down = np.stack([f(row) for row in x - steps], axis=-1)
    return ((up - down) / (2 * h)).astype(f32)


# %% grade_id="products"
def matmul_backward(dG, alpha, beta):
    dG, alpha, beta = single(dG, alpha, beta)
    return np.einsum("nm,dm->nd", dG, beta), np.einsum("nd,nm->dm", alpha, dG)


def linear_backward(dZ, X, W):
    dZ, X, W = single(dZ, X, W)
    return np.matmul(dZ.T, X), np.add.reduce(dZ, axis=0), np.matmul(dZ, W)


# %% grade_id="unbroadcast"
def unbroadcast(gradient, shape):
    gradient = single(gradient)
    padded = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(np.flatnonzero(np.equal(padded, 1)).tolist())
    return np.add.reduce(gradient, axis=axes, keepdims=True).reshape(shape)


# %% grade_id="house"
def house_forward(X, W):
    X, W = single(X, W)
    V = sig32(np.einsum("nd,dk->nk", X, W))
    return np.einsum("nk->n", V) / f32(V.shape[1])


def house_gradient(X, W, dO):
    X, W, dO = single(X, W, dO)
    V = sig32(np.matmul(X, W))
    return np.einsum("nd,n,nk->dk", X, dO / f32(V.shape[1]), V * (1 - V))


# %% grade_id="backward"
def backward(layers, x, passed, y):
    came_in = [single(x)] + [single(a) for _, a in passed]
    delta = came_in[-1] - single(y)
    result = []
    for (W, _), a in zip(reversed(layers), reversed(came_in[:-1]), strict=True):
        result.insert(0, (np.multiply.outer(delta, a), delta))
        delta = np.einsum("k,ki->i", delta, single(W)) * a * (1 - a)
    return result


# %% grade_id="update"
def update(layers, gradients, eta):
    return [
        tuple(np.subtract(single(p), f32(eta) * single(g)) for p, g in zip(*both, strict=True))
        for both in zip(layers, gradients, strict=True)
    ]


def misprints():
    return dict(zip("CF", np.array([0.6173873, 0.7823447], dtype=f32), strict=True))
