"""The judges of an assignment, and each thing that a gate tries on them.

Every method gives a line for each thing that is wrong, so that nothing means that a gate holds. May
import the engine, course, intake, boundary's interface and this room.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.authoring import mutation
from grader.authoring.also_right import AlsoRight
from grader.authoring.judges import side_by_side
from grader.authoring.matrix import Matrix, matrix
from grader.authoring.mutants import mutants_of, sample
from grader.authoring.nonsense import nonsense
from grader.authoring.reasons import reasons, test_of, unfounded
from grader.boundary.interface import load_interface
from grader.course import Assignment
from grader.course.equivalent import load_equivalents
from grader.course.misconception import Misconception
from grader.course.source import reference_cells, stub_cells
from grader.engine import corpus
from grader.engine.proving import SPARE
from grader.engine.scoring import score
from grader.engine.session import JudgeProcess, Results
from grader.engine.verdict import STUMBLED
from grader.intake.release import read_release

NOT_FROZEN = "there is no corpus.json yet: run `grader freeze`"


@dataclass
class Bench:
    """One judge or more, and what they found so far."""

    assignment: Assignment
    judge: JudgeProcess
    others: Sequence[JudgeProcess] = ()
    """More judges of the same, which share the long lists."""
    lost_by: dict[str, frozenset[str]] = field(default_factory=dict)
    """Misconception to the checks that it fails."""
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    failed_by_mutants: frozenset[str] = frozenset()
    complete: bool = False
    """Whether every mutant was tried."""

    def __post_init__(self) -> None:
        self.model = reference_cells(self.assignment)
        self.released = [(c.label, c.text) for c in stub_cells(self.assignment.release_notebook)]
        self.count = len(self.judge.manifest)
        self.question_of = {info.name: info.question for info in self.judge.manifest}

    def reference(self) -> Iterator[str]:
        """Whether the reference earns every point."""
        results = self.judge.run_cells(self.model)
        yield from self._faults("reference", results)
        scores = score(self.assignment, self.judge.manifest, results.outcomes)
        if scores is None or scores.score != scores.max_score:
            yield f"it earns {scores and scores.score} points"

    def limits(self) -> str:
        """Which limits leave little room for a right answer in another style, in words."""
        tight = self.judge.tight_limits()
        size_kb = len(self.assignment.release_notebook.read_bytes()) / 1024
        size_kb += sum(len(source.encode()) for _, source in self.model) / 1024
        if SPARE * size_kb > self.assignment.limits.submission_kb:
            tight.append("submission_kb")
        if not tight:
            return "the reference needs less than a quarter of each"
        return f"little room: the reference needs more than a quarter of {', '.join(tight)}"

    def also_right(self, styles: Sequence[AlsoRight]) -> Iterator[str]:
        """Whether right solutions in other styles earn every point."""
        found = self._run([each.cells for each in styles])
        for each, results in zip(styles, found, strict=True):
            for left in mutation.left_out(results):
                yield f"{each.name} does not load: {left['where']}: {left['why']}"
            for outcome in results.outcomes:
                if outcome.outcome != "passed":
                    why = outcome.detail or outcome.message
                    yield f"{each.name} loses {outcome.check}: {outcome.outcome}: {why}"

    def stub(self) -> Iterator[str]:
        """Whether the stub loads and earns nothing, for a reason that a student understands."""
        results = self.judge.run_cells(self.released)
        for left in mutation.left_out(results):
            yield f"it does not load: {left['where']}: {left['why']}"
        yield from self._earns_nothing("stub", results)
        for outcome in results.outcomes:
            compared = outcome.counterexample is not None and outcome.counterexample.expected
            if not (compared or "NotImplementedError" in outcome.message):
                yield f"{outcome.check}: {outcome.outcome} with {outcome.message!r}"

    def visible(self) -> Iterator[str]:
        """Whether visible checks pass on the reference and fail on the stub.

        And whether the cells to play with run on the reference: a student runs all of them.
        """
        results = self.judge.run_cells(reference_cells(self.assignment, scratch=True), [])
        for left in mutation.left_out(results):
            yield f"{left['where']} does not run on the reference: {left['why']}"
        for cell in read_release(self.assignment.release_notebook).cells:
            if cell.role != "check":
                continue
            label = f"visible {cell.grade_id}"
            for name, cells, wanted in (
                ("reference", self.model, False),
                ("stub", self.released, True),
            ):
                results = self.judge.run_cells([*cells, (label, cell.source)], [])
                whys = [row["why"] for row in mutation.left_out(results) if row["where"] == label]
                if bool(whys) != wanted:
                    why = f": {whys[0]}" if whys else ""
                    yield f"{cell.grade_id} {'passes' if wanted else 'fails'} on the {name}{why}"

    def nonsense(self) -> Iterator[str]:
        """Whether useless answers earn nothing."""
        every = list(nonsense(load_interface(self.assignment.interface)))
        found = self._run([
            [*(self.model if covers else []), ("nonsense", code)] for _, code, covers in every
        ])  # fmt: skip
        for (name, _, _), results in zip(every, found, strict=True):
            for left in mutation.left_out(results):
                yield f"{name} does not load: {left['where']}: {left['why']}"
            yield from self._earns_nothing(name, results)

    def misconceptions(self, known: Sequence[Misconception]) -> Iterator[str]:
        """Whether each known mistake loses just what it names."""
        found = self._run([
            [*self.model, (f"misconception {each.name}", each.code)] for each in known
        ])  # fmt: skip
        for each, results in zip(known, found, strict=True):
            lost = {outcome.check for outcome in results.outcomes if outcome.outcome != "passed"}
            self.lost_by[each.name] = frozenset(lost)
            self.marks[each.name] = {
                o.check: o.fingerprint for o in results.outcomes if o.fingerprint
            }
            yield from self._faults(each.name, results)
            for left in mutation.left_out(results):
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

    def _run(self, programs: Sequence[mutation.Cells]) -> list[Results]:
        """What all checks find of each of these, shared by the judges."""
        judges = [self.judge, *self.others]
        return side_by_side(judges, programs, lambda judge, cells: judge.run_cells(cells))

    def _alike(self) -> Iterator[str]:
        seen: dict[frozenset[str], str] = {}
        for name, lost in self.lost_by.items():
            if lost in seen:
                yield f"{name} and {seen[lost]} fail the same checks"
            seen[lost] = name

    def stale_fingerprints(self) -> Iterator[str]:
        """Whether known mistakes answer as stored; after `misconceptions`."""
        if self.marks and not self.assignment.corpus.exists():
            yield NOT_FROZEN
            return
        stored = corpus.load(self.assignment.corpus).fingerprints
        for name in sorted({*stored, *self.marks}):
            if json.dumps(stored.get(name), sort_keys=True) != json.dumps(
                self.marks.get(name), sort_keys=True
            ):
                yield f"{name}: its answers are not the stored ones; run `grader freeze`"

    def each_alone(self, known: Sequence[Misconception]) -> Iterator[str]:
        """Whether each question is lost alone by some known mistake."""
        alone = {each.loses[0] for each in known if len(each.loses) == 1}
        for question in self.assignment.auto:
            if question.id not in alone:
                yield f"no misconception loses {question.id} alone"

    def mutants(self, size: int | None) -> tuple[mutation.Mutation, list[str]]:
        """What becomes of so many mutants, None for all; and what is wrong with that."""
        every = mutants_of(self.assignment)
        known = load_equivalents(self.assignment)
        chosen = every if size is None else sample(every, size)
        wanted = self._never_failed() if len(chosen) == len(every) else []
        trial = mutation.Trial(self.model, self.judge.manifest, frozenset(wanted))
        trial.run([self.judge, *self.others], chosen)
        self.failed_by_mutants = trial.failed
        found = mutation.judged(every, trial.found, known)
        self.complete = found.complete
        return found, list(mutation.problems(every, trial.found, known))

    def matrix(self) -> Matrix:
        """Which question each known mistake loses; after `misconceptions`."""
        questions = [question.id for question in self.assignment.auto]
        return matrix(questions, self.question_of, self.lost_by)

    def never_failed(self) -> Iterator[str]:
        """Checks that nothing fails and that give no reason; after `mutants`."""
        failed = frozenset(self.question_of) - frozenset(self._never_failed())
        yield from unfounded(self.question_of, failed, reasons(self.assignment.hidden))

    def never_failed_words(self) -> str:
        """What is known of the checks that nothing fails."""
        never = self._never_failed()
        if not never:
            return "each is failed by a misconception" + " or a mutant" * self.complete
        if self.complete:
            standing = sorted({test_of(check) for check in never})
            return f"each, or it says why it stands: {_named(standing)}"
        return f"no misconception fails {_named(never)}: told with all mutants"

    def _never_failed(self) -> list[str]:
        failed = self.failed_by_mutants.union(*self.lost_by.values())
        return [check for check in self.question_of if check not in failed]

    def _earns_nothing(self, name: str, results: Results) -> Iterator[str]:
        yield from self._faults(name, results)
        for outcome in results.outcomes:
            if outcome.outcome == "passed":
                yield f"{name} passes {outcome.check}"

    def _faults(self, name: str, results: Results) -> Iterator[str]:
        for outcome in results.outcomes:
            if outcome.outcome == "ours" or STUMBLED.intersection(outcome.flags):
                yield f"{name}: {outcome.check} is our fault: {outcome.detail}"


def _named(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
