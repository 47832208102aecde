# loses: rule_pm
# why: The mistakes are counted with the weights at the end of the pass.
# hint: Your weights are right, but you count the rows that are wrong after the pass. Count each row
#   when its turn comes, before it changes the weights.

_learn = pass_pm


def pass_pm(X, y, w, b):
    w, b, _ = _learn(X, y, w, b)
    return w, b, int(np.sum(y * (X @ w + b) <= 0))
