# loses: reused_leaf
# why: Sums over paths are taken for intermediate nodes only; a leaf keeps the last path of a pass.
# hint: Your intermediate nodes add their contributions up, but a leaf keeps only the last one. The
#   sum over all uses holds for leaves too: try a * a.


def backward(self, backward_grad=None):
    order = topological_order(self)
    arrived = {id(node): 0 for node in order}
    arrived[id(self)] = 1 if backward_grad is None else backward_grad
    for node in reversed(order):
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            before = arrived[id(operand)] if operand.depends_on else 0
            arrived[id(operand)] = before + local * arrived[id(node)]
    for node in order:
        before = 0 if node.depends_on else node.grad or 0
        node.grad = before + arrived[id(node)]


NumberWithGrad.backward = backward
