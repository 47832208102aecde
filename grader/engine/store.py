"""The journal as an index: what is known already, and what is added. Safe between threads.

A record that was made while a demanded promise was missing is never used again. May import
`.journal` and records.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from grader.engine.journal import Journal
from grader.records import CheckOutcome


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
        self._checks: dict[str, dict[str, Any]] = {}
        self._loads: dict[str, dict[str, Any]] = {}
        for record in (*also, *journal.records):
            if record.get("unsafe") is not False:
                continue  # made without a promise that is demanded: never used again
            if record["t"] == "check":
                self._checks[record["key"]] = record["outcome"]
            elif record["t"] == "load":
                self._loads[record["key"]] = record

    def known(self, keys: Mapping[str, str]) -> dict[str, CheckOutcome]:
        """The outcomes that are known, by check; `keys` gives each check's key."""
        with self._lock:
            data = {} if self.unsafe else self._checks
            found = {name: data[key] for name, key in keys.items() if key in data}
            self.reused += len(found)
        return {
            name: CheckOutcome.model_validate_json(json.dumps(each)).model_copy(
                update={"check": name}
            )
            for name, each in found.items()
        }

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
