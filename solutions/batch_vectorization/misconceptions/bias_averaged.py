# loses: backward
# checks: test_backward.py::test_biases[2 layers]
# why: The gradient of the biases is the mean over the examples, while that of the weights is a sum.
# hint: Your db is a mean over the examples. It must be a sum, as for the weights: a 1/N, if there
#   is one, is in delta already.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.mean(axis=0)))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, Zs[k - 1])
    return gradients
