# loses: update
# why: The old arrays are changed.
# hint: Your step is right, but the old layers have changed with it: `W -= ...` works on the
#   array that you were given.


def update(layers, gradients, eta):
    for (W, b), (dW, db) in zip(layers, gradients, strict=True):
        W -= eta * dW
        b -= eta * db
    return layers
