# loses: house
# why: X instead of X^T; three houses with three features hide it.
# hint: Your matrix product sums over the features. The gradient of one weight is a sum over the
#   houses. With as many houses as features both have the right shape.


def house_gradient(X, W, dO):
    V = sigmoid(X @ W)
    return X @ (V * (1 - V) * (dO[:, np.newaxis] / W.shape[1]))
