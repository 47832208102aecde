# loses: training
# checks: test_training.py::test_many_rows
# why: Each step of training takes the next 32 rows; data of at most 32 rows tell nothing.
# hint: You train on a part of the rows at a time. Here every step uses all of them.


def train(X, y, W1, b1, W2, b2, lr, steps):
    start = 0
    for _ in range(steps):
        rows = slice(start, start + 32)
        W1, b1, W2, b2 = step(X[rows], y[rows], W1, b1, W2, b2, lr)
        start = start + 32 if start + 32 < len(X) else 0
    return W1, b1, W2, b2
