# loses: training, budget
# why: Training ends as soon as one row is right, where a whole pass must be.
# hint: You stop at the first row that is right. Only a whole pass without a change says that all
#   rows are right at once.


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, updates = np.array(start), 0
    for passes in range(1, max_passes + 1):
        for x_aug, label in zip(X_aug, y, strict=True):
            error = label - (1 if w_aug @ x_aug > 0 else 0)
            if error == 0:
                return w_aug, passes, updates, True
            w_aug = w_aug + lr * error * x_aug
            updates += 1
    return w_aug, passes, updates, False
