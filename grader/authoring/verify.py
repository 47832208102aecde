"""The gate: proves an assignment on everything that it must tell apart.

Each gate is a function of its own; all of them run, and each says what it found. May import the
engine, course, `.generate`, `.freeze`, `.nonsense`, boundary's interface.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.authoring.freeze import draw
from grader.authoring.generate import generate
from grader.authoring.nonsense import nonsense
from grader.boundary.interface import load_interface
from grader.course import Assignment, Course
from grader.course.misconception import Misconception, load_misconceptions
from grader.course.source import reference_cells, stub_cells
from grader.engine import corpus
from grader.engine.scoring import score
from grader.engine.session import JudgeProcess, Results
from grader.errors import GraderError
from grader.intake.release import read_release

Cells = Sequence[tuple[str, str]]
_NOT_FROZEN = "there is no corpus.json yet: run `grader freeze`"


@dataclass(frozen=True)
class Finding:
    """One gate of one assignment."""

    assignment: str
    gate: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class VerifyReport:
    """Every gate that was tried."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether every gate holds."""
        return all(finding.ok for finding in self.findings)


def _silent(finding: Finding) -> None:
    pass


def verify(
    course: Course, ids: Sequence[str] = (), on_progress: Callable[[Finding], None] = _silent
) -> VerifyReport:
    """Tries every gate of each assignment; without ids, of all."""
    findings = []
    for name in ids or course.assignments:
        for finding in _gates(course, course.assignment(name)):
            on_progress(finding)
            findings.append(finding)
    return VerifyReport(tuple(findings))


def _gates(course: Course, assignment: Assignment) -> Iterator[Finding]:
    def finding(gate: str, problems: Iterable[str], fine: str) -> Finding:
        rows = list(problems)
        return Finding(assignment.id, gate, not rows, "; ".join(rows) if rows else fine)

    try:
        yield finding("release is fresh", _stale_release(course, assignment), "generate writes it")
        stale, live = _corpus(course, assignment)
        yield finding("corpus is fresh", stale, f"freeze draws the same{live}")
        with JudgeProcess(course, assignment) as judge:
            bench = _Bench(assignment, judge)
            yield finding("reference", bench.reference(), f"every point, {bench.count} checks")
            yield finding("stub", bench.stub(), "loads, earns nothing")
            yield finding(
                "visible checks", bench.visible(), "pass on the reference, fail on the stub"
            )
            yield finding("nonsense", bench.nonsense(), "earns nothing, no flag")
            known = load_misconceptions(assignment)
            problems = bench.misconceptions(known)
            yield finding("misconceptions", problems, f"{len(known)} lose just what they name")
            yield finding("fingerprints", bench.stale_fingerprints(), "as stored in the corpus")
            yield finding(
                "one by one", bench.each_alone(known), "each question is lost alone by one"
            )
            yield Finding(assignment.id, "every check can fail", True, bench.never_failed())
    except GraderError as error:
        yield Finding(assignment.id, "stopped", False, str(error))


def _stale_release(course: Course, assignment: Assignment) -> Iterator[str]:
    for difference in generate(course, [assignment.id], check=True):
        yield f"{difference.path.name} {difference.state}: run `grader generate`"


def _corpus(course: Course, assignment: Assignment) -> tuple[list[str], str]:
    """What is stale in the corpus, and words about the checks that draw live."""
    stored = corpus.load(assignment.corpus)
    drawn, not_frozen = draw(course, assignment)
    stale = [
        f"{check}: hypothesis draws other examples; run `grader freeze`"
        for check in sorted({*stored.examples, *drawn.examples})
        if corpus.digest_of(stored.examples.get(check))
        != corpus.digest_of(drawn.examples.get(check))
    ]
    if stale and not assignment.corpus.exists():
        stale = [_NOT_FROZEN]
    live = [f"{check} (it draws a {kind})" for check, kind in sorted(not_frozen.items())]
    return stale, f"; full hypothesis for {', '.join(live)}" if live else ""


@dataclass
class _Bench:
    """One judge, and what it found so far."""

    assignment: Assignment
    judge: JudgeProcess
    lost_by: dict[str, frozenset[str]] = field(default_factory=dict)
    """Misconception to the checks that it fails."""
    marks: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.model = reference_cells(self.assignment)
        self.released = [(c.label, c.text) for c in stub_cells(self.assignment.release_notebook)]
        self.count = len(self.judge.manifest)
        self.question_of = {info.name: info.question for info in self.judge.manifest}

    def reference(self) -> Iterator[str]:
        results = self.judge.run_cells(self.model)
        yield from self._faults("reference", results)
        scores = score(self.assignment, self.judge.manifest, results.outcomes)
        if scores is None or scores.score != scores.max_score:
            yield f"it earns {scores and scores.score} points"

    def stub(self) -> Iterator[str]:
        results = self.judge.run_cells(self.released)
        for left in (results.load or {}).get("left_out", ()):
            yield f"it does not load: {left['where']}: {left['why']}"
        yield from self._earns_nothing("stub", results)
        for outcome in results.outcomes:
            compared = outcome.counterexample is not None and outcome.counterexample.expected
            if not (compared or "NotImplementedError" in outcome.message):
                yield f"{outcome.check}: {outcome.outcome} with {outcome.message!r}"

    def visible(self) -> Iterator[str]:
        for cell in read_release(self.assignment.release_notebook).cells:
            if cell.role != "check":
                continue
            label = f"visible {cell.grade_id}"
            for name, cells, wanted in (
                ("reference", self.model, False),
                ("stub", self.released, True),
            ):
                results = self.judge.run_cells([*cells, (label, cell.source)], [])
                left = [row for row in (results.load or {})["left_out"] if row["where"] == label]
                if bool(left) != wanted:
                    why = f": {left[0]['why']}" if left else ""
                    yield f"{cell.grade_id} {'passes' if wanted else 'fails'} on the {name}{why}"

    def nonsense(self) -> Iterator[str]:
        for name, code in nonsense(load_interface(self.assignment.interface)):
            results = self.judge.run_cells([("nonsense", code)])
            yield from self._earns_nothing(name, results)

    def misconceptions(self, known: Sequence[Misconception]) -> Iterator[str]:
        for each in known:
            results = self.judge.run_cells([*self.model, (f"misconception {each.name}", each.code)])
            lost = {outcome.check for outcome in results.outcomes if outcome.outcome != "passed"}
            self.lost_by[each.name] = frozenset(lost)
            self.marks[each.name] = {
                o.check: o.fingerprint for o in results.outcomes if o.fingerprint
            }
            yield from self._faults(each.name, results)
            for left in (results.load or {}).get("left_out", ()):
                if left["where"].startswith("misconception"):
                    yield f"{each.name} does not load: {left['why']}"
            questions = {self.question_of[check] for check in lost}
            if questions != set(each.loses):
                yield f"{each.name} loses {_named(questions)}, its header says {_named(each.loses)}"
            for check in each.checks:
                if check not in lost:
                    yield f"{each.name} does not fail {check}, which its header names"
        yield from self._alike()
        wide = [each.name for each in known if len(each.loses) > 3]
        if 2 * len(wide) > len(known):
            yield f"more than half name more than three questions: {_named(wide)}"

    def _alike(self) -> Iterator[str]:
        seen: dict[frozenset[str], str] = {}
        for name, lost in self.lost_by.items():
            if lost in seen:
                yield f"{name} and {seen[lost]} fail the same checks"
            seen[lost] = name

    def stale_fingerprints(self) -> Iterator[str]:
        if self.marks and not self.assignment.corpus.exists():
            yield _NOT_FROZEN
            return
        stored = corpus.load(self.assignment.corpus).fingerprints
        for name in sorted({*stored, *self.marks}):
            if json.dumps(stored.get(name), sort_keys=True) != json.dumps(
                self.marks.get(name), sort_keys=True
            ):
                yield f"{name}: its answers are not the stored ones; run `grader freeze`"

    def each_alone(self, known: Sequence[Misconception]) -> Iterator[str]:
        alone = {each.loses[0] for each in known if len(each.loses) == 1}
        for question in self.assignment.auto:
            if question.id not in alone:
                yield f"no misconception loses {question.id} alone"

    def never_failed(self) -> str:
        failed = frozenset().union(*self.lost_by.values())
        never = [info.name for info in self.judge.manifest if info.name not in failed]
        if not never:
            return "each is failed by a misconception"
        return f"no misconception fails {_named(never)}: each needs a reason in its docstring"

    def _earns_nothing(self, name: str, results: Results) -> Iterator[str]:
        yield from self._faults(name, results)
        for outcome in results.outcomes:
            if outcome.outcome == "passed":
                yield f"{name} passes {outcome.check}"

    def _faults(self, name: str, results: Results) -> Iterator[str]:
        for outcome in results.outcomes:
            if outcome.outcome == "ours" or "suite-exception" in outcome.flags:
                yield f"{name}: {outcome.check} is our fault: {outcome.detail}"


def _named(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
