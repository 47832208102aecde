# loses: rule_pm
# why: The pass changes the array that it was given.
# hint: `w += ...` in your pass changes the array that the caller still holds. Make a new one:
#   `w = w + ...`.


def pass_pm(X, y, w, b):
    mistakes = 0
    for x, label in zip(X, y, strict=True):
        if label * (w @ x + b) <= 0:
            mistakes += 1
            w += label * x
            b += label
    return w, b, mistakes
