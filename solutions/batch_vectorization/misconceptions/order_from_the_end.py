# loses: one_example
# why: The gradients are listed as they are found, from the last layer to the first.
# hint: Your numbers are right, but in the wrong order: the first pair must belong to the first
#   layer of params. You find them from the end, so turn the list around.


def backward_one(params, x, y, activation):
    zs, activations = forward_one(params, x, activation)
    delta = activations[-1] - y
    gradients = []
    for k in reversed(range(len(params))):
        gradients.append((np.outer(delta, activations[k]), delta))
        if k > 0:
            delta = (params[k][0].T @ delta) * slope(activation, zs[k - 1])
    return gradients
