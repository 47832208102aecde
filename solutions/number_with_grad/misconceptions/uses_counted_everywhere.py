# loses: reused_node
# checks: test_reused_node.py::test_use_outside_the_graph
# why: Uses are counted when nodes are made, so a node with a use outside the root's graph never
#   sends.
# hint: Your node waits for every use that was ever made of it, and one that the root does not
#   depend on never sends anything. Count the uses within the graph of the root, in each call.

_without_counting = NumberWithGrad._result


def _result(cls, num, creation_op, *edges):
    for operand, _ in edges:
        operand.uses = getattr(operand, "uses", 0) + 1
    return _without_counting(num, creation_op, *edges)


def backward(self, backward_grad=None):
    total, arrived = {id(self): 1 if backward_grad is None else backward_grad}, {}
    ready = [self]
    while ready:
        node = ready.pop()
        kept = 0 if node.depends_on or node.grad is None else node.grad
        node.grad = kept + total[id(node)]
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            if not operand.depends_on:  # a leaf sends nothing, so it need not wait
                operand.grad = (operand.grad or 0) + local * node.grad
                continue
            total[id(operand)] = total.get(id(operand), 0) + local * node.grad
            arrived[id(operand)] = arrived.get(id(operand), 0) + 1
            if arrived[id(operand)] == operand.uses:
                ready.append(operand)


NumberWithGrad._result = classmethod(_result)
NumberWithGrad.backward = backward
