# loses: reused_node, backward_twice, depth, cost
# why: The lectures' own class: a node sends its whole sum on at every arrival, recursively.
# hint: Your node sends its gradient on as soon as something arrives, and then again, together with
#   what it has sent already. Look at b = a + 1, b * b at a = 3: what does b send to a the first
#   time, what the second time, and what should a get in all?


def backward(self, backward_grad=None):
    if backward_grad is None:
        self.grad = 1
    elif self.grad is None:
        self.grad = backward_grad
    else:
        self.grad += backward_grad
    for operand, local in zip(self.depends_on, self.local_gradients, strict=True):
        operand.backward(local * self.grad)


NumberWithGrad.backward = backward
