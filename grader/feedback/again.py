"""What publishing the reports of a folder once more needs, and how its writers take turns.

What depends on other files of the folder, such as marks, is read and published inside `publishing`:
the last writer is then the one who has read the newest. May import the errors,
`grader.files` and `.summary`; must never change a report.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.feedback.summary import RunFacts
from grader.files import write_atomically
from grader.json_text import from_json

MISPLACED = "misplaced.json"
"""What the last grading found in the wrong place; not there when that was nothing."""
MISPLACED_SCHEMA = "grader/misplaced/v1"
LOCK = ".publishing.lock"


@contextlib.contextmanager
def publishing(out: Path) -> Iterator[None]:
    """Keeps other programs from publishing into the folder; waits while one of them does."""
    out.mkdir(parents=True, exist_ok=True)
    lock = os.open(out / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def last_run(out: Path) -> RunFacts:
    """What `summary.json` says of the last run, to publish its reports again without another.

    Raises
    ------
    UsageError
        When it cannot be read: a grading has not ended there.
    """
    path = out / "summary.json"
    try:
        found = from_json(path.read_bytes())
        timing = found["timing"]
        if not all(math.isfinite(timing[name]) for name in ("wall_s", "cpu_s")):
            raise ValueError("a time that is no number")
        return RunFacts(
            wall_s=float(timing["wall_s"]),
            cpu_s=float(timing["cpu_s"]),
            executed=int(timing["executed"]),
            reused=int(timing["reused"]),
            promises={str(name): kept is True for name, kept in found["promises"].items()},
            unsafe=found["unsafe"] is not False,
        )
    except (OSError, ValueError, OverflowError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"reading {path}",
            expected="the summary that `grader grade` wrote last",
            came=f"{type(error).__name__}: {error}",
            todo="grade again into the same folder: what the journal holds is not run again",
        ) from error


def found_misplaced(out: Path) -> dict[str, tuple[str, ...]]:
    """What the last grading found in the wrong place, as `publish` takes it."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        found = from_json((out / MISPLACED).read_bytes())["without"]
        return {str(name): tuple(map(str, folders)) for name, folders in found.items()}
    return {}


def keep_misplaced(out: Path, without: Mapping[str, Sequence[str]]) -> None:
    """Keep it for whoever publishes next."""
    path = out / MISPLACED
    if without:
        document = {"schema": MISPLACED_SCHEMA, "without": dict(without)}
        write_atomically(path, json.dumps(document, indent=1).encode())
    else:
        path.unlink(missing_ok=True)
