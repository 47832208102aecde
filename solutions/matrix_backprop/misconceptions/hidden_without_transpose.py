# loses: backward
# why: W delta instead of W^T delta; only square layers let it pass.
# hint: On the way back you multiply by W, as on the way there. Hidden neuron i must sum over
#   all the neurons k that it goes into, with the weights W_ki.


def backward(layers, x, passed, y):
    gradients = []
    delta = passed[-1][1] - y
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(delta, came_in), delta))
        if number:
            W, _ = layers[number]
            delta = (W @ delta) * came_in * (1 - came_in)
    return gradients
