# loses: rule_01
# why: The prediction is -1 or +1 while the labels are 0 and 1.
# hint: You predict -1 where this rule needs 0, so that a right prediction of 0 looks like an error
#   of 1.


def update_01(w_aug, x_aug, y, lr):
    return w_aug + lr * (y - np.sign(w_aug @ x_aug)) * x_aug
