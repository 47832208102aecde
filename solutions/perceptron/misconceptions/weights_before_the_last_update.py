# loses: training, budget
# why: The weights given back are those from before the last update.
# hint: Your counts are right, but the weights are those from just before the last update.


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    before = w_aug = np.array(start)
    passes, updates, clean = 0, 0, False
    while passes < max_passes and not clean:
        passes, clean = passes + 1, True
        for x_aug, label in zip(X_aug, y, strict=True):
            error = label - (1 if w_aug @ x_aug > 0 else 0)
            if error:
                before, w_aug = w_aug, w_aug + lr * error * x_aug
                updates, clean = updates + 1, False
    return before, passes, updates, clean
