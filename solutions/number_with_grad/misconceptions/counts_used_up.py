# loses: backward_twice
# checks: test_backward_twice.py::test_again_on_a_node_used_twice
# why: The uses still to come are counted down and never put back, so in a second call a node sends
#   at every arrival.
# hint: In b * b, b = a + 2, your second call gives a too much. Has the first one used up what you
#   count, or left marks behind? Whatever you count or mark on the way is counted and marked anew in
#   each call.


def _count_uses(root):
    order = topological_order(root)
    for node in order:
        node.uses_to_come, node.counted_by = 0, root
    for node in order:
        for operand in node.depends_on:
            operand.uses_to_come += 1


def backward(self, backward_grad=None):
    if getattr(self, "counted_by", None) is not self:
        _count_uses(self)
    total, ready = {id(self): 1 if backward_grad is None else backward_grad}, [self]
    while ready:
        node = ready.pop()
        kept = 0 if node.depends_on or node.grad is None else node.grad
        node.grad = kept + total[id(node)]
        for operand, local in zip(node.depends_on, node.local_gradients, strict=True):
            if not operand.depends_on:  # a leaf sends nothing, so it need not wait
                operand.grad = (operand.grad or 0) + local * node.grad
                continue
            total[id(operand)] = total.get(id(operand), 0) + local * node.grad
            operand.uses_to_come -= 1
            if operand.uses_to_come <= 0:
                ready.append(operand)


NumberWithGrad.backward = backward
