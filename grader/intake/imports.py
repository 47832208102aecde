"""The imports that a student added to a cell of ours, whose own version is otherwise not run.

The natural place for `import math` is beside the imports that were given out, above all in a `.py`.
Pure; may import the standard library, `placing` and `release`. Never parses: no line of a stranger
does more here than match or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from grader.intake.placing import StudentCell, normal
from grader.intake.release import Release


@dataclass(frozen=True)
class Added:
    """The imports that a version of a given cell holds beside our own, as one text each."""

    version: StudentCell
    before: str
    """What stands above everything else: a name that our cell binds too is then ours."""
    after: str

    def told(self) -> str:
        """That they are run, and where, for whoever wrote them."""
        places = [word for word, text in (("before", self.before), ("after", self.after)) if text]
        return (
            f"{self.version.label} is a given cell; the imports that you added there are run "
            f"{' and '.join(places)} it"
        )


Imports: TypeAlias = Mapping[int, Added]
"""The release's cell, counted from 0, to what was added there."""

# No possessive quantifier: some releases of Python 3.11 take them wrongly. So no two loops that
# could share what they match stand side by side, and what fails gives up in one pass.
_GAPS = r"(?:[ \t]|\\\n)*"
_GAP = rf"(?:[ \t]|\\\n){_GAPS}"
_NAME = r"\w+(?:\.\w+)*"
_ITEM = rf"{_NAME}(?:{_GAP}as{_GAP}\w+)?"
_ITEMS = rf"{_ITEM}(?:{_GAPS},{_GAPS}{_ITEM})*"
_BLOCK = r"\((?:[\w\s,]|#[^\n]*\n)*\)"
_ONE = (
    rf"(?:import{_GAP}{_ITEMS}|from{_GAP}\.*{_NAME}{_GAP}import"
    rf"(?:{_GAPS}(?:\*|{_BLOCK})|{_GAP}{_ITEMS}))"
)
_CHAIN = rf"^{_ONE}(?:{_GAPS};{_GAPS}{_ONE})*"
_IMPORT = rf"{_CHAIN}{_GAPS}(?:;{_GAPS})?(?:#[^\n]*)?$"
# What begins a text ends it somewhere, at the latest with the cell, so that no cell costs much.
_LONG = "|".join(rf"{q}(?:\\[\s\S]?|(?!{q})[^\\])*(?:{q}|\Z)" for q in ('"""', "'''"))
_SHORT = "|".join(rf"{q}(?:\\[\s\S]?|[^\\\n{q}])*{q}?" for q in ('"', "'"))
TEXT = rf"(?:{_LONG}|{_SHORT})"
"""A regular expression for a string, closed or not."""
# A chain that ends in something else is consumed too: nothing may begin inside of it once more.
_TOKEN = re.compile(
    rf"(?P<import>{_IMPORT})|{_CHAIN}|(?:\b[rRuUbBfF]{{1,2}})?{TEXT}|#[^\n]*",
    re.MULTILINE,
)


def added_imports(source: str, original: str) -> tuple[str, str]:
    """The import statements at the left margin of a cell that its original does not hold.

    First those above everything else but comments and texts, then the others.
    """
    found = (each["import"] for each in _TOKEN.finditer(original))
    held = {_words(each) for each in found if each is not None}
    before: list[str] = []
    after: list[str] = []
    above, end = True, 0
    for token in _TOKEN.finditer(source):
        above = above and not source[end : token.start()].strip()
        end, statement = token.end(), token["import"]
        if statement is not None and _words(statement) in held:
            above = False
        elif statement is not None:
            (before if above else after).append(statement)
    return "\n".join(before), "\n".join(after)


def differ_otherwise(source: str, original: str) -> bool:
    """Whether two versions of a cell differ in more than their imports and gaps."""
    return _without(source) != _without(original)


def holds_code(text: str) -> bool:
    """Whether anything stands in a text but imports, comments and texts."""
    return bool(_TOKEN.sub("", text).strip())


def own_imports(release: Release, used: Mapping[int, Sequence[StudentCell]]) -> Imports:
    """The imports that were added to given cells; `used` are the versions of each."""
    found = {}
    for at, original in enumerate(release.cells):
        for version in used[at] if original.role == "given" else ():
            before, after = added_imports(version.source, original.source)
            if (before or after) and version.type == "code":
                found[at] = Added(version, before, after)
    return found


def _words(statement: str) -> tuple[str, ...]:
    bare = re.sub(r"#[^\n]*|\\\n|;\s*$", " ", statement)
    return tuple(re.findall(r"[\w.]+|\S", bare))


def _without(source: str) -> list[str]:
    source = _TOKEN.sub(lambda each: each[0] if each["import"] is None else "", source)
    lines = normal(source).splitlines()
    return [line for line in lines if line]
