# loses: training, budget
# why: Each pass judges all rows by the same weights and adds the changes up.
# hint: You judge all rows by the same weights and then add up the changes. In this rule each row
#   sees what the rows before it have changed.


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, updates = np.array(start), 0
    for passes in range(1, max_passes + 1):
        errors = y - (X_aug @ w_aug > 0)
        if not errors.any():
            return w_aug, passes, updates, True
        w_aug = w_aug + lr * errors @ X_aug
        updates += int(np.count_nonzero(errors))
    return w_aug, passes, updates, False
