# loses: training, budget
# why: After each pass all rows are tried with the new weights, in place of one more pass.
# hint: After each pass you try all rows, and stop when they are right. That saves the clean pass,
#   but then `passes` and `clean` say something else than is asked for.


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, updates = np.array(start), 0
    for passes in range(1, max_passes + 1):
        for x_aug, label in zip(X_aug, y, strict=True):
            error = label - (1 if w_aug @ x_aug > 0 else 0)
            w_aug = w_aug + lr * error * x_aug
            updates += error != 0
        if np.all((X_aug @ w_aug > 0) == y):
            return w_aug, passes, int(updates), True
    return w_aug, passes, int(updates), False
