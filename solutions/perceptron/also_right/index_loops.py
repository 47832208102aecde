"""Loops over indices and lists, as a beginner writes them."""

# ruff: noqa: PERF401, RET503, RET505, SIM108, SIM116 - long-hand is the style to be tried here


# %% grade_id="gate"
def gate(name):
    if name == "AND":
        return [1, 1], -1
    elif name == "OR":
        return [1, 1], 0
    elif name == "NOT":
        return [-1], 1
    elif name == "NAND":
        return [-2, -2], 3
    elif name == "NOR":
        return [-1, -1], 1


# %% grade_id="predict"
def step(z, tie=0):
    if np.ndim(z) == 0:
        if z > 0:
            return 1
        elif z < 0:
            return 0
        else:
            return tie
    result = []
    for part in z:
        result.append(step(part, tie))
    return np.array(result).reshape(np.shape(z))


def predict(X, w, b):
    if np.ndim(X) == 1:
        z = b
        for i in range(len(w)):
            z = z + X[i] * w[i]
        if z > 0:
            return 1
        else:
            return 0
    result = []
    for row in X:
        result.append(predict(row, w, b))
    return result


# %% grade_id="rule_01"
def augment(X):
    N = len(X)
    D = np.shape(X)[1]
    result = np.zeros((N, D + 1))
    for i in range(N):
        result[i, 0] = 1
        for j in range(D):
            result[i, j + 1] = X[i, j]
    return result


def update_01(w_aug, x_aug, y, lr):
    z = 0
    for i in range(len(w_aug)):
        z = z + w_aug[i] * x_aug[i]
    if z > 0:
        error = y - 1
    else:
        error = y - 0
    new = []
    for i in range(len(w_aug)):
        new.append(w_aug[i] + lr * error * x_aug[i])
    return new


# %% grade_id="rule_pm"
def update_pm(w, b, x, y):
    z = b
    for i in range(len(w)):
        z = z + w[i] * x[i]
    new_w = []
    for i in range(len(w)):
        if y * z <= 0:
            new_w.append(w[i] + y * x[i])
        else:
            new_w.append(w[i])
    if y * z <= 0:
        new_b = b + y
    else:
        new_b = b
    return new_w, new_b


def pass_pm(X, y, w, b):
    mistakes = 0
    w = list(w)
    for n in range(len(X)):
        z = b
        for i in range(len(w)):
            z = z + w[i] * X[n, i]
        if y[n] * z <= 0:
            mistakes = mistakes + 1
            for i in range(len(w)):
                w[i] = w[i] + y[n] * X[n, i]
            b = b + y[n]
    return w, b, mistakes


# %% grade_id="train_01"
def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w = []
    for number in start:
        w.append(float(number))
    passes = 0
    updates = 0
    while passes < max_passes:
        passes = passes + 1
        before = updates
        for n in range(len(X_aug)):
            z = 0
            for i in range(len(w)):
                z = z + w[i] * X_aug[n, i]
            if z > 0:
                guess = 1
            else:
                guess = 0
            if guess != y[n]:
                updates = updates + 1
                for i in range(len(w)):
                    w[i] = w[i] + lr * (y[n] - guess) * X_aug[n, i]
        if updates == before:
            return w, passes, updates, True
    return w, passes, updates, False


# %% grade_id="xor"
def add_feature(X):
    result = np.zeros((len(X), 3))
    for i in range(len(X)):
        result[i, 0] = X[i, 0]
        result[i, 1] = X[i, 1]
        if X[i, 0] == 1 and X[i, 1] == 1:
            result[i, 2] = 1
    return result


def xor_weights():
    return [1, 1, -2], 0
