"""Marks that stand in the reports and are gone from their file: nothing is written over them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.engine.marking import MARKS, load_marks
from grader.errors import UsageError
from grader.feedback.publish import FORGOTTEN
from grader.history.regrade import apply, plan
from grader.history.replacing import Replaced, publish_graded
from grader.history.results import Publishing
from grader.history.undo import undo
from grader.marking.carry import enter_files, open_results
from grader.marking.hand_out import HandedOut
from grader.records import SubmissionReport
from tests.marking import desk

Reports = Sequence[SubmissionReport]
Export = Callable[..., tuple[HandedOut, ...]]


@pytest.fixture
def made(course: Course, out: Path, why: Path) -> Reports:
    """What a grading makes of the class; published are 2 points for ada and 1.5 for bo."""
    unmarked = open_results(course, out).reports
    enter(course, out, why, ada="2", bo="1.5")
    return unmarked


def enter(course: Course, out: Path, table: Path, *, later: int = 0, **points: str) -> None:
    """Points for students, as anna gives them."""
    desk.fill(table, {student: {"points (of 3)": given} for student, given in points.items()})
    enter_files(course, out, [table], reader="anna", at=desk.AT + timedelta(seconds=later))


def graded(out: Path, reports: Reports) -> Replaced:
    """A plain grading of the whole class."""
    about = Publishing("A toy course", ["toy"], desk.RUN, {})
    return publish_graded(reports, out, graded_now=["toy"], publishing=about)


def published(out: Path) -> dict[str, bytes]:
    """Every report and page, and the summary."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.suffix in (".json", ".html") and path.is_file()
    }


def removed(path: Path) -> None:
    """The file is gone, as where a backup had none."""
    path.unlink()


def emptied(path: Path) -> None:
    """The file is there, and empty."""
    path.write_bytes(b"")


def cut(path: Path) -> None:
    """Its last ten bytes are missing, as in an incomplete copy."""
    path.write_bytes(path.read_bytes()[:-10])


def shortened(path: Path) -> None:
    """Its last line is missing as a whole."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


LOSSES: dict[Callable[[Path], None], tuple[str, ...]] = {
    removed: ("ada (toy why): 2 from anna", "bo (toy why): 1.5 from anna"),
    emptied: ("ada (toy why): 2 from anna", "bo (toy why): 1.5 from anna"),
    cut: ("bo (toy why): 1.5 from anna",),
    shortened: ("bo (toy why): 1.5 from anna",),
}
"""What happens to the file of marks, and whose marks are gone then."""


@pytest.mark.parametrize("lose", LOSSES)
def test_a_plain_grading_writes_nothing_over_marks_that_are_gone(
    made: Reports, out: Path, lose: Callable[[Path], None]
) -> None:
    """It says whose marks stand in the reports alone, and what to do; all stays as it was."""
    lose(out / MARKS)
    before = published(out)

    with pytest.raises(UsageError, match=r"with the reports") as caught:
        graded(out, made)

    words = str(caught.value)
    assert [who for who in LOSSES[removed] if who in words] == list(LOSSES[lose])
    assert ("cut off" in caught.value.came) == (lose is cut)
    assert "put back a copy" in caught.value.todo
    assert "grader manual import --from-reports" in caught.value.todo
    assert published(out) == before


@pytest.mark.parametrize("lose", LOSSES)
def test_a_regrade_tells_it_before_anything_is_written(
    made: Reports, course: Course, out: Path, lose: Callable[[Path], None]
) -> None:
    """Shown or applied: nobody is said to stay whose mark would go."""
    lose(out / MARKS)
    before = published(out)

    with pytest.raises(UsageError, match=r"bo \(toy why\): 1\.5 from anna"):
        plan(course, out, made, ["toy"], policy="replace")
    with pytest.raises(UsageError, match=r"bo \(toy why\): 1\.5 from anna"):
        apply(course, out, made, ["toy"], policy="replace", reason="a check", run=desk.RUN)
    assert published(out) == before


def test_taking_a_change_back_loses_no_mark(made: Reports, course: Course, out: Path) -> None:
    """Undoing publishes reports too, so that it asks for the marks as well."""
    fewer = [each.model_copy(update={"score": 3.0, "final": 3.0}) for each in made]
    graded(out, fewer)
    removed(out / MARKS)
    before = published(out)

    with pytest.raises(UsageError, match=r"ada \(toy why\): 2 from anna"):
        undo(course, out)
    assert published(out) == before


def test_an_earlier_mark_does_not_stand_for_a_later_one(
    made: Reports, course: Course, out: Path, export: Export
) -> None:
    """Where the line with the last points is gone, the ones before it are not given out."""
    table = export("again", questions=["why"], which="all")[0].table
    assert table is not None
    enter(course, out, table, later=60, ada="3")
    shortened(out / MARKS)

    with pytest.raises(UsageError, match=r"ada \(toy why\): 3 from anna"):
        graded(out, made)


def test_a_line_cut_off_before_it_was_published_is_told_too(
    made: Reports, course: Course, out: Path, why: Path
) -> None:
    """Nobody knows whose mark it was; to import again is enough, and says so."""
    path = out / MARKS
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines()[0][:-10])

    with pytest.raises(UsageError, match=r"last line is cut off"):
        graded(out, made)
    checked = enter_files(course, out, [why], reader="anna", at=desk.AT)

    assert [note for note in checked.notes if "cut off" in note]
    assert graded(out, made).moves == ()


def test_an_import_that_brings_all_of_them_back_is_let_through(
    made: Reports, course: Course, out: Path, why: Path
) -> None:
    """Whoever still has the tables needs nothing else."""
    removed(out / MARKS)

    enter_files(course, out, [why], reader="anna", at=desk.AT)

    assert graded(out, made).moves == ()
    marks = {key[0]: mark.points for key, mark in load_marks(out).holding.items()}
    assert marks == {"ada": 2.0, "bo": 1.5}


def test_an_import_of_some_of_them_does_not_lose_the_rest(
    made: Reports, course: Course, out: Path, why: Path
) -> None:
    """It would publish reports without the others, so that it names them instead."""
    removed(out / MARKS)
    desk.fill(why, {"bo": {"points (of 3)": ""}})
    before = published(out)

    with pytest.raises(UsageError, match=r"bo \(toy why\): 1\.5 from anna") as caught:
        enter_files(course, out, [why], reader="anna", at=desk.AT)

    assert "ada" not in caught.value.came
    assert published(out) == before
    assert not (out / MARKS).exists()


def test_answers_are_not_handed_out_as_unread(made: Reports, out: Path, export: Export) -> None:
    """Nobody shall read a class twice because a file is gone."""
    removed(out / MARKS)

    with pytest.raises(UsageError, match=r"ada \(toy why\): 2 from anna"):
        export("again", questions=["why"])


@pytest.mark.parametrize("lose", LOSSES)
def test_the_reports_give_the_marks_back(
    made: Reports, course: Course, out: Path, lose: Callable[[Path], None]
) -> None:
    """With points, items, words, reader and time as they were, and of the same answers."""
    from grader.marking.from_reports import enter_from_reports

    wanted, before = load_marks(out), published(out)
    lose(out / MARKS)

    checked = enter_from_reports(course, out)

    assert {change.shown for change in checked.changes} == {who.split()[0] for who in LOSSES[lose]}
    assert load_marks(out) == wanted
    assert published(out) == before
    assert graded(out, made).moves == ()
    assert enter_from_reports(course, out).changes == ()


def test_a_dry_run_only_shows_them(made: Reports, course: Course, out: Path) -> None:
    """What would be entered is listed, and the file stays as it is."""
    from grader.marking.from_reports import enter_from_reports

    removed(out / MARKS)

    assert len(enter_from_reports(course, out, dry_run=True).changes) == 2
    assert not (out / MARKS).exists()


def test_a_mark_of_an_earlier_answer_comes_back_as_one(
    made: Reports, course: Course, out: Path
) -> None:
    """Which answer was read is not known any more, and that it is another one is."""
    from grader.marking.from_reports import enter_from_reports

    anew = [each.model_copy(update={"receipt": desk.report("x", "New.").receipt}) for each in made]
    graded(out, anew)
    removed(out / MARKS)

    enter_from_reports(course, out)

    assert {mark.answer for mark in load_marks(out).history} == {""}
    assert graded(out, anew).moves == ()


def test_a_mark_in_a_report_edited_by_hand_is_named(
    made: Reports, course: Course, out: Path
) -> None:
    """Numbers that somebody typed in come back only with a word about them."""
    from grader.marking.from_reports import enter_from_reports

    path = out / "reports" / "ada.json"
    path.write_text(path.read_text().replace('"points": 2.0', '"points": 2.5'))
    removed(out / MARKS)

    notes = enter_from_reports(course, out).notes

    assert [note for note in notes if "ada.json" in note and "edited by hand" in note]


def test_whoever_is_being_forgotten_is_not_missed(made: Reports, course: Course, out: Path) -> None:
    """A run that was killed has taken the lines away, and takes the report when run again."""
    from grader.marking.from_reports import enter_from_reports

    path = out / MARKS
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b'"bo"' not in line))
    note: dict[str, Any] = {
        "schema": "grader/forgotten/v1", "submissions": {}, "going": {"bo": {"toy": 1}}
    }  # fmt: skip
    (out / FORGOTTEN).write_text(json.dumps(note))

    assert enter_from_reports(course, out).changes == ()
    graded(out, made)


def test_a_first_grading_misses_nothing(tmp_path: Path) -> None:
    """Without reports there is nothing that a mark could be missing from."""
    assert graded(tmp_path / "new", [desk.report("ada")]).moves == ()
