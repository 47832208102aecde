# loses: untouched
# checks: test_untouched.py::test_loss_gradient[sum], test_untouched.py::test_loss_gradient[mean]
# why: outputs -= targets writes the differences into the caller's outputs.
# hint: `-=` has written your gradient into the caller's outputs. Use `outputs - targets`, which
#   makes a new array.


def loss_gradient(outputs, targets, reduction):
    outputs -= targets.reshape(outputs.shape)
    return outputs / len(outputs) if reduction == "mean" else outputs
