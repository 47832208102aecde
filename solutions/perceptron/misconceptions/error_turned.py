# loses: rule_01
# why: The error is prediction minus label, so every update goes the wrong way.
# hint: Your weights move the wrong way: where 1 is wanted and 0 comes, z should grow. The error is
#   the label minus the prediction.


def update_01(w_aug, x_aug, y, lr):
    y_hat = 1 if w_aug @ x_aug > 0 else 0
    return w_aug + lr * (y_hat - y) * x_aug
