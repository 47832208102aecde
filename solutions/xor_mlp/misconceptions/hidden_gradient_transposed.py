# loses: backward, training
# why: X^T delta1 has the shape of W1 only where W1 is square.
# hint: Your dW1 is the transpose of the right one. For XOR the shape does not tell you: which row
#   of dW1 belongs to which hidden unit?


def backward(X, y, W2, A1, A2):
    delta2 = (A2 - y.reshape(-1, 1)) / len(X)
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return X.T @ delta1, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)
