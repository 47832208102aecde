# loses: loss
# checks: test_loss.py::test_sure_and_right[1.0]
# why: Both terms are computed, and 0 * log 0 is nan.
# hint: A prediction of exactly 0 or 1 that is right gives nan: both terms are computed, and 0
#   times minus infinity is nan. Compute only the term that the label switches on.


def bce(yhat, y):
    return np.mean(-(y * np.log(yhat) + (1 - y) * np.log(1 - yhat)))
