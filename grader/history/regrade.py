"""A regrade: what it would change, and writing it.

The engine has graded the class afresh, without what earlier regrades let stand; here that is
compared with the reports that are there, and the policy says which points stand. May import of the
engine lateness, marks and holds, the room, the records and errors; must never run a check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course
from grader.engine.lateness import settle
from grader.engine.marking import load_marks, remarked
from grader.engine.upheld import InForce, let_stand, uphold
from grader.errors import UsageError
from grader.feedback.again import found_misplaced
from grader.feedback.summary import RunFacts
from grader.history.compare import Key, Reports, by_key, moves, same_hand_in
from grader.history.ledger import account, commit, next_number, now, writing
from grader.history.missing_marks import must_have_every_mark
from grader.history.results import Publishing, edited_by_hand, files_of, must_be_ours, results_of
from grader.records import Change, Hold, Move, RegradePolicy, SubmissionReport


@dataclass(frozen=True, slots=True)
class Plan:
    """What a regrade changes. `after` has every report of the folder as it would be."""

    change: Change
    before: Reports
    after: Reports
    afresh: Reports
    """As graded now, before the policy."""
    not_regraded: tuple[Key, ...]
    """Their grading failed by our fault; their earlier reports stand."""
    no_hand_in: tuple[Key, ...]
    """They have a report and no hand-in any more; their reports stand."""
    no_report: tuple[Key, ...]
    """Handed in and never graded here: for `grader grade`."""
    edited: tuple[str, ...]
    """Files of reports that somebody edited by hand."""

    @property
    def moves(self) -> tuple[Move, ...]:
        """The submissions that would count for something else."""
        return self.change.moves


def plan(
    course: Course,
    out: Path,
    afresh: Iterable[SubmissionReport],
    names: Sequence[str],
    *,
    policy: RegradePolicy,
    reason: str = "",
) -> Plan:
    """What the reports that were made afresh change in a results folder.

    Parameters
    ----------
    afresh:
        As `engine.grade.grade` gives them.
    names:
        The assignments that were graded.

    Raises
    ------
    UsageError
        When the folder holds no reports of this course, or a mark that stands in one is gone from
        its file.
    """
    before = results_of(course, out)
    # Marked once more: somebody may have entered marks since the grading read them.
    marks = load_marks(out)
    must_have_every_mark(out, before.values(), marks)
    new = by_key(remarked(afresh, marks.holding))
    broken = [
        k for k, r in new.items() if r.status == "engine_failed" and _has_grade(before.get(k))
    ]
    covered = sorted(key for key in new if key in before and key not in broken)
    change = Change(
        number=next_number(out),
        kind="regrade",
        at=now(),
        by=account(),
        reason=reason,
        policy=policy,
        covered=tuple(covered),
    )
    holds = [hold for key in covered if (hold := _hold(before[key], new[key], policy))]
    in_force = {(hold.student, hold.assignment): InForce(hold, change) for hold in holds}
    settled = [
        settle(report, report.late, report.enrolment)
        for report in uphold((new[key] for key in covered), in_force)
    ]
    after = {**before, **by_key(settled)}
    found = {"moves": tuple(moves(before, after)), "holds": tuple(holds)}
    return Plan(
        change=change.model_copy(update=found),
        before=before,
        after=after,
        afresh={key: new[key] for key in covered},
        not_regraded=tuple(sorted(broken)),
        no_hand_in=tuple(sorted(k for k in before if k[1] in names and k not in new)),
        no_report=tuple(sorted(new.keys() - before.keys())),
        edited=tuple(edited_by_hand(out)),
    )


def _has_grade(report: SubmissionReport | None) -> bool:
    return report is not None and report.score is not None


def _hold(before: SubmissionReport, new: SubmissionReport, policy: RegradePolicy) -> Hold | None:
    """The earlier points that the policy lets stand; None where the new ones are no worse."""
    if policy == "replace" or before.score is None or not same_hand_in(before, new):
        return None
    earlier = [q for q in before.questions if q.kind == "auto" and q.points is not None]
    hold = Hold(
        student=new.student,
        assignment=new.assignment,
        digest=new.digest,
        points={q.id: q.points for q in earlier if q.points is not None},
        max_points={q.id: q.max_points for q in earlier},
    )
    return hold if let_stand(new, hold, policy) else None


def apply(
    course: Course,
    out: Path,
    afresh: Iterable[SubmissionReport],
    names: Sequence[str],
    *,
    policy: RegradePolicy,
    reason: str,
    run: RunFacts,
) -> tuple[Plan, Change | None]:
    """Write a regrade as one transaction: its plan, and what is recorded; None for no difference.

    Raises
    ------
    UsageError
        Without a reason, or when reports were edited by hand: nothing is written.
    """
    if not reason.strip():
        raise no_reason()
    reports = list(afresh)
    with writing(out):
        made = plan(course, out, reports, names, policy=policy, reason=reason.strip())
        must_be_ours(f"applying a regrade to {out}", made.edited)
        about = Publishing(course.title, course.assignments, run, found_misplaced(out))
        # Marks that were entered since the class was graded.
        reports = remarked(made.after.values(), load_marks(out).holding)
        return made, commit(out, made.change, dict(files_of(out, reports, about)))


def no_reason() -> UsageError:
    """The error for a change that nobody gives a reason for."""
    return UsageError(
        "applying a regrade",
        expected='--reason "..."; it is kept with the change, and staff read it in the history',
        came="none",
        todo="say why the grades change, in a sentence",
    )
