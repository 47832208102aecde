# loses: budget
# checks: test_budget.py::test_weights_at_the_end_of_the_budget[5]
# why: When no pass was clean, the start is given back where the last weights are wanted.
# hint: On XOR you give back the weights that training began with. When the budget ends, give back
#   the weights after the last update, whether they seem good or not.

_train_and_keep = train_01


def train_01(X_aug, y, start, lr=1.0, max_passes=100):
    w_aug, *counts = _train_and_keep(X_aug, y, start, lr, max_passes)
    return (w_aug if counts[-1] else np.array(start), *counts)
