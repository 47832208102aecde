# loses: budget
# why: Training always says that it ended with a clean pass, on XOR too.
# hint: You say that the last pass was clean even where the budget ended first. On XOR no pass ever
#   is.

_train_and_tell = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, passes, updates, _ = _train_and_tell(X_aug, y, start, lr, max_passes)
    return w_aug, passes, updates, True
