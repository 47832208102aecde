# loses: loss
# why: The sum over the rows instead of the mean.
# hint: Your bce grows with the number of rows. The loss is a mean.


def bce(yhat, y):
    with np.errstate(divide="ignore"):
        return np.sum(-np.log(np.where(y == 1, yhat, 1 - yhat)))
