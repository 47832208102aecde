r"""Makes a student's Markdown harmless wherever a person reads it, as in formgrader.

nbgrader renders it with raw HTML let through, on the page where its reader is logged in. Nothing is
taken out: an invisible character (U+2060, word joiner) is put where markup would begin, so that
tags, links, pictures, entities and diagrams are shown as they were typed, while emphasis, lists,
tables, code and mathematics keep their looks. Links and pictures too, because a picture is fetched
from wherever its author likes as soon as the page is opened. May import the standard library alone;
must never be given text of ours, whose links are wanted.
"""

from __future__ import annotations

import itertools
import re

JOINER = "\N{WORD JOINER}"

_BEFORE = re.compile(
    r"(?<=<)(?=[A-Za-z/!?])"  # a tag, a comment, an instruction, a link in angle brackets
    r"|(?<=\])(?=[(:\[])"  # the address of a link or a picture, and where one is defined
    r"|(?<=&)(?=\#|\w+;)"  # an entity, which may stand for any character above
    r"|(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=@)(?=\w)"  # what is made a link without any mark
    # Commands by which a formula makes a link, styles the page or changes what others mean.
    r"|(?<=\\)(?=(?:href|url|style|class|cssId|data|require|unicode|bbox|includegraphics|mmlToken"
    r"|def|let|newcommand|renewcommand|newenvironment|renewenvironment|DeclareMathOperator)"
    r"(?![A-Za-z]))"
    r"|(?<=mer)(?=maid)",  # a diagram, which is a program
    re.IGNORECASE,
)
# Headings get an address made of their words, which could be that of a field of the page.
_HEADING = re.compile(r"^((?:[^\S\n]|[>*+\-\d.)])*#{1,6}[^\S\n]*)(?=[^\s#])", re.MULTILINE)
_UNDERLINED = re.compile(r"(\S)(?=[^\S\n]*\n(?:[^\S\n]|>)*(?:=+|-+)[^\S\n]*$)", re.MULTILINE)


# The renderer looks for the end of each to the end of the text.
_FORMULA = re.compile(r"(\\\\|\\)(?=[\[(]|begin\{)")
MOST_FORMULAS = 300


def harmless(text: str) -> str:
    """The Markdown with nothing in it that a page would follow, fetch or run."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = _BEFORE.sub(JOINER, text)
    number = itertools.count()
    text = _FORMULA.sub(lambda found: found[0] + JOINER * (next(number) >= MOST_FORMULAS), text)
    return _UNDERLINED.sub(rf"\1{JOINER}", _HEADING.sub(rf"\1{JOINER}", text))
