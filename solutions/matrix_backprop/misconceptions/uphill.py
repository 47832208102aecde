# loses: update
# why: The gradient is added.
# hint: You walk along the gradient, and the loss grows. Which sign makes it smaller?


def update(layers, gradients, eta):
    pairs = zip(layers, gradients, strict=True)
    return [(W + eta * dW, b + eta * db) for (W, b), (dW, db) in pairs]
