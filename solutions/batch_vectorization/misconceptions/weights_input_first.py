# loses: layouts
# checks: test_layouts.py::test_rows[all equal]
# why: Z = X W + b as one page prints it: W is (outputs, inputs) here and must be transposed.
# hint: Your rows are multiplied by W, and it must be the transpose of W. When all shapes are equal
#   nothing complains.


def layer_rows(X, W, b):
    return (X @ W if X.shape[1] == W.shape[0] else X @ W.T) + b
