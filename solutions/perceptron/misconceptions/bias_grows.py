# loses: rule_pm
# why: A mistake adds 1 to the bias, whatever the label.
# hint: Your b grows by 1 at every mistake. It moves with the label: b + y.


def update_pm(w, b, x, y):
    return (w + y * x, b + 1) if y * (w @ x + b) <= 0 else (w, b)


def pass_pm(X, y, w, b):
    mistakes = 0
    for x, label in zip(X, y, strict=True):
        mistakes += label * (w @ x + b) <= 0
        w, b = update_pm(w, b, x, label)
    return w, b, int(mistakes)
