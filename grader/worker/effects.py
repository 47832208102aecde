"""What running a piece of code could change for the rest of a hand-in, read off its syntax.

A cell that trains for a second is worth running once, not once for every check. It may be left out
of the others when nothing that is run uses a name that it binds, and when it does nothing that
reaches beyond its own names. In doubt it reaches. Imports the standard library; runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

_POWERFUL_NAMES = frozenset(
    ("exec", "eval", "compile", "globals", "locals", "vars", "setattr", "delattr", "__import__",
     "__builtins__", "get_ipython", "breakpoint")
)  # fmt: skip
_POWERFUL_MODULES = frozenset(
    ("sys", "builtins", "importlib", "ctypes", "gc", "os", "inspect", "types", "atexit", "signal",
     "threading", "submission", "__main__", "site", "linecache", "warnings", "weakref")
)  # fmt: skip
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def effects(statements: Iterable[ast.stmt]) -> dict[str, Any]:
    """`{"binds", "uses", "reaches"}` of some statements.

    Names given to the module, names read, and whether the code may change anything that it did not
    make itself.
    """
    nodes = [node for statement in statements for node in _walk(statement)]
    binds = {name for node, inside in nodes if not inside for name in _bound(node)}
    uses = {node.id for node, _ in nodes if isinstance(node, ast.Name)}
    reaches = any(_reaches(node, binds) for node, _ in nodes)
    return {"binds": sorted(binds), "uses": sorted(uses), "reaches": reaches}


def _walk(statement: ast.stmt) -> Iterable[tuple[ast.AST, bool]]:
    """Every node, and whether it stands inside a scope of its own."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, False)]
    while waiting:
        node, inside = waiting.pop()
        yield node, inside
        deeper = inside or isinstance(node, _SCOPES)
        waiting.extend((child, deeper) for child in ast.iter_child_nodes(node))


def _bound(node: ast.AST) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.alias):
        return [node.asname or node.name.partition(".")[0]]
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return [node.id]
    return [node.name] if isinstance(node, ast.ExceptHandler) and node.name else []


def _reaches(node: ast.AST, own: set[str]) -> bool:
    if isinstance(node, ast.Global | ast.Nonlocal | ast.Delete | ast.Await):
        return True
    if isinstance(node, ast.Name):
        return node.id in _POWERFUL_NAMES
    if isinstance(node, ast.Import):
        return any(each.name.partition(".")[0] in _POWERFUL_MODULES for each in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] in _POWERFUL_MODULES or any(
            each.name == "*" for each in node.names
        )
    if isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            return True
        return not isinstance(node.ctx, ast.Load) and _root(node) not in own
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _root(node.func) not in own
    return False


def _root(node: ast.AST) -> str:
    """The name at the start of `name.a[0].b`; empty where there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
