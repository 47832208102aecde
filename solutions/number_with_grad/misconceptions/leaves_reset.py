# loses: backward_twice
# why: Every call starts with all gradients at zero, the leaves' too.
# hint: Your leaves forget what earlier calls of backward left in them. Intermediate nodes start
#   afresh in each call; leaves add up.


def backward(self, backward_grad=None):
    order = topological_order(self)
    for node in order:
        node.grad = 0
    self.grad = 1 if backward_grad is None else backward_grad
    for node in reversed(order):
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            operand.grad += local * node.grad


NumberWithGrad.backward = backward
