"""Which files of a hidden suite were edited since its examples were frozen.

A property test that draws otherwise now would still be asked its old examples, which nobody sees
from a grading. May import `course` and `.corpus`; must never import a suite.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from grader.course.suite_files import is_left_there, is_test_file, suite_files
from grader.engine.corpus import Corpus


def drawn_from(hidden: Path, frozen: Iterable[str]) -> dict[str, str]:
    """The files that these frozen checks are drawn from, each with a digest of its text.

    Each check's own file, and every file beside that is none of tests: strategies may lie there.
    What editors and systems leave, as `.DS_Store` or `test_toy.py~`, is none of them.
    """
    of_checks = {name.partition("::")[0] for name in frozen}
    if not of_checks:
        return {}
    named = {path.relative_to(hidden).as_posix(): path for path in suite_files(hidden)}
    return {
        name: _digest(path)
        for name, path in named.items()
        if name in of_checks or not (is_test_file(path) or is_left_there(name))
    }


def edited_since(corpus: Corpus, hidden: Path) -> list[str]:
    """Files that are others than those the examples were drawn from; none where it is not known."""
    if not corpus.suite:
        return []
    now = drawn_from(hidden, corpus.examples)
    names = corpus.suite.keys() | now.keys()
    return sorted(name for name in names if corpus.suite.get(name) != now.get(name))


def _digest(path: Path) -> str:
    """Line ends apart, which a checkout on another system changes."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
