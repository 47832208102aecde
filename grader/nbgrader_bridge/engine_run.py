"""Asks the engine, in a process of its own, what became of hand-ins: with a deadline, never twice.

nbgrader's process may be a notebook server with an event loop and an instructor's rights: nothing
of a hand-in is read in it, and no process is forked from it. What the engine does not answer is
nobody's grade: it becomes a report that says so. May import records, errors and `answers`; must
never import the engine, nor take an answer for another hand-in than the one that was asked for.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import ValidationError

from grader.errors import GraderError, UsageError, first_of
from grader.feedback.text import clean_line, count
from grader.nbgrader_bridge.answers import Answer, Answers, Asked, Placement, Placements, Refusal

SILENT_S = 3600.0
"""How long the engine may take for one hand-in, and for its start. That is no limit of a hand-in's:
those are the engine's, and honest ones take seconds."""
_ANSWERING, _CONVERTING = "grader.nbgrader_bridge.answering", "grader.nbgrader_bridge.converting"
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER", "LOGNAME", "GRADER_DEBUG")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Heard:
    """What the engine said: an answer for each student of whom it has one, and what went wrong."""

    answers: dict[str, Answer] = field(default_factory=dict)
    trouble: str = ""
    """Why an answer may be missing, in words for staff; empty when nothing went wrong."""


def ask(asked: Asked, *, silent_s: float = SILENT_S) -> Heard:
    """What the engine makes of these hand-ins.

    Parameters
    ----------
    silent_s:
        After how long without a hand-in that is done it is given up.

    Raises
    ------
    UsageError, GraderError
        What the engine refused before it graded anything, as when the course is wrong.
    """
    asked = _sayable(asked)
    try:
        code, said, words = _run(_ANSWERING, asked, silent_s)
    except subprocess.TimeoutExpired as silent:
        trouble = f"the engine was silent for {silent_s:g} s and was ended"
        done = _done(silent.output or b"", asked)
        if not done:
            return Heard(trouble=trouble)
        # What it found of the others stands in its journal, and is said at once.
        others = ask(asked.model_copy(update={"students": done}), silent_s=silent_s)
        return Heard(others.answers, trouble)
    except OSError as error:
        return Heard(trouble=f"the engine could not be started: {error.strerror or error}")
    try:
        answers = Answers.model_validate_json(_record(said))
    except ValidationError:
        last = clean_line((words.strip().splitlines() or ["nothing"])[-1], 300)
        return Heard(trouble=f"the engine ended with code {code} and no answer; it said: {last}")
    if answers.refused is not None:
        raise _error(answers.refused)
    return Heard(_belonging(answers.answers, asked))


def place_notebooks(asked: Asked) -> tuple[Placement, ...]:
    """Puts a notebook beside the hand-ins that have none under the name that nbgrader looks for.

    Raises
    ------
    GraderError
        When the program that reads them ended without an answer; what it had made stays.
    """
    asked = _sayable(asked)
    if not asked.students:
        return ()
    try:
        code, said, words = _run(_CONVERTING, asked, SILENT_S)
        return Placements.model_validate_json(_record(said)).placed
    except (subprocess.TimeoutExpired, OSError, ValidationError) as error:
        came = f"{type(error).__name__}"
        if isinstance(error, ValidationError):
            last = clean_line((words.strip().splitlines() or ["nothing"])[-1], 300)
            came = f"exit code {code}; it said: {last}"
        raise GraderError(
            "making notebooks of .py hand-ins",
            expected="an answer of the program that reads them",
            came=came,
            todo="nothing is lost: run the command again; `grader convert FILE` tries one alone",
        ) from None


def lacking(heard: Heard, asked: Asked) -> list[str]:
    """The students of whom there is no answer."""
    return [student for student in asked.students if student not in heard.answers]


def in_words(heard: Heard, students: Iterable[str]) -> str:
    """What to log of students of whom there is no answer, in four parts."""
    names = [clean_line(student, 60) for student in students]
    return (
        f"grading {count(len(names), 'hand-in')}: {first_of(names, 10)}\n"
        "  expected: an answer of the engine for each\n"
        f"  came:     {heard.trouble or 'none, because no folder of theirs could be read'}\n"
        "  do next:  nothing is lost and nobody has lost a point: these cells wait for a person. "
        "Autograde them again; `grader grade` and `grader doctor` say more"
    )


def _run(program: str, asked: Asked, silent_s: float) -> tuple[int, bytes, str]:
    """Exit code, standard output and standard error; the whole group ends with this call."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )
    try:
        said, words = _heard(process, asked.model_dump_json().encode(), silent_s)
    except BaseException:
        # Its judges are of the same group, and must not go on either.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return process.returncode, said, words.decode("utf-8", "replace")


def _heard(
    process: subprocess.Popen[bytes], question: bytes, silent_s: float
) -> tuple[bytes, bytes]:
    """What a program wrote; raises TimeoutExpired where nothing came for so long."""
    heard = 0
    given: bytes | None = question
    while True:
        try:
            return process.communicate(given, timeout=silent_s)
        except subprocess.TimeoutExpired as silent:
            given = None  # it was given already, and is only waited for again
            came = len(silent.output or b"")
            if came == heard:
                raise
            heard = came


def _record(said: bytes) -> bytes:
    return said.rpartition(b"\n")[2]


def _done(said: bytes, asked: Asked) -> tuple[str, ...]:
    """Of whom a program told that it was done with them, less than of all."""
    lines = set(said.split(b"\n")[:-1])
    done = tuple(name for name in asked.students if json.dumps(name).encode() in lines)
    return done if len(done) < len(asked.students) else ()


def _sayable(asked: Asked) -> Asked:
    """The question without students whose folder's name is no text: of them there is no answer."""
    names = [name for name in asked.students if name.encode("utf-8", "replace").decode() == name]
    return asked.model_copy(update={"students": tuple(names)})


def _environment() -> dict[str, str]:
    """What the engine needs, without a notebook server's tokens."""
    kept = {name: os.environ[name] for name in (*_KEPT, *_THREADS) if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1"}


def _belonging(answers: Iterable[Answer], asked: Asked) -> dict[str, Answer]:
    """The answers by student, of those that were asked for; two for one student are none."""
    found: dict[str, Answer] = {}
    twice = set()
    for each in answers:
        report = each.report
        if report.assignment != asked.assignment or report.student not in asked.students:
            continue
        if report.student in found:
            twice.add(report.student)
        found[report.student] = each
    return {student: each for student, each in found.items() if student not in twice}


def _error(refused: Refusal) -> GraderError:
    kind = UsageError if refused.usage else GraderError
    return kind(refused.doing, expected=refused.expected, came=refused.came, todo=refused.todo)
