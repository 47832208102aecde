# loses: forward
# checks: test_forward.py::test_loss[both_targets]
# why: The first target decides for all outputs which part of the loss is taken.
# hint: Your loss is right only where all targets are equal. Each output has a target of its own:
#   choose entry by entry.


def cross_entropy(y_hat, y):
    if y[0] == 1:
        return -np.sum(np.log(y_hat))
    return -np.sum(np.log(1 - y_hat))
