# loses: update
# why: The whole gradient is subtracted.
# hint: Your step is the gradient itself. Its length must depend on eta, and be 0 where eta is 0.


def update(layers, gradients, eta):
    pairs = zip(layers, gradients, strict=True)
    return [(W - dW, b - db) for (W, b), (dW, db) in pairs]
