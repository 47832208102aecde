"""float32 inside, einsum in place of products, batches of one, a class for layers."""


# %% grade_id="shapes"
def layer_shapes(sizes, N=None):
    given = []
    for i, now in enumerate(sizes[1:]):
        W, b = np.zeros((now, sizes[i])), np.zeros(now)
        z = W @ np.zeros(sizes[i]) + b if N is None else np.zeros((N, sizes[i])) @ W.T + b
        given.append({"W": W.shape, "b": b.shape, "z": z.shape, "a": z.shape})
    return given


def count_parameters(sizes):
    sizes = np.array(sizes)
    return np.sum(sizes[1:] * sizes[:-1] + sizes[1:])


# %% grade_id="passes"
class Layer:
    def __init__(self, W, b):
        self.W, self.b = np.float32(W), np.float32(b)

    def __call__(self, a):
        self.z = np.einsum("oi,i->o", self.W, a) + self.b
        self.a = np.float32(0.5) * (1 + np.tanh(self.z / 2))
        return self.a


def forward(layers, x):
    a, passed = np.float32(x), []
    for pair in layers:
        layer = Layer(*pair)
        a = layer(a)
        passed.append((layer.z, layer.a))
    return passed


def cross_entropy(y_hat, y):
    y_hat, y = np.float32(y_hat), np.float32(y)
    return -(y @ np.log(y_hat) + (1 - y) @ np.log(1 - y_hat))


# %% grade_id="exact"
def identity_jacobian(x):
    return np.eye(len(x), dtype=np.float32)


def elementwise_jacobians(op, w, x):
    w, x, eye = np.float32(w), np.float32(x), np.eye(len(x), dtype=np.float32)
    return {
        "+": (eye, eye),
        "-": (eye, -eye),
        "*": (eye * x, eye * w),
        "/": (eye / x, -eye * w / x**2),
    }[op]


def layer_jacobian(W, b, x):
    W, b, x = np.float32(W), np.float32(b), np.float32(x)
    a = sigmoid(W @ x + b)
    return np.einsum("o,oi->oi", a - a * a, W)


# %% grade_id="measured"
def numeric_jacobian(f, x, h=1e-5):
    points = np.tile(np.array(x, dtype=np.float32), (len(x), 1))
    steps = np.float32(h) * np.eye(len(x), dtype=np.float32)
    above = [f(point) for point in points + steps]
    below = [f(point) for point in points - steps]
    return np.array(above - np.array(below)).T / (2 * h)


# %% grade_id="products"
def matmul_backward(dG, alpha, beta):
    dG, alpha, beta = np.float32(dG), np.float32(alpha), np.float32(beta)
    return np.einsum("nm,dm->nd", dG, beta), np.einsum("nd,nm->dm", alpha, dG)


def linear_backward(dZ, X, W):
    dX, dWT = matmul_backward(dZ, X, W.T)
    return dWT.T, np.float32(dZ).T @ np.ones(len(X), dtype=np.float32), dX


# %% grade_id="unbroadcast"
def unbroadcast(gradient, shape):
    gradient = np.float32(gradient)
    full = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    repeated = tuple(i for i in range(gradient.ndim) if full[i] != gradient.shape[i])
    return gradient.sum(axis=repeated).reshape(shape)


# %% grade_id="house"
def house_forward(X, W):
    V = sigmoid(np.float32(X) @ np.float32(W))
    return V @ np.ones(W.shape[1], dtype=np.float32) / np.float32(W.shape[1])


def house_gradient(X, W, dO):
    X, W, dO = np.float32(X), np.float32(W), np.float32(dO)
    V = sigmoid(X @ W)
    return np.einsum("nd,nk,n->dk", X, V * (1 - V), dO) / W.shape[1]


# %% grade_id="backward"
def backward(layers, x, passed, y):
    into = [np.float32(x)] + [np.float32(a) for _, a in passed]
    delta, found = into[-1] - np.float32(y), []
    for (W, _), a in zip(layers[::-1], into[-2::-1], strict=True):
        found.append((delta[:, None] @ a[None, :], delta))
        delta = (delta @ np.float32(W)) * a * (1 - a)
    return found[::-1]


# %% grade_id="update"
def update(layers, gradients, eta):
    step = np.float32(eta)
    new = []
    for pair, slopes in zip(layers, gradients, strict=True):
        new.append(
            tuple(np.float32(p) - step * np.float32(s) for p, s in zip(pair, slopes, strict=True))
        )
    return new


def misprints():
    return {"C": 0.6173, "F": np.float32(0.7823)}
