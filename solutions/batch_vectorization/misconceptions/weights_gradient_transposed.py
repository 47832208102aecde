# loses: backward, vectorized, untouched
# checks: test_backward.py::test_weights[all equal]
# why: A^T delta is the gradient of weights that are kept as (inputs, outputs).
# hint: Your dW is transposed: it must have the shape of W, (outputs, inputs). For a square layer
#   only the numbers show it.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (As[k].T @ delta, delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, Zs[k - 1])
    return gradients
