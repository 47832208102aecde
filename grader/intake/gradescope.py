"""Reads `submission_metadata.yml`, in which a Gradescope export says who handed in what.

Only the few lines that are needed, in the one form that Gradescope writes; anything else at those
places is an error, never a guess. May import the standard library, `grader.errors` and the years
that a course may name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from grader.course.clock import YEARS
from grader.errors import UsageError

METADATA = "submission_metadata.yml"
_TOP = re.compile(r"""(["']?)(?P<name>[\w.-]+)\1:\s*""")
_KEY = re.compile(r"""(?P<indent> *)(?P<item>- )?:?(?P<key>[a-z_]+):(?: (?P<value>.*))?""")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)")
_BEYOND = tuple("|>&*!{[%@`#")
_ESCAPE = (
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})"
    r"|([0abtnvfreN_LP \"/\\]))"
)
_DOUBLE = re.compile(rf'"(?:[^"\\]|{_ESCAPE})*"')
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
"""What YAML writes with a letter; of the others each stands for itself."""


@dataclass
class Submitted:
    """One folder of the export: the people who handed it in, and when."""

    people: list[dict[str, str]] = field(default_factory=list)
    """`name`, `sid` and `email` of each, as far as they are said."""
    created_at: str = ""
    """ISO 8601 with the offset; empty where it is not said."""


def read_metadata(text: str) -> dict[str, Submitted]:
    """Folder to who handed it in; raises UsageError for lines of another form."""
    found: dict[str, Submitted] = {}
    current: Submitted | None = None
    section = ""
    lines = _Lines(text)
    for number, line in lines:
        if not line.strip() or line.strip() in {"---", "--- ", "..."} or line.startswith("#"):
            continue
        if not line.startswith((" ", "-")):
            top = _TOP.fullmatch(line)
            if top is None or top["name"] in found:
                raise _odd(number, line)
            current, section = found.setdefault(top["name"], Submitted()), ""
            continue
        if current is None:
            raise _odd(number, line)
        match = _KEY.fullmatch(line)
        indent = len(line) - len(line.lstrip())
        if indent == 2 and not line.startswith("  -"):
            if match is None:
                raise _odd(number, line)
            section = match["key"]
            if section == "created_at":
                current.created_at = _time(match["value"] or "", number)
        elif section == "submitters":
            if match is None or indent not in (2, 4, 6):
                raise _odd(number, line)
            if match["item"]:
                current.people.append({})
            if not current.people:
                raise _odd(number, line)
            value = _whole(match["value"] or "", match.start("key"), lines)
            current.people[-1][match["key"]] = _scalar(value, number)
    return found


class _Lines:
    """The lines with their numbers, one at a time: there may be as many as a class printed."""

    # Not `splitlines`: it parts a name where somebody wrote an unusual end of a line into it.
    def __init__(self, text: str) -> None:
        self._text, self._at, self._number = text, 0, 0

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while self._at < len(self._text):
            line, self._at = self._next()
            self._number += 1
            yield self._number, line

    def take(self, wanted: Callable[[str], bool]) -> Iterator[str]:
        """The lines that come next, as long as they are wanted."""
        while self._at < len(self._text):
            line, end = self._next()
            if not wanted(line):
                return
            self._at, self._number = end, self._number + 1
            yield line

    def _next(self) -> tuple[str, int]:
        """The next line, and where the one after it begins."""
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end
        return self._text[self._at : end].removesuffix("\r"), end + 1


def _whole(value: str, column: int, lines: _Lines) -> str:
    """The value with the further lines on which a long one stands; they are taken away."""
    if not value or value.startswith(_BEYOND):
        return value
    further = lines.take(
        lambda line: bool(line.strip()) and len(line) - len(line.lstrip()) > column
    )
    return " ".join([value, *(line.strip() for line in further)])


def _scalar(raw: str, number: int) -> str:
    value = raw.strip()
    if value.startswith("'"):
        inner = value[1:-1]
        if len(value) < 2 or not value.endswith("'") or "'" in inner.replace("''", ""):
            raise _odd(number, raw)
        return inner.replace("''", "'").strip()
    if value.startswith('"'):
        if _DOUBLE.fullmatch(value) is None:
            raise _odd(number, raw)
        return re.sub(_ESCAPE, _unescaped, value[1:-1]).strip()
    if value.startswith(_BEYOND):
        raise _odd(number, raw)
    return "" if value in {"~", "null"} else value


def _unescaped(escape: re.Match[str]) -> str:
    number = escape[1] or escape[2] or escape[3]
    return chr(int(number, 16)) if number else _ESCAPED.get(escape[4], escape[4])


def _time(raw: str, number: int) -> str:
    value = _scalar(raw, number)
    if not value:
        return ""
    match = _TIME.fullmatch(value)
    if match is None:
        raise _odd(number, raw)
    try:
        # Python 3.11 reads Z, and offsets with and without a colon.
        when = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}")
    except ValueError:
        raise _odd(number, raw) from None
    if when.year not in YEARS:
        raise _odd(number, raw)
    return when.isoformat()


def _odd(number: int, line: str) -> UsageError:
    return UsageError(
        f"reading line {number} of {METADATA}",
        expected="who handed in each folder, in the form that Gradescope writes",
        came=repr(line.strip()[:80]),
        todo="download the submissions again; else lay them out as <student>/<file> and use"
        " --from folder",
    )
