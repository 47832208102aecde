# loses: house
# why: The sigmoid's slope is taken at V instead of at U.
# hint: In the house network you take the sigmoid of V before the slope. V is what the sigmoid
#   gave; its slope belongs to U.


def house_gradient(X, W, dO):
    V = sigmoid(sigmoid(X @ W))
    return X.T @ (V * (1 - V) * (dO[:, np.newaxis] / W.shape[1]))
