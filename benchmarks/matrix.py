"""Steps of training by `mlp` and by `tensor`, beside NumPy written by hand and PyTorch.

    python benchmarks/matrix.py [--pairs N]

Prints one table for each network. Every row is one step of gradient descent on the same batch from
the same start: forward, backward, new parameters. The rows take turns, in one process on one
thread, CPU time is measured, and a ratio is the median of the ratios of neighbours. Before the
timing each row takes five steps, and its parameters are compared with those by hand (in float32 a
sum next to 0 may round to the other side of a ReLU, and then they are 1e-4 apart). PyTorch is shown
where it is installed; writes nothing. Nothing here is a test, and no test is timed.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
# Before NumPy is imported. Two threads on a busy machine wait for each other, ten times as long.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import numpy as np

from autodiff_ref import mlp
from autodiff_ref.network import init
from autodiff_ref.per_example import loop
from autodiff_ref.tensor import Tensor, bce_with_logits, linear

Step = Callable[[], None]
Contestant = tuple[Step, Callable[[], list[Any]]]
"""One step of training, and the parameters as they are now."""

LR = 0.1


def by_hand(start: list[Any], X: Any, Y: Any, hidden: str) -> Contestant:
    """NumPy as a person writes it for this network: no loss, since no gradient needs it."""
    state = {"params": [a.copy() for a in start]}
    lr, n = X.dtype.type(LR), X.dtype.type(len(X))

    def step() -> None:
        params = state["params"]
        A = [X]
        last = len(params) // 2 - 1
        for layer in range(last + 1):
            Z = A[-1] @ params[2 * layer].T
            Z += params[2 * layer + 1]
            rectified = hidden == "relu" and layer < last
            A.append(np.maximum(Z, 0) if rectified else 1 / (1 + np.exp(-Z)))
        delta = (A[-1] - Y) / n
        new: list[Any] = []
        for layer in range(last, -1, -1):
            W, b = params[2 * layer], params[2 * layer + 1]
            new[:0] = [W - lr * (delta.T @ A[layer]), b - lr * delta.sum(axis=0)]
            if layer:
                a = A[layer]
                delta = delta @ W
                delta *= (a > 0) if hidden == "relu" else a * (1 - a)
        state["params"] = new

    return step, lambda: state["params"]


def by_mlp(start: list[Any], X: Any, Y: Any, hidden: str) -> Contestant:
    """`mlp.forward`, `mlp.backward`, `mlp.sgd_step`, with all their checks."""
    state: dict[str, Any] = {"params": _layers(start)}
    activations = (hidden,) * (len(start) // 2 - 1) + ("sigmoid",)

    def step() -> None:
        params = state["params"]
        cache = mlp.forward(params, X, activations)
        gradients = mlp.backward(params, cache, Y, loss="bce", reduction="mean")
        state["params"] = mlp.sgd_step(params, gradients.layers, LR)

    return step, lambda: [a for layer in state["params"] for a in layer]


def _layers(flat: list[Any]) -> tuple[Any, ...]:
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def by_tape(start: list[Any], X: Any, Y: Any, hidden: str, *, fused: bool = True) -> Contestant:
    """`tensor`: layers in one operation each, or of a product and a sum; with the loss."""
    params = [Tensor(a.copy(), requires_grad=True) for a in start]
    x = Tensor(X)

    def step() -> None:
        h = x
        for index in range(0, len(params), 2):
            W, b = params[index], params[index + 1]
            h = linear(h, W, b) if fused else h @ W.T + b
            if index + 2 < len(params):
                h = h.relu() if hidden == "relu" else h.sigmoid()
        bce_with_logits(h, Y, reduction="mean").backward()
        for each in params:
            each.data = each.data - LR * each.grad
            each.grad = None

    return step, lambda: [each.data for each in params]


def by_loop(start: list[Any], X: Any, Y: Any, hidden: str) -> Contestant:
    """One example after the other: what a batch saves."""
    state: dict[str, Any] = {"params": _layers(start)}
    activations = (hidden,) * (len(start) // 2 - 1) + ("sigmoid",)

    def step() -> None:
        gradients = loop(state["params"], X, Y, activations, loss="bce", reduction="mean")
        state["params"] = mlp.sgd_step(state["params"], gradients, LR)

    return step, lambda: [a for layer in state["params"] for a in layer]


def by_torch(start: list[Any], X: Any, Y: Any, hidden: str) -> Contestant:
    """PyTorch's eager autograd, on one thread of the CPU."""
    import torch

    torch.set_num_threads(1)
    params = [torch.tensor(a, requires_grad=True) for a in start]
    x, y = torch.tensor(X), torch.tensor(Y)
    functional = torch.nn.functional
    activation = torch.relu if hidden == "relu" else torch.sigmoid

    def step() -> None:
        h = x
        for index in range(0, len(params), 2):
            h = functional.linear(h, params[index], params[index + 1])
            if index + 2 < len(params):
                h = activation(h)
        loss = functional.binary_cross_entropy_with_logits(h, y, reduction="sum") / len(x)
        loss.backward()
        with torch.no_grad():
            for each in params:
                each -= LR * each.grad
                each.grad = None

    return step, lambda: [each.detach().numpy() for each in params]


def products_alone(start: list[Any], X: Any, hidden: str) -> Contestant:
    """The matrix products of one step and nothing else: what no code can be faster than."""
    A = [X]
    for index in range(0, len(start), 2):
        Z = A[-1] @ start[index].T
        A.append(np.maximum(Z, 0) if hidden == "relu" else Z)

    def step() -> None:
        for layer, W in enumerate(start[::2]):
            np.dot(A[layer], W.T)
            np.dot(A[layer + 1].T, A[layer])
            if layer:
                np.dot(A[layer + 1], W)

    return step, lambda: start


def cpu_s(step: Step, times: int) -> float:
    """CPU seconds of one step, over so many."""
    gc.collect()
    begin = time.process_time()
    for _ in range(times):
        step()
    return (time.process_time() - begin) / times


def table(title: str, contestants: dict[str, Contestant], pairs: int, times: int) -> None:
    """Print the rows; the first is what the others are divided by."""
    for step, _ in contestants.values():
        for _ in range(5):
            step()
    first = next(iter(contestants))
    right = contestants[first][1]()
    apart = {
        name: max(float(np.max(np.abs(a - b))) for a, b in zip(params(), right, strict=True))
        for name, (_, params) in contestants.items()
    }
    turns: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(pairs):
        for name, (step, _) in contestants.items():
            turns[name].append(cpu_s(step, times))
    products = turns.get("matrix products alone")
    print(f"\n{title:38} {'us/step':>10} {'x by hand':>10} {'x products':>11} {'apart':>9}")
    for name, taken in turns.items():
        ratio = _median_ratio(taken, turns[first])
        limit = f"{_median_ratio(taken, products):.2f}" if products else ""
        off = f"{apart[name]:.0e}" if name != "matrix products alone" else ""
        print(
            f"{name:38} {statistics.median(taken) * 1e6:10.1f} {ratio:10.2f} {limit:>11} {off:>9}"
        )


def _median_ratio(mine: list[float], theirs: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(mine, theirs, strict=True))


def problem(sizes: tuple[int, ...], n: int, dtype: Any) -> tuple[list[Any], Any, Any]:
    """A start, examples (N, D) and targets (N, K) of 0 and 1."""
    rng = np.random.default_rng(0)
    like = np.zeros(1, dtype)
    start = init(sizes, seed=0, scale=(2 / sizes[0]) ** 0.5, like=like)
    X = rng.standard_normal((n, sizes[0])).astype(dtype)
    Y = rng.integers(0, 2, (n, sizes[-1])).astype(dtype)
    return [a for layer in start for a in layer], X, Y


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=25, help="turns of each (default 25)")
    pairs = parser.parse_args().pairs
    try:
        import torch

        version = f"PyTorch {torch.__version__}"
    except ImportError:
        version = "no PyTorch"
    print(
        f"Python {platform.python_version()}, {platform.machine()}, NumPy {np.__version__}, "
        f"{version}, {pairs} turns of each, CPU time, one thread"
    )
    networks = (
        ("2-2-1, 4 examples, float64", (2, 2, 1), 4, np.float64, "sigmoid", 200),
        ("2-8-1, 1000 examples, float64", (2, 8, 1), 1000, np.float64, "sigmoid", 20),
        ("784-512-512-10, 128, float32", (784, 512, 512, 10), 128, np.float32, "relu", 3),
    )
    for title, sizes, n, dtype, hidden, times in networks:
        start, X, Y = problem(sizes, n, dtype)
        rows = {
            "NumPy by hand": by_hand(start, X, Y, hidden),
            "mlp": by_mlp(start, X, Y, hidden),
            "tensor, fused layers, with loss": by_tape(start, X, Y, hidden),
            "tensor, products and sums, with loss": by_tape(start, X, Y, hidden, fused=False),
        }
        if version != "no PyTorch":
            rows["PyTorch, with loss"] = by_torch(start, X, Y, hidden)
        if n == 128:
            rows["matrix products alone"] = products_alone(start, X, hidden)
        table(title, rows, pairs, times)
        if n == 1000:
            rows = {
                "NumPy by hand": by_hand(start, X, Y, hidden),
                "loop": by_loop(start, X, Y, hidden),
            }
            table(title + ", one by one", rows, 3, 1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
