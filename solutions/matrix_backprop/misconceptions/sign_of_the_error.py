# loses: backward
# why: y - y_hat instead of y_hat - y.
# hint: All your gradients have the wrong sign. If the prediction is too low, should the loss
#   rise or fall when z grows?


def backward(layers, x, passed, y):
    gradients = []
    delta = y - passed[-1][1]
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(delta, came_in), delta))
        if number:
            W, _ = layers[number]
            delta = (W.T @ delta) * came_in * (1 - came_in)
    return gradients
