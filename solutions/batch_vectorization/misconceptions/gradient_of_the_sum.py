# loses: loss
# checks: test_loss.py::test_gradient[mean]
# why: The loss is a mean, its gradient that of the sum: the 1/N is forgotten.
# hint: Your loss divides by N for the mean, your gradient does not. The gradient of a mean has the
#   1/N too.


def loss_gradient(outputs, targets, reduction):
    return outputs - targets.reshape(outputs.shape)
