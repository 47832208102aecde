# loses: backward
# why: db is a column (out, 1).
# hint: Your db has the shape (out, 1), and b has (out,). Subtract one from the other and NumPy
#   makes a square of them.


def backward(layers, x, passed, y):
    gradients = []
    delta = passed[-1][1] - y
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(delta, came_in), delta[:, np.newaxis]))
        if number:
            W, _ = layers[number]
            delta = (W.T @ delta) * came_in * (1 - came_in)
    return gradients
