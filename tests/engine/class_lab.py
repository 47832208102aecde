"""Grades a made class, with hostile hand-ins or without, and says what came out but for times.

Imports the hostile set, the deployments and the standard library.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests import hostile_set
from tests.deployments import Deployment
from tests.hostile_set import ASSIGNMENT, Hostile

TIMING = ("cpu_s", "wall_s", "sha256")
"""All that may differ between two gradings of the same hand-in, by name; a report's own sum is of
its times, too."""
EVERYBODY = tuple(each for each in hostile_set.read_all() if "open" not in each.header)
SPIN = "while True: pass"


@dataclass(frozen=True)
class Graded:
    """What one grading wrote."""

    process: subprocess.CompletedProcess[str]
    out: Path

    @cached_property
    def journal(self) -> tuple[dict[str, Any], ...]:
        """Every record in order; the lines' sums are not looked at."""
        lines = (self.out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        return tuple(json.loads(line[9:]) for line in lines)

    def records(self, students: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """Student to what the journal says of it, in order, without times."""
        found: dict[str, list[dict[str, Any]]] = {student: [] for student in students}
        for record in self.journal:
            if record["student"] in found:
                found[record["student"]].append(timeless(record))
        return found

    def outcomes(self, student: str) -> dict[str, dict[str, Any]]:
        """Check to its outcome in the journal, times too."""
        return {
            record["outcome"]["check"].partition("::test_")[2]: record["outcome"]
            for record in self.journal
            if record["student"] == student and record["t"] in ("check", "ours")
        }

    def report(self, student: str) -> dict[str, Any]:
        """The student's report without times."""
        text = (self.out / "reports" / f"{student}.json").read_text(encoding="utf-8")
        return dict(timeless(json.loads(text)))

    def page(self, student: str) -> bytes:
        """The student's page."""
        return (self.out / "pages" / f"{student}.html").read_bytes()

    @cached_property
    def printed(self) -> list[str]:
        """The students in the order in which the results were printed."""
        return [each["student"] for each in json.loads(self.process.stdout)["results"]]


def timeless(data: Any) -> Any:
    """The same without the fields that hold times."""
    if isinstance(data, dict):
        return {name: timeless(value) for name, value in data.items() if name not in TIMING}
    return [timeless(item) for item in data] if isinstance(data, list) else data


def grade(
    course: Path,
    place: Path,
    sources: Mapping[str, str],
    hostile: Sequence[Hostile] = (),
    *,
    jobs: int = 1,
    deployment: Deployment | None = None,
    environment: Mapping[str, str] | None = None,
) -> Graded:
    """Grades the sources and the hostile ones with the real command; `place` is made anew."""
    shutil.rmtree(place, ignore_errors=True)
    submissions, out = place / "in", place / "out"
    submissions.mkdir(parents=True)
    for name, source in sources.items():
        folder = submissions / name / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / "tensor.py").write_text(source, encoding="utf-8")
    places = {"COURSE": course, "SUBMISSIONS": submissions, "OUT": out, "OUTSIDE": place}
    hostile_set.hand_in(hostile, EVERYBODY, submissions, places)
    process = (deployment or Deployment("here")).run(
        ["--course", str(course), "grade", "--json", "--jobs", str(jobs),
         "--submissions", str(submissions), "--out", str(out)],
        environment or {},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    return Graded(process, out)


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Other programs want the processors meanwhile."""
    command = [sys.executable, "-S", "-c", SPIN]
    started = [subprocess.Popen(command) for _ in range(processes)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def differently() -> None:
    """Called where the grader starts: what a shell hands down is another."""
    import resource

    os.umask(0o077)
    os.nice(3)
    stack = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (16 << 20, stack[1]))


def elsewhere(tmp: Path, enter: Callable[[], None] = differently) -> dict[str, Any]:
    """What of `grade` makes a grading on what looks like another machine."""
    tmp.mkdir(parents=True, exist_ok=True)
    environment = {
        "TMPDIR": str(tmp),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "tr_TR.UTF-8",
        "HOME": str(tmp),
        "USER": "somebody-else",
        "PYTHONHASHSEED": "4711",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp / "hypothesis"),
        "CI": "true",
        "COLUMNS": "43",
    }
    return {"deployment": Deployment("elsewhere", enter), "environment": environment}
