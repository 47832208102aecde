# loses: training
# why: Updates are counted once for each pass that was not clean.
# hint: You count one update for each pass. A pass can change the weights several times: count each
#   change.

_count_each = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, passes, _, clean = _count_each(X_aug, y, start, lr, max_passes)
    return w_aug, passes, passes - clean, clean
