"""What differs between two reports of one submission, and why: pure functions over records.

May import the records, of the engine when a hand-in is the same, what lateness takes and when a
mark is in force, and of feedback how points are written; must never read a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.engine import upheld
from grader.engine.lateness import without
from grader.engine.marking import out_of_force
from grader.errors import first_of
from grader.feedback.text import points
from grader.records import CheckReport, Move, Standing, SubmissionReport

Key = tuple[str, str]
"""Student and assignment."""
Reports = Mapping[Key, SubmissionReport]
NEW_HAND_IN = "another hand-in"
EARLIER_HAND_IN = "the hand-in before that"
GONE = "there is no hand-in any more"
OTHERWISE = "its points are computed in another way"
_NAMED = 5


def by_key(reports: Iterable[SubmissionReport]) -> dict[Key, SubmissionReport]:
    """The reports by student and assignment."""
    return {(report.student, report.assignment): report for report in reports}


def by_checks(report: SubmissionReport) -> Standing:
    """What the report counts for, without what people marked."""
    auto = {q.id: q.points for q in report.questions if q.kind == "auto"}
    return Standing(status=report.status, score=report.score, final=report.final, questions=auto)


def standing(report: SubmissionReport) -> Standing:
    """What the report counts for, with the marks that are in force."""
    percent = _percent(report)
    marks = {name: without(given, percent) for name, given in _marks(report).items()}
    return by_checks(report).model_copy(update={"marks": marks})


def _marks(report: SubmissionReport) -> dict[str, float]:
    """Manual question to the points of the mark that is in force."""
    return {
        q.id: q.points
        for q in report.questions
        if q.kind == "manual" and q.mark is not None and q.points is not None
    }


def lost_marks(before: SubmissionReport, after: SubmissionReport) -> dict[str, str]:
    """Manual question to why the mark that counted before does not count as it did.

    Only what the assignment says by now does that; a mark that a reader took back is no loss, and
    whoever publishes has asked `.missing_marks` whether a line says that.
    """
    return {**_out_of_force(before, after), **_of_another_maximum(before, after)}


def _out_of_force(before: SubmissionReport, after: SubmissionReport) -> dict[str, str]:
    """Manual question to why its mark counts nothing after."""
    now = _marks(after)
    found = {
        name: out_of_force(after, name, given)
        for name, given in _marks(before).items()
        if name not in now
    }
    return {name: why for name, why in found.items() if why}


def _of_another_maximum(before: SubmissionReport, after: SubmissionReport) -> dict[str, str]:
    """Manual question whose mark was given of another maximum; nothing stays nothing of any."""
    was, now = ({q.id: q.max_points for q in report.questions} for report in (before, after))
    given, counts = _marks(before), _marks(after)
    return {
        name: f"the question pays {points(now[name])}, the mark was given of {points(was[name])}"
        for name in given.keys() & counts.keys()
        if given[name] and was[name] != now[name]
    }


def moved(before: SubmissionReport, after: SubmissionReport) -> bool:
    """Whether what was found counts for something else, or marks do not count as they did.

    What a reader has given or taken back meanwhile moves nothing.
    """
    if by_checks(before) != by_checks(after):
        return True
    return bool(lost_marks(before, after) or lost_marks(after, before))


def moves(before: Reports, after: Reports) -> list[Move]:
    """Each submission that counts for something else after than before, who loses most first.

    One that is not among `after` is no move; see `gone`.
    """
    found = []
    for key in sorted(before.keys() & after.keys()):
        if moved(before[key], after[key]):
            old, new = standing(before[key]), standing(after[key])
            why = tuple(reasons(before[key], after[key]))
            move = Move(student=key[0], assignment=key[1], before=old, after=new, why=why)
            found.append(move.model_copy(update={"digest": after[key].digest}))
    return sorted(found, key=lambda move: (_size(move), move.student, move.assignment))


def gone(before: Reports, keys: Iterable[Key]) -> list[Move]:
    """The submissions of these keys as moves to nothing."""
    return [
        Move(
            student=key[0], assignment=key[1], before=standing(before[key]), after=None, why=(GONE,)
        )
        for key in sorted(keys)
    ]


def same_hand_in(before: SubmissionReport, after: SubmissionReport) -> bool:
    """Whether both are of the same hand-in; what is not known is taken for the same."""
    known = before.digest and after.digest
    return not known or upheld.same_hand_in(before.digest, after.digest)


def reasons(before: SubmissionReport, after: SubmissionReport) -> Iterator[str]:
    """Why the two reports count for different things, a phrase each; never none."""
    told = list(_reasons(before, after))
    yield from told or [OTHERWISE]


def _reasons(before: SubmissionReport, after: SubmissionReport) -> Iterator[str]:
    if not same_hand_in(before, after):
        yield NEW_HAND_IN
    if before.status != after.status:
        yield f"{after.status}, was {before.status}".replace("_", " ")
    if after.status == before.status == "graded":
        yield from _checks(before.checks, after.checks)
        yield from _questions(before, after)
    if after.upheld:
        yield f"keeps earlier points of {', '.join(after.upheld.questions)}"
    if before.upheld and not after.upheld:
        yield f"kept earlier points of {', '.join(before.upheld.questions)} until now"
    if before.enrolment != after.enrolment:
        yield f"{after.enrolment}, was {before.enrolment}"
    was, now = _percent(before), _percent(after)
    if was != now:
        yield f"{points(now)} % deducted for lateness, was {points(was)} %"
    for name, because in _out_of_force(before, after).items():
        yield f"the mark of {name} counts no more: {because}"
    for name in _out_of_force(after, before):
        yield f"the mark of {name} counts again"
    for name, because in _of_another_maximum(before, after).items():
        yield f"the mark of {name}: {because}"


def _checks(before: Sequence[CheckReport], after: Sequence[CheckReport]) -> Iterator[str]:
    old = {check.name: check.outcome for check in before}
    new = {check.name: check.outcome for check in after}
    changed = [(old[n], new[n], n) for n in new if n in old and old[n] != new[n]]
    by_way: dict[str, list[str]] = {}
    for was, now, name in changed:
        by_way.setdefault(f"{was} before, {now} now", []).append(name)
    for name in sorted(new.keys() - old.keys()):
        by_way.setdefault(f"new and {new[name]}", []).append(name)
    if old.keys() - new.keys():
        by_way["not asked any more"] = sorted(old.keys() - new.keys())
    for way, names in by_way.items():
        yield f"{first_of(sorted(names), _NAMED)}: {way}"


def _questions(before: SubmissionReport, after: SubmissionReport) -> Iterator[str]:
    old = {q.id: q for q in before.questions if q.kind == "auto"}
    new = {q.id: q for q in after.questions if q.kind == "auto"}
    for name in new:
        if name not in old:
            yield f"question {name} is new"
        elif new[name].max_points != old[name].max_points:
            pays, paid = points(new[name].max_points), points(old[name].max_points)
            yield f"question {name} pays {pays}, it paid {paid}"
        elif _shares(name, before.checks) != _shares(name, after.checks):
            yield f"the checks of {name} have other shares of its points"
    for name in sorted(old.keys() - new.keys()):
        yield f"question {name} is gone"


def _shares(question: str, checks: Sequence[CheckReport]) -> dict[str, float]:
    return {check.name: check.max_points for check in checks if check.question == question}


def _percent(report: SubmissionReport) -> float:
    return report.late.deducted_percent if report.late else 0.0


def _size(move: Move) -> float:
    """By how much what counts grows; a grade that comes or goes stands first."""
    grown = difference(move)
    return float("-inf") if grown is None else grown


def difference(move: Move) -> float | None:
    """By how many points what counts grew; None where it is nothing before or after."""
    before, after = _with_marks(move.before), _with_marks(move.after)
    return None if before is None or after is None else after - before


def _with_marks(counted: Standing | None) -> float | None:
    if counted is None or counted.final is None:
        return None
    return counted.final + sum(counted.marks.values())


def checks_that_changed(before: Reports, after: Reports) -> Counter[tuple[str, str, str, str]]:
    """Assignment, check, outcome before and after, with how many submissions have that change."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for key in before.keys() & after.keys():
        if same_hand_in(before[key], after[key]):
            old = {check.name: check.outcome for check in before[key].checks}
            for check in after[key].checks:
                was = old.get(check.name, "new")
                if was != check.outcome:
                    found[key[1], check.name, was, check.outcome] += 1
    return found


def marks_that_were_lost(before: Reports, after: Reports) -> Counter[tuple[str, str, str]]:
    """Assignment, manual question and why marks of it count otherwise; of how many students."""
    return Counter(
        (key[1], name, why)
        for key in before.keys() & after.keys()
        for name, why in lost_marks(before[key], after[key]).items()
    )
