"""Known mistakes: one file each, a header that says what it must lose, and the wrong code.

May import the standard library, `grader.errors` and `.models`. Never runs the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course.models import Assignment
from grader.errors import CourseError

_KEYS = ("loses", "checks", "why", "hint")


@dataclass(frozen=True)
class Misconception:
    """One known mistake: what it loses, why it is wrong, what the student reads, and its code."""

    name: str
    path: Path
    loses: tuple[str, ...]
    checks: tuple[str, ...]
    why: str
    hint: str
    code: str


def load_misconceptions(assignment: Assignment) -> tuple[Misconception, ...]:
    """Every known mistake of an assignment, by name.

    Raises
    ------
    CourseError
        With path and line, when a header lacks something or names no question.
    """
    auto = [question.id for question in assignment.auto]
    return tuple(_read(path, auto) for path in sorted(assignment.misconceptions.glob("*.py")))


def _read(path: Path, auto: Sequence[str]) -> Misconception:
    text = _text(path)
    header: dict[str, list[str]] = {key: [] for key in _KEYS}
    last = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        key, colon, rest = line[1:].strip().partition(":")
        if colon and key in header:
            header[key].append(rest.strip())
            last = key
        elif last:  # a long entry goes on in the next comment line
            header[last][-1] += " " + line[1:].strip()
    loses = _names(header["loses"])
    wrong = _wrong(header, loses, auto)
    if wrong:
        raise CourseError(
            f"reading the misconception {path}",
            expected="header lines `# loses:` (auto questions), `# why:` and `# hint:`",
            came=wrong,
            todo=f"mend its header; the auto questions are {', '.join(auto)}",
        )
    return Misconception(
        path.stem,
        path,
        loses,
        _names(header["checks"]),
        " ".join(header["why"]),
        " ".join(header["hint"]),
        text,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            f"reading the misconception {path}",
            expected="a Python file in UTF-8",
            came=f"{type(error).__name__}: {error}",
            todo="save it as UTF-8",
        ) from None


def _wrong(header: Mapping[str, Sequence[str]], loses: Sequence[str], auto: Sequence[str]) -> str:
    """What is wrong with a header; nothing where it is right."""
    given = {"loses": any(loses), "why": any(header["why"]), "hint": any(header["hint"])}
    if not all(given.values()):
        return f"no {', '.join(key for key, there in given.items() if not there)}"
    unknown = [name for name in loses if name not in auto]
    if unknown:
        return f"unknown question {unknown[0]!r}"
    twice = [name for name in loses if loses.count(name) > 1]
    return f"{twice[0]!r} twice" if twice else ""


def _names(entries: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for entry in entries for name in entry.split(",") if name.strip())
