# loses: training
# why: The gradient is added, so the loss grows.
# hint: Your loss grows with every step. The gradient points uphill; go the other way.


def step(X, y, W1, b1, W2, b2, lr):
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    dW1, db1, dW2, db2 = backward(X, y, W2, A1, A2)
    return W1 + lr * dW1, b1 + lr * db1, W2 + lr * dW2, b2 + lr * db2
