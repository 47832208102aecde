# loses: backward
# why: The slope of the hidden sigmoids is taken at a instead of at z.
# hint: Your hidden deltas use the slope at a. The sigmoid was used at z; in terms of a its
#   slope is a (1 - a).


def backward(layers, x, passed, y):
    gradients = []
    delta = passed[-1][1] - y
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(delta, came_in), delta))
        if number:
            W, _ = layers[number]
            delta = (W.T @ delta) * sigmoid(came_in) * (1 - sigmoid(came_in))
    return gradients
