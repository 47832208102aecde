# loses: backward, training
# why: (N, 1) minus (N,) is broadcast to (N, N).
# hint: A2 has shape (N, 1) and y has shape (N,), so A2 - y has shape (N, N). Reshape one of them
#   first.


def backward(X, y, W2, A1, A2):
    delta2 = (A2 - y) / len(X)
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)
