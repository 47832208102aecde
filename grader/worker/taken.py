"""Names of functions that a later cell takes for something else: `for step in range(5)`.

In a notebook the cells above have run by then, and all is well. A check comes after every cell, and
would find a number where the function was; so what the assignment asks for by name keeps it for the
checks. What a later cell defines anew holds, whether by `def` or by `step = faster`; and so does
what a hand-in makes of names of its own, `data = data()`. Imports the standard library alone; runs
nothing of what it looks at.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import Any

_PYTHONS = frozenset(
    name for name, value in vars(builtins).items() if callable(value) and name[0] != "_"
)


class Definitions:
    """What cells made that can be called, each under its name as it was last.

    Parameters
    ----------
    keeps:
        The names that are asked for.
    """

    def __init__(self, keeps: Iterable[str] = ()) -> None:
        self._keeps = tuple(keeps)
        self._made: dict[str, object] = {}
        self._told: set[str] = set()

    def look(self, names: dict[str, Any]) -> dict[str, list[str]]:
        """Takes note of what a cell made, and says which names it was the first to take.

        The result is `{"taken", "hides"}`: names that are asked for, and of Python's own functions.

        Parameters
        ----------
        names:
            The module's, after the cell was run.
        """
        for name in self._keeps:
            value = names.get(name)
            if callable(value):  # a decorator may have made any kind of object of a function
                self._made[name] = value
        taken = {name for name in self._made if not callable(names.get(name))}
        hides = {name for name in _PYTHONS if name in names and not callable(names[name])} - taken
        fresh = {"taken": sorted(taken - self._told), "hides": sorted(hides - self._told)}
        self._told = taken | hides
        return fresh

    def give_back(self, names: dict[str, Any]) -> None:
        """Puts back what lost its name; Python's own are the hand-in's to hide."""
        for name, value in self._made.items():
            if not callable(names.get(name)):
                names[name] = value
