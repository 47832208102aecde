# loses: backward_twice
# checks: test_backward_twice.py::test_next_graph_is_built_later
# why: Every operation takes the gradients of its operands away, so that a second graph on the same
#   leaf begins with nothing.
# hint: A call on a * 9 + k and then one on a * 4, built after it, leave in a what the second call
#   gave alone. If both are there when the graphs are built first, an operation wipes the `grad` of
#   its operands: it leaves them as they are, and only `backward` changes gradients.

_keeping = NumberWithGrad._result


def _result(cls, num, creation_op, *edges):
    for operand, _ in edges:
        operand.grad = None
    return _keeping(num, creation_op, *edges)


NumberWithGrad._result = classmethod(_result)
