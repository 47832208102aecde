# loses: loss
# checks: test_loss.py::test_gradient[mean]
# why: For the mean, the gradient is that of the sum: the 1/N is forgotten.
# hint: For the mean, your gradient is that of the sum. The gradient of a mean has the 1/N too.


def loss_gradient(outputs, targets, reduction):
    return outputs - targets.reshape(outputs.shape)
