# loses: training, budget
# why: Whether a pass was clean is decided by its last row alone.
# hint: You ask whether the last row of the pass was right. A pass is clean if none of its rows
#   changed the weights.


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, updates = np.array(start), 0
    for passes in range(1, max_passes + 1):
        for x_aug, label in zip(X_aug, y, strict=True):
            error = label - (1 if w_aug @ x_aug > 0 else 0)
            if error:
                w_aug = w_aug + lr * error * x_aug
                updates += 1
        if error == 0:
            return w_aug, passes, updates, True
    return w_aug, passes, updates, False
