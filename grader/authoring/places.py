"""A syntax tree as the rules of mutation see it: a node, what stands around it, what may change.

May import the standard library alone. Changes nothing: `rules` says what is changed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_HOLDERS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Change:
    """One node that takes another's place."""

    old: ast.AST
    new: ast.AST
    what: str
    """A few words, the same on every version of Python."""


@dataclass(frozen=True)
class Place:
    """A node and what stands around it."""

    node: ast.AST
    above: Place | None

    @property
    def around(self) -> Iterator[Place]:
        """The places above, the nearest first."""
        place = self.above
        while place is not None:
            yield place
            place = place.above

    @property
    def name(self) -> str:
        """The dotted name of the function or class that holds it; empty outside of any."""
        holders = [p.node for p in (self, *self.around)]
        named = [n.name for n in holders if isinstance(n, _HOLDERS)]
        return ".".join(reversed(named))

    @property
    def function(self) -> ast.FunctionDef | None:
        """The function around it."""
        for place in self.around:
            if isinstance(place.node, ast.FunctionDef):
                return place.node
        return None


def parts(node: ast.AST) -> Iterator[ast.AST]:
    """What may be changed below a node.

    No annotations, no words of messages, nothing that another rule changes as a whole, and no
    argument that only watches over a mistake elsewhere, as `zip(..., strict=True)`.
    """
    if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr):
        return
    if isinstance(node, ast.keyword):
        whole = node.arg == "axis" and integer(node.value) is not None
        if whole or node.arg in {"keepdims", "strict"}:
            return
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def is_bound(target: ast.expr, place: Place) -> bool:
    """Whether without an assignment its target still exists, so that reading it does not raise."""
    if isinstance(target, ast.Attribute | ast.Subscript):
        return True
    if not isinstance(target, ast.Name) or place.function is None:
        return False
    line = getattr(place.node, "lineno", 0)
    earlier = [name for name, bound in bindings(place.function) if bound < line]
    return target.id in earlier or target.id in parameters(place.function)


def bindings(function: ast.FunctionDef) -> list[tuple[str, int]]:
    """The names that a function binds, each with its line, in the order of the text."""
    stored = [
        (node.id, node.lineno)
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return sorted(stored, key=lambda each: each[1])


def parameters(function: ast.FunctionDef) -> list[str]:
    """The names of a function's parameters."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [each.arg for each in every]


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def owner(node: ast.Call) -> ast.expr | None:
    """What a method is called on."""
    if isinstance(node.func, ast.Attribute) and not is_numpy(node.func):
        return node.func.value
    return None


def is_numpy(node: ast.AST) -> bool:
    """Whether it is a name of NumPy's, as `np.sum`."""
    return isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"np", "numpy"}


def integer(node: ast.AST) -> int | None:
    """The whole number that is written there, perhaps with a minus; else None."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = integer(node.operand)
        return None if inner is None else -inner
    number = isinstance(node, ast.Constant) and type(node.value) is int
    return node.value if number else None  # type: ignore[attr-defined]  # a Constant


def is_text(node: ast.AST) -> bool:
    """Whether `%` or `+` after it works on text."""
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return text or isinstance(node, ast.JoinedStr)


def is_transpose(node: ast.AST) -> bool:
    """Whether it ends in `.T`."""
    return isinstance(node, ast.Attribute) and node.attr == "T"
