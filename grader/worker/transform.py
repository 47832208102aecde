"""Compiles cells to code that is run one statement at a time.

Each cell stands alone: a broken one is described and the others compile. Statements are separate
code objects, so that one which needs an absent module can be skipped. May import the standard
library and its room; never runs what it compiles. The compiler's own limits (memory, recursion)
are met by the student's code, so they are described as the student's.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import marshal
import re
import warnings
from collections.abc import Mapping, Sequence
from types import CodeType
from typing import Any, TypeGuard

from .describe import describe_error, file_name
from .effects import effects
from .magics import transform_cell

_STUDENTS = (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError, RuntimeError)
_CONFLICT = re.compile(r"(?:<{7} |={7}$|>{7} )")
_ANNOTATIONS = __future__.annotations.compiler_flag

MAX_PARTS, MAX_FINER = 2000, 400
"""Statements of a split cell that are parts of their own, and of any cell where the one is looked
for that cannot stay; the rest belong to the last."""

Statement = tuple[CodeType, tuple[str, ...]]


def compile_cells(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each `{"label", "source", ...}`: its code, or why it has none, and notes.

    Each result is `{"label", "code", "error", "notes", "parts"}`. `code` is for
    `loading.run_cell`: a marshalled list of `(code object, names bound by it)`, one per statement,
    or None beside an `error` as `describe_error` gives it. `parts` is a list of
    `{"code", "line", "effects"}`: one for the cell or, where `split` is asked for, one for each
    statement, so that a file of one cell can be run like a notebook. `finer` is the same for each
    statement, where it is asked for, to find the one for which a cell cannot stay. A
    `from __future__ import annotations` holds for the cells after it, as in a notebook, where
    a main guard holds, too, but not in a file of one cell; `lazy` says that it stands in a cell
    before this one that is not among these.
    """
    compiled: list[dict[str, Any]] = []
    flags = 0
    for cell in cells:
        wanted = {name: bool(cell.get(name)) for name in ("split", "finer")}
        flags |= _ANNOTATIONS if cell.get("lazy") else 0
        result, flags = _compile_cell(cell["label"], cell["source"], flags, **wanted)
        compiled.append(result)
    return compiled


def _compile_cell(
    label: str, source: str, flags: int, *, split: bool, finer: bool
) -> tuple[dict[str, Any], int]:
    result: dict[str, Any] = {
        "label": label, "code": None, "error": None, "notes": [], "parts": [],
        "finer": [],
    }  # fmt: skip
    text = source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = None
            with contextlib.suppress(SyntaxError):
                tree = _parse(source, file_name(label))
            if tree is None:  # only then a line of it may be a magic
                text, result["notes"] = transform_cell(source)
                tree = _parse(text, file_name(label))
            statements = _statements(tree, file_name(label))
            guards = [each for each in statements if _is_main_guard(each)]
            if split:
                result["notes"] += filter(None, map(_not_run, guards))
            else:
                for guard in guards:  # in a notebook it always holds
                    guard.test = ast.copy_location(ast.Constant(True), guard.test)
            if any(_asks_for_annotations(each) for each in statements):
                flags |= _ANNOTATIONS
            pieces = _one_by_one(statements, MAX_PARTS) if split else [statements]
            finest = _one_by_one(statements, MAX_FINER) if finer else []
            codes = {id(each): _compile(each, label, flags) for each in statements}
            result["parts"] = [_part(piece, codes) for piece in pieces]
            if len(finest) > 1:
                result["finer"] = [_part(piece, codes) for piece in finest]
            result["code"] = marshal.dumps(list(codes.values()))
    except _STUDENTS as error:
        result["error"] = describe_error(error)
        _name_conflict(result["error"], text)
    return result, flags


def _one_by_one(statements: Sequence[ast.stmt], most: int) -> list[list[ast.stmt]]:
    pieces = [[each] for each in statements[:most]]
    if statements[most:]:
        pieces[-1] += statements[most:]
    return pieces


def _part(statements: Sequence[ast.stmt], codes: Mapping[int, Statement]) -> dict[str, Any]:
    return {
        "code": marshal.dumps([codes[id(each)] for each in statements]),
        "line": statements[0].lineno if statements else 1,
        "effects": effects(statements),
    }


def _parse(text: str, name: str) -> ast.Module:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(text, name, "exec", flags=flags, dont_inherit=True)
    assert isinstance(tree, ast.Module)  # for the type checker: what PyCF_ONLY_AST gives
    return tree


def _statements(tree: ast.Module, name: str) -> list[ast.stmt]:
    """The top-level statements; `import a, b` is two, so that an absent `b` does not cost `a`."""
    found: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            found += [
                ast.copy_location(ast.Import(names=[each]), statement) for each in statement.names
            ]
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        else:
            magic = _exported_magic(statement)
            found += [statement] if magic is None else _magic_body(magic, statement.lineno, name)
    return found


def _exported_magic(statement: ast.stmt) -> str | None:
    """The cell that an exporter has written as `get_ipython().run_cell_magic(name, line, body)`."""
    match statement:
        case ast.Expr(
            ast.Call(
                ast.Attribute(ast.Call(ast.Name("get_ipython")), "run_cell_magic"),
                [ast.Constant(str(name)), ast.Constant(str(line)), ast.Constant(str(body))],
            )
        ):
            return f"%%{name} {line}\n{body}"
    return None


def _magic_body(cell: str, line: int, name: str) -> list[ast.stmt]:
    tree = _parse(transform_cell(cell)[0], name)
    ast.increment_lineno(tree, line - 1)
    return tree.body


def _is_main_guard(statement: ast.stmt) -> TypeGuard[ast.If]:
    match statement:
        case ast.If(ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")])):
            return True
        case ast.If(ast.Compare(ast.Constant("__main__"), [ast.Eq()], [ast.Name("__name__")])):
            return True
    return False


def _not_run(guard: ast.If) -> str:
    """What to say of a file's guard below which something stands that others may need."""
    if not any(_bound_names(each) for each in guard.body):
        return ""
    last = guard.body[-1].end_lineno or guard.lineno
    return (
        f"lines {guard.lineno} to {last}: what stands below `if __name__ == '__main__'` is not run "
        "when graded; what an answer needs belongs above it"
    )


def _asks_for_annotations(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.ImportFrom)
        and statement.module == "__future__"
        and any(each.name == "annotations" for each in statement.names)
    )


def _compile(statement: ast.stmt, label: str, flags: int) -> Statement:
    code = compile(
        ast.Module(body=[statement], type_ignores=[]),
        file_name(label),
        "exec",
        flags=flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
        dont_inherit=True,
    )
    return code, tuple(_bound_names(statement))


def _bound_names(statement: ast.stmt) -> list[str]:
    """The names that the statement gives to the module, in no order that matters."""
    names: dict[str, None] = {}
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names[node.name] = None
            continue
        if isinstance(
            node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
        ):
            continue
        if isinstance(node, ast.alias) and node.name != "*":
            names[node.asname or node.name.partition(".")[0]] = None
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
        waiting.extend(ast.iter_child_nodes(node))
    return list(names)


def _name_conflict(error: dict[str, Any], text: str) -> None:
    """Says of a syntax error that it is the mark of a merge conflict, where it is."""
    if not error["frames"]:
        return
    line = error["frames"][-1][1]
    lines = text.split("\n")
    if 0 < line <= len(lines) and _CONFLICT.match(lines[line - 1]):
        error["text"] = "this line is the mark of a merge conflict; keep one of the two versions"
