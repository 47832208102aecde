# loses: untouched
# checks: test_untouched.py::test_backward[stored]
# why: The derivative is written into the stored Z.
# hint: You write the derivative of the activation into the Z that you were given. Make a new array.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        if k > 0:
            mask = Zs[k - 1]
            mask[...] = slope(activation, mask)
            delta = (delta @ params[k][0]) * mask
    return gradients
