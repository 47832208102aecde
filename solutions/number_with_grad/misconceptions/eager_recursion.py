# loses: reused_node, depth, cost
# why: A node gives to all its operands first and then asks each of them to go on, once for each
#   use.
# hint: You add to both operands first and then let each of them go on. In b * b both operands are
#   b, so b goes on twice, each time with its full gradient. How can you make sure that each node
#   goes on just once?


def _clear(root):
    for node in topological_order(root):
        if node.depends_on or node.grad is None:
            node.grad = 0


def _go_on(node):
    for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
        operand.grad += local * node.grad
    for operand in node.depends_on:
        _go_on(operand)


def backward(self, backward_grad=None):
    _clear(self)
    self.grad += 1 if backward_grad is None else backward_grad
    _go_on(self)


NumberWithGrad.backward = backward
