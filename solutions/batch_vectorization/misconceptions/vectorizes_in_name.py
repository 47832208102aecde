# loses: vectorized
# checks: test_vectorized.py::test_loss_gradient[sum]
# why: np.vectorize is a loop with another name.
# hint: `np.vectorize` calls your function once for each number: it is a loop. The operators of
#   NumPy take whole arrays.


def loss_gradient(outputs, targets, reduction):
    difference = np.vectorize(lambda o, y: o - y)(outputs, targets.reshape(outputs.shape))
    return difference / len(outputs) if reduction == "mean" else difference
