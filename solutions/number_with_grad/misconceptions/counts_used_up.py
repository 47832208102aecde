# loses: backward_twice
# checks: test_backward_twice.py::test_again_on_a_node_used_twice
# why: The uses still to come are counted down and never put back, so in a second call a node sends
#   at every arrival.
# hint: Your first call is right. In the second, a node that is used twice sends as soon as
#   something arrives, because the first call has used up what you count. Count anew in each call.


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
