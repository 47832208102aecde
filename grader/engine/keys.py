"""Keys: a result is found again only where nothing that could change it has changed.

May import the standard library, NumPy's, pytest's and hypothesis's version numbers, course,
`.corpus`. Titles, points, hints and deadlines are no part of a key: changing them runs nothing.
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

import grader
from grader.course import Assignment, Course
from grader.engine import corpus

_ENGINE_ROOMS = ("boundary", "engine", "intake", "sandbox", "worker")


@dataclass(frozen=True)
class Keys:
    """What every check of one assignment depends on beside the hand-in."""

    common: str
    files: Mapping[str, str]
    """Test file to its digest, with that of the helpers beside it."""
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
    tests = sorted(hidden.glob("test_*.py"))
    helpers = [path for path in _python_files(hidden) if path not in tests]
    shared = _files_digest(helpers)
    reference = _python_files(course.root / "autodiff_ref")
    frozen = corpus.load(assignment.corpus)
    common = _digest({
        "engine": engine_digest(),
        "environment": environment(),
        "promises": {str(name): reached for name, reached in promises.items()},
        "interface": _files_digest([assignment.interface]),
        "reference": _files_digest([*reference, assignment.source]),
        "release": _files_digest([assignment.release_notebook]),
        "limits": assignment.limits.model_dump(),
        "display": list(course.display_modules),
    })  # fmt: skip
    return Keys(
        common=common,
        files={path.name: _digest([shared, _files_digest([path])]) for path in tests},
        examples={name: corpus.digest_of(rows) for name, rows in frozen.examples.items()},
    )


def environment() -> dict[str, str]:
    """The versions that an outcome may depend on."""
    names = ("numpy", "hypothesis", "pytest")
    versions = {name: importlib.metadata.version(name) for name in names}
    return {"python": platform.python_version(), "machine": platform.machine(), **versions}


def engine_digest() -> str:
    """A digest of the code that decides outcomes."""
    root = Path(grader.__file__).parent
    rooms = [path for room in _ENGINE_ROOMS for path in _python_files(root / room)]
    return _files_digest([*rooms, root / "testing.py", root / "errors.py"])


def _python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.is_file())


def _files_digest(paths: Iterable[Path]) -> str:
    rows = []
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "absent"
        rows.append([path.name, content])
    return _digest(rows)


def _digest(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
