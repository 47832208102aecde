# loses: jacobians
# why: A difference to one side only, whose error grows with h.
# hint: Your measured Jacobian moves each input up, but not down. For x squared, with h = 0.5,
#   that is off by 0.5.


def numeric_jacobian(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    columns = [(f(x + h * unit) - f(x)) / h for unit in np.eye(len(x))]
    return np.stack(columns, axis=1)
