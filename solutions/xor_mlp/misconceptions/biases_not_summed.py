# loses: backward, training
# why: The bias gradients still have one row for each example.
# hint: Your bias gradients have one row for each example. One bias acts on all rows: add them up.


def backward(X, y, W2, A1, A2):
    delta2 = (A2 - y.reshape(-1, 1)) / len(X)
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return delta1.T @ X, delta1, delta2.T @ A1, delta2
