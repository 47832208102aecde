"""What is wrong with a TOML file, in words that name file and key.

May import pydantic's error type and `grader.errors`; knows no model by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from grader.errors import CourseError, suggestion

_SAID = {
    "string_type": "a string in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "tuple_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "datetime_type": "a date with a time, such as 2027-01-15T23:59:00",
}

MOST = 20
"""Mistakes that one error names."""
_LONGEST = 600  # characters of one


def refuse(path: Path, mistakes: Sequence[str]) -> NoReturn:
    """Raise one error that lists every mistake of the file."""
    raise CourseError(
        f"reading {path}",
        expected="the keys and kinds that this file may hold",
        came=several(mistakes),
        todo=f"mend {'this line' if len(mistakes) == 1 else 'these lines'} and run it again",
    )


def several(mistakes: Sequence[str]) -> str:
    """The mistakes on a line each: the first of many, none of them longer than one can read."""
    lines = [words if len(words) <= _LONGEST else words[:_LONGEST] + "..." for words in mistakes]
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n            ".join(lines[:MOST] + more)


def phrases(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """One phrase for each thing that pydantic found, in order."""
    found: list[dict[str, Any]] = [dict(each) for each in error.errors(include_url=False)]
    places = [tuple(each["loc"]) for each in found]
    own = [each for each in found if not _follows(each, places)]
    # Of thousands only the first are shown, and suggestions for all of them would take minutes.
    return [_phrase(each, model) for each in own[:MOST]] + [
        "".join(_key(tuple(each["loc"]))) for each in own[MOST:]
    ]


def place(loc: Sequence[str | int]) -> str:
    """Where a key stands, as TOML writes it: `in [[questions]] 2`; empty at the top."""
    words: list[str] = []
    for i, part in enumerate(loc):
        if isinstance(part, str):
            follows = loc[i + 1] if i + 1 < len(loc) else None
            words.append(f"[[{part}]] {follows + 1}" if isinstance(follows, int) else f"[{part}]")
    return f" in {' '.join(words)}" if words else ""


def repeated(names: Iterable[Any]) -> list[str]:
    """Each string that occurs more than once, in order of its first repetition."""
    seen: set[str] = set()
    again: list[str] = []
    for name in names:
        if isinstance(name, str):
            if name in seen and name not in again:
                again.append(name)
            seen.add(name)
    return again


def _follows(found: Mapping[str, Any], places: Sequence[tuple[str | int, ...]]) -> bool:
    """Whether a list is only called too short because pydantic left out a wrong item of it."""
    own = tuple(found["loc"])
    return found["type"] == "too_short" and any(
        len(other) > len(own) and other[: len(own)] == own for other in places
    )


def _phrase(found: Mapping[str, Any], model: type[BaseModel]) -> str:
    loc: tuple[str | int, ...] = tuple(found["loc"])
    kind, came = found["type"], found["input"]
    key, where = _key(loc)
    if kind == "extra_forbidden":
        return f"unknown key {key}{where}: {suggestion(str(loc[-1]), _keys_at(model, loc[:-1]))}"
    if kind == "missing":
        return f"missing key {key}{where}"
    if kind == "literal_error":
        known = [
            word.strip("'") for word in found["ctx"]["expected"].replace(" or ", ", ").split(", ")
        ]
        hint = suggestion(came, known) if isinstance(came, str) else "known: " + ", ".join(known)
        return f"{key}{where}: unknown value {_short(came)}: {hint}"
    want = _SAID.get(kind) or found["msg"].replace("Input should be ", "").replace(
        "String should ", "a string that should "
    )
    return f"{key}{where}: expected {want}, came {_short(came)}"


def _key(loc: tuple[str | int, ...]) -> tuple[str, str]:
    """The key's name and its place; an item of a list is named by its list and number."""
    if isinstance(loc[-1], int):
        return f"item {loc[-1] + 1} of `{loc[-2]}`", place(loc[:-2])
    if loc[-1] == "[key]":  # the name itself is wrong, in a table whose names are free
        return f"the name `{loc[-2]}`", place(loc[:-2])
    return f"`{loc[-1]}`", place(loc[:-1])


def _keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys that the table at `loc` may hold."""
    for part in loc:
        if isinstance(part, int):
            continue
        inner = _model_in(model.model_fields[part].annotation)
        if inner is None:
            return []
        model = inner
    return [name for name in model.model_fields if name not in {"root"}]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _model_in(part)
        if found is not None:
            return found
    return None


def _short(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # a hexadecimal one, of more digits than Python writes
        text = "a number that is too long to be shown"
    return text if len(text) <= 60 else text[:57] + "..."
