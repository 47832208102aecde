# loses: xor
# why: The new column stands in front of the inputs.
# hint: Your new column stands in front. Append it behind the two inputs.


def add_feature(X):
    return np.column_stack([X[:, 0] * X[:, 1], X])


def xor_weights():
    return [-2.0, 1.0, 1.0], -0.5
