# loses: backward
# checks: test_backward.py::test_weights[2 layers]
# why: Delta is divided by N each time it goes to the layer below; only the last layer is right.
# hint: Each layer below the last has one more 1/N in its gradients. Going back multiplies by W and
#   by g', and divides by nothing.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, Zs[k - 1]) / len(delta)
    return gradients
