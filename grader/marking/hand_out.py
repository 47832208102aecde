"""The two files of each question, written for a reader: the page and the table.

May import this room, the course, errors, the feedback's text and `grader.files`; must never write
over a table that somebody may have filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course.models import Course
from grader.course.roster import Roster
from grader.errors import UsageError
from grader.files import write_atomically
from grader.history.missing_marks import gone_from_file
from grader.marking.answers import Reading, Which, gather, named_in, questions_of
from grader.marking.carry import Results
from grader.marking.page import marking_page
from grader.marking.seal import open_seal
from grader.marking.table import file_stem, table


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was written for one question."""

    reading: Reading
    page: Path | None
    """None where nothing is to be read, and then nothing is written."""
    table: Path | None
    named: tuple[str, ...] = ()
    """Where the reading is blind: whose answer holds a name of theirs, by pseudonym."""


def hand_out(
    course: Course,
    roster: Roster,
    results: Results,
    to: Path,
    *,
    names: Sequence[str],
    questions: Sequence[str] = (),
    blind: bool = False,
    which: Which = "waiting",
    semicolon: bool = False,
) -> tuple[HandedOut, ...]:
    """Write page and table of every question, all or none, and give back what there is to read.

    Raises
    ------
    UsageError
        When marks are gone from their file, a question is not known, the folder is one of those
        that students get or that a grading writes, or a table is there already that is not the
        same.
    """
    _safe_place(course, results.out, to)
    if results.missing:
        raise gone_from_file(results.out, results.missing, cut_off=results.marks.cut_off)
    pairs = list(questions_of(course, names, questions))
    seal = open_seal(results.out)
    holding = results.marks.holding
    files: dict[Path, bytes] = {}
    done = []
    for assignment, question in pairs:
        reading = gather(
            assignment, question, results.reports, holding, seal, blind=blind, which=which
        )
        if not reading.rows:
            done.append(HandedOut(reading, None, None))
            continue
        page, sheet = (to / f"{file_stem(reading)}{ending}" for ending in (".html", ".csv"))
        files[sheet] = table(reading, semicolon=semicolon)
        files[page] = marking_page(course, reading).encode("utf-8")
        named = tuple(named_in(reading, _own_names(roster, results))) if blind else ()
        done.append(HandedOut(reading, page, sheet, named))
    _not_filled(files)
    for path, data in files.items():
        write_atomically(path, data)
    return tuple(done)


def _own_names(roster: Roster, results: Results) -> dict[str, list[str]]:
    """Student to the words by which a reader could know them."""
    words = {report.student: [report.student] for report in results.reports}
    for student, one in roster.students.items():
        own = [one.student, one.name, one.email, *one.name.split(), *one.ids.values()]
        words[student] = [word for word in own if word]
    return words


def _not_filled(files: dict[Path, bytes]) -> None:
    """Raise where a table would be written over another one: it may be filled in by now."""
    for path, data in files.items():
        if path.suffix == ".csv" and path.exists() and path.read_bytes() != data:
            raise UsageError(
                "writing the tables to fill in",
                expected="a folder without tables of an earlier export",
                came=f"{path}, which may hold marks that were not imported yet",
                todo="import it and take it away, or choose another folder for --to",
            )


def _safe_place(course: Course, out: Path, to: Path) -> None:
    target = to.resolve()
    ours = ("assignments", "solutions")
    nbgraders = ("source", "release", "submitted", "autograded", "feedback")
    reserved = [course.root / name for name in (*ours, *nbgraders)]
    reserved += [out / name for name in ("reports", "pages", "journals", "regrades")]
    spoilt = next((each for each in reserved if target.is_relative_to(each.resolve())), None)
    if spoilt is not None or (to.exists() and not to.is_dir()):
        raise UsageError(
            "looking for the folder to write into",
            expected="--to names a folder of its own, which may be new",
            came=f"{to}, a file" if spoilt is None else f"{to}, which is or lies in {spoilt}",
            todo="choose another name",
        )
