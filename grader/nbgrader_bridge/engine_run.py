"""Asks the engine, in a process of its own, what became of hand-ins: with a deadline, never twice.

nbgrader's process may be a notebook server with an event loop and an instructor's rights: nothing
of a hand-in is read in it, and no process is forked from it. What the engine does not answer is
nobody's grade: it becomes a report that says so. May import records, errors and `answers`; must
never import the engine, nor take an answer for another hand-in than the one that was asked for.
"""

from __future__ import annotations

import contextlib
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

START_S, EACH_S = 180.0, 90.0
"""How long the engine may take for its start, and for each hand-in."""
_ANSWERING, _CONVERTING = "grader.nbgrader_bridge.answering", "grader.nbgrader_bridge.converting"
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER", "LOGNAME", "GRADER_DEBUG")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Heard:
    """What the engine said: an answer for each student of whom it has one, and what went wrong."""

    answers: dict[str, Answer] = field(default_factory=dict)
    trouble: str = ""
    """Why an answer may be missing, in words for staff; empty when nothing went wrong."""


def ask(asked: Asked, *, deadline_s: float | None = None) -> Heard:
    """What the engine makes of these hand-ins.

    Parameters
    ----------
    deadline_s:
        When it is given up; by default long enough for every hand-in.

    Raises
    ------
    UsageError, GraderError
        What the engine refused before it graded anything, as when the course is wrong.
    """
    asked = _sayable(asked)
    limit_s = START_S + EACH_S * len(asked.students) if deadline_s is None else deadline_s
    try:
        code, said, words = _run(_ANSWERING, asked, limit_s)
    except subprocess.TimeoutExpired:
        return Heard(trouble=f"the engine gave no answer within {limit_s:g} s and was ended")
    except OSError as error:
        return Heard(trouble=f"the engine could not be started: {error.strerror or error}")
    try:
        answers = Answers.model_validate_json(said)
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
        code, said, words = _run(_CONVERTING, asked, START_S + EACH_S * len(asked.students))
        return Placements.model_validate_json(said).placed
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


def _run(program: str, asked: Asked, limit_s: float) -> tuple[int, bytes, str]:
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
        said, words = process.communicate(asked.model_dump_json().encode(), timeout=limit_s)
    except BaseException:
        # Its judges are of the same group, and must not go on either.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return process.returncode, said, words.decode("utf-8", "replace")


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
