# loses: loss
# checks: test_loss.py::test_loss[mean]
# why: The mean is taken over all N * K numbers instead of the N examples.
# hint: You divide by N * K. The mean is over the N examples; the K outputs of one example are
#   summed.


def batch_loss(outputs, targets, reduction):
    squares = (outputs - targets.reshape(outputs.shape)) ** 2
    return squares.mean() / 2 if reduction == "mean" else squares.sum() / 2


def loss_gradient(outputs, targets, reduction):
    difference = outputs - targets.reshape(outputs.shape)
    return difference / outputs.size if reduction == "mean" else difference
