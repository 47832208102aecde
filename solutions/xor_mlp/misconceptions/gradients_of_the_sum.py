# loses: backward, training
# why: 1/N is missing.
# hint: Your gradients are N times too large: the loss is a mean over N rows.


def backward(X, y, W2, A1, A2):
    delta2 = A2 - y.reshape(-1, 1)
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)
