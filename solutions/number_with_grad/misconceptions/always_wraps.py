# loses: forward, local_gradients, reused_leaf, reused_node, backward_twice, depth
# why: ensure_number makes a new leaf even of a NumberWithGrad, so the right operand is cut off.
# hint: `ensure_number(b)` makes a new leaf even where b is a NumberWithGrad already. Then the
#   result depends on this copy, and b itself never gets a gradient. Give back b itself.

_ensure = ensure_number


def ensure_number(num):
    return NumberWithGrad(_ensure(num).num)
