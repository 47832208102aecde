"""Cells of the tables that we write: what a spreadsheet must not run, and what parts them.

Somebody else chose what stands in a cell: a folder is called as its owner likes. May import the
standard library alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# A spreadsheet runs what begins so, some also after blanks or with the wide forms of East Asia.
_RUN = r"'*[^\S\t\r\n]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
# Where a cell begins: for programs that see other cells than ours, behind any of these too.
_DANGEROUS = re.compile(rf"(?:^|(?<=[;\t\r\n]))(?={_RUN})")
_MADE_HARMLESS = re.compile(rf"(?:^|(?<=[;\t\r\n]))'(?={_RUN})")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_PARTS = re.compile(r'[",;\t|\r\n]')


def harmless(text: str) -> str:
    r"""The text as a cell that no spreadsheet runs: where it could, with ``'`` in front.

    ``-5`` is a number and stays; ``+5`` would lose its sign, and ``=1+1`` becomes ``'=1+1``. So
    does ``'=1+1`` become ``''=1+1``, and ``a;=1`` becomes ``a;'=1``: `bare` gives back the text.
    """
    return text if _NUMBER.fullmatch(text) else _DANGEROUS.sub("'", text)


def bare(cell: str) -> str:
    """The text that `harmless` made into this cell."""
    text = _MADE_HARMLESS.sub("", cell)
    return text if harmless(text) == cell else cell


def csv_text(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """The rows as CSV.

    A cell that holds anything at which some program parts cells is quoted: LibreOffice parts at
    commas, semicolons and tabs at once.
    """
    return "".join(separator.join(map(_quoted, row)) + "\r\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _PARTS.search(cell) else cell
