# loses: house
# why: The 1/K of the average is missing.
# hint: Your gradient is too large by the same factor everywhere. By how much does an average of
#   K numbers move when one of them moves by 1?


def house_gradient(X, W, dO):
    V = sigmoid(X @ W)
    return X.T @ (V * (1 - V) * dO[:, np.newaxis])
