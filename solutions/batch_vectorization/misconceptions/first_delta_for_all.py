# loses: backward, vectorized, untouched
# why: The delta of the first example is used for all of them.
# hint: You use the first row of delta for every example. Each example has a delta of its own.


def backward_batch(params, Zs, As, delta, activation):
    delta = np.tile(delta[0], (len(delta), 1))
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, Zs[k - 1])
    return gradients
