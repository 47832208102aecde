# loses: training
# why: Training uses the learning rate 1 whatever is asked for.
# hint: Training gives the same weights for every learning rate. Pass `lr` on to the update.

_train_at_rate = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    return _train_at_rate(X_aug, y, start, 1.0, max_passes)
