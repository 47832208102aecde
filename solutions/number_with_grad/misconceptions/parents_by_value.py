# loses: reused_leaf, reused_node
# why: The operands of a node are kept as a set of values, so that of two different nodes with equal
#   numbers one is never visited.
# hint: Two different nodes that hold the same number are one node for your code, and what lies
#   below the second one gets nothing. Compare nodes by identity (`is`, `id`), not by their number.


def _order_of(root):
    order, met = [], set()
    stack = [(root, False)]
    while stack:
        node, operands_done = stack.pop()
        if operands_done:
            order.append(node)
        elif id(node) not in met:
            met.add(id(node))
            stack.append((node, True))
            by_value = {operand.num: operand for operand in node.depends_on}
            stack.extend((operand, False) for operand in by_value.values())
    return order


def backward(self, backward_grad=None):
    for node in topological_order(self):
        if node.depends_on or node.grad is None:
            node.grad = 0
    self.grad += 1 if backward_grad is None else backward_grad
    for node in reversed(_order_of(self)):
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            operand.grad += local * node.grad


NumberWithGrad.backward = backward
