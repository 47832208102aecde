# loses: reused_leaf, reused_node, backward_twice
# why: Every contribution replaces the one before it, where the sum over paths was wanted.
# hint: When a node is used more than once, your last contribution replaces the others. The gradient
#   is the sum over all uses: try a * a.


def backward(self, backward_grad=None):
    self.grad = 1 if backward_grad is None else backward_grad
    for node in reversed(topological_order(self)):
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            operand.grad = local * node.grad


NumberWithGrad.backward = backward
