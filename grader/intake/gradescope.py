"""Reads `submission_metadata.yml`, in which a Gradescope export says who handed in what.

Only the few lines that are needed, in the one form that Gradescope writes; anything else at those
places is an error, never a guess. May import the standard library and `grader.errors`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from grader.errors import UsageError

METADATA = "submission_metadata.yml"
_TOP = re.compile(r"""(["']?)(?P<name>[\w.-]+)\1:\s*""")
_KEY = re.compile(r"""(?P<indent> *)(?P<item>- )?:?(?P<key>[a-z_]+):(?: (?P<value>.*))?""")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)")
_BEYOND = tuple("|>&*!{[%@`#")


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
    for number, line in enumerate(text.splitlines(), 1):
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
            current.people[-1][match["key"]] = _scalar(match["value"] or "", number)
    return found


def _scalar(raw: str, number: int) -> str:
    value = raw.strip()
    if value.startswith("'"):
        inner = value[1:-1]
        if len(value) < 2 or not value.endswith("'") or "'" in inner.replace("''", ""):
            raise _odd(number, raw)
        return inner.replace("''", "'").strip()
    if value.startswith('"'):
        try:
            # YAML's two-digit escapes are not JSON's.
            text = json.loads(re.sub(r"\\x([0-9A-Fa-f]{2})", r"\\u00\1", value))
        except ValueError:
            raise _odd(number, raw) from None
        if isinstance(text, str):
            return text.strip()
        raise _odd(number, raw)
    if value.startswith(_BEYOND):
        raise _odd(number, raw)
    return "" if value in {"~", "null"} else value


def _time(raw: str, number: int) -> str:
    value = _scalar(raw, number)
    if not value:
        return ""
    match = _TIME.fullmatch(value)
    if match is None:
        raise _odd(number, raw)
    try:
        # Python 3.11 reads Z, and offsets with and without a colon.
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}").isoformat()
    except ValueError:
        raise _odd(number, raw) from None


def _odd(number: int, line: str) -> UsageError:
    return UsageError(
        f"reading line {number} of {METADATA}",
        expected="who handed in each folder, in the form that Gradescope writes",
        came=repr(line.strip()[:80]),
        todo="download the submissions again; else lay them out as <student>/<file> and use"
        " --from folder",
    )
