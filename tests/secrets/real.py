"""What the course's own five assignments keep to themselves, as texts that can be looked for.

Lines of their code, names of checks and of known mistakes, hints and reasons, arrays and digests of
the frozen examples, and numbers that nobody writes twice by chance. Imports the standard library.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = tuple(sorted(path.parent.name for path in ROOT.glob("solutions/*/assignment.toml")))
RECOGNISABLE = 30
"""Characters that make a line of a solution recognisable."""
_LONG_NUMBER = re.compile(r"\d+\.\d{6,}|0x1\.[0-9a-f]{9,}p[+-]\d+")
_BLOB = re.compile(r"[A-Za-z0-9+/]{40,}|\b[0-9a-f]{32}\b")
_HEADER = re.compile(r"^# (?:hint|why): (.+)$", re.MULTILINE)


def lines() -> set[str]:
    """Every recognisable line of a solution and of the reference."""
    found: set[str] = set()
    for folder in ("solutions", "autodiff_ref"):
        for path in (ROOT / folder).rglob("*"):
            hidden = path.suffix in {".py", ".txt", ".json"}
            if hidden and ".hypothesis" not in path.parts and path.is_file():
                found.update(recognisable(path.read_text(encoding="utf-8")))
    return found


def recognisable(text: str) -> Iterator[str]:
    """Long lines, and pairs of neighbours: a line such as `except ValueError:` says nothing."""
    kept = [" ".join(line.split()) for line in text.splitlines()]
    kept = [line for line in kept if line and not line.startswith(("import ", "from "))]
    yield from (line for line in kept if len(line) >= 2 * RECOGNISABLE)
    for pair in itertools.pairwise(kept):
        if min(map(len, pair)) >= RECOGNISABLE // 2 and sum(map(len, pair)) >= RECOGNISABLE:
            yield "\n".join(pair)


def never_shown(assignment: str) -> dict[str, str]:
    """Texts that no student may ever read, to where they are from."""
    folder = ROOT / "solutions" / assignment
    found: dict[str, str] = {}
    for path in sorted((folder / "hidden").rglob("*.py")):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[node.name] = path.name
    for path in sorted((folder / "misconceptions").glob("*.py")):
        if "_" in path.stem and len(path.stem) >= 12:
            found[path.stem] = path.name
        for sentence in _HEADER.findall(path.read_text("utf-8")):
            if sentence not in hints(assignment):
                found[sentence] = path.name
    corpus = (folder / "corpus.json").read_text("utf-8")
    found |= dict.fromkeys(_BLOB.findall(corpus), "corpus.json")
    return found


def numbers(assignment: str) -> dict[str, str]:
    """Long numbers of the suite, to its files; an input that shows a mistake may quote one."""
    hidden = sorted((ROOT / "solutions" / assignment / "hidden").rglob("*.py"))
    return {
        number: path.name
        for path in hidden
        for number in _LONG_NUMBER.findall(path.read_text("utf-8"))
    }


def hints(assignment: str) -> dict[str, str]:
    """The hint of each known mistake, to its name; read by who made that mistake."""
    found = {}
    for path in sorted((ROOT / "solutions" / assignment / "misconceptions").glob("*.py")):
        text = path.read_text("utf-8")
        found |= dict.fromkeys(re.findall(r"^# hint: (.+)$", text, re.MULTILINE), path.stem)
    return found


def seen(texts: dict[str, str], wanted: dict[str, str]) -> list[str]:
    """One line for each wanted text that stands in one of the others."""
    return [
        f"{name} holds {each[:40]!r} of {origin}"
        for name, text in texts.items()
        for each, origin in wanted.items()
        if each in text and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text)
    ]
