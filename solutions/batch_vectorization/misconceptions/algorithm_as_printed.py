# loses: one_example
# checks: test_one_example.py::test_first_layer
# why: The loop of the printed algorithm ends before the gradients of layer 1 are written down.
# hint: Your loop gives the gradients of layers r to 2, as in the printed algorithm. Layer 1 is
#   missing: its delta is there, and what comes in is x.


def backward_one(params, x, y, activation):
    zs, activations = forward_one(params, x, activation)
    delta = zs[-1] - y
    gradients = []
    for k in range(len(params) - 1, 0, -1):
        gradients.insert(0, (np.outer(delta, activations[k]), delta))
        delta = (params[k][0].T @ delta) * slope(activation, zs[k - 1])
    return gradients
