"""The imports that a student added to a cell of ours, whose own version is otherwise not run.

The natural place for `import math` is beside the imports that were given out, above all in a `.py`.
Pure; may import the standard library, `placing` and `release`. Never parses: no line of a stranger
does more here than match or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from grader.intake.placing import StudentCell, normal
from grader.intake.release import Release

Imports: TypeAlias = Mapping[int, tuple[StudentCell, str]]
"""The release's cell, counted from 0, to the student's version and the imports added there."""

_NAME = r"\w+(?:\.\w+)*"
_ITEM = rf"{_NAME}(?:[ \t]+as[ \t]+\w+)?"
_ITEMS = rf"{_ITEM}(?:[ \t]*,[ \t]*{_ITEM})*"
_BLOCK = r"\([\w\s,]*\)"
_IMPORT = re.compile(
    rf"^(?:import[ \t]+{_ITEMS}|from[ \t]+{_NAME}[ \t]+import[ \t]*"
    rf"(?:\*|{_BLOCK}|(?<=[ \t]){_ITEMS}))[ \t]*(?:#[^\n]*)?$",
    re.MULTILINE,
)


def added_imports(source: str, original: str) -> str:
    """The import statements at the left margin of a cell that its original does not hold."""
    held = {_words(each) for each in _IMPORT.findall(original)}
    return "\n".join(each for each in _IMPORT.findall(source) if _words(each) not in held)


def differ_otherwise(source: str, original: str) -> bool:
    """Whether two versions of a cell differ in more than their imports and gaps."""
    return _without(source) != _without(original)


def own_imports(release: Release, used: Mapping[int, Sequence[StudentCell]]) -> Imports:
    """The imports that were added to given cells; `used` are the versions of each."""
    found = {}
    for at, original in enumerate(release.cells):
        for version in used[at] if original.role == "given" else ():
            added = added_imports(version.source, original.source)
            if added and version.type == "code":
                found[at] = version, added
    return found


def _words(statement: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w.]+|\S", statement.partition("#")[0]))


def _without(source: str) -> list[str]:
    lines = normal(_IMPORT.sub("", source)).splitlines()
    return [line for line in lines if line]
