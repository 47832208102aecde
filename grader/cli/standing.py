"""What a person must know of times of hand-in, days of grace and statuses, in words.

May import the errors at the top; the engine and the feedback room when it runs. Must never change
a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from grader.errors import first_of

if TYPE_CHECKING:
    from grader.engine.grade import Grading
    from grader.engine.standing import Standings
    from grader.records import SubmissionReport

_NAMED = 10
_STATUS = "the status in roster.csv"
_LATE = "deadlines, extensions or days of grace"


def unknown_times(grading: Grading) -> Iterator[str]:
    """Which hand-ins count as on time, and which days of grace as left, because nobody knows."""
    from grader.feedback.text import clean_line, count

    policy = grading.standings.course.deadlines.late.policy
    timeless = [r for r in grading.reports if r.late is not None and r.late.handed_in is None]
    if timeless and policy != "none":
        they = "it counts" if len(timeless) == 1 else "they count"
        yield (
            f"no time of hand-in is known of {count(len(timeless), 'submission')}, so {they} as on "
            "time; --submitted-at FILE says when"
        )
        marked = [clean_line(r.student, 60) for r in timeless if r.late and r.late.marked_late]
        if marked:
            yield f"of these the platform called late: {', '.join(marked)}"
    unknown = grading.standings.unknown_before(grading.reports)
    if unknown:
        yield (
            "DAYS OF GRACE are counted as if none went to what is due earlier: no time of hand-in "
            f"is known of {', '.join(unknown)}; grade into the folder that holds its results, or "
            "tell its times with --submitted-at"
        )


def outdated(standings: Standings, reports: Iterable[SubmissionReport]) -> Iterator[str]:
    """Whose results would count for something else, were they made now; a line for each reason."""
    from grader.feedback.text import clean_line

    by: dict[str, list[str]] = {_STATUS: [], _LATE: []}
    for old, new in standings.outdated(reports):
        excused = old.enrolment != new.enrolment and "excused" in (old.enrolment, new.enrolment)
        name = f"{clean_line(old.student, 60)} in {clean_line(old.assignment, 60)}"
        by[_STATUS if excused else _LATE].append(name)
    for reason, names in by.items():
        if names:
            who = first_of(names, _NAMED)
            yield f"COUNTS OTHERWISE NOW by {reason}, so grade again: {who}"
