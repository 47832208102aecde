# loses: rule_pm
# why: A mistake adds x, and not y x, to the weights.
# hint: You add x whatever the label is. An example with the label -1 must push the weights away:
#   add y times x.


def update_pm(w, b, x, y):
    return (w + x, b + y) if y * (w @ x + b) <= 0 else (w, b)


def pass_pm(X, y, w, b):
    mistakes = 0
    for x, label in zip(X, y, strict=True):
        mistakes += label * (w @ x + b) <= 0
        w, b = update_pm(w, b, x, label)
    return w, b, int(mistakes)
