# loses: rule_01
# checks: test_rule_01.py::test_given_weights_are_left_alone
# why: w_aug += changes the array of the caller.
# hint: `w_aug += ...` changes the array that the caller still holds. Make a new one:
#   `w_aug = w_aug + ...`.


def update_01(w_aug, x_aug, y, lr):
    y_hat = 1 if w_aug @ x_aug > 0 else 0
    w_aug += lr * (y - y_hat) * x_aug
    return w_aug
