# loses: xor
# checks: test_xor.py::test_rows_do_not_matter_to_each_other
# why: The inputs are centred by the mean of the batch, so a row's feature depends on the others.
# hint: Your feature depends on the other rows of the batch, as it does where their mean is taken
#   away. A row alone, or in other company, then gets another feature than in the truth table.


def add_feature(X):
    centred = X - X.mean(axis=0)
    return np.column_stack([X, centred[:, 0] * centred[:, 1]])


def xor_weights():
    return [0.0, 0.0, -1.0], 0.0
