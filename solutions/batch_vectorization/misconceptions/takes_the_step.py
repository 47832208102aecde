# loses: untouched
# checks: test_untouched.py::test_backward[params]
# why: The weights are updated in place during the backward pass, each after it was used.
# hint: Your function also changes the weights it was given. Taking the step is the caller's job.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        W, b = params[k]
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        delta = (delta @ W) * slope(activation, Zs[k - 1]) if k > 0 else delta
        W -= 0.1 * gradients[0][0]
        b -= 0.1 * gradients[0][1]
    return gradients
