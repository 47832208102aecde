"""The judge: the trusted process that holds a suite and judges one submission after another.

Exec'ed by the coordinator with one end of a line. It collects the suite under pytest, starts a
launcher, and proves the suite on the reference in this very session, which also gives each check
its budget and warms everything up. Then it forks a child for each submission, so that nothing of
one is left when the next begins.

Messages, from the coordinator and back:

    {"root", "assignment", "mode": "grade" | "freeze"}  ->  ready | error
    {"op": "grade", "folder": path}  ->  hand_in; {"run": [names], "hung"}  ->  check ... | ended
    {"op": "cells", "cells": [...]}  ->  check ... | ended
    {"op": "draw"}                   ->  drawn
    {"op": "spare"}                  ->  spare

and {"type": "alive"} now and then in between, while a worker is waited for.

May import every room below the command line except nbgrader_bridge, feedback and authoring.
"""

from __future__ import annotations

import gc
import os
import resource
import socket
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from grader.boundary.interface import load_interface
from grader.course import load_course
from grader.course.models import Assignment, Course
from grader.course.source import reference_cells
from grader.engine import corpus, examples
from grader.engine.asking import Asking
from grader.engine.drawing import drawn
from grader.engine.handin import read_hand_in
from grader.engine.line import Loadable
from grader.engine.marks import Check
from grader.engine.pipe import Pipe, PipeClosed, alive, pack_error
from grader.engine.prepare import Prepared, prepare
from grader.engine.proving import (
    Needed,
    preload,
    prove_reference,
    reference,
    tight_limits,
    worker_limits,
)
from grader.engine.suite import SuitePlugin, open_suite
from grader.errors import GraderError, WorkerStarved
from grader.intake.placing import names_given_out
from grader.intake.rebuild import RunCell
from grader.intake.release import read_release
from grader.records import CheckOutcome, to_json
from grader.sandbox.launcher import Launcher
from grader.worker.lockdown import address_space_bytes, die_with_parent, name_process, prctl

CHILD_MEMORY_BYTES = 4 << 30
"""What judging one submission may take: beyond it that one is in trouble, not the machine."""
PR_SET_DUMPABLE = 4


@dataclass
class Judge:
    """One session: the suite, the launcher, and what the reference needed."""

    pipe: Pipe
    course: Course
    assignment: Assignment
    plugin: SuitePlugin
    launcher: Launcher
    reference: Loadable
    needed: Mapping[str, Needed]

    def serve(self) -> None:
        """Answers the coordinator until it goes away."""
        checks = [_manifest(check) for check in self.plugin.checks.values()]
        self.pipe.send({"type": "ready", "checks": checks})
        while True:
            try:
                request = self.pipe.receive()
            except PipeClosed:
                return
            if request["op"] == "draw":
                self.pipe.send(drawn(self.plugin, self.launcher, self.reference, self.assignment))
            elif request["op"] == "spare":
                tight = tight_limits(self.plugin, self.assignment, self.course)
                self.pipe.send({"type": "spare", "tight": tight})
            else:
                self._in_a_child(request)

    def _in_a_child(self, request: dict[str, Any]) -> None:
        self.launcher.forget_ahead()
        gc.freeze()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._child(request, parent)
        _, status = os.waitpid(pid, 0)
        self.launcher.reset()  # everything of the submission is dead before its record is closed
        self.pipe.send({"type": "ended", "clean": status == 0, "cpu_s": self._cpu_s()})

    def _cpu_s(self) -> float:
        """CPU seconds of this judge, its children, its launcher and all workers."""
        times = os.times()
        children = times.children_user + times.children_system
        return times.user + times.system + children + self.launcher.cpu_s

    def _child(self, request: dict[str, Any], parent: int) -> NoReturn:
        code = 1
        try:
            die_with_parent(parent)
            most = child_memory_bytes()
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            if request["op"] == "cells":
                self._judge_cells(request)
            else:
                self._judge_hand_in(request)
            code = 0
        except GraderError as error:
            self.pipe.send({"type": "error", "error": pack_error(error)})
        except WorkerStarved as starved:
            self.pipe.send({"type": "starved", "why": str(starved)})
        except PipeClosed:
            pass
        except BaseException as error:
            sys.excepthook(type(error), error, error.__traceback__)
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _judge_hand_in(self, request: dict[str, Any]) -> None:
        release = read_release(self.assignment.release_notebook)
        hand_in = read_hand_in(Path(request["folder"]), self.assignment, release, self.launcher)
        self.pipe.send({
            "type": "hand_in",
            "status": hand_in.status,
            "message": hand_in.message,
            "receipt": to_json(hand_in.receipt),
            "digest": hand_in.digest,
            "work": hand_in.work,
            "cells": [
                [cell.label, cell.source, cell.grade_id, cell.at, cell.side]
                for cell in hand_in.cells
                if cell.origin == "student"
            ],
        })  # fmt: skip
        request = self.pipe.receive()
        if request["run"]:
            keeps = names_given_out(release)
            self._run(hand_in.cells, request["run"], keeps, search=True, hung=request["hung"])

    def _judge_cells(self, request: dict[str, Any]) -> None:
        cells = [RunCell(label, source, None, "student") for label, source in request["cells"]]
        names = list(self.plugin.checks) if request["run"] is None else request["run"]
        self._run(cells, names, search=request["search"])

    def _run(
        self,
        cells: Sequence[RunCell],
        names: Sequence[str],
        keeps: Collection[str] = (),
        *,
        search: bool,
        hung: Sequence[str] = (),
    ) -> None:
        """Loads the cells on trial, then runs the checks, one outcome sent after the other."""
        display = self.course.display_modules
        prepared = prepare(cells, self.assignment, display, self.launcher, keeps)
        left_out = [to_json(left) for left in prepared.left_out]
        self.pipe.send({"type": "prepared", "left_out": left_out})
        outcomes = self._all_passed(prepared, names)
        for outcome in outcomes or self._ask(prepared.whole, names, search=search, hung=hung):
            self.pipe.send({"type": "check", "outcome": to_json(outcome)})

    def _all_passed(self, prepared: Prepared, names: Sequence[str]) -> list[CheckOutcome]:
        """The outcomes without the idle pieces, where every check passes so; else none of them.

        All or nothing: two programs that are each half right must not make a whole one. And one
        check of each question must pass with those pieces too, since what a call does is not
        written where it stands. Nothing of it where a question is withheld: what is asked anew on
        the whole would come after that one was lost, and could show it.
        """
        if prepared.lean is None or len(names) < len(self.plugin.checks) or self._withheld():
            return []
        outcomes = []
        for outcome in self._ask(prepared.lean, names, search=False):
            if outcome.outcome != "passed":
                return []
            outcomes.append(outcome)
        on_the_whole = self._ask(prepared.whole, self._telling(), search=False)
        return outcomes if all(each.outcome == "passed" for each in on_the_whole) else []

    def _ask(
        self,
        loadable: Loadable,
        names: Sequence[str],
        *,
        search: bool,
        hung: Sequence[str] = (),
    ) -> Iterator[CheckOutcome]:
        return Asking(
            self.plugin,
            self.launcher,
            self.needed,
            self.assignment.limits,
            loadable,
            as_for_a_student=search,
            withheld=self._withheld(),
        ).outcomes(names, hung)

    def _withheld(self) -> frozenset[str]:
        return frozenset(each.id for each in self.assignment.auto if each.show == "nothing")

    def _telling(self) -> list[str]:
        """The check of each question that asks most of the reference."""
        found: dict[str, str] = {}
        for name, check in self.plugin.checks.items():
            known = found.get(check.question)
            if known is None or self.needed[name].cpu_s > self.needed[known].cpu_s:
                found[check.question] = name
        return list(found.values())


def child_memory_bytes() -> int:
    """The address space that judging one submission may take; less where `ulimit` allows less."""
    most = address_space_bytes() + CHILD_MEMORY_BYTES
    allowed = resource.getrlimit(resource.RLIMIT_AS)[1]
    return most if allowed == resource.RLIM_INFINITY else min(most, allowed)


def _manifest(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "question": check.question,
        "weight": check.weight,
        "title": check.title,
        "hint": check.hint,
        "is_property": check.is_property,
    }


def main(pipe: Pipe) -> None:
    """Runs a judge for the assignment that the first message names."""
    job = pipe.receive()
    try:
        _open(pipe, job)
    except GraderError as error:
        pipe.send({"type": "error", "error": pack_error(error)})
    except PipeClosed:
        return


def _open(pipe: Pipe, job: dict[str, Any]) -> None:
    course = load_course(Path(job["root"]))
    assignment = course.assignment(job["assignment"])
    sys.path.insert(0, str(course.root))
    sys.dont_write_bytecode = True
    examples.set_up_hypothesis(job["storage"])
    interface = load_interface(assignment.interface)
    frozen = corpus.load(assignment.corpus) if job["mode"] == "grade" else corpus.Corpus()
    questions = {question.id for question in assignment.auto}
    cells = [
        RunCell(label, source, None, "student") for label, source in reference_cells(assignment)
    ]

    def session(plugin: SuitePlugin) -> None:
        launcher = Launcher(worker_limits(assignment), preload=preload(assignment))
        launcher.on_wait = alive(pipe, job["alive_s"])
        try:
            model = reference(cells, assignment, course, launcher)
            needed: dict[str, Needed] = {}
            if job["mode"] == "grade":
                needed = prove_reference(plugin, launcher, model, assignment)
            Judge(pipe, course, assignment, plugin, launcher, model, needed).serve()
        finally:
            launcher.close()

    open_suite(SuitePlugin(questions, interface, frozen, session), assignment.hidden)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent(os.getppid())  # in the middle of a submission it would not see that it is alone
    name_process("grader-judge")
    prctl(PR_SET_DUMPABLE, 0)  # nobody of this user may trace it or look into its memory
    main(Pipe(socket.socket(fileno=int(sys.argv[1]))))
