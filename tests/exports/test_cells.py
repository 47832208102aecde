"""Cells of tables: what a spreadsheet would run, what parts them, what is read back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.exports.cells import bare, csv_text, harmless

RUN_BY_SPREADSHEETS = tuple("=+-@\t\r")
SEPARATORS = ",;\t"
TEXTS = st.text(st.sampled_from("=+-@\t\r\n'\" ,;1.aé\uff1d"), max_size=8) | st.text(max_size=20)


def is_number(text: str) -> bool:
    """Whether a spreadsheet sees a number, which it does not run."""
    try:
        return text.isascii() and not any(c.isspace() for c in text) and float(text) is not None
    except ValueError:
        return False


def parted_anywhere(text: str) -> list[list[str]]:
    """The cells as LibreOffice sees them, which parts at commas, semicolons and tabs at once."""
    rows = [[""]]
    for piece in re.findall(r'"(?:[^"]|"")*"|\r\n|[,;\t]|[^",;\t\r]+|.', text, re.DOTALL):
        if piece == "\r\n":
            rows.append([""])
        elif piece in SEPARATORS:
            rows[-1].append("")
        else:
            rows[-1][-1] += piece[1:-1].replace('""', '"') if piece[0] == '"' else piece
    return rows[:-1]


@settings(derandomize=True, deadline=None)
@given(text=TEXTS)
def test_no_cell_can_be_run(text: str) -> None:
    """A cell begins with nothing that a spreadsheet runs, unless it is a number, which stays."""
    cell = harmless(text)

    assert is_number(text) or not cell.startswith(RUN_BY_SPREADSHEETS)
    assert bare(cell) == text


@settings(derandomize=True, deadline=None)
@given(texts=st.lists(TEXTS, unique=True, min_size=2, max_size=4))
def test_different_texts_stay_different(texts: list[str]) -> None:
    """No two names become one by being made harmless."""
    assert len({harmless(text) for text in texts}) == len(texts)


@pytest.mark.parametrize("text", ["5.5", "-5", "-3,25", "0", "Ada", "'t Hooft", "a=b", "O'Neill"])
def test_numbers_and_names_stay(text: str) -> None:
    """What no spreadsheet runs is left as it is."""
    assert harmless(text) == text
    assert bare(text) == text


@pytest.mark.parametrize("text", ["+4", "+3,25", "+0.5"])
def test_a_sign_is_not_lost(text: str) -> None:
    """A spreadsheet would make 4 of a student who is called +4."""
    assert harmless(text) == "'" + text


@settings(derandomize=True, deadline=None)
@given(rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=3))
@pytest.mark.parametrize("separator", [",", ";"])
def test_no_text_parts_cells(separator: str, rows: list[list[str]]) -> None:
    """What stands in a cell stays in it, for a program that parts at everything as well."""
    written = csv_text(rows, separator)

    assert list(csv.reader(io.StringIO(written, newline=""), delimiter=separator)) == rows
    assert parted_anywhere(written) == rows


@settings(derandomize=True, deadline=None)
@given(row=st.lists(TEXTS, min_size=3, max_size=3))
@pytest.mark.parametrize("read_as", SEPARATORS)
def test_no_cell_can_be_run_where_others_are_seen(read_as: str, row: list[str]) -> None:
    """Where decimals have a comma, Excel parts our table at semicolons: no formula begins there."""
    written = csv_text([[harmless(text) for text in row]])

    for cells in csv.reader(io.StringIO(written, newline=""), delimiter=read_as):
        for cell in cells:
            blank_or_number = not cell.strip("\r\n") or is_number(cell.split(",")[0])
            assert blank_or_number or not cell.startswith(RUN_BY_SPREADSHEETS)


def test_a_name_brings_no_score_of_its_own() -> None:
    """A folder called `mallory;8` had 8 in the column of the score."""
    written = csv_text(
        [[harmless("mallory;8"), "0", "8"], [harmless("m;=HYPERLINK(1);x"), "0", "8"]]
    )

    assert parted_anywhere(written) == [["mallory;8", "0", "8"], ["m;'=HYPERLINK(1);x", "0", "8"]]
