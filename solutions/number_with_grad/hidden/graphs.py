"""Random expression graphs as plain data, and what their values and gradients must be.

A graph is `(leaves, steps)`. Nodes are numbered: the leaves first, then one node for each step
`(op, i, j)`, where `j` is a node, or a plain number if the op has a `k` in it. The last node is the
root, and every node reaches it. The oracle `gradients` is a complex step and shares no code with
`autodiff_ref`.

The graphs of `+` and `*` hold small integers, so that values and gradients are exact in whatever
order one sums, and a gradient that cancels to zero is zero for everybody. This also makes equal
values on different nodes common: an engine that keeps the operands of a node as a set of values is
wrong on one graph in eight.
"""

import operator

from hypothesis import strategies as st

from autodiff_ref import scalar

APPLY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "+k": operator.add,
    "-k": operator.sub,
    "*k": operator.mul,
    "/k": operator.truediv,
    "**k": operator.pow,
    "k+": lambda x, k: k + x,
    "k-": lambda x, k: k - x,
    "k*": lambda x, k: k * x,
    "k/": lambda x, k: k / x,
    "negk": lambda x, _: -x,
}

NUDGE = 2.0**-100  # a power of two: multiplying by it rounds nothing


def build(new, graph):
    """All nodes of a graph, its leaves made by `new`; works on handles and on plain numbers."""
    leaves, steps = graph
    nodes = [new(leaf) for leaf in leaves]
    for op, i, j in steps:
        nodes.append(APPLY[op](nodes[i], j if "k" in op else nodes[j]))
    return nodes


def gradients(graph):
    """The derivative of the root by each leaf: what an imaginary nudge leaves in the root."""
    leaves, steps = graph
    found = []
    for nudged in range(len(leaves)):
        start = [complex(leaf, NUDGE * (i == nudged)) for i, leaf in enumerate(leaves)]
        found.append(build(complex, (start, steps))[-1].imag / NUDGE)
    return found


def reference(graph):
    """The gradient of every node, leaves first, after one backward pass of the reference."""
    nodes = build(scalar.NumberWithGrad, graph)
    nodes[-1].backward()
    return [node.grad for node in nodes]


# ---- graphs of + and * over small integers

SMALL = st.sampled_from([-3, -2, -1, 1, 2, 3])
CONSTANTS = st.sampled_from([-2, -1, 1, 2, 3])
LARGEST_VALUE = 30
LARGEST_SUM = 2**40  # of absolute path products; far below 2**53, so float64 stays exact


class Sketch:
    """A graph while it is being drawn."""

    def __init__(self, draw, leaves):
        self.draw, self.leaves, self.steps = draw, leaves, []
        self.values, self.sums = list(leaves), [1] * len(leaves)
        self.loose = []
        """Intermediate nodes that nothing uses yet."""

    def join(self, i, j, constant=False):
        """Adds a step on node i and node (or number) j; its op keeps values small and not zero."""
        x, y = self.values[i], j if constant else self.values[j]
        of_x, of_y = self.sums[i], 0 if constant else self.sums[j]
        choices = {"+": (x + y, of_x + of_y), "*": (x * y, abs(y) * of_x + abs(x) * of_y)}
        wanted = self.draw(st.sampled_from(["+", "*"]))
        for op in (wanted, "*", "+"):
            value, total = choices[op]
            if 0 < abs(value) <= LARGEST_VALUE and total <= LARGEST_SUM:
                break
        self.loose = [node for node in self.loose if node != i and (constant or node != j)]
        self.loose.append(len(self.values))
        self.steps.append((op + "k" * constant, i, j))
        self.values.append(value)
        self.sums.append(total)

    def finish(self, unused):
        """The graph, after its loose ends and unused leaves are added up into one root."""
        ends = [*self.loose, *unused]
        self.loose = []
        while len(ends) > 1:
            i, j = ends.pop(), ends.pop()
            self.steps.append(("+", i, j))
            ends.append(len(self.leaves) + len(self.steps) - 1)
        return self.leaves, self.steps


@st.composite
def chains(draw):
    """Each step joins the node before with a leaf of its own or a number: no node is reused.

    The two are never equal: taking equal nodes for one is a mistake that other questions look for.
    """
    kinds = st.sampled_from(["leaf", "leaf first", "number"])
    plan = draw(st.lists(kinds, min_size=2, max_size=8))
    leaves = [draw(SMALL) for _ in range(1 + sum("leaf" in kind for kind in plan))]
    sketch, fresh, node = Sketch(draw, leaves), iter(range(1, len(leaves))), 0
    for kind in plan:
        if kind == "number":
            sketch.join(node, _other_than(sketch.values[node], draw(CONSTANTS)), constant=True)
        else:
            leaf = next(fresh)
            leaves[leaf] = sketch.values[leaf] = _other_than(sketch.values[node], leaves[leaf])
            sketch.join(*((node, leaf) if kind == "leaf" else (leaf, node)))
        node = len(sketch.values) - 1
    return sketch.finish([])


def _other_than(value, number):
    """The number, or its negative where it is that value; no value is zero."""
    return -number if number == value else number


@st.composite
def shared_leaves(draw):
    """Leaves are used many times, intermediate nodes once."""
    leaves = draw(st.lists(SMALL, min_size=1, max_size=3))
    everywhere = range(len(leaves))
    sketch, used = Sketch(draw, leaves), set()
    for _ in range(draw(st.integers(5, 9))):
        i = draw(st.sampled_from([*everywhere, *sketch.loose]))
        if draw(st.integers(0, 3)) == 0:
            sketch.join(i, draw(CONSTANTS), constant=True)
        else:
            others = [node for node in sketch.loose if node != i]
            j = draw(st.sampled_from([*everywhere, *others]))
            sketch.join(i, j)
            used.add(j)
        used.add(i)
    return sketch.finish([leaf for leaf in everywhere if leaf not in used])


@st.composite
def shared_nodes(draw):
    """Intermediate nodes are used many times, in both orders; leaves once."""
    leaves = draw(st.lists(SMALL, min_size=2, max_size=5))
    sketch, fresh = Sketch(draw, leaves), list(range(2, len(leaves)))
    sketch.join(0, 1)
    for _ in range(draw(st.integers(6, 9))):
        recent = range(max(len(leaves), len(sketch.values) - 5), len(sketch.values))
        i = draw(st.sampled_from(recent))
        kind = draw(st.sampled_from(["node", "node", "node first", "leaf", "leaf first", "number"]))
        if kind == "number" or (not fresh and "leaf" in kind):
            sketch.join(i, draw(CONSTANTS), constant=True)
        else:
            j = fresh.pop(0) if "leaf" in kind else draw(st.sampled_from(recent))
            sketch.join(*((j, i) if "first" in kind else (i, j)))
    return sketch.finish(fresh)


# ---- chains of every operation

TENTHS = st.sampled_from([-3.0, -2.5, -2.0, -1.6, -1.2, -0.8, 0.8, 1.2, 1.6, 2.0, 2.5, 3.0])
EXPONENTS = st.sampled_from([2, 3, -1, -2, 1.5, 0.5])
ON_THE_LEFT = ("k+", "k-", "k*", "k/")
ON_THE_RIGHT = ("+k", "-k", "*k", "/k", "**k", "**k", "negk")


@st.composite
def expressions(draw, reflected=False):
    """Chains with every operation; with `reflected`, every step has a plain number on its left."""
    kinds = ["number"] if reflected else ["leaf", "leaf first", "number"]
    plan = draw(st.lists(st.sampled_from(kinds), min_size=2, max_size=7))
    leaves = [draw(TENTHS) for _ in range(1 + sum("leaf" in kind for kind in plan))]
    values, steps, fresh, node = list(leaves), [], iter(range(1, len(leaves))), 0
    for kind in plan:
        if kind == "number":
            op = draw(st.sampled_from(ON_THE_LEFT if reflected else ON_THE_RIGHT))
            number = draw(EXPONENTS if op == "**k" else TENTHS)
            number = number if op == "**k" else _other_than(values[node], number)
            plus, minus = ("k+", "k-") if reflected else ("+k", "-k")
            choices = [(each, node, number) for each in (op, plus, minus)]
        else:
            op, leaf = draw(st.sampled_from(["+", "-", "*", "/"])), next(fresh)
            leaves[leaf] = values[leaf] = _other_than(values[node], leaves[leaf])
            i, j = (node, leaf) if kind == "leaf" else (leaf, node)
            choices = [(each, i, j) for each in (op, "+", "-")]
        # Plus or minus always works: leaves and numbers are between 0.5 and 3 in magnitude.
        step, value = next(found for found in _valued(values, choices) if _is_tame(found[1]))
        steps.append(step)
        values.append(value)
        node = len(values) - 1
    return leaves, steps


def _valued(values, steps):
    """Each step with the value that it gives."""
    for op, i, j in steps:
        yield (op, i, j), APPLY[op](values[i], j if "k" in op else values[j])


def _is_tame(value):
    """Whether one may divide by a value and go on; a root of a negative number is complex."""
    return isinstance(value, int | float) and 0.5 <= abs(value) <= 30


def is_one(x, y):
    """Whether two names stand for one node: what is written to either is read from the other.

    And not from a third one of the same value, written to in between.
    """
    third = x * 1
    x.grad = 0.4375
    third.grad = 5.5
    first = y.grad == 0.4375
    y.grad = -2.25
    third.grad = 6.5
    return first and x.grad == -2.25


def are_two(x, y):
    """Whether two names stand for two nodes: each keeps what is written to it."""
    x.grad = 0.4375
    y.grad = -2.25
    return x.grad == 0.4375 and y.grad == -2.25
