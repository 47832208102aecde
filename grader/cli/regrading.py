"""The `regrade` command: what would move and why, writing it, and taking it back.

May import click at the top; the engine, rich and the history when it runs. Must never decide a
point.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.changes import history_document, list_changes, plan_document
from grader.cli.common import (
    chosen,
    global_options,
    output,
    say,
    telling,
    the_course,
    verb,
    warn,
    will_write,
)
from grader.cli.standing import outdated, unknown_times
from grader.errors import EXIT_OK, EXIT_OURS, UsageError

if TYPE_CHECKING:
    from grader.course import Course
    from grader.engine.grade import Grading
    from grader.history.compare import Reports
    from grader.history.regrade import Plan
    from grader.records import Change, RegradePolicy

POLICIES = ("replace", "never-lower", "keep-best")
"""As `records.RegradePolicy`, which is not imported for a command line that asks for help."""
_LAST = "last"


@dataclasses.dataclass(frozen=True)
class _Asked:
    """What the command line of a regrade says."""

    course: Course
    ids: tuple[str, ...]
    submissions: Path
    out: Path
    policy: RegradePolicy
    reason: str
    as_json: bool
    submitted_at: Path | None
    jobs: int | None
    unsafe: bool
    gradebook: bool


@verb
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of hand-ins, as for `grade`.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder of results that `grade` wrote.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change; the default.")
@click.option("--apply", "apply_it", is_flag=True, help="Write it, as one transaction.")
@click.option("--reason", default="", metavar="TEXT", help="With --apply or --undo: why.")
@click.option(
    "--policy",
    type=click.Choice(POLICIES),
    default="replace",
    show_default=True,
    help="never-lower: whoever would fall keeps all earlier points. keep-best: each question "
    "keeps its better points.",
)
@click.option(
    "--undo",
    is_flag=False,
    flag_value=_LAST,
    metavar="[N]",
    help="Take the last change, or N, back.",
)
@click.option("--list", "list_them", is_flag=True, help="Show every change of these results.")
@click.option(
    "--gradebook",
    is_flag=True,
    help="Write nbgrader's gradebook too; alone: write it from the results as they are.",
)
@click.option(
    "--submitted-at",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="As for `grade`: who handed in when.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, not a table.")
@click.option("--jobs", type=click.IntRange(1), help="Submissions at a time. Default: by cores.")
@click.option("--unsafe", is_flag=True, help="As for `grade`.")
@global_options
def regrade(
    ids: tuple[str, ...],
    submissions: Path | None,
    out: Path,
    dry_run: bool,
    apply_it: bool,
    reason: str,
    policy: RegradePolicy,
    undo: str | None,
    list_them: bool,
    gradebook: bool,
    submitted_at: Path | None,
    as_json: bool,
    jobs: int | None,
    unsafe: bool,
) -> int:
    r"""Show who would move if graded again; write it, or take it back.

    Only checks that could come out otherwise are run; what was found is kept for --apply.
    The points that --policy lets stand outlive every later grading of the same hand-in.

    Example:
      grader regrade median --submissions submitted --out graded --policy never-lower
      grader regrade median --submissions submitted --out graded --policy never-lower \
        --apply --reason "the check of empty lists was wrong"
      grader regrade --out graded --undo

    Writes, under --out:
      journal.jsonl       what was run, with --dry-run too
      with --apply or --undo, all or nothing:
      reports/, pages/, summary.json
      regrades/<N>/       who, when, why, and everything as it was before
    and on standard output who moves, or with --json
      {"schema": "grader/regrade/v1", "applied": null, "moves": [...]}

    Exit codes:
      0  shown, or written
      2  the command line or a file is wrong, and nothing was written; or with
         --gradebook: somebody's rows were left as they are, and is named
      3  our fault: a submission could not be graded again and keeps its earlier report
      130  interrupted
    """
    wanted = [dry_run, apply_it, undo is not None, list_them]
    if sum(wanted) > 1:
        raise _wrong("one of --dry-run, --apply, --undo, --list", "several of them", "choose one")
    if list_them:
        return list_changes(out, as_json=as_json)
    if submissions is None and (undo is None or gradebook):
        raise _wrong("--submissions DIR, the folder of hand-ins", "none", "add it")
    if gradebook and dry_run:
        raise _wrong("--gradebook without --dry-run", "both", "leave one of them out")
    if apply_it and not reason.strip():
        from grader.history.regrade import no_reason

        raise no_reason()
    asked = _Asked(
        course=the_course(),
        ids=ids,
        submissions=submissions or Path(),
        out=out,
        policy=policy,
        reason=reason,
        as_json=as_json,
        submitted_at=submitted_at,
        jobs=jobs,
        unsafe=unsafe,
        gradebook=gradebook,
    )
    will_write(out)
    return _regrade(asked, apply_it=apply_it) if undo is None else _undo(asked, undo)


def _wrong(expected: str, came: str, todo: str) -> UsageError:
    return UsageError(
        "reading the command line of `grader regrade`", expected=expected, came=came, todo=todo
    )


def _regrade(asked: _Asked, *, apply_it: bool) -> int:
    from grader.cli.class_grading import run_facts, warn_of_stale_files
    from grader.history.regrade import apply, plan
    from grader.history.results import results_of

    course, out, policy = asked.course, asked.out, asked.policy
    names = chosen(course, asked.ids) if asked.ids else []
    results_of(course, out)  # before anything is run: there must be something to compare with
    grading = _grade(asked, names)
    names = names or sorted({report.assignment for report in grading.reports})
    warn_of_stale_files(course, names)
    code = EXIT_OK
    if apply_it:
        facts = run_facts(grading)
        made, change = apply(
            course, out, grading.afresh, names, policy=policy, reason=asked.reason, run=facts
        )

        def applied() -> None:
            _show(asked, made, change, grading)
            say(_applied(change))

        with telling(applied):
            code = _write_gradebook(asked, made.after, grading)
    elif asked.gradebook:
        reports = results_of(course, out)
        for words in outdated(grading.standings, reports.values()):
            warn(words)
        return _write_gradebook(asked, reports, grading)
    else:
        made = plan(course, out, grading.afresh, names, policy=policy)
        _show(asked, made, None, grading)
        say(_to_apply(made))
    return EXIT_OURS if made.not_regraded else code


def _grade(asked: _Asked, names: Sequence[str]) -> Grading:
    """The class graded without what earlier regrades let stand; nothing is published."""
    from grader.cli.class_grading import check_folders, progress
    from grader.cli.gradebook import ready_for_gradebook
    from grader.engine.grade import grade as run
    from grader.feedback.report_files import reports_in

    check_folders(asked.course, asked.submissions, asked.out)
    ready_for_gradebook(
        asked.course,
        names,
        asked.submissions,
        asked.out,
        submitted_at=asked.submitted_at,
        gradebook=asked.gradebook,
        feedback=False,
    )
    with contextlib.redirect_stdout(sys.stderr), progress() as on_progress:
        return run(
            asked.course,
            names,
            submissions=asked.submissions,
            out=asked.out,
            submitted_at=asked.submitted_at,
            jobs=asked.jobs,
            unsafe=asked.unsafe,
            on_progress=on_progress,
            # nbgrader's own commands count days of grace by the hand-ins alone.
            staying=lambda graded: [] if asked.gradebook else reports_in(asked.out, but=graded),
        )


def _show(asked: _Asked, made: Plan, change: Change | None, grading: Grading) -> None:
    """The plan on standard output, and what a person must know beside it."""
    from grader.feedback.report_files import reports_in
    from grader.history.words import about_plan, unplanned

    if asked.as_json:
        click.echo(plan_document(made, change))
    elif made.moves:
        from grader.cli.tables import moves_table

        output().print(moves_table(made.moves))
    for words in about_plan(made, applied=change is not None):
        say(words)
    others = reports_in(asked.out, but=() if change else grading.reports)
    standing = (*unknown_times(grading), *outdated(grading.standings, others))
    for words in (*unplanned(made), *standing):
        warn(words)


def _to_apply(made: Plan) -> str:
    if made.moves:
        return 'Nothing was written. To write it: the same with --apply --reason "..."'
    return "Nobody would move, and nothing was written."


def _applied(change: Change | None) -> str:
    if change is None:
        return "No file differs, so nothing was written."
    return (
        f"written as change {change.number}; `grader regrade --undo {change.number}` takes it back"
    )


def _undo(asked: _Asked, which: str) -> int:
    from grader.cli.tables import moves_table
    from grader.history.results import results_of
    from grader.history.undo import undo
    from grader.history.words import taken_back as told

    if which != _LAST and not (which.isascii() and which.isdecimal() and len(which) < 10):
        came = repr(which[:40]) + ("…" if len(which) > 40 else "")
        raise _wrong("--undo alone, or with the number of a change", came, "see --list")
    number = None if which == _LAST else int(which)
    results_of(asked.course, asked.out)
    # First, because it finds out whether the gradebook can be written.
    grading = _grade(asked, asked.ids) if asked.gradebook else None
    change = undo(asked.course, asked.out, number, reason=asked.reason)

    def taken_back() -> None:
        if asked.as_json:
            click.echo(history_document([change]))
        elif change.moves:
            output().print(moves_table(change.moves))
        say(
            f"taken back: change {change.undoes}; recorded as change {change.number}\n"
            "A later `grader grade` gives what the checks, points and deadlines say then: put "
            "those back too, or it will tell that grades changed once more"
        )
        for words in told(change):
            warn(words)

    with telling(taken_back):
        return _write_gradebook(asked, results_of(asked.course, asked.out), grading)


def _write_gradebook(asked: _Asked, reports: Reports, grading: Grading | None) -> int:
    """Where it was asked for, write what counts now of every submission that was read now."""
    from grader.cli.gradebook import counting_into_gradebook
    from grader.engine.keys import NBGRADER_CONFIG

    if grading is None or not asked.gradebook:
        if (asked.course.root / NBGRADER_CONFIG).is_file():
            say("nbgrader's gradebook is as it was; `grader regrade --gradebook` writes it")
        return EXIT_OK
    return counting_into_gradebook(asked.course, reports, grading, asked.submissions, out=asked.out)
