"""What the `regrade` command shows: the plan and the history of results, as JSON or in lines.

May import click at the top; the history and the records when it runs. Must never write a result.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import say, will_write
from grader.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    from grader.history.regrade import Plan
    from grader.records import Change


def list_changes(out: Path, *, as_json: bool) -> int:
    """Print every change of these results, oldest first."""
    from grader.engine.upheld import read_changes, undone
    from grader.history.ledger import finish
    from grader.history.words import title

    will_write(out)
    if not out.is_dir():
        raise UsageError(
            "looking for the history of results",
            expected="--out names a folder that `grader grade` wrote",
            came=f"{out}, which is not there",
            todo="correct the path",
        )
    finish(out)
    changes = read_changes(out)
    if as_json:
        click.echo(history_document(changes))
        return EXIT_OK
    gone = undone(changes)
    for change in changes:
        back = gone.get(change.number)
        click.echo(title(change) + (f" [taken back by {back.number}]" if back else ""))
    if not changes:
        say("No grade was ever replaced there.")
    return EXIT_OK


def plan_document(made: Plan, change: Change | None) -> str:
    """A plan as JSON; the change is there when it was written."""
    from grader.records import to_json

    return _json(
        {
            "schema": "grader/regrade/v1",
            "applied": change.number if change else None,
            "policy": made.change.policy,
            "compared": len(made.change.covered),
            "moves": [to_json(move) for move in made.moves],
            "not_regraded": [list(key) for key in made.not_regraded],
            "no_hand_in": [list(key) for key in made.no_hand_in],
            "no_report": [list(key) for key in made.no_report],
            "edited": list(made.edited),
        }
    )


def history_document(changes: Sequence[Change]) -> str:
    """Changes as JSON."""
    from grader.records import to_json

    return _json({"schema": "grader/history/v1", "changes": [to_json(each) for each in changes]})


def _json(document: object) -> str:
    return json.dumps(document, indent=1, allow_nan=False)
