# loses: layouts
# checks: test_layouts.py::test_rows[N = K]
# why: The biases are added as a column to a batch of rows: one bias for each example.
# hint: With rows the biases belong to the last axis, so (K,) is right as it is. As a column (K, 1)
#   they are spread over the examples, and if N = K nothing complains.


def layer_rows(X, W, b):
    return X @ W.T + b[:, None]
