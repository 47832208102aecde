# loses: backward
# checks: test_backward.py::test_weights[2 layers]
# why: The gradients are divided by N although delta holds the 1/N of a mean already.
# hint: You divide by N, and delta has done so already if the loss is a mean. The backward pass only
#   sums.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k] / len(delta), delta.sum(axis=0) / len(delta)))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, Zs[k - 1])
    return gradients
