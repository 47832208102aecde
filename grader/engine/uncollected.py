"""What the files of a suite hold as checks, and pytest left out without a word.

It passes over a class with an `__init__`, a function whose name was given to another one, a file or
a folder of some names; the points of such a check would go to the others of its question. What is
written is read from the text, so that nothing a suite does can hide it.

May import pytest, the standard library and `course`.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.course.suite_files import is_left_there, is_test_file, suite_files

_Place = tuple[str, int]
"""A file and the line where a function begins, with its decorators."""


@dataclass(frozen=True)
class _Written:
    """A function that is written as a check."""

    name: str
    line: int
    begins: int


def uncollected(hidden: Path, items: Sequence[pytest.Item]) -> list[str]:
    """A row for each check that a file holds and none of the items is, and each empty test file."""
    places = {place for item in items for place in _places(getattr(item, "obj", None))}
    names = {(str(item.path), _name(item)) for item in items}
    files = {path for path, _ in names}
    rows = []
    for path in suite_files(hidden):
        file = path.relative_to(hidden).as_posix()
        if path.suffix != ".py" or is_left_there(file):
            continue
        written = list(_written(path))
        last = {each.name: each for each in written}
        missing = [
            each
            for each in written
            if (str(path), each.begins) not in places
            # A decorator may hide the function that it stands above.
            and not (last[each.name] is each and (str(path), each.name) in names)
        ]
        rows += [f"{file}:{each.line}: {each.name} is no check: {_why(each, last[each.name], path)}"
                 for each in missing]  # fmt: skip
        if is_test_file(path) and str(path) not in files and not missing:
            rows.append(f"{file}: no check came from it; a file of helpers has another name")
    return rows


def _why(missing: _Written, last: _Written, path: Path) -> str:
    if last is not missing:
        return f"line {last.line} gives the name to another one"
    if not is_test_file(path):
        return "pytest looks into test_*.py and *_test.py alone"
    return "pytest passes over it; see its name, its class, its folder, and __test__"


def _places(test: Any) -> Iterator[_Place]:
    """Where a collected function is written, and each one that it is wrapped around."""
    seen: set[int] = set()
    while test is not None and id(test) not in seen:
        seen.add(id(test))
        function = inspect.unwrap(test.__func__ if inspect.ismethod(test) else test)
        if code := getattr(function, "__code__", None):
            yield code.co_filename, code.co_firstlineno
        handle = getattr(test, "hypothesis", None)
        test = getattr(handle, "inner_test", None)


def _name(item: pytest.Item) -> str:
    """The name of a collected function within its file, without its parameters."""
    classes = [node.name for node in item.listchain() if isinstance(node, pytest.Class)]
    return ".".join([*classes, getattr(item, "originalname", None) or item.name])


def _written(path: Path) -> Iterator[_Written]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return  # pytest says so, where anybody imports it
    yield from _within(tree, "", is_looked_into=is_test_file(path))


def _within(node: ast.AST, scope: str, *, is_looked_into: bool) -> Iterator[_Written]:
    """The functions with the mark, and those whose name is enough where pytest looks for them."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            name = scope + child.name
            if _is_marked(child) or (is_looked_into and child.name.startswith("test")):
                begins = min([child.lineno, *(each.lineno for each in child.decorator_list)])
                yield _Written(name, child.lineno, begins)
            yield from _within(child, f"{name}.", is_looked_into=False)
        elif isinstance(child, ast.ClassDef):
            inside = _is_marked(child) or (is_looked_into and child.name.startswith("Test"))
            yield from _within(child, f"{scope}{child.name}.", is_looked_into=inside)
        else:
            yield from _within(child, scope, is_looked_into=is_looked_into)


def _is_marked(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    called = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return any(f".{ast.unparse(each)}".endswith(".mark.check") for each in called)
