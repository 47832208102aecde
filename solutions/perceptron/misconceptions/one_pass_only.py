# loses: training, budget
# why: Training ends after one pass, as the pseudo-code in a lecture does.
# hint: You make one pass and stop. Repeat passes until one of them is clean, or until the budget
#   ends.

_train_on = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    return _train_on(X_aug, y, start, lr, 1)
