"""What lies among the reports and is none of them is refused by name, whoever reads the folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.exports.grades import read_reports
from grader.feedback.publish import publish
from grader.feedback.summary import RunFacts
from grader.records import SubmissionReport

Make = Callable[..., SubmissionReport]
RUN = RunFacts(wall_s=1.0, cpu_s=1.0, executed=1, reused=0, promises={}, unsafe=False)


def _publish(out: Path, *reports: SubmissionReport) -> None:
    names = sorted({each.assignment for each in reports})
    publish(reports, out, course="C", assignments=("first", "last"), graded_now=names, run=RUN)


def _files(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def _summed(document: dict[str, Any]) -> bytes:
    """The document with the digest that a grader of whichever version would write."""
    rows = json.dumps(document["reports"], sort_keys=True).encode()
    return json.dumps({**document, "sha256": hashlib.sha256(rows).hexdigest()}).encode()


def _with(data: bytes, **fields: Any) -> bytes:
    return _summed({**json.loads(data), **fields})


def _with_row(data: bytes, **fields: Any) -> bytes:
    (row,) = json.loads(data)["reports"]
    return _with(data, reports=[{**row, **fields}])


def _twice(data: bytes) -> bytes:
    return _with(data, reports=json.loads(data)["reports"] * 2)


OTHERS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another version": (lambda data: _with(data, schema="grader/report/v0"), "grader/report/v0"),
    "no version": (lambda data: _with(data, schema=None), "no grader/report/v1"),
    "a field that nobody knows": (
        lambda data: _with_row(data, a_new_field=1),
        "a_new_field: Extra inputs",
    ),
    "half of it": (lambda data: data[: len(data) // 2], "JSONDecodeError"),
    "nothing": (lambda data: b"", "JSONDecodeError"),
    "something else": (lambda data: b'{"mine": 1}', "no report"),
    "no reports": (lambda data: _with(data, reports=[]), "no reports"),
    "reports that are a number": (lambda data: data.replace(b'"reports": [', b'"x": ['), "no repo"),
    "one assignment twice": (_twice, "first twice"),
    "a report of somebody else": (lambda data: _with_row(data, student="bo"), "report of bo"),
    "all of somebody else": (lambda data: _with(data, student="bo"), "bo"),
}


@pytest.fixture
def out(make_report: Make, tmp_path: Path) -> Path:
    """Two students who have results in one assignment."""
    made = [make_report(student=name, assignment="first") for name in ("ada", "cy")]
    _publish(tmp_path, *made)
    return tmp_path


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_not_read_is_not_written_over(make_report: Make, out: Path, what: str) -> None:
    """Results of another assignment would go with it: it is named, and nothing is written."""
    change, came = OTHERS[what]
    path = out / "reports" / "ada.json"
    path.write_bytes(change(path.read_bytes()))
    before = _files(out)

    with pytest.raises(UsageError, match=r"ada\.json") as caught:
        _publish(out, make_report(student="ada", assignment="last"))

    assert came in caught.value.came
    assert _files(out) == before


@pytest.mark.parametrize("what", OTHERS)
def test_an_export_leaves_nobody_out(out: Path, what: str) -> None:
    """Who reads the folder for grades is told the same."""
    change, came = OTHERS[what]
    path = out / "reports" / "ada.json"
    path.write_bytes(change(path.read_bytes()))

    with pytest.raises(UsageError, match=r"ada\.json") as caught:
        read_reports(out)

    assert came in caught.value.came


def test_a_copy_is_no_second_report(make_report: Make, out: Path) -> None:
    """A copy under another name is neither counted nor removed, and its own file is named."""
    report = out / "reports" / "ada.json"
    copy = out / "reports" / "ada (conflicted copy).json"
    copy.write_bytes(report.read_bytes())
    before = _files(out)

    for read in (
        lambda: _publish(out, make_report(student="ada", assignment="last")),
        lambda: read_reports(out),
    ):
        with pytest.raises(UsageError, match=r"conflicted copy(.|\n)*ada\.json") as caught:
            read()
        assert "take" in caught.value.todo

    assert _files(out) == before


def test_every_such_file_is_told_at_once(out: Path) -> None:
    """A class that another version graded is one message, not one for each student."""
    for path in (out / "reports").iterdir():
        path.write_bytes(_with(path.read_bytes(), schema="grader/report/v0"))

    with pytest.raises(UsageError, match=r"ada\.json(.|\n)*cy\.json") as caught:
        read_reports(out)

    assert "version" in caught.value.todo
    assert "--out" not in caught.value.todo  # marks by hand lie beside the reports


def test_what_a_file_system_hides_is_no_report(make_report: Make, out: Path) -> None:
    """A file whose name starts with a dot is another program's, such as macOS's."""
    (out / "reports" / "._ada.json").write_bytes(b"\x00\x05\x16\x07")

    _publish(out, make_report(student="ada", assignment="last"))

    assert {(r.student, r.assignment) for r in read_reports(out)} == {
        ("ada", "first"), ("ada", "last"), ("cy", "first"),
    }  # fmt: skip
    assert (out / "reports" / "._ada.json").exists()


def test_every_name_is_found_again(make_report: Make, tmp_path: Path) -> None:
    """Names that are written otherwise in a file's name belong to their files."""
    names = ("index", "a/b", "Zoë", "x" * 300, ".dot", "con", "a b ")
    made = [make_report(student=name, assignment="first") for name in names]
    _publish(tmp_path, *made)

    assert {report.student for report in read_reports(tmp_path)} == set(names)
