# loses: reused_node
# why: An iterative sort does not ask again, when a node leaves its stack, whether it is listed
#   already.
# hint: A node can stand on your stack more than once, and then it comes into the list more than
#   once and sends more than once. Print the list for b = a + 1, b * b: how often is b in it?


def backward(self, backward_grad=None):
    order, listed, stack = [], set(), [self]
    while stack:
        missing = [operand for operand in stack[-1].depends_on if id(operand) not in listed]
        if missing:
            stack.extend(missing)
        else:
            node = stack.pop()
            listed.add(id(node))
            order.append(node)
    for node in order:
        if node.depends_on or node.grad is None:
            node.grad = 0
    self.grad += 1 if backward_grad is None else backward_grad
    for node in reversed(order):
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            operand.grad += local * node.grad


NumberWithGrad.backward = backward
