# loses: jacobians
# why: x itself is moved, and moved back; integers are cut off.
# hint: Your x stays an array of integers where it holds integers, and there 3 + 0.5 becomes 3
#   again. Work on a copy of floats.


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
