# loses: layouts
# why: The transpose of a 1-dimensional array is the array itself, so the biases stay (K,).
# hint: A 1-dimensional array has no second axis, so `b.T` is `b` and nothing changes. Add an axis:
#   `b.reshape(-1, 1)` or `b[:, None]`.


def bias_column(b):
    return b.T
