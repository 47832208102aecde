# loses: xor
# why: The product is written into the second column, on the way to a third one.
# hint: You write your product into X itself, so x2 is lost, for you and for the caller.


def add_feature(X):
    X[:, 1] *= X[:, 0]
    return np.column_stack([X, X[:, 1]])
