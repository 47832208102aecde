"""What the graph of single numbers accepts, keeps exact and refuses; nodes made by hand."""

from fractions import Fraction

import numpy as np
import pytest

from autodiff_ref.gradcheck import complex_step
from autodiff_ref.scalar import NumberWithGrad, ensure_number

TWO_VARIABLES = [
    ("add", lambda x, y: x + y),
    ("sub", lambda x, y: x - y),
    ("mul", lambda x, y: x * y),
    ("div", lambda x, y: x / y),
]


def gradient(f, *numbers):
    """The reference's own gradient of f at these numbers."""
    leaves = [NumberWithGrad(number) for number in numbers]
    f(*leaves).backward()
    return [leaf.grad for leaf in leaves]


# Kinds of numbers


def test_integers_stay_integers():
    """Integers give integer gradients, exact beyond 2^53."""
    a = NumberWithGrad(1)
    x = a
    for _ in range(60):
        x = x + x

    x.backward()

    assert a.grad == 2**60
    assert type(a.grad) is int


def test_fractions_stay_exact():
    """A Fraction in gives an exact Fraction out: d((1 - a)/(a^2 + 3))/da at 1/3."""
    a = NumberWithGrad(Fraction(1, 3))
    f = (1 - a) / (a**2 + 3)

    f.backward()

    # ((-1)(a^2 + 3) - (1 - a) 2a) / (a^2 + 3)^2 with a^2 + 3 = 28/9
    assert a.grad == (-Fraction(28, 9) - Fraction(2, 3) * Fraction(2, 3)) / Fraction(28, 9) ** 2


def test_a_complex_step_through_the_class():
    """Complex numbers pass through, so that a complex step can check a whole graph."""

    def f(x):
        a = NumberWithGrad(x)
        return (((a + 1) * a - 2 / a) ** 2 / 3).num

    assert complex_step(f, 1.5) == pytest.approx(gradient(f_of_node, 1.5)[0], rel=1e-14)


def f_of_node(a):
    """The same formula as in the test above, on nodes."""
    return ((a + 1) * a - 2 / a) ** 2 / 3


def test_gradients_of_complex_numbers_are_complex():
    """d(z^2)/dz = 2z holds for a complex z."""
    assert gradient(lambda z: z * z, 1 + 2j) == [2 + 4j]


@pytest.mark.parametrize("make", [np.float64, np.float32, np.int64])
def test_numpy_scalars_become_plain(make):
    """A NumPy scalar becomes Python's own number, on either side of an operator."""
    a = NumberWithGrad(make(3))

    values = [a.num, (make(2) * a).num, (a - make(2)).num, (make(2) / a).depends_on[0].num]

    assert {type(value) for value in values} <= {int, float}
    assert values[:3] == [3, 6, 1]


REFUSING = {
    "NumberWithGrad(x)": NumberWithGrad,
    "ensure_number(x)": ensure_number,
    "a + x": lambda bad: NumberWithGrad(2.0) + bad,
    "a - x": lambda bad: NumberWithGrad(2.0) - bad,
    "a * x": lambda bad: NumberWithGrad(2.0) * bad,
    "a / x": lambda bad: NumberWithGrad(2.0) / bad,
    "a ** x": lambda bad: NumberWithGrad(2.0) ** bad,
    "x + a": lambda bad: bad + NumberWithGrad(2.0),
    "x - a": lambda bad: bad - NumberWithGrad(2.0),
    "x * a": lambda bad: bad * NumberWithGrad(2.0),
    "x / a": lambda bad: bad / NumberWithGrad(2.0),
    "backward(x)": lambda bad: (NumberWithGrad(1.0) + 1).backward([bad]),
}
NO_NUMBERS = {
    "bool": True,
    "str": "3",
    "None": None,
    "list": [1.0],
    "numpy bool": np.True_,
    "array": np.array([1.0, 2.0]),
}


@pytest.mark.parametrize("bad", NO_NUMBERS.values(), ids=NO_NUMBERS)
@pytest.mark.parametrize("use", REFUSING.values(), ids=REFUSING)
def test_what_is_not_a_number_is_refused(use, bad):
    """A bool, a string, None, a list or an array is refused with what was expected and came."""
    with pytest.raises(TypeError, match=r"expected a number .* but got .* of type"):
        use(bad)


def test_a_refused_backward_changes_nothing():
    """A backward that is refused leaves every gradient as it was."""
    a = NumberWithGrad(3)
    c = a * a
    c.backward()

    with pytest.raises(TypeError, match="expected a number"):
        c.backward("1")

    assert (a.grad, c.grad) == (6, 1)


# ensure_number and nodes made by hand


def test_ensure_number():
    """A number becomes a leaf; a node comes back as itself, gradient and all."""
    a = NumberWithGrad(2.0)
    a.backward()

    leaf = ensure_number(4)

    assert ensure_number(a) is a
    assert a.grad == 1
    assert (leaf.num, leaf.grad, leaf.depends_on, leaf.creation_op) == (4, None, (), "")
    assert leaf.local_derivatives == ()


@pytest.mark.parametrize(("op", "f"), TWO_VARIABLES, ids=[n for n, _ in TWO_VARIABLES])
def test_a_node_made_by_hand(op, f):
    """A node built as in the lectures has the derivatives of its operation at its parents."""
    a, b = NumberWithGrad(6.0), NumberWithGrad(4.0)

    node = NumberWithGrad(f(6.0, 4.0), depends_on=[a, b], creation_op=op)
    (node * 2).backward()

    assert node.depends_on == (a, b)
    assert [a.grad, b.grad] == [2 * d for d in gradient(f, 6.0, 4.0)]


def test_a_node_made_by_hand_with_numbers_and_neg():
    """Plain numbers among the parents become leaves, "neg" takes one, and the value is kept."""
    a = NumberWithGrad(6.0)

    product = NumberWithGrad(18.0, [a, 3.0], "mul")
    opposite = NumberWithGrad(-18.0, [product], "neg")
    opposite.backward()

    assert opposite.num == -18.0
    assert product.depends_on[1].num == 3.0
    assert a.grad == -3.0


@pytest.mark.parametrize(
    ("depends_on", "op", "message"),
    [
        ([1.0, 2.0], "", "expected a creation_op out of add"),
        ([1.0, 2.0], "plus", "but got 'plus'"),
        ([2.0], "pow", r"write a \*\* k for a power"),
        ([1.0], "add", "expected 2 in depends_on for 'add', but got 1"),
        ([1.0, 2.0], "neg", "expected 1 in depends_on for 'neg', but got 2"),
        (None, "mul", "expected 2 in depends_on for 'mul', but got 0"),
    ],
)
def test_a_node_made_by_hand_that_says_too_little(depends_on, op, message):
    """Without enough to know the derivatives a node is refused, never given wrong ones."""
    with pytest.raises(ValueError, match=message):
        NumberWithGrad(1.0, depends_on, op)


def test_parents_cannot_be_changed():
    """The order of creation is right only while nobody changes a parent, so nobody can."""
    c = NumberWithGrad(1) + 2

    with pytest.raises(AttributeError):
        c.depends_on = ()
    with pytest.raises(AttributeError):
        c.other = 1


def test_repr_tells_value_operation_and_gradient():
    """A node prints its value, how it was made, and its gradient."""
    a = NumberWithGrad(3)
    c = a * 4
    c.backward()

    assert (repr(a), repr(c)) == (
        "NumberWithGrad(3, grad=4)",
        "NumberWithGrad(12, 'mul', grad=1)",
    )
