# loses: jacobians
# why: The Jacobian of w / x by x has x where its square belongs.
# hint: Your Jacobian of w / x by x has the wrong size. Write the quotient as w times x to the
#   power of -1: to which power does x stand in the derivative?

_elementwise_jacobians = elementwise_jacobians


def elementwise_jacobians(op, w, x):
    by_w, by_x = _elementwise_jacobians(op, w, x)
    return by_w, np.diag(-w / x) if op == "/" else by_x
