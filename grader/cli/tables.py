"""Tables for a terminal, made from the records that `--json` prints.

May import rich, the records, `feedback.text` and `history.words`; must never print.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rich import box
from rich.table import Table
from rich.text import Text

from grader.feedback.text import clean_line, points
from grader.history.words import by_how_much, counted, why
from grader.records import Move, SubmissionReport


class Gate(Protocol):
    """One gate of `verify`."""

    @property
    def assignment(self) -> str:
        """The assignment that was proved."""

    @property
    def gate(self) -> str:
        """The gate's name."""

    @property
    def ok(self) -> bool:
        """Whether it holds."""

    @property
    def detail(self) -> str:
        """What was found."""


class Mistake(Protocol):
    """One known mistake, and what it loses."""

    @property
    def misconception(self) -> str:
        """Its name."""

    @property
    def lost(self) -> Mapping[str, int]:
        """Question to how many of its checks are lost."""


class Mistakes(Protocol):
    """The known mistakes of an assignment."""

    @property
    def checks(self) -> Mapping[str, int]:
        """Question to how many checks it has."""

    @property
    def rows(self) -> Sequence[Mistake]:
        """One for each known mistake."""


class PromiseFound(Protocol):
    """What the doctor found about one promise."""

    @property
    def promise(self) -> str:
        """The promise's name."""

    @property
    def reached(self) -> bool:
        """Whether this machine keeps it."""

    @property
    def layers(self) -> tuple[str, ...]:
        """What gives it."""

    @property
    def missing(self) -> str:
        """What is not there."""


def results_table(reports: Sequence[SubmissionReport], *, caption: str = "") -> Table:
    """Student, score, status, where points went, processor time; reports of one assignment."""
    newest = reports[0]
    manual = f" + {points(newest.manual_max_score)} by hand" if newest.manual_max_score else ""
    table = _table(
        f"{newest.assignment}: {clean_line(newest.title)}", caption or None, title_style="bold"
    )
    table.add_column("Student", overflow="fold")
    table.add_column(f"of {points(newest.max_score)}{manual}", justify="right", no_wrap=True)
    table.add_column("Status", no_wrap=True)
    table.add_column("Where points went", overflow="fold", ratio=1)
    table.add_column("CPU", justify="right", no_wrap=True)
    for report in reports:
        table.add_row(
            Text(clean_line(report.student, 60)),
            _score(report),
            Text(report.status.replace("_", " "), _colour(report.status == "graded")),
            Text(where_points_went(report)),
            f"{sum(check.cpu_s for check in report.checks):.1f} s",
        )
    return table


def where_points_went(report: SubmissionReport) -> str:
    """The questions that lost points, each with what it earned: `cost 1/4, depth 0/3`."""
    if report.status != "graded":
        return clean_line(report.message, 120) or "no checks were run"
    lost = [
        f"{question.id} {points(question.points or 0)}/{points(question.max_points)}"
        for question in report.questions
        if question.kind == "auto" and (question.points or 0) < question.max_points
    ]
    if report.late and report.late.deducted_percent:
        lost.append(f"late: less {points(report.late.deducted_percent)} %")
    return ", ".join(lost) if lost else "nowhere"


def moves_table(moves: Sequence[Move]) -> Table:
    """Who moves, from what to what, by how much, and why."""
    table = _table("Who moves", None)
    table.add_column("Student", overflow="fold")
    table.add_column("Assignment", overflow="fold")
    for heading in ("Counted", "Counts", "By"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Why", overflow="fold", ratio=1)
    for move in moves:
        by = by_how_much(move)
        table.add_row(
            Text(clean_line(move.student, 60)),
            Text(clean_line(move.assignment, 60)),
            Text(counted(move.before)),
            Text(counted(move.after)),
            Text(by, "bold red" if by.startswith("-") else "green"),
            Text(why(move)),
        )
    return table


def gates_table(findings: Iterable[Gate]) -> Table:
    """Each gate of `verify`, with what was found."""
    table = _table("Gates", None)
    for heading in ("Assignment", "Gate", "Holds"):
        table.add_column(heading, no_wrap=heading == "Holds")
    table.add_column("Found", overflow="fold", ratio=1)
    for found in findings:
        mark = Text("✓ yes" if found.ok else "✗ no", _colour(found.ok))
        table.add_row(Text(found.assignment), Text(found.gate), mark, Text(found.detail))
    return table


def matrix_table(assignment: str, matrix: Mistakes) -> Table:
    """Known mistakes by questions: how many checks of each one loses; a dot is none."""
    table = _table(f"{assignment}: checks lost", None)
    table.add_column("Mistake", no_wrap=True)
    for i in range(1, len(matrix.checks) + 1):
        table.add_column(str(i), justify="right", no_wrap=True)
    table.add_column("all", justify="right", no_wrap=True)
    for row in matrix.rows:
        lost = [str(row.lost[name]) if name in row.lost else "·" for name in matrix.checks]
        table.add_row(Text(row.misconception), *lost, str(sum(row.lost.values())))
    return table


def matrix_legend(matrix: Mistakes) -> str:
    """The questions that the matrix numbers, each with how many checks it has."""
    numbered = enumerate(matrix.checks.items(), 1)
    return "; ".join(f"{i} {name} ({checks})" for i, (name, checks) in numbered)


def promises_table(findings: Iterable[PromiseFound]) -> Table:
    """Each promise of the sandbox, with its layers and what is missing."""
    table = _table("What this machine promises", None)
    table.add_column("Promise", no_wrap=True)
    table.add_column("Kept", no_wrap=True)
    table.add_column("By", overflow="fold")
    table.add_column("Missing", overflow="fold")
    for found in findings:
        mark = Text("✓ yes" if found.reached else "✗ no", _colour(found.reached))
        layers = Text(", ".join(found.layers))
        table.add_row(Text(found.promise), mark, layers, Text(found.missing))
    return table


def _score(report: SubmissionReport) -> Text:
    if report.score is None:
        return Text("none", "bold red")
    if report.enrolment != "enrolled":
        return Text(f"{points(report.score)} ({report.enrolment})")
    charged = report.final is not None and report.late and report.late.deducted_percent
    counts = report.final if report.final is not None and charged else report.score
    return Text(points(counts), "green" if counts >= report.max_score else "")


def _colour(good: bool) -> str:
    return "green" if good else "bold red"


def _table(title: str, caption: str | None, title_style: str = "bold") -> Table:
    return Table(
        title=Text(title),
        title_justify="left",
        title_style=title_style,
        caption=caption,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
