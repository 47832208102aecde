# loses: backward
# why: a delta^T instead of delta a^T: the gradient by W^T.
# hint: Your dW is transposed: row k belongs to neuron k, and so to delta k. With a square W the
#   shapes do not tell.


def backward(layers, x, passed, y):
    gradients = []
    delta = passed[-1][1] - y
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(came_in, delta), delta))
        if number:
            W, _ = layers[number]
            delta = (W.T @ delta) * came_in * (1 - came_in)
    return gradients
