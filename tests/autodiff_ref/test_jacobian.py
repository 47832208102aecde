"""Jacobians by rule, by definition and by numbers."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from autodiff_ref import jacobian
from autodiff_ref.backend import from_numpy, to_numpy
from autodiff_ref.jacobian import (
    ELEMENTWISE,
    by_complex_step,
    diagonal,
    matmul_gradients,
    matmul_jacobians,
    numeric,
    of_identity,
    pull_back,
)

W = np.array([2.0, -1.0, 0.5])
X = np.array([4.0, 0.25, -2.0])

# Both operands at W and X above, by hand.
PRINTED = {
    "add": (np.eye(3), np.eye(3)),
    "sub": (np.eye(3), -np.eye(3)),
    "mul": (np.diag([4.0, 0.25, -2.0]), np.diag([2.0, -1.0, 0.5])),
    "div": (np.diag([0.25, 4.0, -0.5]), np.diag([-0.125, 16.0, -0.125])),
}
FORMULAS = {
    "add": lambda w, x: w + x,
    "sub": lambda w, x: w - x,
    "mul": lambda w, x: w * x,
    "div": lambda w, x: w / x,
}


def matrices(seed=0, sizes=(2, 3, 4)):
    """Random alpha (N, M), beta (M, D) and a gradient (N, D)."""
    rng = np.random.default_rng(seed)
    n, m, d = sizes
    return rng.standard_normal((n, m)), rng.standard_normal((m, d)), rng.standard_normal((n, d))


# Element by element


def test_the_identity_has_the_identity():
    """The Jacobian of f(x) = x is I: row i is 1 at i, and 0 elsewhere."""
    assert np.array_equal(of_identity(X), [[1, 0, 0], [0, 1, 0], [0, 0, 1]])


def test_every_operation_is_tested():
    """The values by hand and the formulas below cover the table."""
    assert set(ELEMENTWISE) == set(PRINTED) == set(FORMULAS)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_elementwise_jacobians_by_hand(name):
    """At w = (2, -1, 1/2), x = (4, 1/4, -2) both Jacobians are the matrices worked out by hand."""
    _, rule = ELEMENTWISE[name]

    left, right = rule(W, X)

    assert np.array_equal(left, PRINTED[name][0])
    assert np.array_equal(right, PRINTED[name][1])


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_elementwise_jacobians_are_the_complex_steps(name):
    """Both Jacobians are what an imaginary step through the formula gives, and the value too."""
    function, rule = ELEMENTWISE[name]
    f = FORMULAS[name]

    left, right = rule(W, X)

    np.testing.assert_allclose(left, by_complex_step(lambda w: f(w, X), W), rtol=1e-15)
    np.testing.assert_allclose(right, by_complex_step(lambda x: f(W, x), X), rtol=1e-15)
    assert np.array_equal(function(W, X), f(W, X))


def test_the_chain_rule_is_a_product_of_jacobians():
    """d(w * (w + x))/dx is the Jacobian of the product by its right times that of the sum."""
    outer = ELEMENTWISE["mul"][1](W, W + X).right
    inner = ELEMENTWISE["add"][1](W, X).right

    expected = by_complex_step(lambda x: W * (W + x), X)

    np.testing.assert_allclose(outer @ inner, expected, rtol=1e-15)


# Matrix products


@pytest.mark.parametrize("sizes", [(2, 3, 4), (1, 3, 1), (3, 1, 2), (3, 3, 3)])
def test_matmul_jacobians_by_definition(sizes):
    """Each of the N D N M and N D M D entries is what a complex step gives; outputs first."""
    alpha, beta, _ = matrices(sizes=sizes)
    n, m, d = sizes

    left, right = matmul_jacobians(alpha, beta)

    assert left.shape == (n, d, n, m)
    assert right.shape == (n, d, m, d)
    # Einsum, since BLAS may round a complex product's real part into its imaginary one.
    product = np.einsum
    expected = by_complex_step(lambda a: product("nm,md->nd", a, beta), alpha)
    np.testing.assert_allclose(left, expected, rtol=1e-15, atol=1e-300)
    expected = by_complex_step(lambda b: product("nm,md->nd", alpha, b), beta)
    np.testing.assert_allclose(right, expected, rtol=1e-15, atol=1e-300)


@pytest.mark.parametrize("sizes", [(2, 3, 4), (1, 3, 1), (3, 1, 2), (3, 3, 3)])
def test_the_formula_is_the_sum_by_definition(sizes):
    """dL/dG beta^T and alpha^T dL/dG are the sums over all outputs of both Jacobians."""
    alpha, beta, dL_dG = matrices(1, sizes)

    by_formula = matmul_gradients(alpha, beta, dL_dG)

    for mine, whole in zip(by_formula, matmul_jacobians(alpha, beta), strict=True):
        np.testing.assert_allclose(mine, pull_back(dL_dG, whole), rtol=1e-13, atol=1e-15)


def test_the_printed_formula_is_not():
    """(dL/dG)^T beta, as one lecture prints it, has no meaning; for N = M = D it is wrong."""
    alpha, beta, dL_dG = matrices(2, (3, 3, 3))
    right = by_complex_step(lambda a: np.sum(dL_dG * np.einsum("nm,md->nd", a, beta)), alpha)

    assert np.allclose(matmul_gradients(alpha, beta, dL_dG).left, right)
    assert not np.allclose(dL_dG.T @ beta, right, atol=0.1)


def test_for_vectors_pulling_back_is_a_row_times_the_jacobian():
    """pull_back of (m,) through (m, n) is the product of a row and a matrix."""
    rows = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])

    assert pull_back(np.array([10.0, 1.0]), rows).tolist() == [14.0, 25.0, 36.0]


# By numbers


def spiral(x):
    """Three outputs of two inputs, analytic."""
    return np.stack([x[0] * x[1], np.exp(x[0]), x[1] ** 3])


SPIRAL_AT = np.array([0.5, -2.0])
SPIRAL_JACOBIAN = np.array([[-2.0, 0.5], [np.exp(0.5), 0.0], [0.0, 12.0]])


def test_rows_are_outputs():
    """Three functions of two variables have a (3, 2) Jacobian, whose rows are gradients."""
    np.testing.assert_allclose(numeric(spiral, SPIRAL_AT), SPIRAL_JACOBIAN, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(by_complex_step(spiral, SPIRAL_AT), SPIRAL_JACOBIAN, rtol=1e-15)


@pytest.mark.parametrize("method", [numeric, by_complex_step])
def test_shapes_are_outputs_then_inputs(method):
    """A function from (2, 3) to (4,) has a (4, 2, 3) Jacobian, and one to a number a (2, 3)."""
    x = np.arange(6.0).reshape(2, 3)

    assert method(lambda m: np.concatenate([m[0], m[1, :1]]), x).shape == (4, 2, 3)
    np.testing.assert_allclose(method(np.sum, x), np.ones((2, 3)), rtol=1e-9)
    assert method(lambda t: t * t, 3.0).shape == ()


@pytest.mark.parametrize("method", [numeric, by_complex_step])
def test_the_point_is_not_changed(method):
    """The array given is still the same afterwards, even where f writes to its argument."""
    x = np.array([1.0, 2.0])

    def writes(values):
        values *= 2
        return values

    found = method(writes, x)

    np.testing.assert_allclose(found, 2 * np.eye(2), rtol=1e-9, atol=1e-12)
    assert x.tolist() == [1.0, 2.0]


def test_large_points_keep_their_digits():
    """At 1e6 the step taken is not the step asked for; of 4x, never rounded, the slope is 4."""
    assert numeric(lambda x: 4.0 * x, np.array([1e6])).item() == 4.0


# Other libraries


def assert_like_numpy(backend, device=None):
    """Every rule gives NumPy's numbers in the library's own arrays."""
    alpha, beta, dL_dG = matrices(3)
    there = [from_numpy(a, backend, device) for a in (W, X, alpha, beta, dL_dG)]
    w, x, a, b, g = there
    results = [
        (of_identity(x), of_identity(X)),
        (diagonal(x), np.diag(X)),
        *((mine, right) for name, (_, rule) in ELEMENTWISE.items()
          for mine, right in zip(rule(w, x), PRINTED[name], strict=True)),
        *zip(matmul_jacobians(a, b), matmul_jacobians(alpha, beta), strict=True),
        *zip(matmul_gradients(a, b, g), matmul_gradients(alpha, beta, dL_dG), strict=True),
        (pull_back(g, matmul_jacobians(a, b).left), dL_dG @ beta.T),
    ]  # fmt: skip

    for mine, right in results:
        assert type(mine) is type(x)
        assert mine.device == x.device
        np.testing.assert_allclose(to_numpy(mine), right, rtol=1e-13, atol=1e-15)


@pytest.mark.needs("torch")
def test_pytorch_gives_the_same():
    """The rules work on PyTorch's tensors."""
    assert_like_numpy("torch")


@pytest.mark.needs("array_api_strict")
def test_only_the_standard_is_used():
    """The rules work on the strictest library."""
    assert_like_numpy("array_api_strict")


@pytest.mark.gpu
@pytest.mark.needs("cuda")
def test_a_gpu_gives_the_same():
    """The rules work on tensors on a GPU, and stay there."""
    assert_like_numpy("torch", "cuda")


# Refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: of_identity(np.ones((2, 2))), r"expected a vector \(n,\), but got shape \(2, 2\)"),
        (lambda: ELEMENTWISE["mul"][1](W, np.ones(2)), r"two vectors of the same length.*\(2,\)"),
        (lambda: ELEMENTWISE["add"][1](np.ones((1, 3)), X), r"two vectors.*\(1, 3\)"),
        (lambda: matmul_jacobians(np.ones((2, 3)), np.ones((2, 3))), "the inner sizes must agree"),
        (lambda: matmul_gradients(np.ones((2, 3)), np.ones(3), 1), r"beta \(M, D\).*\(3,\)"),
        (
            lambda: matmul_gradients(np.ones((2, 3)), np.ones((3, 4)), np.ones((4, 2))),
            r"expected dL_dG of the product's shape \(2, 4\), but got \(4, 2\)",
        ),
        (lambda: pull_back(np.ones(2), np.ones((3, 2))), r"a Jacobian whose shape begins with"),
        (lambda: numeric(np.sum, np.ones(0)), "expected at least one input"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(call, message):
    """Each wrong shape is refused with what was expected and what came."""
    with pytest.raises(ValueError, match=message):
        call()


def test_the_docstrings_tell_the_truth():
    """Every example in the module's docstrings runs and gives what it says."""
    result = doctest.testmod(jacobian)

    assert result.attempted
    assert not result.failed
