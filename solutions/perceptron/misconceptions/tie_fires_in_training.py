# loses: training
# checks: test_training.py::test_gates_from_zero
# why: Training takes a tie for a 1, >= for >, and goes another way from zero.
# hint: In your training a tie counts as firing. Here the prediction is 1 only above 0; from zero
#   weights this changes the way.


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, passes, updates, clean = np.array(start), 0, 0, False
    while passes < max_passes and not clean:
        passes, clean = passes + 1, True
        for x_aug, label in zip(X_aug, y, strict=True):
            error = label - (1 if w_aug @ x_aug >= 0 else 0)
            if error:
                w_aug = w_aug + lr * error * x_aug
                updates, clean = updates + 1, False
    return w_aug, passes, updates, clean
