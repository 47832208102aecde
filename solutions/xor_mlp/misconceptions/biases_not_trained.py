# loses: training
# why: Only the weights are updated.
# hint: Your biases never change. All four arrays have gradients.


def step(X, y, W1, b1, W2, b2, lr):
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    dW1, _, dW2, _ = backward(X, y, W2, A1, A2)
    return W1 - lr * dW1, b1, W2 - lr * dW2, b2
