# loses: rule_pm
# why: The pass ends after its first mistake.
# hint: Your pass ends with its first mistake. Go on to the last row.


def pass_pm(X, y, w, b):
    for x, label in zip(X, y, strict=True):
        if label * (w @ x + b) <= 0:
            return w + label * x, b + label, 1
    return w, b, 0
