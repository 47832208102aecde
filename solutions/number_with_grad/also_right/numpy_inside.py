"""NumPy numbers inside, rules in a table, gradients in a dictionary until the pass is over."""

# %% grade_id="construct"
RULES = {
    "add": (np.add, lambda x, y: (1, 1)),
    "sub": (np.subtract, lambda x, y: (1, -1)),
    "mul": (np.multiply, lambda x, y: (y, x)),
    "div": (np.true_divide, lambda x, y: (1 / y, -x / y**2)),
}


def ensure_number(num):
    return num if hasattr(num, "creation_op") else NumberWithGrad(num)


class NumberWithGrad:
    __slots__ = ("creation_op", "depends_on", "grad", "local", "num")

    def __init__(self, num, depends_on=(), creation_op=""):
        self.num = np.float64(num)
        self.grad = None
        self.depends_on = tuple(depends_on or [])
        self.creation_op = creation_op
        self.local = None

    def __pow__(self, k):
        k = np.float64(k)
        result = NumberWithGrad(self.num**k, (self,), "pow")
        result.local = (k * self.num ** (k - 1) if k else 0.0,)
        return result

    def __neg__(self):
        result = NumberWithGrad(-self.num, (self,), "neg")
        result.local = (-1.0,)
        return result

    def backward(self, backward_grad=None):
        order = topological_order(self)
        total = {id(node): 0.0 for node in order}
        total[id(self)] = 1.0 if backward_grad is None else backward_grad
        for node in order:
            for operand, local in zip(node.depends_on, node.local or (), strict=False):
                total[id(operand)] += local * total[id(node)]
        for node in order:
            kept = 0.0 if node.depends_on or node.grad is None else node.grad
            node.grad = kept + total[id(node)]


def _operation(name):
    value, derivatives = RULES[name]

    def operation(self, other):
        left, right = ensure_number(self), ensure_number(other)
        result = NumberWithGrad(value(left.num, right.num), (left, right), name)
        result.local = derivatives(left.num, right.num)
        return result

    return operation


for name, method in (("add", "add"), ("sub", "sub"), ("mul", "mul"), ("div", "truediv")):
    operation = _operation(name)
    setattr(NumberWithGrad, f"__{method}__", operation)
    setattr(NumberWithGrad, f"__r{method}__", lambda self, other, do=operation: do(other, self))


# %% grade_id="backward"
def topological_order(root):
    """From the root to the leaves: a node is free once all its uses are written."""
    uses, waiting, met = {}, [root], {id(root)}
    while waiting:
        for operand in waiting.pop().depends_on:
            uses[id(operand)] = uses.get(id(operand), 0) + 1
            if id(operand) not in met:
                met.add(id(operand))
                waiting.append(operand)
    order, free = [], [root]
    while free:
        node = free.pop(0)
        order.append(node)
        for operand in node.depends_on:
            uses[id(operand)] -= 1
            if not uses[id(operand)]:
                free.append(operand)
    return order
