# loses: backward
# why: The pairs stand in the order in which they were found.
# hint: Your pairs are right, but the last layer stands first. The list must have the order of
#   `layers`.


def backward(layers, x, passed, y):
    gradients = []
    delta = passed[-1][1] - y
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.append((np.outer(delta, came_in), delta))
        if number:
            W, _ = layers[number]
            delta = (W.T @ delta) * came_in * (1 - came_in)
    return gradients
