"""Ways to know a derivative that share nothing with the code under test, and graphs to try it on.

Three ways, for f(x) = x^2 at x = 3, where the truth is 6:

>>> round(central_difference(lambda x: x * x, 3.0), 6)     # any f, about 9 digits
6.0
>>> complex_step(lambda x: x * x, 3.0)                     # an analytic f, all 16 digits
6.0
>>> check(lambda x: x * x, lambda x: 2 * x, 3.0)           # one number, however many parameters

Which one? Complex step where f is built of + - * / ** exp log tanh. Central differences where f
branches or takes abs, max, .real. `check` where parameters are many: it costs a few calls of f.
`check_direction` where they are a network's: arrays in lists.

`random_graph` and `evaluate_graph` are the other half: a random computation as plain data, which
floats, complex numbers and any class of numbers can carry out. May import NumPy and the standard
library; must never import the rest of `autodiff_ref`, or it would confirm its mistakes.
"""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def central_difference(f: Callable[[Any], Any], x: float | Array, h: float = 1e-5) -> Any:
    """(f(x + h) - f(x - h)) / 2h for each entry of x: a float for a float, else like x.

    Parameters
    ----------
    f:
        From what x is (a float, or a float64 array of any shape) to one number.
    h:
        The step, for entries of about 1. Two errors pull it apart: the curve's own bend grows
        with h^2, rounding with 1/h. At 1e-5 both are near 1e-10; at 1e-6 the result is ten times
        worse, which surprises whoever expects that smaller is better. In float32 no step gives
        more than three digits.
    """
    if np.ndim(x) == 0:
        return _slope(f, float(x), h)

    base = np.array(x, dtype=np.float64)
    gradient = np.empty_like(base)
    for index in np.ndindex(base.shape):

        def along(entry: float, index: tuple[int, ...] = index) -> Any:
            moved = base.copy()
            moved[index] = entry
            return f(moved)

        gradient[index] = _slope(along, float(base[index]), h)
    return gradient


def _slope(f: Callable[[float], Any], x: float, h: float) -> float:
    # x + h is rounded, so the step taken is not h: at x = 1000 the difference is in digit 9.
    above, below = x + h, x - h
    return float((f(above) - f(below)) / (above - below))


def complex_step(f: Callable[[Any], Any], x: float | Array, h: float = 1e-30) -> Any:
    """Im f(x + ih) / h for each entry of x: a float for a float, else like x.

    Nothing is subtracted, so nothing cancels, and h may be so small that h^2 vanishes: the
    result is right to the last digits. f must be analytic: abs, max, `.real`, comparisons and
    `conj` lose the imaginary part, and then the answer is wrong without a warning. (Squire and
    Trapp, "Using complex variables to estimate derivatives of real functions", 1998.)
    """
    if np.ndim(x) == 0:
        return complex(f(complex(x, h))).imag / h

    base = np.array(x, dtype=np.complex128)
    gradient = np.empty(base.shape)
    for index in np.ndindex(base.shape):
        moved = base.copy()
        moved[index] += complex(0.0, h)
        gradient[index] = complex(f(moved)).imag / h
    return gradient


def check(
    f: Callable[[Any], Any],
    grad: Callable[[Any], Any],
    x: float | Array,
    rtol: float = 1e-6,
    *,
    h: float = 1e-5,
    seed: int = 0,
) -> None:
    """Nothing when grad(x) is the gradient of f at x, else AssertionError with both numbers.

    Walks from x in one random direction v of length 1, the same in every run, and compares the
    slope of f along v, by central difference, with grad(x) . v. One wrong entry is enough to show,
    unless v happens to be nearly orthogonal to the mistake; another seed is another v.

    Parameters
    ----------
    rtol:
        Relative to the length of grad(x), not to the slope, which may happen to be near 0.
    """
    start, gradient = np.shape(x), np.array(grad(x), dtype=np.float64)
    if gradient.shape != start:
        raise AssertionError(
            f"checking a gradient: expected the shape of x, {start}, but got "
            f"{gradient.shape}; grad must give one entry for each entry of x"
        )
    x = np.array(x, dtype=np.float64) if start else x
    check_direction(f, x, gradient, rtol=rtol, h=h, seed=seed)


def check_direction(
    f: Callable[[Any], Any],
    x: Any,
    gradient: Any,
    direction: Any = None,
    *,
    rtol: float = 1e-6,
    h: float = 1e-5,
    seed: int = 0,
) -> None:
    """Nothing when the slope of f at x along a direction is that of the gradient, else as `check`.

    For all the parameters of a network at once, however they are kept:

    >>> params = [(np.ones((2, 3)), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))]
    >>> squares = lambda layers: sum((W**2).sum() + (b - 1).sum() for W, b in layers)
    >>> check_direction(squares, params, [(2 * W, b + 1) for W, b in params])

    Parameters
    ----------
    f:
        From what x is to one number; gets a new x of the same build, of float64 arrays.
    x:
        An array, a number, or lists and tuples of them, nested.
    gradient, direction:
        Built as x is. Of the direction the length does not matter; None draws one by `seed`.
        A direction of zeros with a single 1 checks one entry.
    """
    starts, slopes = _entries(x), _entries_like(x, gradient, "gradient")
    steps = _unit_direction(x, direction, seed)

    def along(t: float) -> float:
        moved = iter([start + t * v for start, v in zip(starts, steps, strict=True)])
        return float(f(_rebuilt(x, moved)))

    expected = _slope(along, 0.0, h)
    came = float(sum(np.sum(g * v) for g, v in zip(slopes, steps, strict=True)))
    size = float(np.sqrt(sum(np.sum(g * g) for g in slopes)))
    # f is rounded to eps |f|, twice, and divided by 2h: that much nobody can see.
    unseen = 4 * np.finfo(np.float64).eps * max(abs(along(h)), abs(along(-h))) / h
    allowed = rtol * size + float(unseen)
    if not abs(came - expected) <= allowed < np.inf:  # with nan this is never so
        named = f"direction {seed}" if direction is None else "the direction"
        raise AssertionError(
            f"checking a gradient: expected the slope {expected!r} along {named}, but "
            f"grad(x) gives {came!r}, {abs(came - expected):.3g} away where {allowed:.3g} is "
            "allowed; compare grad(x) with central_difference(f, x) entry by entry"
        )


def _unit_direction(x: Any, direction: Any, seed: int) -> list[Array]:
    """The direction's entries, or drawn ones, scaled to length 1 all together."""
    if direction is None:
        draw = np.random.default_rng(seed).standard_normal
        steps = [np.array(draw(start.shape)) for start in _entries(x)]
    else:
        steps = _entries_like(x, direction, "direction")
    length = float(np.sqrt(sum(np.sum(v * v) for v in steps)))
    if not 0 < length < np.inf:
        raise ValueError(
            "checking a gradient: expected a direction to walk in, but got one of length "
            f"{length}; give finite entries, and at least one that is not 0"
        )
    return [v / length for v in steps]


def _entries_like(x: Any, nested: Any, what: str) -> list[Array]:
    """The arrays of nested lists and tuples, which must be as many and as large as those of x."""
    expected = [array.shape for array in _entries(x)]
    arrays = _entries(nested)
    if [array.shape for array in arrays] != expected:
        raise AssertionError(
            f"checking a gradient: expected a {what} with the shapes of x, {expected}, but got "
            f"{[array.shape for array in arrays]}; give one entry for each entry of x"
        )
    return arrays


def _entries(nested: Any) -> list[Array]:
    """The arrays of nested lists and tuples, in order."""
    if isinstance(nested, list | tuple):
        return [array for each in nested for array in _entries(each)]
    return [np.array(nested, dtype=np.float64)]


def _rebuilt(like: Any, arrays: Iterator[Array]) -> Any:
    """The next arrays, nested as `like` is; a number where it has one."""
    if isinstance(like, list | tuple):
        items = [_rebuilt(each, arrays) for each in like]
        named = hasattr(like, "_fields")  # a named tuple takes its items one by one
        return type(like)(*items) if named else type(like)(items)
    array = next(arrays)
    return array if np.ndim(like) else float(array)


class Graph(TypedDict):
    """A computation as plain data; `evaluate_graph` says how it is read.

    {"leaves": [2.0, 0.5], "steps": [("mul", 0, 1), ("add", 2, 3.0), ("mul", 2, 3)]} is
    c = a * b; d = c + 3; e = c * d, since nodes are numbered leaves first, then steps.
    """

    leaves: list[float]
    steps: list[tuple[str, int | float, int | float | None]]


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
}
"""What each name in a graph's steps does; the default of `evaluate_graph`."""


def evaluate_graph(
    graph: Graph, leaves: Sequence[Any], ops: Mapping[str, Callable[..., Any]] = OPERATIONS
) -> list[Any]:
    """Every node of the graph carried out on these leaves; the last is the root.

    A step is (name, left, right). An int names an earlier node, a float is a constant; of "pow"
    the right is the exponent itself, an int; "neg" has None. Leaves may be floats, complex
    numbers, NumberWithGrad or anything with these operators:

    >>> graph = {"leaves": [2.0, 0.5], "steps": [("mul", 0, 1), ("add", 2, 3.0), ("mul", 2, 3)]}
    >>> evaluate_graph(graph, graph["leaves"])
    [2.0, 0.5, 1.0, 4.0, 4.0]
    """
    nodes = list(leaves)
    for name, left, right in graph["steps"]:
        nodes.append(_apply(ops, nodes, name, left, right))
    return nodes


def _apply(
    ops: Mapping[str, Callable[..., Any]], nodes: Sequence[Any], name: str, left: Any, right: Any
) -> Any:
    first = nodes[left] if isinstance(left, int) else left
    if right is None:
        return ops[name](first)
    return ops[name](first, right if name == "pow" or isinstance(right, float) else nodes[right])


# Few values, so that different nodes often hold equal numbers: code that confuses a node with its
# value is wrong on such graphs only. All of them are exact in binary, and none is below 0.5.
_VALUES = (-2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0)
_EXPONENTS = (2, 3, 1, -1)
_LARGEST = 40.0
_SMALLEST_DIVISOR = 0.5
_TRIES = 50


def random_graph(
    seed: int,
    n_ops: int,
    *,
    ops: Sequence[str] = tuple(OPERATIONS),
    constants: str = "both",
) -> Graph:
    """A random graph with n_ops steps; the same in every run for the same arguments.

    Its root depends on every node. From 8 steps on, most graphs use a result more than once and
    hold equal numbers in different nodes. Every value is at most 40 in magnitude, every divisor
    at least 0.5, and the gradient of every leaf lies between 1e-3 and 1e4 in magnitude, so that
    none is merely what rounding left of a sum that cancels.

    Parameters
    ----------
    n_ops:
        At least 1. A graph has 1 to 4 leaves, and no more than n_ops + 1.
    ops:
        Names out of `OPERATIONS`, "add" among them (it joins loose ends).
    constants:
        Where plain numbers may stand in a step: "both" sides, "right" only, or "none".
    """
    places = ("both", "right", "none")
    known = "add" in ops and set(ops) <= set(OPERATIONS)
    if n_ops < 1 or not known or constants not in places:
        raise ValueError(
            f"drawing a random graph: expected n_ops >= 1, ops out of {list(OPERATIONS)} with "
            f"'add' among them, and constants out of {list(places)}, but got {n_ops=}, "
            f"ops={list(ops)}, {constants=}; change the arguments"
        )
    attempt = 0
    while True:
        # A str as seed goes through SHA-512, and random() alone is promised to stay the same
        # over versions of Python; choice and randint are not.
        graph = _draw(random.Random(f"{seed}/{attempt}"), n_ops, tuple(ops), constants)
        if graph is not None and _well_conditioned(graph):
            return graph
        attempt += 1


_Step = tuple[str, int | float, int | float | None]


def _draw(rng: random.Random, n_ops: int, ops: Sequence[str], constants: str) -> Graph | None:
    """One graph, or None where it ran into a dead end."""
    n_leaves = min(n_ops + 1, 1 + int(rng.random() * 4))
    leaves = [_pick(rng, _VALUES) for _ in range(n_leaves)]
    values = list(leaves)
    loose = list(range(n_leaves))  # nodes that nothing uses yet; at the end only the root
    steps: list[_Step] = []
    for remaining in range(n_ops, 0, -1):
        for _ in range(_TRIES):
            step = _propose(rng, ops, constants, len(values), loose)
            still_loose = [n for n in loose if n not in _operands(step)]
            if len(still_loose) >= remaining:
                continue  # too few steps are left to join all of these
            value = _moderate_value(step, values)
            if value is not None:
                break
        else:
            return None
        loose = [*still_loose, len(values)]
        values.append(value)
        steps.append(step)
    return Graph(leaves=leaves, steps=steps)


def _pick(rng: random.Random, choices: Sequence[Any]) -> Any:
    return choices[int(rng.random() * len(choices))]


def _propose(
    rng: random.Random, ops: Sequence[str], constants: str, n_nodes: int, loose: Sequence[int]
) -> _Step:
    def node() -> int:
        return int(_pick(rng, loose if rng.random() < 0.5 else range(n_nodes)))

    name = _pick(rng, ops)
    if name == "neg":
        return name, node(), None
    if name == "pow":
        return name, node(), _pick(rng, _EXPONENTS)
    if constants != "none" and rng.random() < 0.25:
        constant = _pick(rng, _VALUES)
        on_the_left = constants == "both" and rng.random() < 0.5
        return (name, constant, node()) if on_the_left else (name, node(), constant)
    return name, node(), node()


def _operands(step: _Step) -> list[int]:
    """The numbers of the nodes that a step uses."""
    name, left, right = step
    candidates = [left] if name == "pow" else [left, right]
    return [node for node in candidates if isinstance(node, int)]


def _moderate_value(step: _Step, values: Sequence[float]) -> float | None:
    """What the step gives, or None when that is too large or divides by too little."""
    name, left, right = step
    if name == "div" or (name == "pow" and right == -1):
        divisor = left if name == "pow" else right
        size = abs(values[divisor] if isinstance(divisor, int) else divisor or 0.0)
        if size < _SMALLEST_DIVISOR:
            return None
    value = float(_apply(OPERATIONS, values, *step))
    return value if abs(value) <= _LARGEST else None


def _well_conditioned(graph: Graph) -> bool:
    """Whether each leaf has a gradient that is neither huge nor next to 0."""

    def root(leaves: NDArray[np.complex128]) -> Any:
        return evaluate_graph(graph, leaves.tolist())[-1]

    sizes = np.abs(complex_step(root, np.array(graph["leaves"])))
    return bool(np.all((sizes >= 1e-3) & (sizes <= 1e4)))
