# loses: budget
# why: The budget is not looked at: training goes on until a clean pass, on XOR for ever.
# hint: Your training does not look at `max_passes`, so on XOR it never ends.


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, passes, updates, clean = np.array(start), 0, 0, False
    while not clean:
        passes, clean = passes + 1, True
        for x_aug, label in zip(X_aug, y, strict=True):
            error = label - (1 if w_aug @ x_aug > 0 else 0)
            if error:
                w_aug = w_aug + lr * error * x_aug
                updates, clean = updates + 1, False
    return w_aug, passes, updates, clean
