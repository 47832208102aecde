# loses: rule_01
# why: The label itself takes the place of the error, so rows that are right move the weights too.
# hint: A row whose prediction is right moves your weights, and one with the label 0 never does. Use
#   the error, label minus prediction, where you have the label.


def update_01(w_aug, x_aug, y, lr):
    return w_aug + lr * y * x_aug
