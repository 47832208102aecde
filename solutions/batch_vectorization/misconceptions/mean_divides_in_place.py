# loses: untouched
# checks: test_untouched.py::test_loss[mean]
# why: The differences and their squares are written into the caller's outputs.
# hint: Your loss is computed inside the arrays of the caller. Make new ones.


def batch_loss(outputs, targets, reduction):
    outputs -= targets.reshape(outputs.shape)
    outputs *= outputs
    if reduction == "mean":
        outputs /= len(outputs)
    return outputs.sum() / 2
