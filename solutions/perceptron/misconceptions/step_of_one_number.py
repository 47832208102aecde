# loses: predict
# why: The step is written with an if, which an array cannot answer.
# hint: An `if` decides once, and an array asks for many decisions. Let NumPy decide for each entry,
#   for example with `np.where`.


def step(z, tie=0):
    if z > 0:
        return 1
    return tie if z == 0 else 0


def predict(X, w, b):
    if X.ndim == 1:
        return step(X @ w + b)
    return np.array([step(x @ w + b) for x in X])
