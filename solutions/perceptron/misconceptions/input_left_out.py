# loses: rule_01
# why: Every weight moves by the error, whatever its input was.
# hint: All your weights move by the same amount. Each one moves by the error times its own input.


def update_01(w_aug, x_aug, y, lr):
    y_hat = 1 if w_aug @ x_aug > 0 else 0
    return w_aug + lr * (y - y_hat)
