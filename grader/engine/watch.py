"""A watch that a suite reads no other files of its course than those that keys hold.

What else it read of the course could change and no key with it. May import the standard library,
`course` and errors. Imports nothing of a course.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.course.reach import GRADER, reached
from grader.course.suite_files import suite_files
from grader.errors import CourseError, first_of


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
