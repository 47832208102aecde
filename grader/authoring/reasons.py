"""Why a check stays that nothing fails: a paragraph `Stands: ...` in its docstring.

Read with `ast`, never imported. May import `grader.errors` and the standard library. Students read
the first paragraph of a docstring alone, which is a check's title.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

WORD = "Stands:"


def reasons(hidden: Path) -> dict[str, str]:
    """Test, named as its checks are but without parameters, to its reason."""
    found = {}
    for path in sorted(hidden.rglob("*.py")):
        name = path.relative_to(hidden).as_posix()
        for test, node in _functions(ast.parse(path.read_bytes()), name):
            reason = _reason(ast.get_docstring(node) or "")
            if reason:
                found[test] = reason
    return found


def unfounded(
    checks: Iterable[str], failed: frozenset[str], given: Mapping[str, str]
) -> Iterator[str]:
    """Checks that nothing fails and that have no reason; reasons that no check needs any more."""
    never = [check for check in checks if check not in failed]
    for check in never:
        if test_of(check) not in given:
            yield f"nothing fails {check}, and its docstring has no `{WORD}` with the reason"
    for test in sorted(set(given) - {test_of(check) for check in never}):
        yield f"{test} says `{WORD}`, and something fails each of its checks: take the reason out"


def test_of(check: str) -> str:
    """The test of a check: its name without the parameters."""
    return check.partition("[")[0]


def _functions(node: ast.AST, name: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield f"{name}::{child.name}", child
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{name}::{child.name}")


def _reason(docstring: str) -> str:
    for paragraph in docstring.split("\n\n"):
        text = " ".join(paragraph.split())
        if text.startswith(WORD):
            return text.removeprefix(WORD).strip()
    return ""
