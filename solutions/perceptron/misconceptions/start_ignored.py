# loses: training, budget
# why: Training always begins with zero weights.
# hint: Training begins with zero whatever `start` holds.

_train_from_start = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    return _train_from_start(X_aug, y, np.zeros_like(start), lr, max_passes)
