"""Tables of marks for a terminal.

May import rich, `feedback.text`, the records and the marks of engine and marking room; must never
print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from grader.engine.marking import Mark, MarkKey, out_of_force
from grader.feedback.text import clean_line, points
from grader.marking.rows import Change
from grader.records import ItemGiven, SubmissionReport


def changes_table(changes: Sequence[Change]) -> Table:
    """What would be entered or was: who, before and now, and whose mark it replaces."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="Marks", title_justify="left")
    table.add_column("Student", overflow="fold")
    table.add_column("Question", overflow="fold")
    for name in ("before", "now"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Items", overflow="fold")
    table.add_column("Comment", overflow="fold", ratio=1)
    table.add_column("Replaces", overflow="fold")
    for change in changes:
        mark, before = change.mark, change.before
        replaces = f"{'! ' if change.conflict else ''}{clean_line(before.reader)}" if before else ""
        table.add_row(
            Text(change.shown),
            Text(f"{mark.assignment} {mark.question}"),
            _points(before),
            _points(mark),
            Text(", ".join(map(_item, mark.items))),
            Text(clean_line(mark.comment, 80)),
            Text(replaces, "bold red" if change.conflict else ""),
        )
    return table


def history_table(
    marks: Sequence[Mark],
    holding: Mapping[MarkKey, Mark],
    reports: Mapping[tuple[str, str], SubmissionReport],
) -> Table:
    """Every mark with its reader and time, and whether it counts or why not.

    Parameters
    ----------
    reports:
        What counts now, by student and assignment.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("When", "Student", "Question", "In force"):
        table.add_column(name, overflow="fold")
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("By", overflow="fold")
    table.add_column("Comment", overflow="fold", ratio=1)
    for mark in marks:
        force = ""
        if holding.get(mark.key) == mark:
            force = _in_force(mark, reports.get((mark.student, mark.assignment)))
        by = clean_line(mark.reader) + (" (formgrader)" if mark.source == "formgrader" else "")
        table.add_row(
            Text(f"{mark.at:%Y-%m-%d %H:%M}"),
            Text(clean_line(mark.student, 60)),
            Text(f"{mark.assignment} {mark.question}"),
            Text(force, "green" if force == "yes" else "bold red"),
            Text(_points(mark), "" if force == "yes" else "dim"),
            Text(by),
            Text(clean_line(mark.comment, 120)),
        )
    return table


def _in_force(mark: Mark, report: SubmissionReport | None) -> str:
    """Yes, or no and why: the last mark may be for what is not asked any more."""
    if report is None:
        return "no: the student has no report of it"
    why = out_of_force(report, mark.question, mark.points or 0.0)
    return f"no: {why}" if why else "yes"


def _item(item: ItemGiven) -> str:
    part = f" {points(item.points, of=item.max_points)}" if item.points < item.max_points else ""
    return item.id + part


def _points(mark: Mark | None) -> str:
    return "none" if mark is None or mark.points is None else points(mark.points)
