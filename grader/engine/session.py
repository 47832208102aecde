"""The coordinator's hold on one judge process: start it, ask it, start it again when it dies.

May import `.pipe`, `.surroundings`, course, records, errors and `grader.folders`; starts
`grader.engine.judge` by its name, so that this process never imports pytest, hypothesis or a suite.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from grader.course import Assignment, Course
from grader.engine.pipe import Pipe, PipeClosed, unpack_error
from grader.engine.scoring import CheckInfo, check_manifest
from grader.engine.surroundings import judges_environment
from grader.errors import GraderError
from grader.folders import held_folder
from grader.records import CheckOutcome

SILENCE_S = 900.0
"""A judge that says nothing for so long is killed."""
ALIVE_S = 60.0
"""While it waits for a worker, which may legally take longer, it says so this often."""


class JudgeDied(GraderError):
    """The judge, or its child for this submission, ended before its work did."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "judging in a process of its own",
            expected="that it answers to the end of its work",
            came=why,
            todo="try again; with GRADER_DEBUG=1 it says everything",
        )


class JudgeMissing(GraderError):
    """No judge could be started: others may hold the processes or the memory that it needs."""


@dataclass(frozen=True)
class Results:
    """What judging one submission gave: outcomes in order, and how its cells loaded."""

    outcomes: tuple[CheckOutcome, ...]
    load: dict[str, Any] | None


class JudgeProcess:
    """One judge; a context manager. `manifest` is its suite's.

    Raises
    ------
    GraderError
        On entering, what the judge found wrong with the course.
    """

    def __init__(
        self, course: Course, assignment: Assignment, mode: Literal["grade", "freeze"] = "grade"
    ) -> None:
        self.course, self.assignment, self.mode = course, assignment, mode
        self.manifest: list[CheckInfo] = []
        self.gone = False
        self._past_cpu_s = self._life_cpu_s = 0.0
        self._given_up = False
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> JudgeProcess:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop(now=error is not None)

    def revive(self) -> None:
        """Starts another judge when this one is gone; a child's end alone does it no harm."""
        if self.gone:
            self._stop(now=True)
            self._start()

    def give_up(self) -> None:
        """Ends the judge at once and for good; for another thread than the one that asks it."""
        self._given_up = True
        if self._process is not None:
            self._process.kill()

    @property
    def cpu_s(self) -> float:
        """CPU seconds of every process of this judge, as of its last submission."""
        return self._past_cpu_s + self._life_cpu_s

    def begin(self, folder: Path) -> dict[str, Any]:
        """What was read of the hand-in in a folder; the judge then waits for `run`.

        Raises
        ------
        JudgeDied
            When its child ended instead.
        """
        self._send({"op": "grade", "folder": str(folder)})
        message = self._receive()
        if message["type"] != "hand_in":
            raise JudgeDied(self._until_ended(message) or "it read no hand-in")
        return message

    def run(self, names: Sequence[str], hung: Sequence[str] = ()) -> Results:
        """Runs the named checks on the hand-in that `begin` read.

        Parameters
        ----------
        hung:
            Other checks that are known to have run out of time; those after them hurry.
        """
        self._send({"run": list(names), "hung": list(hung)})
        return self._results()

    def run_cells(
        self,
        cells: Sequence[tuple[str, str]],
        names: Sequence[str] | None = None,
        *,
        search: bool = False,
    ) -> Results:
        """Runs checks, by default all, on cells that are no hand-in: (label, source) of each.

        Parameters
        ----------
        search:
            Look for the smallest failing example of a property, as for a student.
        """
        run = None if names is None else list(names)
        rows = [list(cell) for cell in cells]
        self._send({"op": "cells", "cells": rows, "run": run, "search": search})
        return self._results()

    def draw(self) -> dict[str, Any]:
        """The examples that hypothesis draws on the reference, and what cannot be frozen."""
        self._send({"op": "draw"})
        message = self._receive()
        if message["type"] == "error":
            raise unpack_error(message["error"])
        return message

    def tight_limits(self) -> list[str]:
        """The limits of which the reference needs more than a quarter."""
        self._send({"op": "spare"})
        return [str(name) for name in self._receive()["tight"]]

    def _results(self) -> Results:
        outcomes: list[CheckOutcome] = []
        load = None
        message = self._receive()
        while message["type"] in ("prepared", "check"):
            if message["type"] == "prepared":
                load = {"left_out": message["left_out"]}
            else:
                outcomes.append(CheckOutcome.model_validate_json(json.dumps(message["outcome"])))
            message = self._receive()
        why = self._until_ended(message)
        if why:
            raise JudgeDied(why)
        return Results(tuple(outcomes), load)

    def _until_ended(self, message: dict[str, Any]) -> str:
        """Reads to the end of a submission; what went wrong on our side, or nothing."""
        why = ""
        while message["type"] != "ended":
            if message["type"] == "error":
                why = str(unpack_error(message["error"]))
            elif message["type"] == "starved":
                why = message["why"]
            else:
                why = why or f"it said {message['type']!r} out of turn"
            message = self._receive()
        self._life_cpu_s = float(message["cpu_s"])
        return why or ("" if message["clean"] else "its child for the submission ended early")

    def _start(self) -> None:
        self._past_cpu_s, self._life_cpu_s = self.cpu_s, 0.0
        self.gone = False
        if self._given_up:
            raise JudgeDied("it was given up")
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        # Ours to remove, or the next one's: a judge that is killed removes nothing.
        self._storage = held_folder("grader-judge-")
        ours, theirs = socket.socketpair()
        self._pipe = Pipe(ours)
        try:
            ours.settimeout(SILENCE_S)
            self._launch(theirs)
            self._greet()
        except OSError as error:
            self._stop(now=True)
            raise self._did_not_start(f"{type(error).__name__}: {error}") from error
        except BaseException:
            self._stop(now=True)
            raise

    def _launch(self, theirs: socket.socket) -> None:
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "grader.engine.judge", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=judges_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("GRADER_DEBUG") else self._words,
                start_new_session=True,  # Ctrl-C is for the coordinator alone
            )
        if self._given_up:
            self._process.kill()

    def _greet(self) -> None:
        job = {
            "root": str(self.course.root),
            "assignment": self.assignment.id,
            "mode": self.mode,
            "storage": str(self._storage.path),
            "alive_s": ALIVE_S,
        }
        try:
            self._pipe.send(job)
            message = self._heard()
        except PipeClosed:
            self._end(now=True)  # then nothing is written any more
            self._words.seek(0)
            lines = self._words.read().decode("utf-8", "replace").strip().splitlines()
            last = lines[-1] if lines else "none"
            raise self._did_not_start(f"it ended; its last words: {last}") from None
        if message["type"] == "error":
            raise unpack_error(message["error"])
        self.manifest = [CheckInfo(**info) for info in message["checks"]]
        check_manifest(self.assignment, self.manifest)

    def _did_not_start(self, came: str) -> JudgeMissing:
        return JudgeMissing(
            f"starting the judge of {self.assignment.id}",
            expected="a process that collects the suite and answers",
            came=came,
            todo="run again with GRADER_DEBUG=1 to see everything that it says",
        )

    def _stop(self, *, now: bool = False) -> None:
        self._pipe.close()
        self._words.close()
        self._end(now=now)
        self._storage.close()

    def _end(self, *, now: bool) -> None:
        if self._process is None:
            return
        if now:
            self._process.kill()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._pipe.send(message)
        except PipeClosed as error:
            self.gone = True
            raise JudgeDied(str(error)) from None

    def _receive(self) -> dict[str, Any]:
        try:
            return self._heard()
        except PipeClosed as error:
            self.gone = True
            raise JudgeDied(str(error)) from None

    def _heard(self) -> dict[str, Any]:
        message = self._pipe.receive()
        while message["type"] == "alive":
            message = self._pipe.receive()
        return message
