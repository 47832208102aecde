"""The files of the course's root that a hidden suite's imports lead to, found in its text.

A suite imports from the course's root. What its `import` statements name there, and those of the
files that they lead to, is found without running it, so that keys can hold it before a judge
begins, and so that it goes along when an assignment does: a module, or a folder with everything in
it, for a module may read a table that lies beside it.

May import the standard library, `.suite_files` and errors; must never run what a course holds.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from importlib.machinery import all_suffixes
from pathlib import Path

import grader
from grader.course.suite_files import is_left_there, suite_files
from grader.errors import CourseError

GRADER = Path(grader.__file__).resolve().parent
"""Where this program itself lies: what a suite imports of it is no part of a course."""
MOST_FILES, MOST_BYTES = 10_000, 1 << 30
"""What a folder that a suite imports may hold: it is read in every grading."""

_IMPORTING = {"import_module", "importorskip", "__import__"}
"""What imports a module by its name as a text."""


def reached(root: Path, hidden: Path) -> list[Path]:
    """The files of the root that a suite's imports lead to, in order.

    Raises
    ------
    CourseError
        When a folder of them holds too much to be read in every grading.
    """
    found: set[Path] = set()
    names: set[str] = set()
    todo = suite_files(hidden)
    while todo:
        new = _imported(todo.pop()) - names
        names |= new
        files = {path for name in new for path in _called(root, name)} - found
        found |= files
        todo += files
    return sorted(found)


def _imported(path: Path) -> set[str]:
    """The first part of every name that a file imports anywhere in its text."""
    if path.suffix != ".py":
        return set()
    try:
        nodes = list(ast.walk(ast.parse(path.read_bytes())))
    except (SyntaxError, ValueError):
        return set()  # who imports it is told
    modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    modules += [
        node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
    ]
    modules += [
        str(node.args[0].value)
        for node in nodes
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in _IMPORTING
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    return {module.partition(".")[0] for module in modules} - {""}


def _called(root: Path, name: str) -> Iterator[Path]:
    """The module of that name in the root, or all of the folder, with `__init__.py` or without."""
    modules = [root / f"{name}{suffix}" for suffix in all_suffixes()]
    yield from (path for path in modules if path.is_file())
    folder = root / name
    if folder.is_dir() and folder.resolve() != GRADER:
        yield from _everything(folder)


def _everything(folder: Path) -> list[Path]:
    """The files of a folder, without caches, environments, and folders that are links."""
    files: list[Path] = []
    held = 0
    for place, folders, names in os.walk(folder):
        folders[:] = [
            each
            for each in folders
            if not (is_left_there(each) or each == "__pycache__")
            and not Path(place, each, "pyvenv.cfg").exists()
        ]
        new = [Path(place, name) for name in names if not is_left_there(name)]
        files += [path for path in new if path.is_file()]
        held += sum(path.stat().st_size for path in new if path.is_file())
        if len(files) > MOST_FILES or held > MOST_BYTES:
            raise CourseError(
                f"reading {folder}, which a hidden suite imports",
                expected=f"at most {MOST_FILES} files and {MOST_BYTES >> 20} MB: every grading "
                "reads them, to know whether earlier results still hold",
                came=f"at least {len(files)} files and {held >> 20} MB",
                todo="keep what the suite does not need in another folder",
            )
    return files
