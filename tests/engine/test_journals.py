"""Several journals in one folder: all of them are read, each has one writer, nobody waits."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import pytest

from grader.engine.grade import grade
from grader.engine.journal import Journal, free_journal, journals_of, read_journals
from grader.engine.store import Store
from grader.errors import GraderError
from tests.engine.toy import RIGHT, hand_in, ready

OUTCOME = {"check": "a::b", "outcome": "passed"}


def line(record: dict[str, object]) -> bytes:
    """A line of a journal, by its rule."""
    text = json.dumps(record).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


@pytest.mark.needs("landlock", "seccomp")
def test_what_another_journal_holds_is_not_run_again(tmp_path: Path) -> None:
    """A grading finds the results of one that journalled elsewhere, also while that one writes."""
    course = ready(tmp_path / "course")
    submissions, out = tmp_path / "submitted", tmp_path / "out"
    hand_in(submissions, "ada", RIGHT)
    path = free_journal(out)

    first = grade(course, ["toy"], submissions=submissions, out=out, journal=path)
    with Journal(path):
        second = grade(course, ["toy"], submissions=submissions, out=out)

    assert (first.executed, first.reused) == (5, 0)
    assert (second.executed, second.reused) == (0, 5)
    assert [r.score for r in first.reports] == [r.score for r in second.reports] == [5.0]
    assert (out / "journal.jsonl").exists()


def test_a_writer_takes_a_journal_that_nobody_holds(tmp_path: Path) -> None:
    """The first free file is taken, so that their number is that of writers at one time."""
    with Journal(free_journal(tmp_path)) as one, Journal(free_journal(tmp_path)) as two:
        names = {one.path.name, two.path.name}

    assert names == {"1.jsonl", "2.jsonl"}
    assert free_journal(tmp_path).name == "1.jsonl"


def test_a_torn_last_line_of_a_writer_is_passed_over(tmp_path: Path) -> None:
    """A reader takes whole lines alone, changes nothing, and does not need the lock."""
    path = tmp_path / "journals" / "1.jsonl"
    with Journal(path) as journal:
        journal.append({"t": "one"})
        journal.sync()
        with open(path, "ab") as file:
            file.write(line({"t": "two"})[:-7])
        before = path.read_bytes()
        found = read_journals(journals_of(tmp_path))

    assert found == [{"t": "one"}]
    assert path.read_bytes() == before


def test_damage_in_the_middle_is_an_error(tmp_path: Path) -> None:
    """Another's journal with a damaged line and lines after it is not read at all."""
    path = tmp_path / "journals" / "1.jsonl"
    path.parent.mkdir()
    path.write_bytes(line({"t": "one"}) + b"damaged\n" + line({"t": "two"}))

    with pytest.raises(GraderError, match=r"1\.jsonl(.|\n)*line 2 is damaged"):
        read_journals(journals_of(tmp_path))


def test_a_journal_that_went_away_is_no_error(tmp_path: Path) -> None:
    """Between listing and reading a journal may be taken away."""
    assert read_journals([tmp_path / "gone.jsonl"]) == []


def test_the_own_journal_has_the_last_word(tmp_path: Path) -> None:
    """Of two records for one key that of the open journal holds."""
    other = {"t": "check", "key": "k", "outcome": {**OUTCOME, "outcome": "failed"}, "unsafe": False}
    with Journal(tmp_path / "journal.jsonl") as journal:
        Store(journal, unsafe=False).add({"t": "check", "key": "k", "outcome": OUTCOME})
    with Journal(tmp_path / "journal.jsonl") as journal:
        found = Store(journal, False, [other]).known({"a::b": "k"})

    assert found["a::b"].outcome == "passed"


def test_an_unsafe_record_of_another_journal_is_never_used(tmp_path: Path) -> None:
    """What was graded without a promise is graded again, wherever it stands."""
    record = {"t": "check", "key": "k", "outcome": OUTCOME, "unsafe": True}

    with Journal(tmp_path / "journal.jsonl") as journal:
        assert Store(journal, False, [record]).known({"a::b": "k"}) == {}


def test_a_lock_on_a_replaced_file_is_not_held(tmp_path: Path) -> None:
    """Who opens a journal while it is rewritten writes into the new file."""
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        journal.append({"t": "old"})
    (tmp_path / "new").write_bytes(line({"t": "new"}))
    real, swapped = os.open, []

    def opens(*given: object, **more: object) -> int:
        fd = real(*given, **more)  # type: ignore[arg-type]
        if not swapped and Path(str(given[0])) == path:
            swapped.append(True)
            os.replace(tmp_path / "new", path)
        return fd

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.engine.journal.os.open", opens)
        with Journal(path) as journal:
            journal.append({"t": "more"})

    assert read_journals([path]) == [{"t": "new"}, {"t": "more"}]
