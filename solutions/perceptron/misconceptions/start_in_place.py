# loses: training
# checks: test_training.py::test_start_is_left_alone
# why: Training works on the array start itself.
# hint: After training the `start` of the caller has changed. `w = start` gives the same array a
#   second name; make a copy.

_train_on_a_copy = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, *counts = _train_on_a_copy(X_aug, y, start, lr, max_passes)
    start[:] = w_aug
    return (start, *counts)
