# loses: backward_twice
# why: Intermediate nodes keep their gradient from the call before, and send it on again.
# hint: In a second call your intermediate nodes still hold the gradients of the first one, and send
#   them on again: 4a + 3 gives 4 and then 12, where 8 is right. Which gradients must start afresh
#   in each call?


def backward(self, backward_grad=None):
    order = topological_order(self)
    for node in order:
        if node.grad is None:
            node.grad = 0
    self.grad = 1 if backward_grad is None else backward_grad
    for node in reversed(order):
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            operand.grad += local * node.grad


NumberWithGrad.backward = backward
