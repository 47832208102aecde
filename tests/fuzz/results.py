"""Readers of our own results, which a crash or a person may have damaged, and of others' tables."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from grader.cli.gradescope_run import _handed_in
from grader.course.models import Question, RubricItem
from grader.course.roster import Roster
from grader.course.sheet import Mistakes
from grader.engine.journal import MAIN, Journal, read_journals
from grader.engine.marking import MARKS, Mark, load_marks
from grader.engine.standing import load_standings
from grader.engine.store import Store
from grader.engine.upheld import load_holds
from grader.exports.canvas import canvas
from grader.exports.grades import grade_of, read_reports
from grader.exports.moodle import moodle
from grader.exports.rawcsv import read_table, with_cells
from grader.exports.who import people
from grader.feedback.again import found_misplaced, last_run
from grader.feedback.publish import FORGOTTEN, forgotten, report_document
from grader.feedback.report_files import earlier_reports
from grader.history.results import edited_by_hand
from grader.marking.seal import KEY, open_seal
from grader.marking.table import earned, expanded, read_filled
from grader.records import CHANGE_SCHEMA, Change, CheckOutcome, Hold, to_json
from tests.exports.conftest import DATA, report
from tests.fuzz.courses import course
from tests.fuzz.damage import bent_some, broken, json_file, json_text, table_file, text_file
from tests.fuzz.reader import Reader, file_of, folder, refusal

AT = datetime(2027, 1, 15, 22, 59, tzinfo=UTC)
HOME = "results"


def line(record: Any) -> bytes:
    """A line of a journal, by the words of its documentation: the sum, a space, JSON."""
    text = json.dumps(record).encode()
    return b"%08x %s" % (zlib.crc32(text), text)


def journal(records: Sequence[Any]) -> bytes:
    """A journal of these records."""
    return b"".join(line(record) + b"\n" for record in records)


def bent_lines(draw: random.Random, seeds: Sequence[bytes]) -> bytes:
    """A journal of which records were bent and summed again, or lines broken, doubled or cut."""
    records = [json.loads(each[9:]) for each in draw.choice(seeds).split(b"\n")[:-1]]
    lines = [line(record) for record in records]
    for _ in range(draw.choice((1, 1, 3))):
        at = draw.randrange(len(records))
        way = draw.randrange(5)
        if way < 3:
            text = json_text(draw, bent_some(draw, records[at])).replace(b"\n", b" ")
            lines[at] = b"%08x %s" % (zlib.crc32(text), text)
        elif way == 3:
            lines[at:at] = [draw.choice(lines)]
        else:
            lines[at] = broken(draw, lines[at], seeds)
    return b"\n".join(lines) + draw.choice((b"\n", b"\n", b"", b"\n\n", b"\n0000"))


def _sound(data: bytes) -> list[Any]:
    """The records of whole lines up to the first that is none, by a reader of the tests' own."""
    found = []
    for each in data.split(b"\n")[:-1]:
        try:
            if b"%08x " % zlib.crc32(each[9:]) != each[:9]:
                break
            found.append(json.loads(each[9:]))
        except (ValueError, RecursionError):
            break
        if not isinstance(found[-1], dict):
            found.pop()
            break
    return found


def read_journal(data: bytes) -> bool:
    """A journal is refused, or gives every whole line; opened to be written it loses none."""
    path = file_of(f"{HOME}/{MAIN}", data)
    with refusal(ours=True) as refused:
        records = read_journals([path])
        assert json.dumps(records) == json.dumps(_sound(data))
        with Journal(path) as opened:
            assert json.dumps(opened.records) == json.dumps(records)
            store = Store(opened, unsafe=False)
            keys = [r["key"] for r in records if isinstance(r.get("key"), str)]
            for outcome in store.known({key: key for key in keys}).values():
                assert type(outcome) is CheckOutcome
            for key in keys:
                store.known_load(key)
        assert path.read_bytes() == b"".join(
            each + b"\n" for each in data.split(b"\n")[: len(records)]
        )
    if refused:
        assert path.read_bytes() == data, "a damaged journal was changed"
    return not refused


def read_marks(data: bytes) -> bool:
    """Marks are refused as a whole, or each is a mark with finite points."""
    file_of(f"{HOME}/{MARKS}", data)
    with refusal(ours=True) as refused:
        found = load_marks(folder() / HOME)
        assert len(found.history) == len(_sound(data))
        for key, mark in found.holding.items():
            assert mark.key == key
            assert mark.points is not None
            assert 0 <= mark.points < float("inf")
    return not refused


def read_report(data: bytes) -> bool:
    """A report is refused, or its numbers are those that the file says."""
    file_of(f"{HOME}/reports/ada.json", data)
    out = folder() / HOME
    edited_by_hand(out)
    with refusal(ours=True):
        earlier_reports(out)
    with refusal() as refused:
        found = read_reports(out, "")
        rows = json.loads(data)["reports"]
        assert [each.score for each in found] == [row["score"] for row in rows]
        assert [each.student for each in found] == [row["student"] for row in rows]
        for each in found:
            grade = grade_of(each)
            assert grade.score is None or 0 <= grade.score < float("inf")
    return not refused


def read_change(data: bytes) -> bool:
    """An entry of the history is refused, or holds finite points of known submissions."""
    file_of(f"{HOME}/regrades/0001/change.json", data)
    with refusal(ours=True) as refused:
        for key, force in load_holds(folder() / HOME).items():
            assert key == (force.hold.student, force.hold.assignment)
            assert all(0 <= each < float("inf") for each in force.hold.points.values())
    return not refused


def read_counts(data: bytes) -> bool:
    """What was noted of deleted students is refused, or is a count for each assignment."""
    file_of(f"{HOME}/{FORGOTTEN}", data)
    with refusal(ours=True) as refused:
        found = forgotten(folder() / HOME)
        for counts in (found.counts, *found.going.values()):
            assert all(type(each) is int for each in counts.values())
    return not refused


def read_summary(data: bytes) -> bool:
    """The summary of a run, and what it found in the wrong place, are read or passed over."""
    file_of(f"{HOME}/summary.json", data)
    file_of(f"{HOME}/misplaced.json", data)
    found_misplaced(folder() / HOME)
    with refusal(ours=True) as refused:
        last_run(folder() / HOME)
    return not refused


QUESTION = Question(
    id="why",
    title="Why",
    kind="manual",
    points=3,
    rubric=(
        RubricItem(id="keeps", text="Keeps.", points=2),
        RubricItem(id="adds", text="Adds.", points=0.5),
    ),
    comments={"reason": "Say why."},
)
FILLED = """\
student,assignment,question,answer,keeps (2),adds (0.5),points (of 3),comment,reader
ada,toy,why,a0123456789abcdef-0123456789,x,,2,"Good. #reason
More.",Cy
bo,toy,why,a0123456789abcdef-0123456780,,"0,5",withdraw,'=1+1,Cy
"""


def read_marked_table(data: bytes) -> bool:
    """A table that came back is refused with its lines, or its numbers are finite points."""
    path = file_of("table.csv", data)
    mistakes = Mistakes(path)
    with refusal() as refused:
        wanted = ("toy", "why")
        rows = read_filled(path, lambda *key: QUESTION if key == wanted else None, mistakes)
        for row in rows:
            assert (row.assignment, row.question.id) == wanted
            for number in (earned(row.points, 3.0), *(earned(c, 2.0) for _, c in row.items)):
                assert number is None or 0 <= number < 1e6
            expanded(row.comment, QUESTION)
        mistakes.close("a table")
    return not refused


GRADES = {
    name: grade_of(report(name, 5.5, manual_score=1.0))
    for name in ("ada", "grace", "ada@example.org", "41")
}
PEOPLE = people(Roster(), GRADES)


def read_others_table(data: bytes) -> bool:
    """A table of another program comes apart and together to the same bytes, or is refused."""
    path = file_of("others.csv", data)
    with refusal() as refused:
        table = read_table(path, "the gradebook")
        assert with_cells(table, {}) == data
        width = len(table.cells[0])
        changed = with_cells(table, {(0, width - 1): f'a "b"{table.delimiter}c'})
        path.write_bytes(changed)
        again = read_table(path, "the gradebook")
        assert again.values[1:] == table.values[1:]
    return not refused


def _fills(make: Callable[..., Any], **more: Any) -> Callable[[bytes], bool]:
    def read(data: bytes) -> bool:
        """A gradebook is refused, or changed in cells alone: as many rows of as many cells."""
        path = file_of("gradebook.csv", data)
        with refusal() as refused:
            made = make(path, GRADES, PEOPLE, scale=True, **more)
            before = read_table(path, "x")
            path.write_bytes(made.data)
            after = read_table(path, "x")
            assert [len(row) for row in after.cells] == [len(row) for row in before.cells]
            assert after.ends == before.ends
            for old, new in zip(before.values, after.values, strict=True):
                assert sum(a != b for a, b in zip(old, new, strict=True)) <= 2
        return not refused

    return read


def read_moments(data: bytes) -> bool:
    """A sheet of moments is refused, or gives aware times."""
    path = file_of("moments.csv", data)
    home = folder() / "nobody"
    for name in ("ada", "bo"):
        (home / name).mkdir(parents=True, exist_ok=True)
    with refusal() as refused:
        found = load_standings(course(), home, submitted_at=path)
        assert all(when.tzinfo is not None for when in found.moments.values())
        found.settled([report("ada", 5.5, assignment="toy")])
    return not refused


def read_gradescope(data: bytes) -> bool:
    """What Gradescope says of a hand-in is refused as our fault, or is aware times."""
    file_of("autograder/submission_metadata.json", data)
    with refusal(ours=True) as refused:
        came = _handed_in(folder() / "autograder", course(), course().assignment("toy"))
        assert came is None or came.came.tzinfo is not None
    return not refused


def read_key(data: bytes) -> bool:
    """The secret of a folder of results is one, or is refused."""
    out = file_of(f"{HOME}/{KEY}", data).parent
    with refusal(ours=True) as refused:
        assert open_seal(out).secret.hex().encode() == data.strip()
    return not refused


REPORT = report_document("ada", [report("ada", 5.5), report("ada", 3.0, assignment="other")])
OUTCOME = CheckOutcome(check="test_a.py::test_a", outcome="passed", cpu_s=0.5)
JOURNAL = journal(
    [
        {"t": "load", "key": "k0", "unsafe": False, "cost_s": 0.5, "left_out": []},
        {"t": "check", "key": "k1", "unsafe": False, "student": "ada", "outcome": to_json(OUTCOME)},
        {"t": "check", "key": "k2", "unsafe": True, "student": "bo", "outcome": to_json(OUTCOME)},
        {"t": "hand_in", "key": "k3", "unsafe": False, "student": "\u00e9"},
    ]
)
MARKED = journal(
    {
        "t": "mark",
        **to_json(
            Mark(
                student=name, assignment="toy", question="why", points=2.5, reader="Cy", at=AT,
                answer="a0", source="csv", comment="Good.",
            )
        ),
    }
    for name in ("ada", "bo")
)  # fmt: skip
CHANGE = {
    "schema": CHANGE_SCHEMA,
    **to_json(
        Change(
            number=1,
            kind="regrade",
            at=AT,
            by="cy",
            reason="a check was wrong",
            policy="never-lower",
            covered=(("ada", "toy"),),
            holds=(
                Hold(
                    student="ada", assignment="toy", digest="a+b", points={"double": 2.0},
                    max_points={"double": 2.0},
                ),
            ),
        )
    ),
}  # fmt: skip
SUMMARY = {
    "timing": {"wall_s": 1.5, "cpu_s": 1.0, "executed": 3, "reused": 4},
    "promises": {"contained": True},
    "unsafe": False,
    "without": {"toy": ["late (it has notes.txt)"]},
}
COUNTS = {"schema": "x", "submissions": {"toy": 3}}
MOMENTS = b"student,assignment,when\nada,toy,2027-01-16T08:00\nbo,toy,2027-01-15T08:00+01:00\n"
TOLD = {
    "id": 1,
    "created_at": "2027-01-16T08:00:00.123456-08:00",
    "assignment": {"due_date": "2027-01-15T23:59:00.000000-08:00", "title": "x"},
    "users": [{"email": "ADA@example.org", "id": 1, "assignment": {"due_date": None}}],
}


def _json(document: Any) -> bytes:
    return json.dumps(document).encode()


CANVAS = tuple((DATA / name).read_bytes() for name in ("canvas_in.csv", "canvas_semicolon_in.csv"))
MOODLE = tuple((DATA / f"moodle{name}_in.csv").read_bytes() for name in ("", "_de"))
READERS = (
    Reader("journal", bent_lines, (JOURNAL,), read_journal),
    Reader("marks", bent_lines, (MARKED,), read_marks),
    Reader("report", json_file, (_json(REPORT),), read_report),
    Reader("change", json_file, (_json(CHANGE),), read_change),
    Reader("forgotten", json_file, (_json(COUNTS),), read_counts),
    Reader("summary", json_file, (_json(SUMMARY),), read_summary),
    Reader("marked_table", table_file, (FILLED.encode(),), read_marked_table),
    Reader("others_table", table_file, CANVAS + MOODLE, read_others_table),
    Reader("canvas", table_file, CANVAS[:1], _fills(canvas, names=["The median"])),
    Reader("moodle", table_file, MOODLE, _fills(moodle)),
    Reader("moments", table_file, (MOMENTS,), read_moments),
    Reader("gradescope", json_file, (_json(TOLD),), read_gradescope),
    Reader("key", text_file, (b"0123456789abcdef" * 4 + b"\n",), read_key),
)
