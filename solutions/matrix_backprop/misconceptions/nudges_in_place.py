# loses: jacobians
# why: x itself is moved, and moved back; integers are cut off.
# hint: You move the entries of x itself. If x holds integers, `x[j] += 0.5` does nothing at
#   all. Work on a copy of floats.


def numeric_jacobian(f, x, h=1e-5):
    columns = []
    for j in range(len(x)):
        kept = x[j]
        x[j] = kept + h
        above = f(x)
        x[j] = kept - h
        below = f(x)
        x[j] = kept
        columns.append((above - below) / (2 * h))
    return np.stack(columns, axis=1)
