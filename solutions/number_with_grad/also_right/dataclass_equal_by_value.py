"""A dataclass: nodes are equal when their fields are, so none can be a key or in a set."""

# %% grade_id="construct"
from dataclasses import dataclass, field


def ensure_number(num):
    return num if isinstance(num, NumberWithGrad) else NumberWithGrad(num)


@dataclass
class NumberWithGrad:
    num: float
    depends_on: list = None
    creation_op: str = ""
    grad: float = field(default=None, init=False)
    slopes: list = field(default_factory=list, init=False)

    def __post_init__(self):
        self.depends_on = self.depends_on or []

    def becomes(self, num, creation_op, operands, slopes):
        result = NumberWithGrad(num, operands, creation_op)
        result.slopes = slopes
        return result

    def __add__(self, other):
        other = ensure_number(other)
        return self.becomes(self.num + other.num, "add", [self, other], [1, 1])

    def __sub__(self, other):
        other = ensure_number(other)
        return self.becomes(self.num - other.num, "sub", [self, other], [1, -1])

    def __mul__(self, other):
        other = ensure_number(other)
        return self.becomes(self.num * other.num, "mul", [self, other], [other.num, self.num])

    def __truediv__(self, other):
        other = ensure_number(other)
        slopes = [other.num**-1, -self.num * other.num**-2]
        return self.becomes(self.num / other.num, "div", [self, other], slopes)

    def __pow__(self, k):
        slope = 0 if k == 0 else k * self.num ** (k - 1)
        return self.becomes(self.num**k, "pow", [self], [slope])

    def __neg__(self):
        return self.becomes(-self.num, "neg", [self], [-1])

    def __radd__(self, other):
        return ensure_number(other) + self

    def __rsub__(self, other):
        return ensure_number(other) - self

    def __rmul__(self, other):
        return ensure_number(other) * self

    def __rtruediv__(self, other):
        return ensure_number(other) / self


# %% grade_id="backward"
def topological_order(root):
    order, written, front = [], set(), [root]
    while front:
        node = front[-1]
        missing = [each for each in node.depends_on if id(each) not in written]
        front += missing
        if not missing:
            front.pop()
            if id(node) not in written:
                written.add(id(node))
                order.append(node)
    return order


def backward(self, backward_grad=None):
    sums = {}
    sums[id(self)] = 1 if backward_grad is None else backward_grad
    for node in topological_order(self)[::-1]:
        arrived = sums.pop(id(node))
        node.grad = arrived + (0 if node.depends_on else node.grad or 0)
        for operand, slope in zip(node.depends_on, node.slopes, strict=True):
            sums[id(operand)] = sums.get(id(operand), 0) + slope * arrived
