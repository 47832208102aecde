"""The names that a piece of code binds for other cells, as far as its text says.

Pure; may import `imports`; never parses: no crash of a parser can be the judge's. Takes time linear
in the text, and in doubt sees a name too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from grader.intake.imports import TEXT

_TOKEN = re.compile(rf"{TEXT}|\#[^\n]*|\\\n|\n|\w+|(?:\*\*|//|<<|>>|[-+*/%@&|^:=!<>])=|->|\*\*|\S")
_AUGMENTED = re.compile(r"(?:\*\*|//|<<|>>|[-+*/%@&|^])=")
_NAME = re.compile(r"[^\W\d]\w*")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_BLOCKS = {"for", "with", "while", "if", "elif", "else", "try", "except", "finally"}

Tokens = Sequence[str]


def bound_names(source: str) -> frozenset[str]:
    """What a piece of code defines, imports or assigns, but for what is inside of its functions."""
    names: set[str] = set()
    within: int | None = None  # how far the definition is indented that the lines belong to
    for indent, line in _lines(source):
        if within is not None and indent > within:
            continue
        within = indent if _is_definition(line) else None
        names.update(_bound_by_line(line))
    return frozenset(names)


def _lines(source: str) -> Iterator[tuple[int, list[str]]]:
    """The lines as Python joins them, without remarks: how far each is indented, and its tokens."""
    line: list[str] = []
    indent = begins = depth = 0
    for found in _TOKEN.finditer(source):
        token = found[0]
        if token == "\n" and line and not depth:
            yield indent, line
            line = []
        if token.endswith("\n"):
            begins = found.end()
        elif not token.startswith("#"):
            indent = indent if line else found.start() - begins
            depth = max(0, depth + (token in _OPENING) - (token in _CLOSING))
            line.append(token)
    if line:
        yield indent, line


def _is_definition(line: Tokens) -> bool:
    return line[0] in ("def", "class") or list(line[:2]) == ["async", "def"]


def _bound_by_line(line: Tokens) -> Iterator[str]:
    if _is_definition(line):
        yield from _plain_names(line[1 + (line[0] == "async") :][:1])
        return
    depth = begin = 0
    is_header = line[0] in _BLOCKS or line[0] == "async"
    for at, token in enumerate(line):
        depth = max(0, depth + (token in _OPENING) - (token in _CLOSING))
        if not depth and (token == ";" or (token == ":" and is_header)):
            yield from _bound_by(line[begin:at])
            begin = at + 1
            is_header = False
    yield from _bound_by(line[begin:])


def _bound_by(statement: Tokens) -> Iterator[str]:
    """What one statement binds, or the head of a block."""
    yield from _plain_names(one for one, then in pairwise(statement) if then == ":=")
    words = statement[1:] if statement[:1] == ["async"] else statement
    first = words[0] if words else ""
    if first in ("import", "from"):
        yield from _imported(words)
    elif first == "for":
        yield from _targets(words[1 : _index(words, "in")])
    elif first == "with":
        for at, word in enumerate(words):
            if word == "as":
                yield from _targets(_one_item(words, at + 1))
    elif first not in _BLOCKS:
        yield from _assigned(words)


def _imported(words: Tokens) -> Iterator[str]:
    begin = _index(words, "import") + 1
    item: list[str] = []
    for word in (*words[begin:], ","):
        if word == ",":
            yield from _plain_names(item[-1:] if "as" in item else item[:1])
            item = []
        elif word not in ("(", ")"):
            item.append(word)


def _assigned(words: Tokens) -> Iterator[str]:
    """The targets of an assignment, of which there may be several: `a = b = 1`."""
    depth = begin = 0
    for at, word in enumerate(words):
        depth = max(0, depth + (word in _OPENING) - (word in _CLOSING))
        if word == "lambda":
            return  # what follows are its parameters
        if not depth and (word == "=" or _AUGMENTED.fullmatch(word)):
            target = words[begin:at]
            yield from _targets(target[: _index(target, ":")])
            begin = at + 1


def _one_item(words: Tokens, begin: int) -> Tokens:
    """From there on up to a comma or a bracket that closes, outside of brackets of its own."""
    depth = 0
    for at in range(begin, len(words)):
        outside = not depth and (words[at] == "," or words[at] in _CLOSING)
        if outside or words[at] == "as":
            return words[begin:at]
        depth += (words[at] in _OPENING) - (words[at] in _CLOSING)
    return words[begin:]


def _targets(words: Tokens) -> Iterator[str]:
    """The names in a target, in brackets or not, but for those of attributes and indices."""
    inside = 0
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        is_of_a_value = bool(_NAME.fullmatch(before)) or before in _CLOSING
        if word in _OPENING:
            inside += bool(inside) or is_of_a_value
        elif word in _CLOSING:
            inside = max(0, inside - 1)
        elif not inside and before != "." and not _goes_on(words[at + 1 : at + 2]):
            yield from _plain_names([word])


def _goes_on(behind: Tokens) -> bool:
    """Whether a name is only where a target begins: an attribute or an item of it is one."""
    return bool(behind) and behind[0] in (".", "[", "(")


def _plain_names(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if _NAME.fullmatch(word))


def _index(words: Tokens, wanted: str) -> int:
    return words.index(wanted) if wanted in words else len(words)
