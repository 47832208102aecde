# loses: cost
# why: Every path is walked on its own: right numbers, but the work doubles with each diamond.
# hint: You walk along every path on its own, and 60 diamonds have more than a billion billion
#   paths. Let each node collect everything first and then send once.


def backward(self, backward_grad=None):
    for node in topological_order(self):
        if node.depends_on or node.grad is None:
            node.grad = 0
    waiting = [(self, 1 if backward_grad is None else backward_grad)]
    while waiting:
        node, arriving = waiting.pop()
        node.grad += arriving
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            waiting.append((operand, local * arriving))


NumberWithGrad.backward = backward
