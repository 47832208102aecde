# loses: loss
# checks: test_loss.py::test_loss[sum]
# why: The loss has no factor 1/2, while the gradient is that of the loss with it.
# hint: Your loss is twice what it should be: the 1/2 in front of the squares is missing.


def batch_loss(outputs, targets, reduction):
    total = np.sum((outputs - targets.reshape(outputs.shape)) ** 2)
    return total / len(outputs) if reduction == "mean" else total
