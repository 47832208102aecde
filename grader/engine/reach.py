"""The files outside its own folder that a suite may read, and a watch that it reads no others.

A suite imports from the course's root. What its `import` statements name there, and those of the
files that they lead to, is found in the text, so that keys can hold it before a judge begins: a
module, or a folder with everything in it, for a module may read a table that lies beside it. What
else it read of the course could change and no key with it; the watch finds that.

May import the standard library, `.suite_files` and errors; where the grader itself lies is known
from its package. Imports nothing of a course.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from importlib.machinery import all_suffixes
from pathlib import Path
from types import TracebackType
from typing import Any

import grader
from grader.engine.suite_files import is_left_there, suite_files
from grader.errors import CourseError, first_of

GRADER = Path(grader.__file__).resolve().parent
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


class Watch:
    """Which files of a course are opened within `with watch:`; there is one in a process.

    Parameters
    ----------
    hidden:
        The suite's folder, `<root>/solutions/<id>/hidden`.
    """

    def __init__(self, root: Path, hidden: Path) -> None:
        self._root, self._hidden, self._is_on = root, hidden, False
        task = [hidden.parent / "source.py", hidden.parent / "interface.py"]
        known = [*suite_files(hidden), *reached(root, hidden), *task]
        self._known = {path.resolve() for path in known}
        self._opened: set[str] = set()
        sys.addaudithook(self._hear)

    def __enter__(self) -> None:
        self._is_on = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_on = False

    def must_know(self) -> None:
        """Raises unless all that was read of the course is in the keys."""
        strange = sorted(set(self._strange()))
        if strange:
            raise CourseError(
                f"running the hidden suite {self._hidden}",
                expected="that of the course it reads only what earlier results are compared by: "
                "its own folder, and what it imports by an `import` statement from the root, with "
                "all that lies in that folder",
                came=f"it read {first_of(strange, 5)}",
                todo="lay that into the suite's folder, or into a folder of the root from which "
                "the suite imports by an `import` statement",
            )

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_on or event != "open":
            return
        path, _, flags = arguments
        if isinstance(path, str | bytes) and flags & os.O_ACCMODE != os.O_WRONLY:
            self._opened.add(os.path.abspath(os.fsdecode(path)))

    def _strange(self) -> Iterator[str]:
        root = self._root.resolve()
        apart = [place for place in _installed() if place.is_relative_to(root) and place != root]
        for name in self._opened:
            opened = Path(_source(name))
            path = opened.resolve()
            is_ours = opened.is_relative_to(self._root) or path.is_relative_to(root)
            if not is_ours or path in self._known or not path.is_file():
                continue
            if not any(path.is_relative_to(place) for place in apart):
                shown = path if path.is_relative_to(root) else opened
                yield os.path.relpath(shown, root if shown is path else self._root)


def _installed() -> list[Path]:
    """Where Python's own files, installed packages, this program and what is written aside lie."""
    paths = sysconfig.get_paths()
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return [
        *(Path(paths[name]).resolve() for name in names),
        GRADER,
        Path(tempfile.gettempdir()).resolve(),
    ]


def _source(path: str) -> str:
    """The module that a file of compiled code was made from; any other file is itself."""
    try:
        return importlib.util.source_from_cache(path)
    except (ValueError, NotImplementedError):
        return path
