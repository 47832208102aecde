# loses: training, budget
# why: The labels are not looked at: every row with an input that is not 0 is taken for a 1.
# hint: You train the same gate whatever the labels are. Use y.

_train_labels = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    known = np.any(X_aug[:, 1:] != 0, axis=1).astype(int)
    return _train_labels(X_aug, known, start, lr, max_passes)
