# loses: predict
# why: A single input is made a batch of one, and comes back as an array.
# hint: For a single input you give an array that holds one number. Give the number.


def predict(X, w, b):
    return step(np.atleast_2d(X) @ w + b)
