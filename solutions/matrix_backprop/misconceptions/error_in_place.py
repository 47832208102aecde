# loses: backward
# why: y is subtracted in place, so the prediction of the forward pass is overwritten.
# hint: After your function the forward pass that you were given is another one: `delta = a` makes
#   a second name, and `delta -= y` changes both.


def backward(layers, x, passed, y):
    gradients = []
    delta = passed[-1][1]
    delta -= y
    for number in reversed(range(len(layers))):
        came_in = passed[number - 1][1] if number else x
        gradients.insert(0, (np.outer(delta, came_in), delta))
        if number:
            W, _ = layers[number]
            delta = (W.T @ delta) * came_in * (1 - came_in)
    return gradients
