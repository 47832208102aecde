# loses: backward
# checks: test_backward.py::test_weights[all equal]
# why: The transpose of the formula for one example is kept, where delta is a row.
# hint: For one example it is W^T delta; with rows it is delta W, without a transpose. Where a layer
#   is square nothing complains.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ params[k][0].T) * slope(activation, Zs[k - 1])
    return gradients
