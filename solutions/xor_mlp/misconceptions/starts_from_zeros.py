# loses: training
# why: Training begins at zeros instead of the given start, and never leaves them.
# hint: Your train begins at zeros. Begin at the parameters that are given; at zeros all hidden
#   units are the same, and they stay the same.


def train(X, y, W1, b1, W2, b2, lr, steps):
    W1, b1, W2, b2 = (np.zeros_like(each) for each in (W1, b1, W2, b2))
    for _ in range(steps):
        W1, b1, W2, b2 = step(X, y, W1, b1, W2, b2, lr)
    return W1, b1, W2, b2
