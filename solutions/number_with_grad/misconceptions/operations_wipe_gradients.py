# loses: backward_twice
# checks: test_backward_twice.py::test_next_graph_is_built_later
# why: Every operation takes the gradients of its operands away, so that a second graph on the same
#   leaf begins with nothing.
# hint: When you compute with a leaf, your operation wipes what earlier calls of backward left in
#   its `grad`. An operation leaves its operands as they are; only `backward` changes gradients.

_keeping = NumberWithGrad._result


def _result(cls, num, creation_op, *edges):
    for operand, _ in edges:
        operand.grad = None
    return _keeping(num, creation_op, *edges)


NumberWithGrad._result = classmethod(_result)
