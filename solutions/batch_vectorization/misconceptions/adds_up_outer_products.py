# loses: vectorized
# checks: test_vectorized.py::test_backward[relu]
# why: The gradients are added up example by example, as in the loop that the batch replaces.
# hint: In your gradients something is added up one example after the other. delta.T @ A does the
#   whole sum over the outer products, delta.sum(axis=0) that over the biases.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        W, b = params[k]
        dW, db = np.zeros(W.shape), np.zeros(b.shape)
        for row, a in zip(delta, As[k], strict=True):
            dW += np.outer(row, a)
            db += row
        gradients.insert(0, (dW, db))
        if k > 0:
            delta = (delta @ W) * slope(activation, Zs[k - 1])
    return gradients
