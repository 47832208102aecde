"""Speed and size of `autodiff_ref.scalar` beside micrograd, in one process.

    python benchmarks/scalar.py [--pairs N]

Prints one table. Each graph is the same program for both classes: build it, then `backward`. The
two take turns, CPU time is measured, and what is reported is the median of the ratios of
neighbours, which a busy machine disturbs least. Garbage is collected, untimed, before each turn,
so that neither pays for what the other left behind. Micrograd's graphs are reference cycles and
wait for Python's collector, ours are not; so the ratio stands twice, with the collector running
as usual and with it off. Needs micrograd (`pip install micrograd`); writes nothing. Nothing here
is a test, and no test is timed.
"""

from __future__ import annotations

import argparse
import gc
import platform
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autodiff_ref import NumberWithGrad

Program = Callable[[type[Any]], Any]
"""From a class of numbers to the root of a graph, on which `backward` was called."""


def mlp(number: type[Any]) -> Any:
    """Loss of a 2-16-16-1 net over 10 examples, squares as activation (both classes have them)."""
    rng = random.Random(0)
    sizes = (2, 16, 16, 1)
    layers = [
        [([number(rng.uniform(-0.3, 0.3)) for _ in range(n_in)], number(0.0)) for _ in range(n_out)]
        for n_in, n_out in pairwise(sizes)
    ]
    loss = number(0.0)
    for _ in range(10):
        values: list[Any] = [rng.uniform(-1.0, 1.0) for _ in range(2)]
        target = rng.choice([0.0, 1.0])
        for layer in layers:
            sums = [_neuron(weights, bias, values) for weights, bias in layer]
            values = [z * z for z in sums] if layer is not layers[-1] else sums
        error = values[0] - target
        loss = loss + error * error
    loss.backward()
    return loss


def _neuron(weights: list[Any], bias: Any, values: list[Any]) -> Any:
    z = bias
    for weight, value in zip(weights, values, strict=True):
        z = z + weight * value
    return z


def chain(length: int, *, constant: bool) -> Program:
    """Add a node again and again or, when `constant`, a plain 1.0 that must be wrapped."""

    def program(number: type[Any]) -> Any:
        x = number(1.0)
        step = 1.0 if constant else number(0.5)
        for _ in range(length):
            x = x + step
        x.backward()
        return x

    return program


def short_chains(number: type[Any]) -> Any:
    """A hundred chains of 900 additions, below the depth that recursion survives."""
    for _ in range(100):
        root = chain(900, constant=False)(number)
    return root


def short_chains_of_constants(number: type[Any]) -> Any:
    """The same with plain numbers on the right, which both classes wrap."""
    for _ in range(100):
        root = chain(900, constant=True)(number)
    return root


def diamond(number: type[Any]) -> Any:
    """Two hundred times x = x * x sixty times over: 2^60 paths through 60 nodes."""
    for _ in range(200):
        x = number(1.0)
        for _ in range(60):
            x = x * x
        x.backward()
    return x


def long_diamonds(number: type[Any]) -> Any:
    """Run y = y * a + y * b 20,000 times, 300 in a row: 60,000 operations, each y used twice."""
    a, b = number(0.5), number(0.5)
    for _ in range(67):
        y = number(1.0)
        for _ in range(300):
            y = y * a + y * b
        y.backward()
    return y


def cpu_s(program: Program, number: type[Any], *, collector: bool = True) -> float:
    """CPU seconds of one turn; the graph is dropped within it."""
    gc.collect()
    if not collector:
        gc.disable()
    try:
        start = time.process_time()
        program(number)
        return time.process_time() - start
    finally:
        gc.enable()


def compare(
    program: Program, ours: type[Any], theirs: type[Any], pairs: int, *, collector: bool
) -> tuple[float, float, float]:
    """Median CPU ms of each, and the median of the paired ratios theirs / ours."""
    for number in (ours, theirs):
        cpu_s(program, number)  # once to warm up
    turns = [
        (cpu_s(program, ours, collector=collector), cpu_s(program, theirs, collector=collector))
        for _ in range(pairs)
    ]
    mine, other = zip(*turns, strict=True)
    ratio = statistics.median(b / a for a, b in turns)
    return statistics.median(mine) * 1e3, statistics.median(other) * 1e3, ratio


def bytes_per_node(number: type[Any]) -> tuple[float, int]:
    """Bytes per node after backward, and bytes left after `del` with the collector off."""
    chain(900, constant=False)(number)  # once, so that nothing is made for the first time
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        nothing, _ = tracemalloc.get_traced_memory()
        root = chain(900, constant=False)(number)
        used, _ = tracemalloc.get_traced_memory()
        del root
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    return (used - nothing) / 902, max(0, left - nothing)


def deep_chain(number: type[Any], limit: int) -> str:
    """CPU ms for a chain of 100,000 additions, or the name of the exception."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        return f"{cpu_s(chain(100_000, constant=False), number) * 1e3:.0f} ms"
    except RecursionError as error:
        return type(error).__name__
    finally:
        sys.setrecursionlimit(usual)


PROGRAMS: dict[str, Program] = {
    "MLP 2-16-16-1, batch 10": mlp,
    "100 chains of 900 adds": short_chains,
    "  the same, adding 1.0": short_chains_of_constants,
    "200 diamonds of depth 60": diamond,
    "long diamonds, 60k ops": long_diamonds,
}


def rows(ours: type[Any], theirs: type[Any], pairs: int) -> Iterator[tuple[str, ...]]:
    """The table: what, ours, micrograd, ratio, ratio with the collector off."""
    for name, program in PROGRAMS.items():
        mine, other, ratio = compare(program, ours, theirs, pairs, collector=True)
        _, _, bare = compare(program, ours, theirs, pairs, collector=False)
        yield name, f"{mine:.1f} ms", f"{other:.1f} ms", f"{ratio:.2f}x", f"{bare:.2f}x"
    for name, limit in (("one chain of 100,000 adds", 1000), ("  recursion limit 10^6", 10**6)):
        yield name, deep_chain(ours, limit), deep_chain(theirs, limit), "", ""
    (mine, left), (other, other_left) = bytes_per_node(ours), bytes_per_node(theirs)
    yield "bytes per node", f"{mine:.0f}", f"{other:.0f}", f"{other / mine:.2f}x", ""
    yield "bytes left after del, gc off", f"{left:,}", f"{other_left:,}", "", ""


def main() -> int:
    """Print the table; 2 where micrograd is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=15, help="turns of each (default 15)")
    pairs = parser.parse_args().pairs
    try:
        from micrograd.engine import Value  # type: ignore[import-untyped]
    except ImportError:
        print(
            "comparing with micrograd: it is not installed; pip install micrograd", file=sys.stderr
        )
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}, {pairs} pairs, CPU time")
    for row in [("", "ours", "micrograd", "ratio", "gc off"), *rows(NumberWithGrad, Value, pairs)]:
        print("{:30} {:>10} {:>15} {:>8} {:>8}".format(*row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
