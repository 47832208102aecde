"""Question `products`: backward through a matrix product, and through a layer with a bias."""

import loop_oracle
import numpy as np
import pytest
import small_matrices
from hypothesis import given, settings

from grader.testing import close, equal

FACTOR_HINT = (
    "Write the sum for one entry of the product, and ask in which entries of the product one entry "
    "of the factor occurs. Where all shapes are equal, they tell nothing about the order."
)
LAYER_HINT = "dW has the shape of W, db that of b, dX that of X. Which sums are over the examples?"

G_23 = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
WIDE = (
    G_23,
    np.array([[2.0, 1.0, -1.0, 3.0], [0.0, 1.0, 2.0, -2.0]]),
    np.arange(12.0).reshape(4, 3),
)
SQUARE = (
    np.array([[1.0, 2.0], [-3.0, 4.0]]),
    np.array([[0.5, 1.0], [2.0, -1.0]]),
    np.array([[3.0, 1.0], [-2.0, 5.0]]),
)
ROW = (
    np.array([[1.0, -1.0, 2.0]]),
    np.array([[2.0, 3.0]]),
    np.array([[1.0, 0.0, 2.0], [4.0, 1.0, 1.0]]),
)


def linear_case(N, out, into):
    """(G, X, W) of a layer with these sizes, all entries different."""
    G = np.linspace(-1, 2, N * out).reshape(N, out)
    X = np.linspace(0.5, 3, N * into).reshape(N, into)
    return G, X, np.linspace(-2, 1.5, out * into).reshape(out, into)


@pytest.mark.check(question="products", hint=FACTOR_HINT)
@pytest.mark.parametrize("factor", ["P", "Q"])
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(WIDE, id="wide"),
        pytest.param(SQUARE, id="square"),
        pytest.param(ROW, id="one_row"),
    ],
)
def test_factor(submission, case, factor):
    """The gradient by {factor} of a matrix product is right."""
    pair = submission.matmul_backward(*case)
    equal(len(pair), 2, "the number of gradients")
    at = ("P", "Q").index(factor)

    close(pair[at], loop_oracle.product_gradients(*case)[at], f"the gradient by {factor}")


@pytest.mark.check(question="products", hint=FACTOR_HINT)
@given(case=small_matrices.factors())
@settings(max_examples=60)
def test_any_factors(submission, case):
    """The gradients of any matrix product are right."""
    pair = submission.matmul_backward(*case)
    equal(len(pair), 2, "the number of gradients")
    want = loop_oracle.product_gradients(*case)

    close(pair[0], want[0], "the gradient by P")
    close(pair[1], want[1], "the gradient by Q")


@pytest.mark.check(question="products", hint=LAYER_HINT)
@pytest.mark.parametrize("name", ["W", "b", "X"])
@pytest.mark.parametrize(
    "sizes",
    [pytest.param((4, 2, 3), id="four_examples"), pytest.param((3, 3, 3), id="square")],
)
def test_layer(submission, sizes, name):
    """The gradient of a layer by {name} is right for (N, out, in) = {sizes}."""
    case = linear_case(*sizes)
    three = submission.linear_backward(*case)
    equal(len(three), 3, "the number of gradients")
    at = ("W", "b", "X").index(name)

    close(three[at], loop_oracle.linear_gradients(*case)[at], f"d{name}")


@pytest.mark.check(question="products", hint="A bias has one entry for each neuron.")
def test_numbers_of_the_bias(submission):
    """The numbers of db are right, whatever shape they stand in."""
    case = linear_case(3, 2, 4)
    three = submission.linear_backward(*case)
    equal(len(three), 3, "the number of gradients")

    close(np.ravel(three[1]), loop_oracle.linear_gradients(*case)[1], "the numbers of db")


@pytest.mark.check(question="products", hint=LAYER_HINT)
def test_layer_of_one_neuron(submission):
    """The three gradients are right for one example and one neuron with two inputs."""
    case = linear_case(1, 1, 2)
    three = submission.linear_backward(*case)
    equal(len(three), 3, "the number of gradients")

    for got, want, name in zip(three, loop_oracle.linear_gradients(*case), "WbX", strict=True):
        close(got, want, f"d{name}")


@pytest.mark.check(question="products", hint=LAYER_HINT)
def test_layer_of_one_example(submission):
    """The three gradients of a layer are right for a single example in one row."""
    case = linear_case(1, 3, 2)
    three = submission.linear_backward(*case)
    equal(len(three), 3, "the number of gradients")

    for got, want, name in zip(three, loop_oracle.linear_gradients(*case), "WbX", strict=True):
        close(got, want, f"d{name}")


@pytest.mark.check(
    question="products",
    hint="If an array that was given has changed: `X[:] = ...` and `G *= ...` write into it. If a "
    "gradient itself is wrong: mend that first.",
)
def test_leaves_its_arguments_alone(submission):
    """Going backward through a product or a layer changes no array that was given."""
    for name, names, case, wanted in (
        ("matmul_backward", "GPQ", SQUARE, loop_oracle.product_gradients(*SQUARE)),
        ("linear_backward", "GXW", SQUARE, loop_oracle.linear_gradients(*SQUARE)),
    ):
        held = [submission.put(array) for array in case]
        found = getattr(submission, name)(*held)
        equal(len(found), len(wanted), f"the number of gradients of {name}")
        for got, want in zip(found, wanted, strict=True):
            close(got, want, f"a gradient of {name}")
        for handle, array, letter in zip(held, case, names, strict=True):
            close(handle.get(), array, f"{letter} after {name}")


@pytest.mark.check(question="products", hint=LAYER_HINT)
@given(case=small_matrices.factors())
@settings(max_examples=60)
def test_any_layer(submission, case):
    """The three gradients of any layer are right."""
    G, X, W = case[0], case[1], case[2].T
    three = submission.linear_backward(G, X, W)
    equal(len(three), 3, "the number of gradients")

    for got, want, name in zip(three, loop_oracle.linear_gradients(G, X, W), "WbX", strict=True):
        close(got, want, f"d{name}")
