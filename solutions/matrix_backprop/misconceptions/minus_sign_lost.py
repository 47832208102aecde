# loses: jacobians
# why: The Jacobian of w - x by x is taken as I.
# hint: When x grows by a little, does w - x grow or shrink?

_elementwise_jacobians = elementwise_jacobians


def elementwise_jacobians(op, w, x):
    return _elementwise_jacobians("+" if op == "-" else op, w, x)
