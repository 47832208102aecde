"""The files of a hidden suite. May import the standard library; must never import a suite."""

from __future__ import annotations

from pathlib import Path

_TEST_FILES = ("test_*.py", "*_test.py")  # as pytest collects them


def suite_files(hidden: Path) -> list[Path]:
    """Every file of the folder in order, but what Python leaves there."""
    return [
        path
        for path in sorted(hidden.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


def is_test_file(path: Path) -> bool:
    """Whether pytest looks for tests in it."""
    return any(path.match(pattern) for pattern in _TEST_FILES)


def is_left_there(name: str) -> bool:
    """Whether an editor or a system left the file there; named from the folder on."""
    return name.endswith("~") or any(part.startswith(".") for part in name.split("/"))
