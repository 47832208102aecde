"""Taking a change back: exactly, as far as nobody changed it since."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.engine.marking import Mark, add_marks, digest_of, load_marks, remarked
from grader.engine.upheld import load_holds, read_changes, uphold
from grader.errors import GraderError, UsageError
from grader.history.undo import undo
from grader.records import QuestionReport, Receipt, SubmissionReport
from tests.history import lab
from tests.history.test_regrade import page, scores


def test_undo_gives_back_every_byte(out: Path) -> None:
    """Reports, pages, class list and summary are what they were before the regrade."""
    before = lab.tree(out)
    lab.regrade(out, lab.reports(lab.AFTER), "keep-best")

    change = undo(lab.COURSE, out, reason="the check was right")

    assert lab.tree(out) == before
    assert (change.kind, change.undoes, change.reason) == ("undo", 1, "the check was right")
    assert read_changes(out)[-1] == change
    assert load_holds(out) == {}


def test_undo_records_the_moves_back(out: Path) -> None:
    """The entry shows each move in the other direction, who loses most first."""
    lab.regrade(out, lab.reports(lab.AFTER))

    change = undo(lab.COURSE, out)

    moved = [(m.student, m.before.final, m.after and m.after.final) for m in change.moves]
    assert moved == [("cy", 5.0, 3.0), ("bo", 3.5, 4.0)]


def test_changes_are_taken_back_one_after_the_other(out: Path) -> None:
    """Without a number the last one that stands is meant."""
    first = lab.tree(out)
    lab.regrade(out, lab.reports(lab.AFTER))
    second = lab.tree(out)
    lab.regrade(out, lab.reports(lab.BEFORE | {"ada": {"double": 0.0, "counter": 3.0}}))

    assert undo(lab.COURSE, out).undoes == 2
    assert lab.tree(out) == second
    assert undo(lab.COURSE, out).undoes == 1
    assert lab.tree(out) == first


def test_undo_leaves_what_came_since(out: Path) -> None:
    """Another assignment that was graded later stays; the regraded one is as before."""
    lab.regrade(out, lab.reports(lab.AFTER))
    later = [lab.report(name, {"double": 2.0}, assignment="later") for name in lab.BEFORE]
    lab.publish(out, later, ["later"])
    pages = {name: page(out, name) for name in lab.BEFORE}

    undo(lab.COURSE, out, 1)

    assert scores(out) == {"ada": 5.0, "bo": 4.0, "cy": 3.0}
    assert all('id="later"' in page(out, name) for name in lab.BEFORE)
    assert page(out, "ada") == pages["ada"]


def test_undo_leaves_a_new_hand_in_that_the_regrade_did_not_move(out: Path) -> None:
    """Who was covered and not moved, and handed in again since, keeps the new report."""
    lab.regrade(out, lab.reports(lab.AFTER))
    new = lab.report("ada", {"double": 2.0, "counter": 0.0}, digest="f+c")
    lab.publish(out, [new, *lab.reports(lab.AFTER)[1:]])

    undo(lab.COURSE, out)

    assert scores(out) == {"ada": 2.0, "bo": 4.0, "cy": 3.0}


def test_undo_takes_a_plain_grading_back(out: Path) -> None:
    """A grading that moved grades, lost a hand-in or met an edited report can be taken back."""
    path = out / "reports" / "ada.json"
    path.write_text(path.read_text().replace('"message": ""', '"message": "mine"'))
    before = lab.tree(out)
    lab.publish(out, lab.reports({k: v for k, v in lab.AFTER.items() if k != "cy"}))
    assert scores(out) == {"ada": 5.0, "bo": 3.5}

    undo(lab.COURSE, out)

    assert lab.tree(out) == before


def marked_class() -> list[SubmissionReport]:
    """The class with a manual question that waits."""
    why = QuestionReport(
        id="why", title="Why", kind="manual", show="full", points=None, max_points=2.0
    )
    return [
        report.model_copy(
            update={
                "questions": (*report.questions, why),
                "manual_max_score": 2.0,
                "receipt": Receipt(file="toy.py", free_text={"why": "Because."}),
            }
        )
        for report in lab.reports(lab.BEFORE)
    ]


def test_marks_given_since_stay(tmp_path: Path) -> None:
    """A person's mark that came after the regrade is in the report that undo brings back."""
    out = tmp_path / "graded"
    first = marked_class()
    lab.publish(out, first)
    new = [report.model_copy(update={"score": 1.0, "final": 1.0}) for report in first]
    lab.regrade(out, new)
    mark = Mark(
        student="bo", assignment="toy", question="why", points=1.5, reader="anna",
        at=datetime(2027, 1, 21, tzinfo=UTC), answer=digest_of("Because."), source="csv",
    )  # fmt: skip
    add_marks(out, [mark])

    undo(lab.COURSE, out)

    assert scores(out) == {"ada": 5.0, "bo": 4.0, "cy": 3.0}
    assert '"manual_score": 1.5' in (out / "reports" / "bo.json").read_text()
    (bo,) = remarked([first[1]], load_marks(out).holding)
    assert f'"manual_final": {bo.manual_final}' in (out / "reports" / "bo.json").read_text()


def test_what_was_graded_since_is_not_taken_back(out: Path) -> None:
    """A submission that counts for something else again is named, and nothing is written."""
    lab.regrade(out, lab.reports(lab.AFTER))
    lab.regrade(out, lab.reports(lab.AFTER | {"bo": {"double": 0.0, "counter": 0.0}}))
    before = lab.tree(out)

    with pytest.raises(
        UsageError, match=r"bo \(toy\)\n  do next:  take back the later ones first: 2"
    ):
        undo(lab.COURSE, out, 1)
    assert lab.tree(out) == before


def test_a_new_hand_in_that_was_moved_is_not_taken_back(out: Path) -> None:
    """Where no later change can be named, a regrade is what helps."""
    lab.regrade(out, lab.reports(lab.AFTER))
    new = lab.report("bo", {"double": 0.0, "counter": 0.0}, digest="f+c")
    lab.publish(out, [new, *lab.reports({k: lab.AFTER[k] for k in ("ada", "cy")})])

    with pytest.raises(UsageError, match="regrade instead"):
        undo(lab.COURSE, out, 1)


@pytest.mark.parametrize(
    ("number", "came"),
    [
        (None, "nothing to take back"),
        (9, "9, which is none of them"),
        (1, r"1, which \S+ took back on 20\d\d-\d\d-\d\d \d\d:\d\d already"),
        (2, "2, which took change 1 back itself; regrade again instead"),
    ],
)
def test_what_cannot_be_taken_back_is_told(out: Path, number: int | None, came: str) -> None:
    """No such change, one that is taken back already, and an undo are refused with the reason."""
    lab.regrade(out, lab.reports(lab.AFTER))
    undo(lab.COURSE, out)

    with pytest.raises(UsageError, match=f"stands: none\n  came:     {came}"):
        undo(lab.COURSE, out, number)


def test_an_undo_over_reports_edited_by_hand_is_refused(out: Path) -> None:
    """What somebody typed into a report is neither lost nor taken for ours."""
    lab.regrade(out, lab.reports(lab.AFTER))
    path = out / "reports" / "bo.json"
    path.write_text(path.read_text().replace('"message": ""', '"message": "mine"'))

    with pytest.raises(UsageError, match=r"edited by hand: bo\.json"):
        undo(lab.COURSE, out)


def test_a_history_that_lost_a_file_is_told(out: Path) -> None:
    """Where what was there before cannot be read, nothing is guessed."""
    lab.regrade(out, lab.reports(lab.AFTER))
    (out / "regrades" / "0001" / "before" / "reports" / "bo.json").unlink()

    with pytest.raises(GraderError, match="put the file back from a backup"):
        undo(lab.COURSE, out)


def test_undo_of_what_stands_lets_nothing_stand(out: Path) -> None:
    """After taking a regrade back, its earlier points protect nobody any more."""
    lab.regrade(out, lab.reports(lab.AFTER), "never-lower")
    lab.publish(out, uphold(lab.reports(lab.AFTER), load_holds(out)))
    undo(lab.COURSE, out)

    replaced = lab.publish(out, uphold(lab.reports(lab.AFTER), load_holds(out)))

    assert scores(out) == {"ada": 5.0, "bo": 3.5, "cy": 5.0}
    assert {move.student for move in replaced.moves} == {"bo", "cy"}
