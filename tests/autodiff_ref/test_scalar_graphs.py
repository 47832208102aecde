"""Whole graphs of single numbers: their order, 1,000 random ones, and what they cost."""

import copy
import gc
import os
import pickle
import subprocess
import sys
import tracemalloc
import weakref
from fractions import Fraction
from pathlib import Path

import pytest

from autodiff_ref.gradcheck import complex_step, evaluate_graph, random_graph
from autodiff_ref.lesson import backward_naive
from autodiff_ref.scalar import NumberWithGrad, topological_order

ROOT = Path(__file__).resolve().parents[2]


# The order


def test_topological_order_is_the_order_of_creation():
    """Every node stands once, after its parents, the root last, and the order is always equal."""
    a = NumberWithGrad(3)
    b = a + 1
    c = b * b

    order = topological_order(c)

    assert order == [a, b.depends_on[1], b, c]
    assert order == topological_order(c)
    assert topological_order(a) == [a]


def test_topological_order_of_a_node_made_by_hand():
    """Parents that are wrapped while a node is made come before it all the same."""
    node = NumberWithGrad(3, [1, 2], "add")

    assert topological_order(node) == [*node.depends_on, node]


@pytest.mark.parametrize("seed", range(50))
def test_parents_come_first_on_random_graphs(seed):
    """On a random graph every node comes after its parents and none comes twice."""
    graph = random_graph(seed, 20)
    nodes = evaluate_graph(graph, [NumberWithGrad(x) for x in graph["leaves"]])

    order = topological_order(nodes[-1])

    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert set(nodes) <= set(order)
    assert all(place[p] < place[node] for node in order for p in node.depends_on)


# Random graphs


def sums_of_paths(root):
    """For each node the sum over its paths of |derivatives multiplied|: the scale of rounding."""
    order = topological_order(root)
    total = dict.fromkeys(order, 0.0)
    total[root] = 1.0
    for node in reversed(order):
        for parent, derivative in zip(node.depends_on, node.local_derivatives, strict=True):
            total[parent] += abs(derivative) * total[node]
    return total


def slope_at(graph, values, k):
    """The derivative of the root with respect to node k, by a complex step at that node."""
    # Nodes are numbered leaves first, so the nodes up to k can be the leaves of a smaller graph.
    n_fixed = max(k + 1, len(graph["leaves"]))
    rest = {"leaves": [], "steps": graph["steps"][n_fixed - len(graph["leaves"]) :]}

    def root(x):
        return evaluate_graph(rest, [*values[:k], x, *values[k + 1 : n_fixed]])[-1]

    return complex_step(root, values[k])


def test_a_thousand_random_graphs():
    """On 1,000 random graphs every leaf and every result has the gradient of a complex step."""
    for seed in range(1000):
        graph = random_graph(seed, 1 + seed % 25)
        nodes = evaluate_graph(graph, [NumberWithGrad(x) for x in graph["leaves"]])
        values = [node.num for node in nodes]

        nodes[-1].backward()

        # Relative to the sum of the paths' sizes each path is off by its roundings: at most 25
        # factors, each of 4 roundings at values that are themselves off by 25 roundings. With eps
        # = 2.2e-16 that is 25 * 4 * 25 eps = 6e-13, and a value near 0 may cost three digits more
        # (a quotient's x / y^2 at a small x): 1e-9. Seen: 5e-16. A wrong rule is off by 1e-3.
        # At x = 0 a complex step leaves h^2 = 1e-60 behind, hence the absolute 1e-50.
        scale = sums_of_paths(nodes[-1])
        for k, node in enumerate(nodes):
            assert abs(node.grad - slope_at(graph, values, k)) <= 1e-9 * scale[node] + 1e-50, seed


def test_random_graphs_in_exact_arithmetic():
    """On fractions, reverse mode equals an exact derivative found without any graph."""
    for seed in range(100):
        graph = random_graph(seed, 12)
        leaves = [NumberWithGrad(Fraction(x)) for x in graph["leaves"]]
        exact = {**graph, "steps": [tuple(map(as_fraction, step)) for step in graph["steps"]]}

        evaluate_graph_with_fractions(exact, leaves)[-1].backward()

        for i, leaf in enumerate(leaves):
            duals = [Dual(Fraction(x), Fraction(i == j)) for j, x in enumerate(graph["leaves"])]
            assert leaf.grad == evaluate_graph_with_fractions(exact, duals)[-1].slope


def as_fraction(part):
    """A constant as a fraction; names, node numbers and exponents as they are."""
    return Fraction(part) if isinstance(part, float) else part


def evaluate_graph_with_fractions(graph, leaves):
    """Carry out a graph whose constants are fractions."""
    nodes = list(leaves)
    for name, left, right in graph["steps"]:
        x = nodes[left] if isinstance(left, int) else left
        y = nodes[right] if isinstance(right, int) and name != "pow" else right
        nodes.append(-x if name == "neg" else PYTHON[name](x, y))
    return nodes


PYTHON = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": lambda x, k: x**k,
}


class Dual:
    """value + slope * epsilon with epsilon^2 = 0: forward mode, from the definitions alone."""

    def __init__(self, value, slope=Fraction(0)):
        self.value, self.slope = value, slope

    def __add__(self, other):
        """Add both parts."""
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __neg__(self):
        """Negate both parts."""
        return Dual(-self.value, -self.slope)

    def __mul__(self, other):
        """Multiply out, and drop epsilon squared."""
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def inverse(self):
        """The w with w * self = 1, solved for both parts."""
        return Dual(1 / self.value, -self.slope / (self.value * self.value))

    def __sub__(self, other):
        """Add the opposite."""
        return self + -(other if isinstance(other, Dual) else Dual(other))

    def __truediv__(self, other):
        """Multiply by the inverse."""
        return self * (other if isinstance(other, Dual) else Dual(other)).inverse()

    def __pow__(self, k):
        """Multiply k times."""
        base = self if k > 0 else self.inverse()
        product = Dual(Fraction(1))
        for _ in range(abs(k)):
            product = product * base
        return product

    def __radd__(self, other):
        """A constant on the left."""
        return Dual(other) + self

    def __rsub__(self, other):
        """A constant on the left."""
        return Dual(other) - self

    def __rmul__(self, other):
        """A constant on the left."""
        return Dual(other) * self

    def __rtruediv__(self, other):
        """A constant on the left."""
        return Dual(other) / self


# What it costs


def test_a_chain_of_100_000():
    """Depth is no matter: no recursion in building, backward, ordering or freeing."""
    a = NumberWithGrad(1.0)
    x = a
    for _ in range(100_000):
        x = x + 1.0

    x.backward()
    length = len(topological_order(x))

    assert a.grad == 1
    assert length == 200_001
    del x  # frees the chain


class Counted(float):
    """A float that counts what is multiplied with it or added to it."""

    operations = 0

    def __mul__(self, other):
        """The product, counted."""
        type(self).operations += 1
        return Counted(float(self) * float(other))

    __rmul__ = __mul__

    def __add__(self, other):
        """The sum, counted."""
        type(self).operations += 1
        return Counted(float(self) + float(other))

    __radd__ = __add__


def test_work_follows_nodes_not_paths():
    """Sixty times x = x * x is 2^60 paths; backward makes four operations for each of 60 nodes."""
    a = NumberWithGrad(Counted(1.0))
    x = a
    for _ in range(60):
        x = x * x
    Counted.operations = 0

    x.backward()

    assert a.grad == 2.0**60
    assert Counted.operations == 4 * 60


def test_a_node_takes_under_200_bytes():
    """A result with its number, gradient and place in the order takes under 200 bytes."""
    n = 10_000
    a, b = NumberWithGrad(1.0), NumberWithGrad(1.5)
    tracemalloc.start()
    try:
        x = a
        for _ in range(n):
            x = x * b + a
        x.backward()
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert x.num > 1
    assert used / (2 * n) < 200


def test_nothing_is_left_without_the_collector():
    """With the collector off a dropped graph is freed at once: there is no reference cycle."""
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        a = NumberWithGrad(2.0)
        x = a
        for _ in range(1000):
            x = (x * 0.5 + a) / 2 - 1
            x = -(x**1)
        x.backward()
        backward_naive(a + 1)
        order = topological_order(x)
        del a, x, order
        after = len(gc.get_objects())
    finally:
        gc.enable()

    assert after - before < 20


def test_a_class_on_top_can_be_watched_while_it_is_freed():
    """A node of a subclass dies as soon as its last child does."""

    class Watched(NumberWithGrad):
        __slots__ = ("__weakref__",)

    a = Watched(2.0)
    watch = weakref.ref(a)
    c = (a + 1) * a
    c.backward()
    grad = a.grad
    gc.disable()
    try:
        del a
        alive = watch() is not None
        del c
        gone = watch() is None
    finally:
        gc.enable()

    assert grad == 5
    assert (alive, gone) == (True, True)


PROGRAM = """
from autodiff_ref import NumberWithGrad, evaluate_graph, random_graph
for seed in range(40):
    graph = random_graph(seed, 30)
    leaves = [NumberWithGrad(x * 1.1) for x in graph["leaves"]]
    evaluate_graph(graph, leaves)[-1].backward()
    print(*(float(leaf.grad).hex() for leaf in leaves))
"""


def test_equal_programs_give_equal_bits():
    """Three processes with different hash seeds give the same gradients to the last bit."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1", "4242")
    }

    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == 40


CONTINUE = """
import pickle, sys
from autodiff_ref import NumberWithGrad, topological_order
a, b = pickle.load(sys.stdin.buffer)
c = b * b
(c + b).backward()
print(a.grad, b.grad, topological_order(c)[-2:] == [b, c])
"""


def test_a_restored_graph_can_be_continued():
    """A graph from another process's pickle keeps its meaning, though that one counted further."""
    a = [NumberWithGrad(3) for _ in range(1000)][-1]
    b = a + 1

    printed = subprocess.run(
        [sys.executable, "-c", CONTINUE],
        input=pickle.dumps((a, b)),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    ).stdout

    assert printed.split() == [b"9", b"9", b"True"]


def test_a_copied_graph_is_its_own():
    """A deep copy has its own nodes, in the right order, and leaves the original alone."""
    a = NumberWithGrad(3)
    b = a + 1

    c, a_copy = copy.deepcopy((b * b, a))
    c.backward()

    assert (a_copy.grad, a.grad) == (8, None)
