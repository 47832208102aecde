"""Values and gradients of the graph of single numbers, against hand and independent oracles."""

import doctest
import math

import pytest

from autodiff_ref import scalar
from autodiff_ref.gradcheck import central_difference, complex_step
from autodiff_ref.lesson import backward_naive
from autodiff_ref.scalar import NumberWithGrad, zero_grad

# Every operation once with each kind of operand, as (name, function of x). None is drawn near a
# place where it has no derivative.
ONE_VARIABLE = [
    ("x + c", lambda x: x + 2.5),
    ("c + x", lambda x: 2.5 + x),
    ("x - c", lambda x: x - 2.5),
    ("c - x", lambda x: 2.5 - x),
    ("x * c", lambda x: x * 2.5),
    ("c * x", lambda x: 2.5 * x),
    ("x / c", lambda x: x / 2.5),
    ("c / x", lambda x: 2.5 / x),
    ("-x", lambda x: -x),
    ("x ** 3", lambda x: x**3),
    ("x ** -2", lambda x: x**-2),
    ("x ** 0", lambda x: x**0),
    ("x ** 1", lambda x: x**1),
    ("x + x", lambda x: x + x),
    ("x - x / 3", lambda x: x - x / 3),
    ("x * x", lambda x: x * x),
    ("x / (x + 4)", lambda x: x / (x + 4)),
    ("sum", lambda x: sum([x, x * x, 1.0])),
]
TWO_VARIABLES = [
    ("add", lambda x, y: x + y),
    ("sub", lambda x, y: x - y),
    ("mul", lambda x, y: x * y),
    ("div", lambda x, y: x / y),
]


# Worked examples


def test_the_lectures_graph():
    """(4a + 3)(a + 2) at a = 3 gives every number of the lectures' figure: 5, 15, 5 and 20 + 15."""
    a = NumberWithGrad(3)
    b = a * 4
    c = b + 3
    d = a + 2
    e = c * d

    e.backward()

    assert (b.num, c.num, d.num, e.num) == (12, 15, 5, 75)
    assert (c.grad, d.grad, b.grad, a.grad) == (5, 15, 5, 35)
    assert [d * b.grad for d in b.local_derivatives[:1]] == [20]


def test_the_lectures_usage():
    """The lectures' last slide holds: 4 for a, 1 for b."""
    a = NumberWithGrad(3)
    b = a * 4
    c = b + 3

    c.backward()

    assert (a.grad, b.grad, c.grad) == (4, 1, 1)


def test_a_result_used_twice_speaks_once():
    """A result hands on its gradient after both of its uses: 8 for b = a + 1, c = b * b at 3."""
    a = NumberWithGrad(3)
    b = a + 1
    c = b * b

    c.backward()

    assert (a.grad, b.grad) == (8, 8)


def test_a_result_used_at_two_depths():
    """A result used by its own child too is right: 48 for b = 3a, c = b + a, d = b * c at 2."""
    a = NumberWithGrad(2)
    b = a * 3
    c = b + a
    d = b * c

    d.backward()

    assert (a.grad, b.grad, c.grad) == (48, 14, 6)


def test_equal_numbers_are_different_nodes():
    """Two nodes that hold the same number keep their gradients apart."""
    a, b = NumberWithGrad(1.0), NumberWithGrad(3.0)
    u, v = a * 2, b - 1

    (u * v).backward()

    assert u.num == v.num
    assert (a.grad, b.grad) == (4.0, 2.0)
    assert u != v


# Calling backward again


def test_leaves_accumulate_and_results_are_recomputed():
    """A second backward adds to leaves alone: 8, then 16, while b keeps 8 and c keeps 1."""
    a = NumberWithGrad(3)
    b = a + 1
    c = b * b

    c.backward()
    first = (a.grad, b.grad, c.grad)
    c.backward()

    assert first == (8, 8, 1)
    assert (a.grad, b.grad, c.grad) == (16, 8, 1)


def test_a_second_backward_on_4a_plus_3():
    """Twice backward on 4a + 3 gives 8, where re-sending what was accumulated gives 12."""
    a = NumberWithGrad(3)
    c = a * 4 + 3

    c.backward()
    c.backward()

    assert a.grad == 8


def test_two_roots_over_one_result():
    """Two losses that share a result add up in the leaf, and each counts the result anew."""
    a = NumberWithGrad(2)
    b = a * 5
    first, second = b * 3, b + b

    first.backward()
    second.backward()

    assert a.grad == 15 + 10
    assert b.grad == 2


def test_backward_on_a_leaf_adds_to_it():
    """A leaf is its own root: 1 after one backward, 3.5 after another with 2.5."""
    a = NumberWithGrad(7)

    a.backward()
    a.backward(2.5)

    assert a.grad == 3.5


def test_backward_grad_multiplies_all():
    """The argument of backward is the root's own gradient, 0 included."""
    a, b = NumberWithGrad(3), NumberWithGrad(4)

    (a * b).backward(10)
    c = b + 1
    c.backward(0)

    assert (a.grad, b.grad) == (40, 30)
    assert c.grad == 0


def test_grad_is_none_before_backward():
    """Nothing has a gradient before the first backward, and nothing outside the graph after."""
    a, b = NumberWithGrad(1), NumberWithGrad(2)
    c, outside = a + b, b * 2

    assert [n.grad for n in (a, b, c)] == [None, None, None]
    c.backward()
    assert outside.grad is None


def test_zero_grad_starts_anew():
    """After zero_grad the next backward counts from nothing."""
    a = NumberWithGrad(3)
    c = a * a
    c.backward()

    zero_grad([a])
    cleared = a.grad
    c.backward()

    assert cleared is None
    assert a.grad == 6


def test_setting_a_leaf_keeps_derivatives_already_taken():
    """A changed leaf does not reach back: the derivatives are those of the forward pass."""
    a, b = NumberWithGrad(2.0), NumberWithGrad(5.0)
    c = a * b

    b.num = 100.0
    c.backward()

    assert a.grad == 5.0


# Each operation


@pytest.mark.parametrize(("name", "f"), ONE_VARIABLE, ids=[n for n, _ in ONE_VARIABLE])
@pytest.mark.parametrize("x", [-3.0, -0.5, 0.75, 2.0])
def test_one_variable(name, f, x):
    """Value and derivative agree with Python's floats, a central difference and a complex step."""
    leaf = NumberWithGrad(x)
    root = f(leaf)

    root.backward()

    assert root.num == f(x)
    # A complex step has rounding errors only; five operations make at most some 20 eps.
    assert leaf.grad == pytest.approx(complex_step(f, x), rel=1e-14, abs=1e-15)
    # h = 1e-5: h^2 f'''/6 is below 1e-10 * 16 (x ** -2 at -0.5: f''' = 768), rounding below 1e-10.
    assert leaf.grad == pytest.approx(central_difference(f, x), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize(("name", "f"), TWO_VARIABLES, ids=[n for n, _ in TWO_VARIABLES])
@pytest.mark.parametrize("at", [(3.0, 2.0), (-1.5, 0.5), (2.0, 2.0), (0.0, -4.0)])
def test_two_variables(name, f, at):
    """Both derivatives agree with a complex step, and the node says how it was made."""
    x, y = (NumberWithGrad(number) for number in at)
    node = f(x, y)

    node.backward()

    assert node.creation_op == name
    assert node.depends_on == (x, y)
    assert node.num == f(*at)
    assert x.grad == pytest.approx(complex_step(lambda t: f(t, at[1]), at[0]), rel=1e-15)
    assert y.grad == pytest.approx(complex_step(lambda t: f(at[0], t), at[1]), rel=1e-15)
    assert node.local_derivatives == (x.grad, y.grad)


@pytest.mark.parametrize(
    ("make", "op", "numbers"),
    [
        (lambda a: a + 1, "add", [5, 1]),
        (lambda a: 1 + a, "add", [1, 5]),
        (lambda a: a - 1, "sub", [5, 1]),
        (lambda a: 1 - a, "sub", [1, 5]),
        (lambda a: a * 2, "mul", [5, 2]),
        (lambda a: 2 * a, "mul", [2, 5]),
        (lambda a: a / 2, "div", [5, 2]),
        (lambda a: 2 / a, "div", [2, 5]),
        (lambda a: -a, "neg", [5]),
        (lambda a: a**2, "pow", [5]),
    ],
    ids=["a + 1", "1 + a", "a - 1", "1 - a", "a * 2", "2 * a", "a / 2", "2 / a", "-a", "a ** 2"],
)
def test_parents_stand_as_written(make, op, numbers):
    """Parents are in the order of the text, plain numbers as leaves, exponents not at all."""
    a = NumberWithGrad(5)

    node = make(a)

    assert node.creation_op == op
    assert [parent.num for parent in node.depends_on] == numbers
    assert a in node.depends_on
    assert len(node.local_derivatives) == len(numbers)


def test_both_sides_are_one_node():
    """In a * a, the node a stands twice among the parents, and both count."""
    a = NumberWithGrad(3)
    square = a * a

    square.backward()

    assert square.depends_on == (a, a)
    assert a.grad == 6


# Powers at the edge


@pytest.mark.parametrize(
    ("x", "k", "value", "derivative"),
    [
        (0, 0, 1, 0),
        (0.0, 0, 1.0, 0),
        (5.0, 0, 1.0, 0),
        (0, 1, 0, 1),
        (0.0, 1, 0.0, 1.0),
        (0.0, 2, 0.0, 0.0),
        (-2.0, 2, 4.0, -4.0),
        (-2.0, 3, -8.0, 12.0),
        (-2.0, 3.0, -8.0, 12.0),
        (-2.0, -1, -0.5, -0.25),
        (-2, 0, 1, 0),
        (0.0, 0.5, 0.0, math.inf),
        (4.0, 0.5, 2.0, 0.25),
        (0.0, 1.5, 0.0, 0.0),
    ],
)
def test_power(x, k, value, derivative):
    """Powers at 0, of negative numbers and with exponent 0 or 1 have their derivatives."""
    a = NumberWithGrad(x)
    p = a**k

    p.backward()

    assert p.num == value
    assert a.grad == derivative


def test_power_of_a_negative_number_with_a_fraction_is_refused():
    """A negative number to a fractional power has no real value, and the message says so."""
    with pytest.raises(ValueError, match="expected a power that is a real number"):
        NumberWithGrad(-8.0) ** 0.5

    assert (NumberWithGrad(complex(-4)) ** 0.5).num == pytest.approx(2j)


@pytest.mark.parametrize("power", [lambda a: a**a, lambda a: 2**a], ids=["a ** a", "2 ** a"])
def test_a_varying_exponent_is_refused(power):
    """An exponent that is a node is refused rather than taken as a constant in silence."""
    with pytest.raises(TypeError, match="expected a constant exponent"):
        power(NumberWithGrad(2.0))


def test_division_by_zero_is_pythons_own_error():
    """Dividing by 0 raises ZeroDivisionError, as for plain numbers."""
    with pytest.raises(ZeroDivisionError):
        NumberWithGrad(1.0) / NumberWithGrad(0.0)
    with pytest.raises(ZeroDivisionError):
        NumberWithGrad(0.0) ** -1


# The lesson


def test_the_lectures_recursion_counts_too_much():
    """backward_naive gives the lectures' wrong numbers: 12 for 8, 72 for 48, right for leaves."""
    a = NumberWithGrad(3)
    b = a + 1
    backward_naive(b * b)
    p = NumberWithGrad(2)
    q = p * 3
    backward_naive(q * (q + p))
    s = NumberWithGrad(3)
    backward_naive(s * s)

    assert (a.grad, b.grad) == (12, 8)
    assert p.grad == 72
    assert s.grad == 6


def test_the_lectures_recursion_called_twice():
    """backward_naive re-sends old gradients: 12 for 4a + 3 and 40 for (a + 1)^2 after two calls."""
    a = NumberWithGrad(3)
    line = a * 4 + 3
    b = NumberWithGrad(3)
    c = b + 1
    square = c * c

    for root in (line, line, square, square):
        backward_naive(root)

    assert (a.grad, b.grad) == (12, 40)


def test_docstrings_hold():
    """The examples in the docstrings run as printed."""
    results = doctest.testmod(scalar)

    assert results.attempted >= 7
    assert results.failed == 0
