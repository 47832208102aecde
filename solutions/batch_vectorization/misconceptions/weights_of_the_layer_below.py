# loses: one_example
# checks: test_one_example.py::test_layers[square layers]
# why: Delta goes back through the weights of its own layer, not through those of the layer above.
# hint: For delta of layer k you use the weights of layer k. It comes back through the layer above:
#   W of layer k + 1. Where all layers are square nothing complains.


def backward_one(params, x, y, activation):
    zs, activations = forward_one(params, x, activation)
    delta = activations[-1] - y
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (np.outer(delta, activations[k]), delta))
        if k > 0:
            delta = (params[k - 1][0].T @ delta) * slope(activation, zs[k - 1])
    return gradients
