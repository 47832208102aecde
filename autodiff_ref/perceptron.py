"""The perceptron's learning rule, in the two forms of the lectures.

`fit_01` (Batra): labels 0 and 1, the bias as weight number 0 of an input that is always 1, a step
unit, and w += lr (y - prediction) x'. `fit_pm1` (Latreche): labels -1 and +1, the bias apart, a
mistake where y (w . x + b) <= 0, and w += y x, b += y. Both start from 0, go through the rows in
order, and stop after a pass without a mistake. On the rows of AND:

>>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
>>> w, history = fit_01(X, [0, 0, 0, 1], lr=1, epochs=100)
>>> w.tolist(), history.epochs, history.converged
([-2.0, 2.0, 1.0], 6, True)

Does the learning rate matter? From 0 it scales w and nothing else, in exact arithmetic. In floats
lr = 0.1 takes another path than lr = 1, since 0.1 - 0.1 - 0.1 + 0.1 is not 0 and a tie becomes a
side. A power of two is exact.

Arrays of any library go in; one example at a time leaves a GPU nothing to do, so the rule itself
runs in NumPy, in float64, and w comes back in X's library. May import `activations` and `backend`;
must never know of other units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autodiff_ref.activations import step
from autodiff_ref.backend import Array, asarray, floating, namespace, to_numpy


@dataclass(frozen=True)
class History:
    """What a run of the rule did."""

    updates: tuple[int, ...]
    """The updates of each epoch; the last is 0 where the run converged."""
    weights: tuple[tuple[float, ...], ...]
    """The weights at the start and after each update, the bias first."""

    @property
    def epochs(self) -> int:
        """The passes made, a clean last one included."""
        return len(self.updates)

    @property
    def converged(self) -> bool:
        """Whether the last pass was clean: without an update."""
        return self.updates[-1] == 0

    @property
    def total_updates(self) -> int:
        """The updates of all epochs."""
        return sum(self.updates)


def augment(X: Array) -> Array:
    """X (N, D) with a column of ones in front: (N, D + 1), so that weight 0 is the bias."""
    xp, X = floating(_rows("augmenting inputs", X))
    ones = xp.ones((X.shape[0], 1), dtype=X.dtype, device=X.device)
    return xp.concat([ones, X], axis=1)


def fit_01(
    X: Array,
    y: Array,
    *,
    lr: float,
    epochs: int,
    closed: bool = False,
    w0: Array | None = None,
) -> tuple[Array, History]:
    """Weights (D + 1,), the bias first, and the history; labels are 0 and 1.

    Parameters
    ----------
    X, y:
        (N, D) and (N,).
    lr:
        The learning rate, above 0.
    epochs:
        At most so many passes; the history says whether the last was clean.
    closed:
        Whether the step unit gives 1 at a tie (see `activations.step`).
    w0:
        The weights to start from, (D + 1,); None is zeros.
    """
    task = "fitting a perceptron to labels 0 and 1"
    rows, labels = _checked(task, X, y, (0, 1), epochs)
    if not lr > 0:
        raise ValueError(f"{task}: expected lr above 0, but got {lr}; lr=1 is the plain rule")
    rows = augment(rows)
    w = np.zeros(rows.shape[1]) if w0 is None else to_numpy(w0).astype(np.float64)
    if w.shape != rows.shape[1:]:
        raise ValueError(
            f"{task}: expected w0 of shape {rows.shape[1:]}, the bias first, but got {w.shape}; "
            "give one weight for each column of augment(X)"
        )
    updates: list[int] = []
    path = [w]
    while len(updates) < epochs and 0 not in updates[-1:]:
        updates.append(0)
        for x, label in zip(rows, labels, strict=True):
            error = label - step(x @ w, closed=closed)
            if error:
                w = w + lr * error * x
                updates[-1] += 1
                path.append(w)
    return _in_library_of(X, w), _history(updates, path)


def fit_pm1(X: Array, y: Array, *, epochs: int) -> tuple[Array, Array, History]:
    """Weights (D,), the bias and the history; labels are -1 and +1.

    A row with w . x + b = 0 is a mistake for either label: with weights 0 every row is one.

    Parameters
    ----------
    X, y:
        (N, D) and (N,).
    epochs:
        At most so many passes; the history says whether the last was clean.
    """
    rows, labels = _checked("fitting a perceptron to labels -1 and +1", X, y, (-1, 1), epochs)
    rows = augment(rows)
    w = np.zeros(rows.shape[1])
    updates: list[int] = []
    path = [w]
    while len(updates) < epochs and 0 not in updates[-1:]:
        updates.append(0)
        for x, label in zip(rows, labels, strict=True):
            if label * (x @ w) <= 0:
                w = w + label * x
                updates[-1] += 1
                path.append(w)
    return _in_library_of(X, w[1:]), _in_library_of(X, w[0]), _history(updates, path)


def predict_01(X: Array, w: Array, *, closed: bool = False) -> Array:
    """0 or 1 for each row of X (N, D), by weights (D + 1,) with the bias first: (N,)."""
    rows = augment(X)
    return step(rows @ asarray(w, like=rows), closed=closed)


def predict_pm1(X: Array, w: Array, b: Array, *, closed: bool = False) -> Array:
    """-1 or +1 for each row of X (N, D), by weights (D,) and bias: (N,).

    A row on the line is -1, or +1 where `closed`; the lectures leave it open, and count it as a
    mistake in `fit_pm1`.
    """
    _, X = floating(_rows("predicting", X))
    return 2.0 * step(X @ asarray(w, like=X) + asarray(b, like=X), closed=closed) - 1.0


def _rows(task: str, X: Any) -> Array:
    if isinstance(X, Sequence):
        X = to_numpy(X)
    namespace(X)  # refuses what is no array
    if X.ndim != 2:
        raise ValueError(
            f"{task}: expected X of shape (N, D), one row for each example, but got "
            f"{tuple(X.shape)}; reshape it, as in X.reshape(-1, 1)"
        )
    return X


def _checked(task: str, X: Any, y: Any, alphabet: tuple[int, int], epochs: int) -> tuple[Any, Any]:
    rows = to_numpy(_rows(task, X)).astype(np.float64)
    labels = to_numpy(y).astype(np.float64)
    if labels.shape != rows.shape[:1] or not len(rows):
        raise ValueError(
            f"{task}: expected y of shape (N,) for X (N, D) with N at least 1, but got "
            f"{labels.shape} for {rows.shape}; give one label for each row"
        )
    strange = sorted(set(labels.tolist()) - set(alphabet))
    if strange:
        raise ValueError(
            f"{task}: expected labels {alphabet[0]} and {alphabet[1]}, but got {strange[0]:g}; "
            "convert them (2 y - 1 and (y + 1) / 2) or use the other rule"
        )
    if not np.all(np.isfinite(rows)):
        raise ValueError(f"{task}: expected finite numbers in X, but got nan or inf; mend the rows")
    if epochs < 1:
        raise ValueError(f"{task}: expected epochs of at least 1, but got {epochs}; raise it")
    return rows, labels


def _in_library_of(X: Any, values: Any) -> Array:
    return values if isinstance(X, Sequence) else asarray(values, like=X)


def _history(updates: list[int], path: list[Any]) -> History:
    return History(tuple(updates), tuple(tuple(w.tolist()) for w in path))
