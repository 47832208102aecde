# loses: training
# why: Training begins at random weights of its own.
# hint: Your train draws weights of its own. Begin at the parameters that are given.


def train(X, y, W1, b1, W2, b2, lr, steps):
    rng = np.random.default_rng(4)
    W1, W2 = rng.normal(size=W1.shape), rng.normal(size=W2.shape)
    for _ in range(steps):
        W1, b1, W2, b2 = step(X, y, W1, b1, W2, b2, lr)
    return W1, b1, W2, b2
