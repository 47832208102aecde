# loses: backward
# checks: test_backward.py::test_activations_are_left_alone
# why: A2 -= y changes the array of the caller.
# hint: Your backward changes A2, which belongs to the caller. Write A2 - y into a new array.


def backward(X, y, W2, A1, A2):
    A2 -= y.reshape(-1, 1)
    delta2 = A2 / len(X)
    delta1 = (delta2 @ W2) * A1 * (1 - A1)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)
