# loses: backward, training
# why: Division by 4, the number of rows of XOR, whatever comes.
# hint: You divide by 4. That is right for XOR only; divide by the number of rows that came.


def backward(X, y, W2, A1, A2):
    delta2 = (A2 - y.reshape(-1, 1)) / 4
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)
