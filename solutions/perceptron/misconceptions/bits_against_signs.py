# loses: rule_pm
# why: The labels -1 and +1 are compared with predictions that are 0 and 1.
# hint: You compare the label with a prediction of 0 or 1. A label of -1 is never equal to either,
#   so every such row looks like a mistake. Look at the sign of y (w.x + b).


def update_pm(w, b, x, y):
    return (w + y * x, b + y) if (1 if w @ x + b > 0 else 0) != y else (w, b)


def pass_pm(X, y, w, b):
    mistakes = 0
    for x, label in zip(X, y, strict=True):
        mistakes += (1 if w @ x + b > 0 else 0) != label
        w, b = update_pm(w, b, x, label)
    return w, b, mistakes
