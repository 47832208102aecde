# loses: training
# checks: test_training.py::test_learning_rate[0.25]
# why: The learning rate is multiplied in twice; at 1 nobody notices.
# hint: Your step is right at learning rate 1 and wrong at any other: the learning rate is
#   multiplied in twice.


def step(X, y, W1, b1, W2, b2, lr):
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    dW1, db1, dW2, db2 = (lr * each for each in backward(X, y, W2, A1, A2))
    return W1 - lr * dW1, b1 - lr * db1, W2 - lr * dW2, b2 - lr * db2
