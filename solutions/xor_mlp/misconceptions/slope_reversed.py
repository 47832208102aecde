# loses: loss
# why: y - yhat instead of yhat - y.
# hint: Your d_bce has the wrong sign. Does the loss rise or fall when z rises and the label is 1?


def d_bce(z, y):
    return (y - sigma(z)) / len(z)
