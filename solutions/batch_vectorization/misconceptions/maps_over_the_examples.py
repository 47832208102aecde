# loses: vectorized
# checks: test_vectorized.py::test_loss[sum]
# why: `map` calls Python once for each example.
# hint: In your loss Python adds up one example after the other, be it in a loop or in `map` or the
#   built-in `sum`. Subtract, square and sum the whole array.


def batch_loss(outputs, targets, reduction):
    losses = map(lambda o, y: np.sum((o - y) ** 2) / 2, outputs, targets)
    total = sum(losses)
    return total / len(outputs) if reduction == "mean" else total
