# loses: training
# checks: test_training.py::test_step[W1]
# why: W2 is changed before delta1 is computed with it.
# hint: Your W2 and b2 are right after one step, W1 and b1 are not: you propagate through the W2
#   that you have just changed.


def step(X, y, W1, b1, W2, b2, lr):
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    _, _, dW2, db2 = backward(X, y, W2, A1, A2)
    W2, b2 = W2 - lr * dW2, b2 - lr * db2
    dW1, db1, _, _ = backward(X, y, W2, A1, A2)
    return W1 - lr * dW1, b1 - lr * db1, W2, b2
