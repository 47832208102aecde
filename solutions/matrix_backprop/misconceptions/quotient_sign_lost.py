# loses: jacobians
# why: The Jacobian of w / x by x lacks its minus sign.
# hint: When a positive x grows, does 3 / x grow or shrink? Compare with the sign of your entry.

_elementwise_jacobians = elementwise_jacobians


def elementwise_jacobians(op, w, x):
    by_w, by_x = _elementwise_jacobians(op, w, x)
    return by_w, -by_x if op == "/" else by_x
