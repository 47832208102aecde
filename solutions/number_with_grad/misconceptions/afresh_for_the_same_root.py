# loses: backward_twice
# checks: test_backward_twice.py::test_roots_above_one_node
# why: Intermediate nodes start afresh only in a second call on the same root, and keep what a call
#   on another root left.
# hint: After a call on c = b * 3 and then one on c * 4, the new gradient of c still has the old one
#   in it. A node that is not a leaf starts afresh in every call that reaches it, whichever node the
#   call is on.


def backward(self, backward_grad=None):
    order = topological_order(self)
    again = getattr(self, "has_sent", False)
    for node in order:
        if node.grad is None or (again and node.depends_on):
            node.grad = 0
    self.has_sent = True
    start = 1 if backward_grad is None else backward_grad
    self.grad = start if self.depends_on else self.grad + start
    for node in reversed(order):
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            operand.grad += local * node.grad


NumberWithGrad.backward = backward
