# loses: loss
# checks: test_loss.py::test_flat_targets[sum]
# why: (N, 1) - (N,) broadcasts to (N, N): every output minus every target.
# hint: Targets of shape (N,) against outputs of shape (N, 1) give an (N, N) array, every output
#   minus every target. Bring the targets to the shape of the outputs first.


def batch_loss(outputs, targets, reduction):
    total = np.sum((outputs - targets) ** 2) / 2
    return total / len(outputs) if reduction == "mean" else total


def loss_gradient(outputs, targets, reduction):
    difference = outputs - targets
    return difference / len(outputs) if reduction == "mean" else difference
