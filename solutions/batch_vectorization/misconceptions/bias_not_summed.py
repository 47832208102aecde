# loses: backward
# checks: test_backward.py::test_batch_of_one[width 3]
# why: The gradient of the biases is delta itself, one row for each example.
# hint: Your db has a row for each example. One b serves all examples: add up the rows, so that db
#   has the shape of b.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, Zs[k - 1])
    return gradients
