# loses: backward, untouched
# checks: test_untouched.py::test_backward[params]
# why: A layer's weights are updated in place before delta goes back through them.
# hint: You update the weights of a layer and then send delta through the updated ones. The
#   gradients belong to the old weights; and the step is the caller's job.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        W, b = params[k]
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        W -= 0.1 * gradients[0][0]
        b -= 0.1 * gradients[0][1]
        delta = (delta @ W) * slope(activation, Zs[k - 1]) if k > 0 else delta
    return gradients
