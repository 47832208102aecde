# loses: backward, untouched
# checks: test_untouched.py::test_backward[delta]
# why: Delta is divided by N once more, and that in the caller's array.
# hint: `delta /= len(delta)` divides by N although a mean has done it already, and it changes the
#   array of the caller.


def backward_batch(params, Zs, As, delta, activation):
    delta /= len(delta)
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, Zs[k - 1])
    return gradients
