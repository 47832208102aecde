"""The journal as an index: what is known already, and what is added. Safe between threads.

A record that was made while a demanded promise was missing is never used again. May import
`.journal` and records.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from grader.engine.journal import Journal
from grader.records import HURRIED, CheckOutcome, LeftOut


class Store:
    """An index over an open journal; `unsafe` gradings find nothing in it.

    Parameters
    ----------
    also:
        What other journals of the same folder hold; the open one has the last word.
    """

    def __init__(self, journal: Journal, unsafe: bool, also: Iterable[dict[str, Any]] = ()) -> None:
        self.journal, self.unsafe = journal, unsafe
        self.executed = self.reused = 0
        self._lock = threading.Lock()
        self._checks: dict[str, Any] = {}
        self._loads: dict[str, dict[str, Any]] = {}
        for record in (*also, *journal.records):
            if record.get("unsafe") is not False:
                continue  # made without a promise that is demanded: never used again
            kind, key = record.get("t"), record.get("key")
            if not isinstance(key, str):
                continue  # of another version; what it says is found out again
            if kind == "check":
                self._checks[key] = record.get("outcome")
            elif kind == "load" and _is_load(record):
                self._loads[key] = record

    def known(self, keys: Mapping[str, str]) -> dict[str, CheckOutcome]:
        """The outcomes that are known, by check; `keys` gives each check's key."""
        with self._lock:
            data = {} if self.unsafe else self._checks
            found = {name: data[key] for name, key in keys.items() if key in data}
        known = {name: _outcome(each, name) for name, each in found.items()}
        good = {name: each for name, each in known.items() if each is not None}
        if len(good) < len(keys) and any(HURRIED in each.flags for each in good.values()):
            good = {}  # what hurried did so because of all before it, of those that passed, too
        with self._lock:
            self.reused += len(good)
        return good

    def known_load(self, key: str) -> dict[str, Any] | None:
        """How the cells of that key loaded on trial."""
        with self._lock:
            return None if self.unsafe else self._loads.get(key)

    def add(self, record: dict[str, Any]) -> None:
        """Appends a record, and knows it from now on."""
        with self._lock:
            self.journal.append({**record, "unsafe": self.unsafe})
            self.executed += record["t"] in ("check", "ours")
            if record["t"] == "check":
                self._checks[record["key"]] = record["outcome"]
            elif record["t"] == "load":
                self._loads[record["key"]] = record


def _is_load(record: Mapping[str, Any]) -> bool:
    """Whether a record says of a load what a report needs."""
    try:
        return all(LeftOut(**left) for left in record["left_out"])
    except (ValidationError, KeyError, TypeError):
        return False


def _outcome(data: object, name: str) -> CheckOutcome | None:
    """The outcome that a journal holds; None for one that this version does not know."""
    try:
        outcome = CheckOutcome.model_validate_json(json.dumps(data))
    except ValidationError:
        return None
    return outcome.model_copy(update={"check": name})
