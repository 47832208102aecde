# loses: layouts
# checks: test_layouts.py::test_columns[N = D]
# why: A batch of columns goes through the formula for rows, which fits when N = D.
# hint: You treat the columns as rows. X is (D, N) here: it is W @ X, and the result is (K, N).


def layer_columns(X, W, b):
    return (X @ W.T + b.T).T
