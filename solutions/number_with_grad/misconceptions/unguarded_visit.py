# loses: reused_node, depth
# why: The visited test guards the recursion but not the append, so a node stands in the order once
#   for each use.
# hint: A node that is used twice stands in your order twice, and then it sends twice. Print the
#   list for b = a + 1, b * b: how often is b in it? The test for nodes that you have met must also
#   keep them out of the list.


def backward(self, backward_grad=None):
    order, met = [], set()

    def visit(node):
        if id(node) not in met:
            met.add(id(node))
            for operand in node.depends_on:
                visit(operand)
        order.append(node)

    visit(self)
    for node in order:
        if node.depends_on or node.grad is None:
            node.grad = 0
    self.grad += 1 if backward_grad is None else backward_grad
    for node in reversed(order):
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            operand.grad += local * node.grad


NumberWithGrad.backward = backward
