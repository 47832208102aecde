"""Why a hand-in may not take the place of one that `collected.json` lists, whoever says --update.

Pure, but for a look at whether what is listed still lies there. May import the standard library and
`laying`; must never move anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.intake.laying import lies_there


def somebody_elses(listed: Mapping[str, Any], form: str, new_id: str, column: str) -> str:
    """Why what is listed is of another person; empty where nothing says so.

    Parameters
    ----------
    listed:
        The entry of `collected.json`; empty where there is none.
    form, new_id:
        Where the new hand-in is from, and its student's id there.
    column:
        The roster's column for such ids; empty where there is no certain one.
    """
    old_id = listed.get("id")
    if listed.get("form") != form or not old_id or not new_id or old_id == new_id:
        return ""
    where = f"the column {column}" if column else "a column that ends in _id"
    two = (
        f"write both into roster.csv, each id into {where}, remove the folder that lies there, and "
        "collect both downloads again"
    )
    if form != "moodle":  # whose ids are other ones in each activity
        return (
            f"what lies there is of another person, with the id {old_id}; this one has {new_id}: "
            f"{two}"
        )
    return (
        f"what lies there may be of another person, with the id {old_id}; this one has {new_id}: "
        "if it is one person in two activities, remove the folder that lies there and collect "
        f"again; if they are two, {two}"
    )


def a_newer_one(listed: Mapping[str, Any], place: Path, when: str) -> str:
    """Why what lies in a place is newer than a hand-in; empty where the times do not say so.

    Parameters
    ----------
    listed:
        The entry of `collected.json`; empty where there is none.
    when:
        When the new one was handed in, in ISO 8601; empty where nobody knows.
    """
    there, new = _time(listed.get("when")), _time(when)
    if there is None or new is None or (there.tzinfo is None) != (new.tzinfo is None):
        return ""
    if there <= new or not lies_there(place, listed.get("files")):
        return ""
    return (
        f"what lies there was handed in later, {there.isoformat()}, and this one "
        f"{new.isoformat()}; to take the earlier one, remove {place} and collect again"
    )


def _time(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
