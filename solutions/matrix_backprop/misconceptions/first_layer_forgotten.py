# loses: backward
# why: The lecture's algorithm as printed: its loop never reaches the first layer.
# hint: Your list has one pair too few: the loop stops before the first layer. Its parameters
#   have gradients too, and what came into it is x.


def backward(layers, x, passed, y):
    gradients = []
    delta = passed[-1][1] - y
    for number in range(len(layers) - 1, 0, -1):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(delta, came_in), delta))
        if number:
            W, _ = layers[number]
            delta = (W.T @ delta) * came_in * (1 - came_in)
    return gradients
