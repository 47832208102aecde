# loses: loss
# checks: test_loss.py::test_gradient[sum]
# why: The gradient is divided by N whatever the reduction is.
# hint: Your gradient is always divided by N. For 'sum' it must not be.


def loss_gradient(outputs, targets, reduction):
    return (outputs - targets.reshape(outputs.shape)) / len(outputs)
