"""What running a piece of code could change for the rest of a hand-in, read off its syntax.

A cell that trains for a second is worth running once, not once for every check. It may be left out
of the others when nothing that is run uses a name that it binds, and when it does nothing that
reaches beyond its own names. In doubt it reaches. Imports the standard library; runs nothing.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Sequence
from typing import Any

_POWERFUL_NAMES = frozenset(
    ("exec", "eval", "compile", "globals", "locals", "vars", "setattr", "delattr", "__import__",
     "__builtins__", "get_ipython", "breakpoint")
)  # fmt: skip
_POWERFUL_MODULES = frozenset(
    ("builtins", "importlib", "ctypes", "gc", "inspect", "types", "atexit", "signal", "threading",
     "submission", "__main__", "site", "linecache", "weakref")
)  # fmt: skip
_HARMLESS = {
    "sys": frozenset(("stdout", "stderr", "version", "version_info", "maxsize", "float_info")),
    "warnings": frozenset(("warn",)),
    "os": frozenset(("path", "linesep", "sep")),
}
"""What code may touch of modules through which everything can be changed."""
_DEFINITIONS = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom,
)  # fmt: skip
_NO_NEW_OBJECT = (ast.Name, ast.Attribute, ast.Subscript, ast.BoolOp, ast.NamedExpr, ast.Starred)
_SETTERS = ("set", "seed", "regist", "patch", "install")


def effects(statements: Sequence[ast.stmt]) -> dict[str, Any]:
    """`{"binds", "uses", "reaches", "defines"}` of some statements.

    Names given to the module, names read from it, whether the code may change anything that it did
    not make itself, and whether it is nothing but definitions and imports.
    """
    binds, uses, certain = _names(statements)
    nodes = [node for statement in statements for node in ast.walk(statement)]
    imported = {name for node in nodes if isinstance(node, ast.alias) for name in [_alias(node)]}
    harmless = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr in _HARMLESS.get(node.value.id, ())
    }
    own = binds - _other_names(nodes)
    reaches = not certain or any(
        _reaches(node, own, imported) for node in nodes if id(node) not in harmless
    )
    defines = all(isinstance(statement, _DEFINITIONS) for statement in statements)
    return {"binds": sorted(binds), "uses": sorted(uses), "reaches": reaches, "defines": defines}


def _names(statements: Sequence[ast.stmt]) -> tuple[set[str], set[str], bool]:
    """Names bound in the module, names read from it, and whether that is certain."""
    try:
        module = ast.Module(body=list(statements), type_ignores=[])
        table = symtable.symtable(ast.unparse(module), "cell", "exec")
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        every = {
            node.id
            for statement in statements
            for node in ast.walk(statement)
            if isinstance(node, ast.Name)
        }
        return every, every, False
    binds = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    }
    uses = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    for inner in _scopes(table):
        for symbol in inner.get_symbols():
            if symbol.is_global():
                (binds if symbol.is_assigned() else uses).add(symbol.get_name())
    return binds, uses, True


def _other_names(nodes: Sequence[ast.AST]) -> set[str]:
    """The names that may stand for what somebody else made: `n = Number`, `x = data[0]`."""
    return {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
        and node.value is not None
        and any(isinstance(part, _NO_NEW_OBJECT) for part in _alternatives(node.value))
        for aim in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for target in ast.walk(aim)
        if isinstance(target, ast.Name)
    }


def _alternatives(value: ast.expr) -> list[ast.expr]:
    """The expressions that an assignment may give a name to, through tuples and conditions."""
    if isinstance(value, ast.Tuple | ast.List):
        return [part for item in value.elts for part in _alternatives(item)]
    if isinstance(value, ast.IfExp):
        return [*_alternatives(value.body), *_alternatives(value.orelse)]
    return [value]


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _scopes(child)


def _alias(node: ast.alias) -> str:
    return node.asname or node.name.partition(".")[0]


def _reaches(node: ast.AST, own: set[str], imported: set[str]) -> bool:
    if isinstance(node, ast.Global | ast.Nonlocal | ast.Delete | ast.Await):
        return True
    if isinstance(node, ast.Name):
        return node.id in _POWERFUL_NAMES or node.id in _HARMLESS
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _imports_power(node)
    if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
        return True
    if isinstance(node, ast.Attribute | ast.Subscript):
        return not isinstance(node.ctx, ast.Load) and (
            _root(node) not in own or _root(node) in imported
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        root = _root(node.func)
        return root not in own or (root in imported and node.func.attr.startswith(_SETTERS))
    return False


def _imports_power(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        top = (node.module or "").partition(".")[0]
        every = any(each.name == "*" for each in node.names)
        setter = any(each.name.startswith(_SETTERS) for each in node.names)
        return every or setter or top in _POWERFUL_MODULES or top in _HARMLESS
    return any(
        each.name.partition(".")[0] in _POWERFUL_MODULES
        or (each.asname is not None and each.name.partition(".")[0] in _HARMLESS)
        for each in node.names
    )


def _root(node: ast.AST) -> str:
    """The name at the start of `name.a[0].b`; empty where there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
