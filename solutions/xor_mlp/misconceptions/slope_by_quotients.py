# loses: loss
# checks: test_loss.py::test_slopes_far_out
# why: The long form divides by 0 when the sigmoid is rounded to 0 or 1.
# hint: Far out your d_bce is nan. If it divides by a probability: that one is rounded to 0 there.
#   Cancel first, then compute.


def d_bce(z, y):
    yhat = sigma(z)
    return (-y / yhat + (1 - y) / (1 - yhat)) * yhat * (1 - yhat) / len(z)
