# loses: backward
# why: Each layer is updated before its delta has gone through it.
# hint: You change a layer while you still go back. The earlier layers then get gradients of
#   weights that the forward pass never used, and the layers that you were given are spoilt.


def backward(layers, x, passed, y):
    gradients = []
    delta = passed[-1][1] - y
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(delta, came_in), delta))
        W, b = layers[number]
        W -= 0.1 * gradients[0][0]
        b -= 0.1 * delta
        if number:
            delta = (W.T @ delta) * came_in * (1 - came_in)
    return gradients
