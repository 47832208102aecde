"""Single cells of a file change, and every other byte stays."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exports.rawcsv import read_table, with_cells

CELLS = st.text(st.sampled_from('ab,; \t"\n\r=é1.'), max_size=6)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4)
PLAIN_HEAD = ["first", "second", "third"]
SAME_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True, deadline=None
)


def _written(rows: list[list[str]], delimiter: str, end: str, quoting: int) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([PLAIN_HEAD, *rows])
    return stream.getvalue().encode()


@SAME_FOLDER
@given(
    rows=TABLES,
    delimiter=st.sampled_from(",;\t"),
    # With a bare line feed the csv module leaves a carriage return without quotes.
    style=st.sampled_from(
        [("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]
    ),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_a_file_is_read_as_the_csv_module_reads_it(
    tmp_path: Path, rows: list[list[str]], delimiter: str, style: tuple[str, int], mark: bytes
) -> None:
    """Values are those that the csv module finds, and without a change the bytes are the same."""
    data = _written(rows, delimiter, *style)
    path = tmp_path / "table.csv"
    path.write_bytes(mark + data)

    table = read_table(path, "a table")

    text = io.StringIO(data.decode(), newline="")
    assert [list(row) for row in table.values] == list(csv.reader(text, delimiter=delimiter))
    assert with_cells(table, {}) == mark + data


@SAME_FOLDER
@given(rows=TABLES, value=CELLS, place=st.integers(0, 3))
def test_one_change_changes_one_cell(
    tmp_path: Path, rows: list[list[str]], value: str, place: int
) -> None:
    """Read again, the changed cell says what was put there, and the others what they said."""
    path = tmp_path / "table.csv"
    path.write_bytes(_written(rows, ",", "\r\n", csv.QUOTE_MINIMAL))
    row = 1 + place % len(rows)

    changed = with_cells(read_table(path, "a table"), {(row, 1): value})

    rows[row - 1][1] = value
    text = io.StringIO(changed.decode(), newline="")
    assert list(csv.reader(text)) == [PLAIN_HEAD, *rows]


@pytest.mark.parametrize(
    ("data", "came"),
    [
        (b'a,b\n"open,1\n', "never closed"),
        (b"a,b\n\xff,1\n", "not UTF-8"),
        (b"", "no row"),
        (b"one column\n1\n", "no row of several columns"),
        (None, "No such file"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes | None, came: str) -> None:
    """An open quote, another encoding, an empty or a missing file: the message says which."""
    path = tmp_path / "table.csv"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(UsageError, match=came) as caught:
        read_table(path, "a table")

    assert caught.value.doing == "reading a table"
