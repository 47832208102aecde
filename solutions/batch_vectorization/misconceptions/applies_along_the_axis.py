# loses: vectorized
# checks: test_vectorized.py::test_loss[sum], test_vectorized.py::test_loss_gradient[sum]
# why: np.apply_along_axis calls Python once for each row.
# hint: `np.apply_along_axis` calls your function once for each row: it is a loop. Use operations on
#   the whole array, and `axis=` of `sum`.


def batch_loss(outputs, targets, reduction):
    difference = outputs - targets.reshape(outputs.shape)
    total = np.apply_along_axis(lambda row: np.sum(row**2) / 2, 1, difference).sum()
    return total / len(outputs) if reduction == "mean" else total


def loss_gradient(outputs, targets, reduction):
    both = np.hstack([outputs, targets.reshape(outputs.shape)])
    difference = np.apply_along_axis(lambda row: np.subtract(*np.split(row, 2)), 1, both)
    return difference / len(outputs) if reduction == "mean" else difference
