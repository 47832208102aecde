# loses: training
# checks: test_training.py::test_step_on_any_data
# why: The rows of XOR stand in the code in place of the argument X.
# hint: Your step always uses the four rows of XOR. Use the X that is given.


def step(X, y, W1, b1, W2, b2, lr):
    _, A1, _, A2 = forward(XOR_X, W1, b1, W2, b2)
    dW1, db1, dW2, db2 = backward(XOR_X, y, W2, A1, A2)
    return W1 - lr * dW1, b1 - lr * db1, W2 - lr * dW2, b2 - lr * db2
