"""The tape of arrays: each operation, graphs of them, and whose memory the gradients are."""

from __future__ import annotations

import doctest
import gc
import weakref

import numpy as np
import pytest

from autodiff_ref import mlp, tensor
from autodiff_ref.backend import from_numpy, to_numpy
from autodiff_ref.network import init
from autodiff_ref.tensor import Tensor, bce_with_logits, linear, topological_order, unbroadcast

A = np.array([[0.5, 2.0, -1.5], [1.25, -0.75, 3.0]])
B = np.array([[2.0, -0.5, 4.0], [1.0, 3.0, -2.0]])
ROW = np.array([0.5, -2.0, 4.0])
COLUMN = np.array([[2.0], [-0.5]])
ONE = np.array(1.5)

# Each with how it is written on tensors, the same for (complex) arrays, and its operands. The
# result is weighed by random numbers, so that no two entries may be confused.
OPERATIONS = {
    "a + b": (lambda a, b: a + b, None, (A, B)),
    "a - b": (lambda a, b: a - b, None, (A, B)),
    "a * b": (lambda a, b: a * b, None, (A, B)),
    "a / b": (lambda a, b: a / b, None, (A, B)),
    "-a": (lambda a: -a, None, (A,)),
    "a * a": (lambda a: a * a, None, (A,)),
    "a - a / a": (lambda a: a - a / a, None, (A,)),
    "1 + a": (lambda a: 1 + a, None, (A,)),
    "1 - a": (lambda a: 1 - a, None, (A,)),
    "2 * a": (lambda a: 2 * a, None, (A,)),
    "2 / a": (lambda a: 2 / a, None, (A,)),
    "a / 2": (lambda a: a / 2, None, (A,)),
    "array - a": (lambda a: B - a, None, (A,)),
    "sum": (lambda a, b: sum([a, b]), None, (A, B)),
    "a + row": (lambda a, b: a + b, None, (A, ROW)),
    "row - a": (lambda a, b: b - a, None, (A, ROW)),
    "a * row": (lambda a, b: a * b, None, (A, ROW)),
    "a * column": (lambda a, b: a * b, None, (A, COLUMN)),
    "row / column": (lambda a, b: a / b, None, (ROW, COLUMN)),
    "a * number": (lambda a, b: a * b, None, (A, ONE)),
    "number / a": (lambda a, b: b / a, None, (A, ONE)),
    "a @ b": (lambda a, b: a @ b, None, (A, B.T)),
    "array @ a": (lambda a: B.T @ a, None, (A,)),
    "a @ array": (lambda a: a @ B.T, None, (A,)),
    "a.T @ b": (lambda a, b: a.T @ b, None, (A, B)),
    "a.T": (lambda a: a.T, None, (A,)),
    "reshape": (lambda a: a.reshape(3, 2), None, (A,)),
    "sum()": (lambda a: a.sum(), None, (A,)),
    "sum(0)": (lambda a: a.sum(0), None, (A,)),
    "sum(-1)": (lambda a: a.sum(-1), None, (A,)),
    "sum((0, 1))": (lambda a: a.sum((0, 1)), None, (A,)),
    "sum(1, keepdims)": (lambda a: a.sum(1, True), lambda a: a.sum(1, keepdims=True), (A,)),
    "mean()": (lambda a: a.mean(), None, (A,)),
    "mean(0)": (lambda a: a.mean(0), None, (A,)),
    "mean(1, keepdims)": (lambda a: a.mean(1, True), lambda a: a.mean(1, keepdims=True), (A,)),
    "a - a.mean(0)": (lambda a: a - a.mean(0), None, (A,)),
    "exp": (lambda a: a.exp(), np.exp, (A,)),
    "log": (lambda a: a.log(), np.log, (np.abs(A),)),
    "tanh": (lambda a: a.tanh(), np.tanh, (A,)),
    "sigmoid": (lambda a: a.sigmoid(), lambda a: 1 / (1 + np.exp(-a)), (A,)),
    "relu": (lambda a: a.relu(), lambda a: np.where(a.real > 0, a, 0), (A,)),
    "linear": (linear, lambda x, w, b: x @ w.T + b, (A, np.vstack([B, ROW]), ROW)),
    "bce": (
        lambda z: bce_with_logits(z, (B > 0) * 1.0, reduction="sum"),
        lambda z: np.sum(np.log(1 + np.exp(z)) - (B > 0) * z),
        (A,),
    ),
    "bce mean": (
        lambda z: bce_with_logits(z, (B > 0) * 1.0, reduction="mean"),
        lambda z: np.sum(np.log(1 + np.exp(z)) - (B > 0) * z) / 2,
        (A,),
    ),
}
BY_OPERATION = pytest.mark.parametrize("name", OPERATIONS)


def weights_like(value):
    """Fixed random numbers of this shape."""
    return np.random.default_rng(0).standard_normal(np.shape(value))


def by_complex_step(f, operands):
    """The gradient of f, which gives one number, by every entry of every operand."""
    inside = [np.array(a, dtype=complex) for a in operands]
    gradients = [np.empty(a.shape) for a in inside]
    for array, gradient in zip(inside, gradients, strict=True):
        for index in np.ndindex(array.shape):
            array[index] += 1e-30j
            gradient[index] = f(*inside).imag / 1e-30
            array[index] = array[index].real
    return gradients


def leaves(*arrays):
    """Tensors that require a gradient."""
    return [Tensor(a.copy(), requires_grad=True) for a in arrays]


# Each operation


@BY_OPERATION
def test_values_are_the_arrays_own(name):
    """An operation on tensors gives what it gives on arrays."""
    operation, plain, operands = OPERATIONS[name]

    came = operation(*leaves(*operands))

    expected = (plain or operation)(*operands)
    assert came.shape == np.shape(expected)
    np.testing.assert_allclose(came.data, expected, rtol=1e-14)


@BY_OPERATION
def test_gradients_are_the_complex_steps(name):
    """An operation's gradients are what an imaginary step gives, in each operand's shape."""
    operation, plain, operands = OPERATIONS[name]
    inside = leaves(*operands)
    result = operation(*inside)
    weights = weights_like(result.data)

    (result * weights).sum().backward()

    expected = by_complex_step(lambda *a: np.sum((plain or operation)(*a) * weights), operands)
    for leaf, right in zip(inside, expected, strict=True):
        assert leaf.grad.shape == right.shape
        np.testing.assert_allclose(leaf.grad, right, rtol=1e-13, atol=1e-15)


def test_relu_at_zero():
    """ReLU gives 0 at 0, and so does its derivative."""
    (x,) = leaves(np.array([-1.0, 0.0, 2.0]))

    x.relu().sum().backward()

    assert x.grad.tolist() == [0.0, 0.0, 1.0]


def test_far_from_zero_nothing_overflows():
    """At 800 and -800 sigmoid, tanh and the cross-entropy and their gradients are finite."""
    z = np.array([[-800.0, 800.0]])
    (x,) = leaves(z)

    loss = bce_with_logits(x, np.array([[1.0, 0.0]]), reduction="sum")
    loss.backward()

    assert float(loss) == 1600.0
    assert x.grad.tolist() == [[-1.0, 1.0]]
    assert x.sigmoid().data.tolist() == [[0.0, 1.0]]
    assert x.tanh().data.tolist() == [[-1.0, 1.0]]


def test_a_sure_answer_keeps_its_digits():
    """At z = 40 with label 1 the gradient is -e^-40, which 1 - sigmoid(40) would lose."""
    (x,) = leaves(np.array([[40.0]]))

    loss = bce_with_logits(x, np.array([[1.0]]), reduction="sum")
    loss.backward()

    assert float(loss) == pytest.approx(np.exp(-40.0), rel=1e-14)
    assert float(x.grad[0, 0]) == pytest.approx(-np.exp(-40.0), abs=1e-16)


# Graphs


def test_paths_add():
    """(4a + 3)(a + 2) for a = 3, 1 and 0: the derivative is 8a + 11."""
    (a,) = leaves(np.array([3.0, 1.0, 0.0]))

    ((4 * a + 3) * (a + 2)).sum().backward()

    assert a.grad.tolist() == [35.0, 19.0, 11.0]


def test_a_result_used_twice_hands_on_once():
    """At a = 3, b = a + 1 and c = b * b give 8; who hands on too early gets 12."""
    (a,) = leaves(np.array(3.0))
    b = a + 1

    (b * b).backward()

    assert float(a.grad) == 8.0
    assert float(b.grad) == 8.0


@pytest.mark.parametrize("depth", [1, 30, 200])
def test_diamonds_cost_one_visit_for_each_node(depth):
    """Halves added up again keep the gradient 1 through 2^depth paths."""
    (a,) = leaves(np.array([1.0, -2.0]))
    y = a
    for _ in range(depth):
        y = y / 2 + y / 2

    y.sum().backward()

    assert a.grad.tolist() == [1.0, 1.0]
    assert len(topological_order(y)) == 3 * depth + 1


def test_long_chains_need_no_recursion():
    """20,000 additions go forward, backward and out of memory without a deep stack."""
    (a,) = leaves(np.array(1.0))
    y = a
    for _ in range(20_000):
        y = y + 1.0

    y.backward()
    del y

    assert float(a.grad) == 1.0


def test_equal_values_are_two_nodes():
    """Two tensors with equal entries get each its own gradient."""
    a, b = leaves(np.array([2.0]), np.array([2.0]))

    (a * 3 + a * b).sum().backward()

    assert a.grad.tolist() == [5.0]
    assert b.grad.tolist() == [2.0]


def random_program(seed):
    """A function that draws the same 12 operations on (3, 3) arrays, for tensors or arrays."""

    def run(*starts):
        rng = np.random.default_rng(seed)
        nodes = list(starts)
        for _ in range(12):
            left, right = (nodes[int(rng.integers(len(nodes)))] for _ in range(2))
            choice = int(rng.integers(5))
            nodes.append(
                left + right if choice == 0
                else left - right if choice == 1
                else left * right if choice == 2
                else (left @ right) * 0.25 if choice == 3
                else left / 4.0 - right.T
            )  # fmt: skip
        total = nodes[0]
        for node in nodes[1:]:
            total = total + node
        return total.sum()

    return run


@pytest.mark.parametrize("block", range(10))
def test_random_graphs(block):
    """On 200 random programs, with results used again and again, all gradients are right."""
    for seed in range(20 * block, 20 * (block + 1)):
        starts = [np.random.default_rng([seed, i]).uniform(-1, 1, (3, 3)) for i in range(2)]
        inside = leaves(*starts)

        random_program(seed)(*inside).backward()

        expected = by_complex_step(random_program(seed), starts)
        for leaf, right in zip(inside, expected, strict=True):
            # Sums of up to thousands of terms of mixed signs: relative to the largest.
            np.testing.assert_allclose(
                leaf.grad, right, rtol=1e-11, atol=1e-11 * np.max(abs(right))
            )


def test_what_requires_nothing_gets_nothing():
    """Constants have no gradient, and a graph of constants keeps no parents."""
    (w,) = leaves(ROW)
    x = Tensor(A)

    result = (x * x + 1) * w
    result.sum().backward()

    assert x.grad is None
    assert not (x * x).requires_grad
    assert (x * x).depends_on == ()
    np.testing.assert_allclose(w.grad, (A * A + 1).sum(axis=0))


# Accumulation


def test_leaves_add_up_and_the_inside_is_made_anew():
    """A second backward doubles what a leaf has, and leaves a result with what it had."""
    (a,) = leaves(np.array([3.0]))
    b = a * 4
    c = (b + 3).sum()

    c.backward()
    c.backward()

    assert a.grad.tolist() == [8.0]
    assert b.grad.tolist() == [1.0]


def test_two_losses_add_up():
    """Gradients of two graphs on one leaf are added; setting grad to None starts afresh."""
    (a,) = leaves(np.array([3.0]))

    (a * 2).sum().backward()
    (a * 5).sum().backward()
    first = a.grad.tolist()
    a.grad = None
    (a * 5).sum().backward()

    assert first == [7.0]
    assert a.grad.tolist() == [5.0]


def test_derivatives_are_those_of_the_forward_pass():
    """A leaf that was given new data before backward gets the gradient at the old."""
    a, b = leaves(np.array([2.0]), np.array([5.0]))
    y = (a * b).sum()

    a.data, b.data = np.array([100.0]), np.array([100.0])
    y.backward()

    assert (a.grad.tolist(), b.grad.tolist()) == ([5.0], [2.0])


def test_a_seed_is_the_gradient_of_what_follows():
    """backward(seed) gives the same as multiplying by the seed and summing."""
    seed = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, 1.0]])
    (a,) = leaves(A)
    (b,) = leaves(A)

    a.exp().backward(seed)
    (b.exp() * seed).sum().backward()

    np.testing.assert_array_equal(a.grad, b.grad)


# Whose memory

PASSING_ON = {
    "a + b": (lambda a, b: a + b, (A, B)),
    "sum": (lambda a: a.sum(), (A,)),
    "T": (lambda a: a.T, (A,)),
    "reshape": (lambda a: a.reshape(6), (A,)),
    "T of a sum": (lambda a, b: (a + b).T, (A, B)),
    "a - b": (lambda a, b: a - b, (A, B)),
    "a itself": (lambda a: a, (A,)),
}


@pytest.mark.parametrize("name", PASSING_ON)
def test_a_leafs_gradient_is_its_own(name):
    """Writing into one leaf's gradient changes no other's, no result's, and not the seed."""
    operation, operands = PASSING_ON[name]
    inside = leaves(*operands)
    result = operation(*inside)
    seed = np.array(weights_like(result.data))
    before = seed.copy()
    result.backward(seed)
    kept = [leaf.grad.copy() for leaf in inside]

    inside[0].grad *= 100.0

    np.testing.assert_array_equal(seed, before)
    for leaf, right in zip(inside[1:], kept[1:], strict=True):
        np.testing.assert_array_equal(leaf.grad, right)
    if result is not inside[0]:
        np.testing.assert_array_equal(result.grad, before)


def test_a_gradient_that_somebody_kept_is_not_written_to():
    """A second backward makes a new sum; the array of the first stays as it was."""
    (a,) = leaves(A)
    y = (a * 3.0).sum()
    y.backward()
    kept = a.grad

    y.backward()

    assert np.all(kept == 3.0)
    assert np.all(a.grad == 6.0)


def test_nothing_that_goes_in_is_changed():
    """No operation writes to its operands, forward or backward."""
    for operation, _, operands in OPERATIONS.values():
        inside = leaves(*operands)
        arrays = [leaf.data for leaf in inside]
        result = operation(*inside)
        value = np.array(result.data)
        result.backward(weights_like(result.data))
        for array, right in zip(arrays, operands, strict=True):
            np.testing.assert_array_equal(array, right)
        np.testing.assert_array_equal(result.data, value)


def test_a_graph_is_freed_without_the_collector():
    """Nothing points from a node to what was made of it, so del is enough."""
    inside = leaves(A, np.vstack([B, ROW]), ROW)
    result = linear(*inside).relu().exp().sum()
    result.backward()
    middle = weakref.ref(result.depends_on[0].data)
    gc.disable()
    try:
        del result
        assert middle() is None
    finally:
        gc.enable()


# The twin of mlp


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_tape_finds_what_mlp_finds(reduction):
    """For a 4-5-3-2 network the tape's gradients are those of the written-out backward."""
    params = init((4, 5, 3, 2), seed=0)
    rng = np.random.default_rng(1)
    X, Y = rng.standard_normal((6, 4)), rng.integers(0, 2, (6, 2)).astype(float)
    inside = [leaves(*layer) for layer in params]

    h = linear(Tensor(X), *inside[0]).tanh()
    loss = bce_with_logits(linear(linear(h, *inside[1]).relu(), *inside[2]), Y, reduction=reduction)
    loss.backward()

    cache = mlp.forward(params, X, ("tanh", "relu", "sigmoid"))
    expected = mlp.backward(params, cache, Y, loss="bce", reduction=reduction).layers
    value = mlp.loss_value(cache, Y, loss="bce", reduction=reduction)
    assert float(loss) == pytest.approx(float(value), rel=1e-14)
    for mine, right in zip(inside, expected, strict=True):
        for leaf, gradient in zip(mine, right, strict=True):
            np.testing.assert_allclose(leaf.grad, gradient, rtol=1e-12, atol=1e-15)


def test_linear_is_its_parts():
    """The fused layer gives what x @ W.T + b gives, gradients too."""
    operands = OPERATIONS["linear"][2]
    fused, parts = leaves(*operands), leaves(*operands)

    one = linear(*fused)
    other = parts[0] @ parts[1].T + parts[2]
    (one * one).sum().backward()
    (other * other).sum().backward()

    np.testing.assert_array_equal(one.data, other.data)
    for mine, right in zip(fused, parts, strict=True):
        np.testing.assert_allclose(mine.grad, right.grad, rtol=1e-14)


def trained_xor(backend, device=None, steps=200):
    """Parameters of XOR trained by the tape, as NumPy arrays, and where they lay."""
    X = from_numpy(np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), backend, device)
    Y = from_numpy(np.array([[0.0], [1], [1], [0]]), backend, device)
    start = [np.array([[1.0, -0.5], [-0.5, 1.0]]), np.zeros(2), np.array([[1.0, 0.5]]), np.zeros(1)]
    params = [Tensor(from_numpy(a, backend, device), requires_grad=True) for a in start]
    x = Tensor(X)
    for _ in range(steps):
        hidden = linear(x, params[0], params[1]).sigmoid()
        loss = bce_with_logits(linear(hidden, params[2], params[3]), Y, reduction="mean")
        loss.backward()
        for each in params:
            assert type(each.grad) is type(X)
            each.data = each.data - 1.0 * each.grad
            each.grad = None
    assert all(p.data.device == X.device for p in params)
    return [to_numpy(p.data) for p in params]


def test_200_steps_end_where_mlp_ends():
    """XOR trained by the tape ends at the parameters of `training` to 1e-12."""
    from autodiff_ref.agree import train_xor

    expected = [a for layer in train_xor("numpy", steps=200).params for a in layer]

    for mine, right in zip(trained_xor("numpy"), expected, strict=True):
        np.testing.assert_allclose(mine, right, rtol=0, atol=1e-12)


def assert_like_numpy(backend, device=None):
    """Each operation's value and gradients, and 200 steps of training, are NumPy's."""
    for name, (operation, _, operands) in OPERATIONS.items():
        if "array" in name:
            continue  # a NumPy array among another library's is refused, as it should be
        here = leaves(*operands)
        there = [Tensor(from_numpy(a, backend, device), requires_grad=True) for a in operands]
        if name.startswith("bce"):
            labels, how = (B > 0) * 1.0, "mean" if "mean" in name else "sum"
            one = bce_with_logits(*here, labels, reduction=how)
            other = bce_with_logits(*there, from_numpy(labels, backend, device), reduction=how)
        else:
            one, other = operation(*here), operation(*there)
        weights = weights_like(one.data)
        one.backward(weights)
        other.backward(from_numpy(weights, backend, device))
        np.testing.assert_allclose(to_numpy(other.data), one.data, rtol=1e-13, err_msg=name)
        for mine, right in zip(there, here, strict=True):
            assert type(mine.grad) is type(mine.data)
            assert mine.grad.device == mine.data.device
            np.testing.assert_allclose(
                to_numpy(mine.grad), right.grad, rtol=1e-13, atol=1e-15, err_msg=name
            )
    for mine, right in zip(trained_xor(backend, device), trained_xor("numpy"), strict=True):
        np.testing.assert_allclose(mine, right, rtol=0, atol=1e-12)


@pytest.mark.needs("torch")
def test_pytorch_gives_the_same():
    """The tape on PyTorch's tensors gives NumPy's numbers, and tensors."""
    assert_like_numpy("torch")


@pytest.mark.needs("array_api_strict")
def test_only_the_standard_is_used():
    """The tape on the strictest library gives NumPy's numbers."""
    assert_like_numpy("array_api_strict")


@pytest.mark.gpu
@pytest.mark.needs("cuda")
def test_a_gpu_gives_the_same():
    """The tape on a GPU gives NumPy's numbers, in tensors that never left it."""
    assert_like_numpy("torch", "cuda")


@pytest.mark.needs("torch")
def test_pytorchs_own_tape():
    """PyTorch's autograd finds the same gradients through broadcasting, sums and products."""
    import torch

    def program(a, b, w, row):
        hidden = (a @ w.T + row).tanh()
        ratio = hidden / (b * b + 1.0)
        return (ratio * hidden - ratio.mean(0)).exp().sum(1).log().sum()

    operands = (A, B[:, :1], np.vstack([B, ROW]), ROW)
    inside = leaves(*operands)
    theirs = [torch.tensor(a, requires_grad=True) for a in operands]

    ours = program(*inside)
    ours.backward()
    loss = program(*theirs)
    loss.backward()

    assert float(ours) == pytest.approx(loss.item(), rel=1e-13)
    for mine, right in zip(inside, theirs, strict=True):
        np.testing.assert_allclose(mine.grad, right.grad.numpy(), rtol=1e-12, atol=1e-14)


@pytest.mark.needs("torch")
def test_a_pytorch_tensor_on_the_left():
    """A product with one of ours on the right reaches our rules, as NumPy's arrays do."""
    there = Tensor(from_numpy(A, "torch"), requires_grad=True)
    factor = from_numpy(B, "torch")

    ((factor * there).sum() + (factor.T @ there).sum()).backward()

    expected = B + B.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(to_numpy(there.grad), expected, rtol=1e-14)


# Dtypes and refusals


def test_float32_stays_float32():
    """Values and gradients of float32 tensors are float32, whatever constants take part."""
    x, w, b = leaves(*(a.astype(np.float32) for a in OPERATIONS["linear"][2]))

    hidden = (linear(x, w, b) * 2 + A[0].astype(np.float64)).sigmoid()
    loss = bce_with_logits(hidden.mean(1, True), np.array([[1], [0]]), reduction="mean")
    loss.backward()

    assert {t.data.dtype for t in (hidden, loss)} == {np.dtype(np.float32)}
    assert {t.grad.dtype for t in (x, w, b, hidden)} == {np.dtype(np.float32)}


def test_numbers_become_floating():
    """Integers and plain numbers make floating tensors, since a gradient is no integer."""
    (a,) = [Tensor(3, requires_grad=True)]

    (a * a).backward()

    assert float(a.grad) == 6.0
    assert Tensor(np.array([1, 2])).data.dtype == np.float64
    assert float(Tensor(2.5)) == 2.5


def test_what_it_says_of_itself():
    """The text of a tensor shows its data and whether it requires a gradient."""
    assert repr(Tensor(np.array([1.0]))) == "Tensor(array([1.]), requires_grad=False)"


@pytest.mark.parametrize(
    ("error", "call", "message"),
    [
        (ValueError, lambda: Tensor(A).sum().backward(), "set it on the parameters"),
        (ValueError, lambda: leaves(A)[0].backward(), r"expected one number .* shape \(2, 3\)"),
        (
            ValueError,
            lambda: leaves(A)[0].exp().backward(np.ones((3, 2))),
            r"expected a seed of shape \(2, 3\), but got \(3, 2\)",
        ),
        (ValueError, lambda: leaves(A)[0] @ ROW, r"two axes on each side.*\(2, 3\) and \(3,\)"),
        (
            ValueError,
            lambda: linear(*leaves(A, B, ROW)),
            r"expected x \(N, D\), W \(K, D\) and b \(K,\)",
        ),
        (
            ValueError,
            lambda: bce_with_logits(*leaves(A), np.ones(2), reduction="sum"),
            r"expected y of shape \(2, 3\).*\(2,\)",
        ),
        (
            ValueError,
            lambda: bce_with_logits(*leaves(A), B, reduction="none"),
            "reduction 'sum' or 'mean', but got .* and 'none'",
        ),
        (
            TypeError,
            lambda: leaves(A)[0] + Tensor(B.astype(np.float32)),
            "expected one dtype, but got float64 and float32",
        ),
        (TypeError, lambda: Tensor([[1.0]]), "expected arrays"),
        (ValueError, lambda: unbroadcast(A, (4, 3)), "a shape that broadcasts to"),
        (ValueError, lambda: unbroadcast(ROW, (2, 3)), r"broadcasts to \(3,\), but got \(2, 3\)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused(error, call, message):
    """Each wrong use is refused with what was expected and what came."""
    with pytest.raises(error, match=message):
        call()


@pytest.mark.needs("torch")
def test_two_libraries_are_not_mixed():
    """A NumPy tensor and a PyTorch one do not meet; nothing is moved unseen."""
    here, there = Tensor(A), Tensor(from_numpy(A, "torch"))

    with pytest.raises(TypeError, match="expected all of one library"):
        here + there
    with pytest.raises(TypeError, match="expected all of one library"):
        there * A


@pytest.mark.parametrize(
    ("shape", "target"),
    [((2, 3), (3,)), ((2, 3), (1, 3)), ((2, 3), (2, 1)), ((2, 3), ()), ((2, 3), (1, 1)),
     ((4, 2, 3), (2, 3)), ((4, 2, 3), (1, 3)), ((2, 3), (2, 3)), ((1, 3), (3,)), ((1, 1), (1,))],
)  # fmt: skip
def test_unbroadcast_sums_every_copy(shape, target):
    """Each entry gets the sum over all the places that broadcasting copied it to."""
    g = np.random.default_rng(0).standard_normal(shape)
    places = np.broadcast_to(np.arange(int(np.prod(target))).reshape(target), shape)
    expected = [g[places == i].sum() for i in range(int(np.prod(target)))]

    came = unbroadcast(g, target)

    assert came.shape == target
    np.testing.assert_allclose(came.ravel(), expected, rtol=1e-14)


def test_the_docstrings_tell_the_truth():
    """Every example in the module's docstrings runs and gives what it says."""
    result = doctest.testmod(tensor)

    assert result.attempted
    assert not result.failed
