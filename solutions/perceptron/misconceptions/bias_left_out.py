# loses: predict
# why: The bias is left out of the net input.
# hint: Your predictions do not depend on b. Add it to the weighted sum before the step.


def predict(X, w, b):
    return step(X @ w)
