"""The name of the operation decides in the backward pass, as in the lectures; nodes have a number.

A node that was made later has a larger number, so from the largest down is a right order.
"""

# %% grade_id="construct"
import itertools

COUNTER = itertools.count()


def ensure_number(num):
    if isinstance(num, NumberWithGrad):
        return num
    return NumberWithGrad(num)


class NumberWithGrad:
    def __init__(self, num, depends_on=None, creation_op=""):
        self.num = num
        self.grad = None
        self.depends_on = depends_on or []
        self.creation_op = creation_op
        self.made = next(COUNTER)

    def __add__(self, other):
        other = ensure_number(other)
        return NumberWithGrad(self.num + other.num, [self, other], "add")

    def __mul__(self, other):
        other = ensure_number(other)
        return NumberWithGrad(self.num * other.num, [self, other], "mul")

    def __pow__(self, exponent):
        result = NumberWithGrad(self.num**exponent, [self], "pow")
        result.exponent = exponent
        return result

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + ensure_number(other) * -1

    def __rsub__(self, other):
        return self * -1 + other

    def __truediv__(self, other):
        return self * ensure_number(other) ** -1

    def __rtruediv__(self, other):
        return self**-1 * other

    __radd__ = __add__
    __rmul__ = __mul__


# %% grade_id="backward"
def topological_order(root):
    found = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.made not in found:
            found[node.made] = node
            waiting += node.depends_on
    return [found[number] for number in sorted(found)]


def send(node):
    if node.creation_op == "add":
        left, right = node.depends_on
        left.grad += node.grad
        right.grad += node.grad
    elif node.creation_op == "mul":
        left, right = node.depends_on
        left.grad += node.grad * right.num
        right.grad += node.grad * left.num
    elif node.creation_op == "pow":
        (base,) = node.depends_on
        k = node.exponent
        if k != 0:
            base.grad += node.grad * k * base.num ** (k - 1)


def backward(self, backward_grad=None):
    if backward_grad is None:
        backward_grad = 1
    order = topological_order(self)
    for node in order:
        if node.creation_op or node.grad is None:
            node.grad = 0
    self.grad = self.grad + backward_grad
    while order:
        send(order.pop())
