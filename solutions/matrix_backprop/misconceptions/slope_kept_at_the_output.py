# loses: backward
# why: The last delta has the sigmoid's slope once too often: that is the squared error's.
# hint: Your last delta is that of the squared error. With the cross-entropy the slope of the
#   sigmoid cancels.


def backward(layers, x, passed, y):
    gradients = []
    y_hat = passed[-1][1]
    delta = (y_hat - y) * y_hat * (1 - y_hat)
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(delta, came_in), delta))
        if number:
            W, _ = layers[number]
            delta = (W.T @ delta) * came_in * (1 - came_in)
    return gradients
