"""Keys: a result is found again only where nothing that could change it has changed.

May import the standard library, NumPy's, pytest's and hypothesis's version numbers, course,
`.corpus`, `.reach` and `.suite_files`. Titles, points, hints and deadlines are no part of a key:
changing them runs nothing.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import Assignment, Course
from grader.course.reach import GRADER, reached
from grader.course.suite_files import is_test_file, suite_files
from grader.engine import corpus

NBGRADER_CONFIG = "nbgrader_config.py"
"""Lies in a course's folder without being a part of it."""
_ENGINE_ROOMS = ("boundary", "engine", "intake", "sandbox", "worker")


@dataclass(frozen=True)
class Keys:
    """What every check of one assignment depends on beside the hand-in."""

    common: str
    files: Mapping[str, str]
    """Test file, below the hidden folder, to its digest with that of everything beside it."""
    examples: Mapping[str, str]

    def check(self, hand_in_digest: str, name: str) -> str:
        """The key of one check of one hand-in."""
        file = name.partition("::")[0]
        return _digest([
            self.common, hand_in_digest, name, self.files[file], self.examples.get(name, ""),
        ])  # fmt: skip


def keys_of(course: Course, assignment: Assignment, promises: Mapping[Any, bool]) -> Keys:
    """The keys of an assignment as its files and this machine are now."""
    hidden = assignment.hidden
    suite = suite_files(hidden)
    tests = [path for path in suite if is_test_file(path)]
    shared = _files_digest([path for path in suite if path not in tests], hidden)
    frozen = corpus.load(assignment.corpus)
    common = _digest({
        "engine": engine_digest(),
        "environment": environment(),
        "promises": {str(name): reached for name, reached in promises.items()},
        "interface": _files_digest([assignment.interface], course.root),
        "reference": _files_digest([*reached(course.root, hidden), assignment.source], course.root),
        "limits": assignment.limits.model_dump(),
        "display": list(course.display_modules),
    })  # fmt: skip
    return Keys(
        common=common,
        files={
            path.relative_to(hidden).as_posix(): _digest([shared, _files_digest([path], hidden)])
            for path in tests
        },
        examples={name: corpus.digest_of(rows) for name, rows in frozen.examples.items()},
    )


def environment() -> dict[str, str]:
    """The versions that an outcome may depend on."""
    names = ("numpy", "hypothesis", "pytest")
    versions = {name: importlib.metadata.version(name) for name in names}
    return {"python": platform.python_version(), "machine": platform.machine(), **versions}


def engine_digest() -> str:
    """A digest of the code that decides outcomes."""
    rooms = [path for room in _ENGINE_ROOMS for path in _python_files(GRADER / room)]
    return _files_digest([*rooms, GRADER / "testing.py", GRADER / "errors.py"], GRADER)


def _python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.is_file())


def _files_digest(paths: Iterable[Path], root: Path) -> str:
    rows = []
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "absent"
        rows.append([path.relative_to(root).as_posix(), content])
    return _digest(rows)


def _digest(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
