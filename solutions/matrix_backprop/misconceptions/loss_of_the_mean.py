# loses: forward
# why: The mean over the outputs instead of the sum.
# hint: With two outputs your loss is half as large as it should be. Here it is the sum over the
#   outputs.


def cross_entropy(y_hat, y):
    return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
