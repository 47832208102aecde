# loses: budget
# why: range(1, max_passes) makes one pass less than allowed.
# hint: You stop one pass before the budget ends: `range(1, n)` has n - 1 numbers in it.

_train_in_budget = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    if max_passes == 1:
        return np.array(start), 0, 0, False
    return _train_in_budget(X_aug, y, start, lr, max_passes - 1)
