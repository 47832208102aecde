# loses: training
# why: The clean pass at the end is not counted.
# hint: Your weights are right, but you leave out the clean pass at the end. It was made, so it
#   counts.

_count_all = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, passes, updates, clean = _count_all(X_aug, y, start, lr, max_passes)
    return w_aug, passes - clean, updates, clean
