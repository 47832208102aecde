# loses: backward_twice
# checks: test_backward_twice.py::test_roots_above_one_node
# why: Intermediate nodes start afresh only in a second call on the same root, and keep what a call
#   on another root left.
# hint: A second call on the same node is right in your code. But a call on another node of the same
#   graph finds old gradients in intermediate nodes and sends them on again. They start afresh in
#   every call.


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
