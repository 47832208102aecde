"""A computation graph of single numbers as rows of a table, and as a picture.

>>> a = NumberWithGrad(3)
>>> b = a + 1
>>> c = b * b
>>> c.backward()
>>> for row in trace(c, a=a, b=b, c=c):
...     print(row.number, row.name, row.operation, row.value, row.operands,
...           row.local_derivatives, row.gradient)
0 a  3 () () 8
1   1 () () 8
2 b add 4 (0, 1) (1, 1) 8
3 c mul 16 (2, 2) (4, 4) 1

May import `scalar` and `plain`; must never draw: rows and text are for whoever does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autodiff_ref.plain import Number
from autodiff_ref.scalar import NumberWithGrad, topological_order


@dataclass(frozen=True)
class Row:
    """One node of a graph, as plain data that outlives the graph."""

    number: int
    """Its place in the order, from 0; its operands have smaller ones."""
    name: str
    """What `trace` was told to call it, or ""."""
    operation: str
    """"add", "mul", ..., or "" for a leaf."""
    value: Number
    operands: tuple[int, ...]
    """The numbers of what it was made from, left to right; one may stand twice."""
    local_derivatives: tuple[Number, ...]
    """d self / d operand, for each of `operands`."""
    gradient: Number | None
    """d root / d self, or None before `backward`."""


def trace(root: NumberWithGrad, **names: NumberWithGrad) -> list[Row]:
    """A row for root and each node that it was made from, operands first, root last.

    Parameters
    ----------
    names:
        What to call some nodes: `trace(c, a=a, b=b)`. Of two names for one node the last counts;
        a node that is not in the graph is passed over.
    """
    nodes = topological_order(root)
    number_of = {node: number for number, node in enumerate(nodes)}
    name_of = {node: name for name, node in names.items()}
    return [
        Row(
            number=number,
            name=name_of.get(node, ""),
            operation=node.creation_op,
            value=node.num,
            operands=tuple(number_of[parent] for parent in node.depends_on),
            local_derivatives=node.local_derivatives,
            gradient=node.grad,
        )
        for node, number in number_of.items()
    ]


def to_dot(rows: Sequence[Row]) -> str:
    """The graph in Graphviz's language, drawn left to right, for `dot -Tsvg`.

    A box for each row: its name and operation, its value, its gradient. An edge for each operand,
    with the local derivative; an operand that stands twice has two.
    """
    lines = ["digraph {", "  rankdir=LR", '  node [shape=box, fontname="sans-serif"]']
    for row in rows:
        first = " ".join(filter(None, (row.name, row.operation)))
        words = [first, _short(row.value)]
        if row.gradient is not None:
            words.append(f"gradient {_short(row.gradient)}")
        label = "\\n".join(_escaped(word) for word in words if word)
        lines.append(f'  {row.number} [label="{label}"]')
    for row in rows:
        for operand, derivative in zip(row.operands, row.local_derivatives, strict=True):
            lines.append(f'  {operand} -> {row.number} [label="{_short(derivative)}"]')
    return "\n".join([*lines, "}"]) + "\n"


def _short(number: Number) -> str:
    return f"{number:.6g}" if isinstance(number, float | complex) else str(number)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
