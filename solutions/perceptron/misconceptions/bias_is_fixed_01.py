# loses: rule_01
# why: Only the weights of the features are changed, the bias in front stays.
# hint: The first entry, the bias, never changes. It is a weight like the others, and its input is
#   the 1 in front.


def update_01(w_aug, x_aug, y, lr):
    y_hat = 1 if w_aug @ x_aug > 0 else 0
    new = w_aug + lr * (y - y_hat) * x_aug
    new[0] = w_aug[0]
    return new
