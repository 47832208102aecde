# loses: loss
# checks: test_loss.py::test_loss[mean], test_loss.py::test_gradient[mean]
# why: Loss and gradient are those of the squares, without the factor 1/2.
# hint: Your loss and your gradient are twice what they should be: they lack the 1/2 in front of the
#   squares. With it, the gradient of an example is just o - y.


def batch_loss(outputs, targets, reduction):
    total = np.sum((outputs - targets.reshape(outputs.shape)) ** 2)
    return total / len(outputs) if reduction == "mean" else total


def loss_gradient(outputs, targets, reduction):
    difference = 2 * (outputs - targets.reshape(outputs.shape))
    return difference / len(outputs) if reduction == "mean" else difference
