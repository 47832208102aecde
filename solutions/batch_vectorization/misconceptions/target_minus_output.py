# loses: loss
# why: The difference is taken the wrong way round, so that training would climb.
# hint: Your gradient has the wrong sign: it is output minus target.


def loss_gradient(outputs, targets, reduction):
    difference = targets.reshape(outputs.shape) - outputs
    return difference / len(outputs) if reduction == "mean" else difference
