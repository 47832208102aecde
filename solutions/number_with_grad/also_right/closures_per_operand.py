"""Each node keeps one closure for each operand; - and / are made of +, -x, * and **."""


# %% grade_id="construct"
def times_of_mine(factor):
    """A closure that multiplies by factor."""
    return lambda flowing: flowing * factor


def ensure_number(num):
    return num if isinstance(num, NumberWithGrad) else NumberWithGrad(num)


class NumberWithGrad:
    __slots__ = ("creation_op", "depends_on", "grad", "num", "senders")

    def __init__(self, num, depends_on=None, creation_op="", senders=()):
        self.num = num
        self.grad = None
        self.depends_on = () if depends_on is None else depends_on
        self.creation_op = creation_op
        self.senders = senders

    def __repr__(self):
        return f"NumberWithGrad({self.num}, grad={self.grad})"

    def __add__(self, other):
        other = ensure_number(other)
        same = times_of_mine(1)
        return NumberWithGrad(self.num + other.num, (self, other), "add", (same, same))

    def __radd__(self, other):
        return ensure_number(other) + self

    def __sub__(self, other):
        return self + -ensure_number(other)

    def __rsub__(self, other):
        return ensure_number(other) - self

    def __mul__(self, other):
        other = ensure_number(other)
        senders = times_of_mine(other.num), times_of_mine(self.num)
        return NumberWithGrad(self.num * other.num, (self, other), "mul", senders)

    def __rmul__(self, other):
        return ensure_number(other) * self

    def __truediv__(self, other):
        return self * ensure_number(other) ** -1.0

    def __rtruediv__(self, other):
        return ensure_number(other) / self

    def __pow__(self, exponent):
        def sender(flowing, base=self.num):
            return flowing * exponent * base ** (exponent - 1) if exponent != 0 else flowing * 0

        return NumberWithGrad(self.num**exponent, (self,), "pow", (sender,))

    def __neg__(self):
        return NumberWithGrad(-self.num, (self,), "neg", (times_of_mine(-1),))


# %% grade_id="backward"
def topological_order(root):
    order, met, stack = [], {id(root)}, [(root, iter(root.depends_on))]
    while stack:
        node, operands = stack[-1]
        fresh = next((o for o in operands if id(o) not in met), None)
        if fresh is None:
            order.append(node)
            stack.pop()
        else:
            met.add(id(fresh))
            stack.append((fresh, iter(fresh.depends_on)))
    return order


def backward(self, backward_grad=None):
    order = topological_order(self)
    for node in order:
        if node.depends_on or node.grad is None:
            node.grad = 0
    self.grad += 1 if backward_grad is None else backward_grad
    for node in reversed(order):
        for operand, sender in zip(node.depends_on, node.senders, strict=True):
            operand.grad += sender(node.grad)
