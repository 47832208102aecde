# loses: forward
# why: depends_on lists the right operand first.
# hint: `depends_on` should list the operands in the order in which they are written: for a + b
#   first a, then b.

_in_order = NumberWithGrad._result


def _result(cls, num, creation_op, *edges):
    return _in_order(num, creation_op, *reversed(edges))


NumberWithGrad._result = classmethod(_result)
