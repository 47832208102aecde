# loses: budget
# why: clean is computed as passes < max_passes, which is wrong when the last pass is the clean one.
# hint: A clean pass can be the very last one that the budget allows. Ask whether the pass changed
#   anything, not whether passes are left.

_train_to_the_end = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, passes, updates, _ = _train_to_the_end(X_aug, y, start, lr, max_passes)
    return w_aug, passes, updates, passes < max_passes
