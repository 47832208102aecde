"""Loops and lists, numbers as small as they can be, and lines that run through corners."""


# %% grade_id="gate"
def gate(name):
    if name == "NOT":
        return [(-3,), 1]
    biases = {"AND": -1, "OR": 0, "NAND": 2, "NOR": 1}
    w = (1, 1) if name in ("AND", "OR") else (-1, -1)
    return [w, biases[name]]


# %% grade_id="predict"
def step(z, tie=0):
    if np.ndim(z):
        return np.array([step(each, tie) for each in z])
    if z > 0:
        return 1
    return 0 if z < 0 else tie


def predict(X, w, b):
    if X.ndim == 2:
        return [predict(row, w, b) for row in X]
    z = b
    for weight, entry in zip(w, X, strict=True):
        z += weight * entry
    return step(z)


# %% grade_id="rule_01"
def augment(X):
    return [[1, *row] for row in X]


def update_01(w_aug, x_aug, y, lr):
    fires = sum(w * x for w, x in zip(w_aug, x_aug, strict=True)) > 0
    if fires == y:
        return list(w_aug)
    return [w + lr * x if y else w - lr * x for w, x in zip(w_aug, x_aug, strict=True)]


# %% grade_id="rule_pm"
def update_pm(w, b, x, y):
    z = sum(each * entry for each, entry in zip(w, x, strict=True)) + b
    if (z > 0) if y == 1 else (z < 0):
        return w, b
    return [each + y * entry for each, entry in zip(w, x, strict=True)], b + y


def pass_pm(X, y, w, b):
    mistakes = 0
    for i in range(len(X)):
        before = b
        w, b = update_pm(w, b, X[i], y[i])
        mistakes += b != before
    return [w, b, mistakes]


# %% grade_id="train_01"
def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w, updates = list(start), 0
    for i in range(max_passes):
        before = updates
        for x, label in zip(X_aug, y, strict=True):
            new = update_01(w, x, label, lr)
            updates += new != w
            w = new
        if updates == before:
            return [w, i + 1, updates, True]
    return [w, max_passes, updates, False]


# %% grade_id="xor"
def add_feature(X):
    return [[first, second, abs(first - second)] for first, second in X]


def xor_weights():
    return (0, 0, 1), 0
