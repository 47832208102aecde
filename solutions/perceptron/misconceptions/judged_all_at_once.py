# loses: rule_pm
# why: All rows are judged by the weights that the pass began with.
# hint: You judge all rows by the weights from before the pass. Each row must see what the rows
#   before it have changed.


def pass_pm(X, y, w, b):
    wrong = y * (X @ w + b) <= 0
    return w + (y * wrong) @ X, b + np.sum(y * wrong), int(np.sum(wrong))
