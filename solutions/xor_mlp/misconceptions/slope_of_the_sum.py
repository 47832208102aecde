# loses: loss
# checks: test_loss.py::test_any_slopes
# why: yhat - y is the slope of the sum; that of the mean is divided by N.
# hint: Your d_bce is N times too large: the loss is a mean over N rows.


def d_bce(z, y):
    return sigma(z) - y
