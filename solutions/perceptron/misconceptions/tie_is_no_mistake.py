# loses: rule_pm
# why: The test is < 0 for <= 0, so that the rule never leaves zero weights.
# hint: A tie counts as right in your rule. From zero weights everything is a tie, so it would never
#   begin to learn: the test is y (w.x + b) <= 0.


def update_pm(w, b, x, y):
    if y * (w @ x + b) < 0:
        return w + y * x, b + y
    return w, b


def pass_pm(X, y, w, b):
    mistakes = 0
    for x, label in zip(X, y, strict=True):
        if label * (w @ x + b) < 0:
            mistakes += 1
            w, b = update_pm(w, b, x, label)
    return w, b, mistakes
