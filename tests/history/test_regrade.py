"""Regrades: who moves and why, what each policy lets stand, and what is never written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from grader.engine.upheld import InForce, load_holds, read_changes, uphold
from grader.errors import UsageError
from grader.exports.grades import grades_of, notes_on, read_reports
from grader.history import ledger
from grader.history.compare import difference, reasons
from grader.history.regrade import plan
from grader.records import Change, Hold, Late, RegradePolicy, SubmissionReport
from tests.history import lab


def scores(out: Path) -> dict[str, Any]:
    """Student to what their file of reports says of the first report."""
    return {
        path.stem: json.loads(path.read_bytes())["reports"][0]["final"]
        for path in sorted((out / "reports").glob("*.json"))
    }


def page(out: Path, student: str) -> str:
    """What the student reads."""
    return (out / "pages" / f"{student}.html").read_text("utf-8")


def test_a_plan_writes_nothing(out: Path) -> None:
    """Looking at what would move leaves every byte as it is."""
    before = lab.tree(out)

    made = plan(lab.COURSE, out, lab.reports(lab.AFTER), ["toy"], policy="replace")

    assert [(m.student, difference(m)) for m in made.moves] == [("bo", -0.5), ("cy", 2.0)]
    assert lab.tree(out) == before
    assert not (out / "regrades").exists()


@pytest.mark.parametrize(
    ("policy", "want"),
    [
        ("replace", {"ada": 5.0, "bo": 3.5, "cy": 5.0}),
        ("never-lower", {"ada": 5.0, "bo": 4.0, "cy": 5.0}),
        ("keep-best", {"ada": 5.0, "bo": 5.0, "cy": 5.0}),
    ],
)
def test_a_policy_decides_what_counts(out: Path, policy: str, want: dict[str, float]) -> None:
    """Replace takes the new points, never-lower the better total, keep-best the better of each."""
    lab.regrade(out, lab.reports(lab.AFTER), policy)

    assert scores(out) == want


@pytest.mark.parametrize("policy", ["never-lower", "keep-best"])
def test_what_stands_outlives_the_next_grading(out: Path, policy: str) -> None:
    """A plain grading, which takes the holds of the folder, gives the same points again."""
    lab.regrade(out, lab.reports(lab.AFTER), policy)
    counted = scores(out)

    again = uphold(lab.reports(lab.AFTER), load_holds(out))
    replaced = lab.publish(out, again)

    assert scores(out) == counted
    assert replaced.moves == ()


def test_a_regrade_during_a_grading_is_not_lost(out: Path) -> None:
    """A grading that began before a regrade was applied publishes what the regrade let stand."""
    lab.regrade(out, lab.reports(lab.AFTER), "never-lower")

    lab.publish(out, lab.reports(lab.AFTER))

    assert scores(out) == {"ada": 5.0, "bo": 4.0, "cy": 5.0}


def test_what_stands_stands_once() -> None:
    """Letting points stand in a report in which they stand already changes nothing."""
    now = lab.report("bo", {"double": 2.0, "counter": 1.5})
    before = lab.report("bo", {"double": 1.0, "counter": 3.0})
    hold = Hold(
        student="bo", assignment="toy", digest=before.digest,
        points={"double": 1.0, "counter": 3.0}, max_points={"double": 2.0, "counter": 3.0},
    )  # fmt: skip
    for policy in get_args(RegradePolicy):
        change = Change(
            number=1, kind="regrade", at=ledger.now(), by="kim", reason="r", policy=policy
        )
        force = {("bo", "toy"): InForce(hold, change)}
        once = uphold([now], force)
        assert uphold(once, force) == once


def test_a_new_hand_in_is_graded_afresh(out: Path) -> None:
    """Points that stand are of one hand-in; with another one the new points count."""
    lab.regrade(out, lab.reports(lab.AFTER), "never-lower")
    new = [lab.report(name, of, digest="f+c") for name, of in lab.AFTER.items()]

    lab.publish(out, uphold(new, load_holds(out)))

    assert scores(out) == {"ada": 5.0, "bo": 3.5, "cy": 5.0}


def test_a_new_hand_in_is_not_protected(out: Path) -> None:
    """Who handed in another file meanwhile has no earlier points for it."""
    new = [lab.report(name, of, digest="f+c") for name, of in lab.AFTER.items()]

    made = plan(lab.COURSE, out, new, ["toy"], policy="never-lower")

    assert {m.student: m.after.final for m in made.moves if m.after} == {"bo": 3.5, "cy": 5.0}
    assert all("another hand-in" in move.why for move in made.moves)


def test_staff_and_student_are_told(out: Path) -> None:
    """The class list flags what stands; the student reads one sentence, and no other student."""
    lab.regrade(out, lab.reports(lab.AFTER), "never-lower")

    words = "you keep the points that you had before for The double, The counter."
    assert words in " ".join(page(out, "bo").split())
    assert "points that you had before" not in page(out, "cy")
    assert "not passed" in page(out, "bo")
    assert "· costs" not in page(out, "bo")
    assert "upheld" in (out / "pages" / "index.html").read_text("utf-8")
    assert "upheld" not in page(out, "bo")


def test_a_question_that_is_not_shown_stays_so(out: Path) -> None:
    """That points of a question stand says nothing where its result is withheld."""
    hidden = {"double": "nothing", "counter": "full"}

    def shown(report: SubmissionReport) -> SubmissionReport:
        questions = [q.model_copy(update={"show": hidden[q.id]}) for q in report.questions]
        return report.model_copy(update={"questions": tuple(questions)})

    before = {"bo": {"double": 2.0, "counter": 1.0}}
    lab.publish(out, [shown(report) for report in lab.reports(before)])
    after = {"bo": {"double": 0.0, "counter": 1.0}}
    lab.regrade(out, [shown(report) for report in lab.reports(after)], "keep-best")

    assert scores(out) == {"bo": 3.0}
    assert "graded again" not in page(out, "bo")


def test_a_file_that_cannot_be_read_any_more_keeps_its_points(out: Path) -> None:
    """Where the same file was graded before, never-lower protects it, and an export says so."""
    unread = lab.report(
        "bo", {"double": 0.0, "counter": 0.0}, status="unreadable", checks=(),
        digest="file-bo+another", message="It is no notebook.",
    )  # fmt: skip
    lab.regrade(out, [unread], "never-lower")

    assert scores(out)["bo"] == 4.0
    grades = grades_of(read_reports(out), "toy")
    assert notes_on(list(grades.values()), auto_only=False) == [
        "not readable now, with points of an earlier grading: 1 (bo)"
    ]


def test_our_failure_leaves_the_earlier_grade(out: Path) -> None:
    """What cannot be graded again keeps its report, is named, and stops nobody else."""
    made = [*lab.reports(lab.AFTER)[:2], lab.failed_to_grade("cy")]

    done, change = lab.regrade(out, made)

    assert done.not_regraded == (("cy", "toy"),)
    assert change is not None
    assert ("cy", "toy") not in change.covered
    assert scores(out) == {"ada": 5.0, "bo": 3.5, "cy": 3.0}


def test_who_handed_in_nothing_now_keeps_the_report(out: Path) -> None:
    """A hand-in that is gone is named and its report stands; a new one is left to `grade`."""
    made = [*lab.reports(lab.AFTER)[:2], lab.report("di", {"double": 2.0, "counter": 3.0})]

    done, _ = lab.regrade(out, made)

    assert done.no_hand_in == (("cy", "toy"),)
    assert done.no_report == (("di", "toy"),)
    assert scores(out) == {"ada": 5.0, "bo": 3.5, "cy": 3.0}


def test_a_regrade_is_recorded(out: Path) -> None:
    """Who, when, why, the policy, and each move with both standings and reasons."""
    _, change = lab.regrade(out, lab.reports(lab.AFTER), "never-lower", reason="  a wrong check ")

    assert read_changes(out) == (change,)
    assert change is not None
    assert (change.number, change.kind, change.policy) == (1, "regrade", "never-lower")
    assert change.reason == "a wrong check"
    assert change.at.tzinfo is not None
    (move,) = change.moves
    assert (move.student, move.before.final, move.after and move.after.final) == ("cy", 3.0, 5.0)
    assert move.why == ("test_toy.py::test_counter: failed before, passed now",)
    assert [hold.student for hold in change.holds] == ["bo"]


def test_a_regrade_that_changes_nothing_is_none(out: Path) -> None:
    """The same reports once more make no entry."""
    _, change = lab.regrade(out, lab.reports(lab.BEFORE))

    assert change is None
    assert read_changes(out) == ()


def test_lateness_is_deducted_from_what_stands(out: Path) -> None:
    """Points that stand lose the same percentage as others."""
    late = Late(policy="per_day", due=None, handed_in=None, deducted_percent=10.0, words="late")
    made = [report.model_copy(update={"late": late}) for report in lab.reports(lab.AFTER)]

    lab.regrade(out, made, "never-lower")

    assert scores(out) == {"ada": 4.5, "bo": 3.6, "cy": 4.5}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_is_written(out: Path, reason: str) -> None:
    """Grades never change without a sentence for those who ask later."""
    before = lab.tree(out)

    with pytest.raises(UsageError, match="applying a regrade"):
        lab.regrade(out, lab.reports(lab.AFTER), reason=reason)
    assert lab.tree(out) == before


def test_reports_edited_by_hand_are_not_overwritten(out: Path) -> None:
    """Points that somebody typed into a report follow from nothing: it says so and stops."""
    path = out / "reports" / "bo.json"
    path.write_text(path.read_text().replace('"score": 4.0', '"score": 4.5'))
    before = lab.tree(out)

    with pytest.raises(UsageError, match=r"edited by hand: bo\.json"):
        lab.regrade(out, lab.reports(lab.AFTER))
    assert lab.tree(out) == before
    made = plan(lab.COURSE, out, lab.reports(lab.AFTER), ["toy"], policy="replace")
    assert made.edited == ("bo.json",)


def test_results_of_another_course_are_refused(out: Path) -> None:
    """A folder whose reports are of assignments that this course has not is told as such."""
    strange = [lab.report("ada", {"double": 2.0}, assignment="algebra")]
    other = out.parent / "other"
    lab.publish(other, strange, ["algebra"])

    with pytest.raises(UsageError, match="reports of algebra"):
        lab.regrade(other, strange)


def test_without_results_there_is_nothing_to_compare(tmp_path: Path) -> None:
    """An empty folder is told, with what to do."""
    with pytest.raises(UsageError, match="grade first"):
        lab.regrade(tmp_path, lab.reports(lab.AFTER))


WHY = {
    "another file": ({"digest": "f+c"}, "another hand-in"),
    "a status": ({"status": "unreadable", "checks": ()}, "unreadable, was graded"),
    "an excuse": ({"enrolment": "excused"}, "excused, was enrolled"),
    "nothing to be seen": ({}, "its points are computed in another way"),
}


@pytest.mark.parametrize("case", sorted(WHY))
def test_reasons_are_named(case: str) -> None:
    """Each way in which two reports differ has words."""
    fields, words = WHY[case]
    before = lab.report("ada", {"double": 1.0})

    assert list(reasons(before, before.model_copy(update=fields))) == [words]


def test_changed_checks_are_named_by_way() -> None:
    """Checks are listed with what became of them; new, gone and reweighted ones too."""
    before = lab.report("ada", {"double": 2.0, "counter": 3.0})
    failed, other = before.checks
    after = before.model_copy(
        update={
            "checks": (
                failed.model_copy(update={"outcome": "timeout", "max_points": 1.0}),
                other.model_copy(update={"name": "test_new.py::test_it", "outcome": "failed"}),
            )
        }
    )

    assert list(reasons(before, after)) == [
        "test_toy.py::test_double: passed before, timeout now",
        "test_new.py::test_it: new and failed",
        "test_toy.py::test_counter: not asked any more",
        "the checks of double have other shares of its points",
        "the checks of counter have other shares of its points",
    ]
