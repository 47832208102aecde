# loses: update
# why: Only the weights take a step.
# hint: Your biases stay where they are. They are parameters like the weights.


def update(layers, gradients, eta):
    pairs = zip(layers, gradients, strict=True)
    return [(W - eta * dW, b + 0.0) for (W, b), (dW, db) in pairs]
