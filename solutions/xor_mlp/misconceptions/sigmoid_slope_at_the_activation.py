# loses: backward, training
# checks: test_backward.py::test_worked_example[dW1]
# why: sigma'(a) where sigma'(z) = a(1 - a) was wanted.
# hint: In the hidden layer you take the derivative of the sigmoid at A1. It belongs at Z1, and
#   there it is A1 (1 - A1).


def backward(X, y, W2, A1, A2):
    delta2 = (A2 - y.reshape(-1, 1)) / len(X)
    delta1 = (delta2 @ W2) * d_sigmoid(A1)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)
