# loses: jacobians
# why: Only the diagonal is given back, as a vector.
# hint: Your Jacobian has the shape (n,). With n outputs and n inputs there are n times n
#   derivatives; most of them are 0, and they belong to it.

_elementwise_jacobians = elementwise_jacobians


def identity_jacobian(x):
    return np.ones(len(x))


def elementwise_jacobians(op, w, x):
    by_w, by_x = _elementwise_jacobians(op, w, x)
    return np.diag(by_w), np.diag(by_x)
