# loses: rule_pm
# why: Every row changes the weights, also where it is right; the mistakes are counted well.
# hint: Rows that are right change your weights too. Only a mistake does.


def update_pm(w, b, x, y):
    return w + y * x, b + y


def pass_pm(X, y, w, b):
    mistakes = 0
    for x, label in zip(X, y, strict=True):
        mistakes += label * (w @ x + b) <= 0
        w, b = w + label * x, b + label
    return w, b, int(mistakes)
