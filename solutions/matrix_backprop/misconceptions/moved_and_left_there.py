# loses: jacobians
# why: Each input stays moved while the next one is measured.
# hint: An input stays moved while you measure the next one, and x is another one afterwards.
#   Begin from the same x for each column.


def numeric_jacobian(f, x, h=1e-5):
    columns = []
    for j in range(len(x)):
        below = f(x)
        x[j] += 2 * h
        columns.append((f(x) - below) / (2 * h))
    return np.stack(columns, axis=1)
