"""Grades mutants of the model answer: every one must lose a check, or is known as equivalent.

A mutant is run only until it has lost a check, on the checks that were lost last before it; an
endless one costs the budgets of a few. May import the engine's session, course, errors and this
room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.authoring.judges import side_by_side
from grader.authoring.mutants import Mutant
from grader.course.equivalent import Equivalent
from grader.engine.scoring import CheckInfo
from grader.engine.session import JudgeDied, JudgeProcess, Results

BATCHES = (4, 12)
"""How many checks a mutant meets at first, and then; at last all the others."""
MORE_TRIES = 2
"""How often a mutant that could not be judged is tried again."""

Cells = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Tried:
    """What became of one mutant."""

    lost: frozenset[str] = frozenset()
    """Checks that it lost, as far as they were run."""
    loads: bool = True
    trouble: str = ""
    """Why it could not be judged."""


@dataclass(frozen=True)
class Mutation:
    """What grading the mutants of one assignment found."""

    made: int
    """Mutants that there are."""
    tried: int
    killed: int
    """Tried ones that lost a check."""
    unloadable: int
    """Killed ones whose cell did not even load."""
    equivalent: tuple[str, ...]
    """Ids of survivors that are recorded as equivalent."""
    survivors: tuple[Mutant, ...]
    """Survivors that are not."""

    @property
    def complete(self) -> bool:
        """Whether every mutant was tried."""
        return self.tried == self.made


@dataclass
class Trial:
    """The work of trying mutants; the judges share it.

    Parameters
    ----------
    reference:
        The cells of the model answer.
    wanted:
        Checks for which it must be known whether any mutant fails them.
    """

    reference: Cells
    checks: Sequence[CheckInfo]
    wanted: frozenset[str] = frozenset()
    found: dict[str, Tried] = field(default_factory=dict)
    """Mutant's id to what became of it."""

    def run(self, judges: Sequence[JudgeProcess], mutants: Sequence[Mutant]) -> None:
        """Tries the mutants, as many at a time as there are judges."""
        # Properties see the most inputs, so they come first as long as nothing was lost.
        names = sorted(self.checks, key=lambda info: not info.is_property)
        orders = {id(judge): [info.name for info in names] for judge in judges}

        def one(judge: JudgeProcess, mutant: Mutant) -> None:
            self._one(judge, mutant, orders[id(judge)])

        side_by_side(judges, mutants, one)
        for _ in range(MORE_TRIES):  # alone: the machine may have been busy with the others
            for mutant in [each for each in mutants if self.found[each.id].trouble]:
                one(judges[0], mutant)

    @property
    def failed(self) -> frozenset[str]:
        """The checks that some mutant lost."""
        return frozenset[str]().union(*(each.lost for each in list(self.found.values())))

    def _one(self, judge: JudgeProcess, mutant: Mutant, order: list[str]) -> None:
        """Tries one mutant; the checks that it loses come first for the next, much like it."""
        cells = [
            (label, mutant.code if label == mutant.label else text)
            for label, text in self.reference
        ]
        try:
            tried = self._until_lost(judge, mutant, cells, order)
        except JudgeDied as died:
            judge.revive()
            tried = Tried(trouble=died.came)
        self.found[mutant.id] = tried
        for name in tried.lost & set(order[BATCHES[0] :]):
            order.remove(name)
            order.insert(0, name)

    def _until_lost(
        self, judge: JudgeProcess, mutant: Mutant, cells: Cells, order: Sequence[str]
    ) -> Tried:
        lost: set[str] = set()
        loads = True
        for names in self._batches(order):
            results = judge.run_cells(cells, names)
            loads = all(left["where"] != mutant.label for left in left_out(results))
            lost |= {o.check for o in results.outcomes if o.outcome not in {"passed", "ours"}}
            ours = [o for o in results.outcomes if o.outcome == "ours"]
            if ours:
                return Tried(trouble=f"{ours[0].check} could not be judged: {ours[0].detail}")
            if lost:
                break
        return Tried(frozenset(lost), loads)

    def _batches(self, order: Sequence[str]) -> Iterator[list[str]]:
        wanted = self.wanted - self.failed
        first = [name for name in order if name in wanted]
        others = [name for name in order if name not in wanted]
        few, more = BATCHES
        yield [*first, *others[:few]]
        for rest in (others[few : few + more], others[few + more :]):
            if rest:
                yield rest


def judged(
    mutants: Sequence[Mutant], found: dict[str, Tried], known: Sequence[Equivalent]
) -> Mutation:
    """The summary of what was tried."""
    recorded = {each.mutant for each in known}
    alive = [m for m in mutants if m.id in found and not _is_killed(found[m.id])]
    killed = [tried for tried in found.values() if _is_killed(tried)]
    return Mutation(
        made=len(mutants),
        tried=len(found),
        killed=len(killed),
        unloadable=sum(not tried.loads for tried in killed),
        equivalent=tuple(m.id for m in alive if m.id in recorded),
        survivors=tuple(m for m in alive if m.id not in recorded and not found[m.id].trouble),
    )


def problems(
    mutants: Sequence[Mutant], found: dict[str, Tried], known: Sequence[Equivalent]
) -> Iterator[str]:
    """What keeps the gate from holding: survivors, and records that are not true any more."""
    made = {mutant.id for mutant in mutants}
    recorded = {each.mutant for each in known}
    for mutant in mutants:
        tried = found.get(mutant.id)
        if tried is not None and tried.trouble:
            yield f"{mutant.id}: {tried.trouble}"
        elif tried is not None and not _is_killed(tried) and mutant.id not in recorded:
            yield f"survives: {mutant.id}"
    for each in known:
        if each.mutant not in made:
            yield f"equivalent.toml names no mutant that there is: {each.mutant}"
        elif each.mutant in found and _is_killed(found[each.mutant]):
            yield f"equivalent.toml names a mutant that loses a check: {each.mutant}"


def words(found: Mutation) -> str:
    """What was tried, in a few words."""
    if not found.tried:
        return f"none of {found.made} tried"
    parts = [f"{found.killed} of {found.tried} killed"]
    parts += [f"{len(found.equivalent)} equivalent"] if found.equivalent else []
    parts += [f"{found.unloadable} killed by loading"] if found.unloadable else []
    parts += [] if found.complete else [f"a sample of {found.made}"]
    return "; ".join(parts)


def _is_killed(tried: Tried) -> bool:
    return bool(tried.lost) or not tried.loads


def left_out(results: Results) -> Sequence[dict[str, str]]:
    """The cells that did not load, each with `where` it stands and `why`."""
    found: Sequence[dict[str, str]] = (results.load or {}).get("left_out", ())
    return found
