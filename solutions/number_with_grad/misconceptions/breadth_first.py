# loses: reused_node
# why: Breadth first order: a node near the root sends before what arrives over a longer way.
# hint: You go through the graph level by level. Then a node close to the root sends before the
#   contribution over its longer way has arrived. A node must wait for all nodes that use it, near
#   and far.


def backward(self, backward_grad=None):
    order, met = [self], {id(self)}
    for node in order:
        for operand in node.depends_on:
            if id(operand) not in met:
                met.add(id(operand))
                order.append(operand)
    for node in order:
        if node.depends_on or node.grad is None:
            node.grad = 0
    self.grad += 1 if backward_grad is None else backward_grad
    for node in order:
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            operand.grad += local * node.grad


NumberWithGrad.backward = backward
