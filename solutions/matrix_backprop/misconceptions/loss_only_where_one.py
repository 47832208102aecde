# loses: forward
# why: Only -y log(y_hat) is left of the loss.
# hint: Where y is 0, your loss is 0 whatever the prediction was. Which part of the formula is
#   meant for these outputs?


def cross_entropy(y_hat, y):
    return -np.sum(y * np.log(y_hat))
