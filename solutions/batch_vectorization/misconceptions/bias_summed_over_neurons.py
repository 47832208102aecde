# loses: backward
# checks: test_backward.py::test_biases[N = K]
# why: The wrong axis is summed: the neurons disappear instead of the examples.
# hint: You add up along the wrong axis: one number for each example. There must be one for each
#   neuron. If N = K the shape is right and the numbers are not.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=1)))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, Zs[k - 1])
    return gradients
