# loses: loss
# why: The logarithm to base 10.
# hint: Your bce is smaller than it should be by the factor 2.3. The logarithm is the natural one,
#   np.log.


def bce(yhat, y):
    with np.errstate(divide="ignore"):
        return np.mean(-np.log10(np.where(y == 1, yhat, 1 - yhat)))
