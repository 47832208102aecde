# loses: vectorized
# checks: test_vectorized.py::test_loss[sum], test_vectorized.py::test_backward[relu]
# why: The built-in sum takes the rows one by one.
# hint: In your loss and your gradients the rows are added up one by one, be it in a loop or by the
#   built-in `sum`. np.sum, or `.sum(axis=0)` for the biases, adds up all at once.


def batch_loss(outputs, targets, reduction):
    total = sum(sum((outputs - targets.reshape(outputs.shape)) ** 2)) / 2
    return total / len(outputs) if reduction == "mean" else total


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for i in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[i], sum(delta)))
        if i > 0:
            delta = (delta @ params[i][0]) * slope(activation, Zs[i - 1])
    return gradients
