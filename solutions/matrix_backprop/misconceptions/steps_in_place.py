# loses: update
# why: The old arrays are changed.
# hint: The old layers change with your step: `W -= ...` works on the array that you were given.


def update(layers, gradients, eta):
    for (W, b), (dW, db) in zip(layers, gradients, strict=True):
        W -= eta * dW
        b -= eta * db
    return layers
