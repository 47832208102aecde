"""The gate: proves an assignment on everything that it must tell apart.

All gates are tried, and each says what it found; `bench` holds what they try. May import the
engine, course, errors and this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.authoring import also_right, mutation
from grader.authoring.bench import NOT_FROZEN, Bench
from grader.authoring.freeze import draw
from grader.authoring.generate import generate
from grader.authoring.judges import judges_for
from grader.authoring.matrix import Matrix
from grader.authoring.mutants import mutants_of
from grader.course import Assignment, Course
from grader.course.misconception import load_misconceptions
from grader.engine import corpus
from grader.engine.edited import edited_since
from grader.errors import GraderError

SAMPLE = 40
"""Mutants of each assignment that are tried unless another number is asked for."""


@dataclass(frozen=True)
class Finding:
    """One gate of one assignment."""

    assignment: str
    gate: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class Proof:
    """What the gates of one assignment saw, beyond whether they hold."""

    assignment: str
    matrix: Matrix
    mutation: mutation.Mutation


@dataclass(frozen=True)
class VerifyReport:
    """Every gate that was tried, and what was seen of each assignment that got to its end."""

    findings: tuple[Finding, ...]
    proofs: tuple[Proof, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every gate holds."""
        return all(finding.ok for finding in self.findings)


def _silent(finding: Finding) -> None:
    pass


def verify(
    course: Course,
    ids: Sequence[str] = (),
    on_progress: Callable[[Finding], None] = _silent,
    *,
    mutants: int | None = SAMPLE,
) -> VerifyReport:
    """Tries every gate of each assignment; without ids, of all.

    Parameters
    ----------
    mutants:
        How many mutants of each model answer are tried; None tries all of them, and then every
        check must be failed by a known mistake or a mutant, or say why it stands.
    """
    findings: list[Finding] = []
    proofs: list[Proof] = []
    for name in ids or course.assignments:
        for finding in _gates(course, course.assignment(name), mutants, proofs):
            on_progress(finding)
            findings.append(finding)
    return VerifyReport(tuple(findings), tuple(proofs))


def _gates(
    course: Course, assignment: Assignment, size: int | None, proofs: list[Proof]
) -> Iterator[Finding]:
    def finding(gate: str, problems: Iterable[str], fine: str) -> Finding:
        rows = list(problems)
        return Finding(assignment.id, gate, not rows, "; ".join(rows) if rows else fine)

    try:
        yield finding("release is fresh", _stale_release(course, assignment), "generate writes it")
        stale, live = _corpus(course, assignment)
        yield finding("corpus is fresh", stale, f"freeze draws the same{live}")
        known = load_misconceptions(assignment)
        mutants = len(mutants_of(assignment))
        tried = len(known) + (mutants if size is None else min(size, mutants))
        with judges_for(course, assignment, tried) as (judge, *others):
            bench = Bench(assignment, judge, others)
            yield finding("reference", bench.reference(), f"every point, {bench.count} checks")
            yield Finding(assignment.id, "limits", True, bench.limits())
            styles = also_right.load_also_right(assignment)
            yield finding("also right", bench.also_right(styles), also_right.words(styles))
            yield finding("stub", bench.stub(), "loads, earns nothing")
            yield finding(
                "visible checks", bench.visible(), "pass on the reference, fail on the stub"
            )
            yield finding("nonsense", bench.nonsense(), "earns nothing, no flag")
            problems = bench.misconceptions(known)
            yield finding("misconceptions", problems, f"{len(known)} lose just what they name")
            yield finding("fingerprints", bench.stale_fingerprints(), "as stored in the corpus")
            yield finding(
                "one by one", bench.each_alone(known), "each question is lost alone by one"
            )
            found, alive = bench.mutants(size)
            yield finding("mutants", alive, mutation.words(found))
            unfounded = bench.never_failed() if found.complete else ()
            yield finding("every check can fail", unfounded, bench.never_failed_words())
            proofs.append(Proof(assignment.id, bench.matrix(), found))
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
    stale += [
        f"{name}: edited since the examples were frozen; run `grader freeze`"
        for name in edited_since(stored, assignment.hidden)
    ]
    if stale and not assignment.corpus.exists():
        stale = [NOT_FROZEN]
    live = [f"{check} (it draws a {kind})" for check, kind in sorted(not_frozen.items())]
    return stale, f"; full hypothesis for {', '.join(live)}" if live else ""
