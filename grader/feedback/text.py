"""Text that came from a submission, made safe and readable: for pages, tables and terminals.

May import the standard library alone; must never know what the text means.
"""

from __future__ import annotations

import math
import re
import unicodedata

LONGEST = 6000
"""Characters of one text that a page shows; what is longer is cut, and says so."""

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
# Categories that a browser or a terminal obeys, or that are not characters at all: control,
# surrogate, unassigned. Format characters are judged one by one, since joiners carry meaning in
# names and in emoji.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TAG_BLOCK = range(0xE0000, 0xE0080)


def clean(text: str, longest: int = LONGEST) -> str:
    r"""The text with nothing left that could disturb a page, a terminal or a file.

    Colour codes go; line ends become ``\n``; every other control, lone surrogate, non-character
    and direction mark is shown by its code, such as ``[U+202E]``, so that a reader sees that it
    was there.
    """
    return _cut(_ANSI.sub("", text[: 4 * longest]), longest, cut=len(text) > 4 * longest)


def _cut(text: str, longest: int, *, cut: bool) -> str:
    """The text by `_shown`, at most so long, and with word of it where it was or is cut."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(_shown(char) for char in text)
    if cut or len(shown) > longest:
        return shown[:longest].rstrip() + "\n[cut: the text goes on]"
    return shown


def clean_line(text: str, longest: int = 300) -> str:
    """The text on one line, for names and titles: as `clean`, but colour codes are shown as well.

    So no name can be taken for another one that has fewer of them.
    """
    most = 4 * longest
    line = " ".join(_cut(text[: 4 * most], most, cut=len(text) > 4 * most).split())
    return line if len(line) <= longest else line[:longest].rstrip() + "…"


def exact(text: str) -> str:
    """The text on one line with nothing left out or joined: names that differ look different.

    As `clean`, but colour codes, line ends and tabs are shown by their codes as well.
    """
    shown = ((char, _shown(char)) for char in text)
    return "".join(_code(char) if seen in "\n\t" else seen for char, seen in shown)


def points(value: float, *, of: float | None = None) -> str:
    """The points with at most two decimals; never rounded up to a mark that was not reached.

    ``points(2.999)`` is ``2.99``, and ``points(0.1 + 0.2)`` is ``0.3``. `of` appends the maximum.
    """
    # 9 digits first, so that 0.7 * 100 = 69.99999999999999 is 70 before it is rounded down.
    hundredths = math.floor(round(value * 100, 7))
    shown = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return shown if of is None else f"{shown} of {points(of)}"


def count(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: `1 point`, `3 points`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def _shown(char: str) -> str:
    if char in "\n\t" or " " <= char <= "~":
        return char
    if char in _REORDERING or ord(char) in _TAG_BLOCK:
        return _code(char)
    if unicodedata.category(char) in {"Cc", "Cs", "Cn"}:
        return _code(char)
    if char in "\u2028\u2029":
        return "\n"
    return char


def _code(char: str) -> str:
    return f"[U+{ord(char):04X}]"
