# loses: rule_01
# why: The learning rate is multiplied in twice.
# hint: Your learning rate comes in twice: once in the error and once in the step. Once is right.


def update_01(w_aug, x_aug, y, lr):
    y_hat = 1 if w_aug @ x_aug > 0 else 0
    error = lr * (y - y_hat)
    return w_aug + lr * error * x_aug
