# loses: rule_pm
# why: The bias is never updated.
# hint: Your b never changes. Without it the line goes through the origin for ever: b learns too.


def update_pm(w, b, x, y):
    return (w + y * x, b) if y * (w @ x + b) <= 0 else (w, b)


def pass_pm(X, y, w, b):
    mistakes = 0
    for x, label in zip(X, y, strict=True):
        mistakes += label * (w @ x + b) <= 0
        w, b = update_pm(w, b, x, label)
    return w, b, int(mistakes)
