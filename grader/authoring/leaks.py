"""The belt: searches what is about to be published for anything that must not leave.

May import `source` and `grader.course`. Shares no code with the generator, so that a mistake there
is seen here; must never be given a way to be switched off.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.course import Assignment
from grader.course.source import STUB, Source, answers, public

LEAST = 12
"""The fewest characters, blanks not counted, that make a line recognisable."""

_WORDED = {"source.py", "assignment.toml", "interface.py"}
"""Files whose words students read; the answers in the source are searched for by themselves."""
_STUB = (*STUB, "YOUR ANSWER HERE")
_HEADER = re.compile(r"^#\s*\w+:", re.MULTILINE)
_QUOTING = str.maketrans("", "", "\"'`\\")
_SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache", ".hypothesis"}


def leaks(assignment: Assignment, source: Source, written: Mapping[Path, bytes]) -> list[str]:
    """One phrase for each line of the solutions that stands in a file to be published."""
    known = _lines(_public(assignment, source))
    files = {path: _lines(_texts(path, data)) for path, data in written.items()}
    found: list[str] = []
    seen: set[str] = set()
    for origin, line in _secrets(assignment, source):
        squeezed = _squeeze(line)
        # A cell's mark is no secret; it comes here with its `#` and without.
        if len(squeezed) < LEAST or squeezed in seen or line.lstrip("# ").startswith("%%"):
            continue
        seen.add(squeezed)
        if squeezed not in known:
            found += [
                f"{path.name} holds a line of {origin}" for path in files if squeezed in files[path]
            ]
    return found


def _lines(texts: Iterable[str]) -> str:
    """The texts, each line squeezed: where a squeezed line is looked up."""
    return "\n".join(_squeeze(line) for text in texts for line in text.splitlines())


def _squeeze(line: str) -> str:
    """The line without blanks, quotes and backslashes, so that no format or indent hides it."""
    return "".join(line.translate(_QUOTING).split())


def _public(assignment: Assignment, source: Source) -> Iterator[str]:
    """What is meant to be read: the source without its answers, and the words of the TOML."""
    for cell in source.cells:
        yield from public(cell)
    yield from _STUB
    yield from (assignment.id, assignment.title, assignment.summary, *assignment.hand_in)
    for question in assignment.questions:
        yield from (question.id, question.title)


def _secrets(assignment: Assignment, source: Source) -> Iterator[tuple[str, str]]:
    """Every line that must not leave, with words that say where it is from."""
    for cell in source.cells:
        for line in answers(cell):
            yield f"the answer {cell.grade_id} (source.py, cell at line {cell.line})", line
    for path in sorted(assignment.folder.rglob("*")):
        inner = path.relative_to(assignment.folder)
        if not path.is_file() or str(inner) in _WORDED or _SKIPPED & set(inner.parts):
            continue
        for text in _hidden(path, path.read_bytes()):
            yield from ((str(inner), line) for line in text.splitlines())


def _hidden(path: Path, data: bytes) -> Iterator[str]:
    """What is secret in a file: of JSON the values, for its keys are common words."""
    if path.suffix != ".json":
        yield from _texts(path, data)
        # `# hint: words`: the words alone are the secret.
        yield _HEADER.sub("", data.decode("utf-8", errors="replace"))
        return
    try:
        yield from _strings(json.loads(data), keys=False)
    except ValueError:
        yield data.decode("utf-8", errors="replace")


def _texts(path: Path, data: bytes) -> Iterator[str]:
    """A file's text, or where it is JSON its strings, and what comments and literals hold."""
    text = data.decode("utf-8", errors="replace")
    if path.suffix in {".json", ".ipynb"}:
        try:
            yield from _strings(json.loads(text))
            return
        except (ValueError, RecursionError):
            pass  # not JSON after all: the text is searched
    yield text
    try:
        if path.suffix == ".py":
            # A percent file's text cells are comments: their lines are seen without the mark too.
            yield "\n".join(line.lstrip("# ") for line in text.splitlines())
            nodes = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant))
            yield from (n.value for n in nodes if isinstance(n.value, str))
    except (ValueError, SyntaxError, RecursionError):
        return  # the raw text was searched; a hidden file need not be well formed here


def _strings(value: Any, *, keys: bool = True) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if keys:
                yield key
            yield from _strings(inner, keys=keys)
    elif isinstance(value, list):
        # A notebook keeps a cell's text as a list of lines.
        if all(isinstance(item, str) for item in value):
            yield "".join(value)
        for inner in value:
            yield from _strings(inner, keys=keys)
