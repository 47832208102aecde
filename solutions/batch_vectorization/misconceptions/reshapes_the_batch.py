# loses: layouts
# checks: test_layouts.py::test_to_columns[3 x 3]
# why: The batch is reshaped where it should be transposed: the numbers keep their order in memory.
# hint: `reshape` keeps the numbers in the order in which they are stored, so the examples are torn
#   apart. The first row must become the first column: that is the transpose.


def to_columns(X):
    return X.reshape(X.shape[1], X.shape[0])
