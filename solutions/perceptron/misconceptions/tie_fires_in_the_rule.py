# loses: rule_01
# checks: test_rule_01.py::test_tie
# why: The rule takes a tie for a 1, >= for >.
# hint: In your update a tie counts as firing. Here the prediction is 1 only above 0.


def update_01(w_aug, x_aug, y, lr):
    y_hat = 1 if w_aug @ x_aug >= 0 else 0
    return w_aug + lr * (y - y_hat) * x_aug
