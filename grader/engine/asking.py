"""Asks a submission every check in turn, and asks once more what it lost.

The second asking decides nothing: it tells code that answers differently each time from code that
is wrong. It goes to a fresh worker with another seed and a stirred memory, so that what hangs on
luck or on where things lie shows. A check that was passed is not asked again: an answer that is
right is right, and what is drawn from a seed is the same in every grading.

Code can see that more was asked of it than of code that is right: workers have numbers, and time
passes. So the questions whose results nobody is shown come last, when nothing is asked any more
that a student reads the answer of.

May import the engine's `.suite`, `.line`, `.proving`, `.verdict`, course's models, the sandbox's
budget and the records.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.course.models import Limits
from grader.engine.line import Loadable
from grader.engine.proving import Needed, run_check
from grader.engine.suite import Run, SuitePlugin
from grader.engine.verdict import verdict
from grader.records import FLAKY, HURRIED, CheckOutcome
from grader.sandbox.budget import WALL_FACTOR, Budget
from grader.sandbox.launcher import Launcher

PATIENT_TIMEOUTS = 2
"""After so many timeouts of a submission, its other checks get a quarter of their budget."""
HURRY = 4
PATIENT_S = 60.0
"""So long may a submission sleep altogether, whether it runs out of time or not: then it is waited
for less in each check and in loading, and what it loses is not asked again. Otherwise a few lines
could keep a class waiting for an hour."""
IMPATIENT_WALL_FACTOR = 3.0
"""So many times what it may compute it may sleep then. Not less: on a virtual machine that gets
half of a processor, what it does not get looks like sleep."""
SEARCHED_LOAD_S = 0.5
"""A hand-in whose loading takes longer is not searched for smaller failing examples."""


@dataclass
class _Spent:
    """What of our patience one submission used up."""

    timeouts: int = 0
    slept_s: float = 0.0

    @property
    def is_patient(self) -> bool:
        return self.slept_s < PATIENT_S


@dataclass(frozen=True)
class Asking:
    """The checks of a suite, asked of one loaded submission."""

    plugin: SuitePlugin
    launcher: Launcher
    needed: Mapping[str, Needed]
    limits: Limits
    """What a check may take at least, and how many times what the reference needs."""
    loadable: Loadable
    as_for_a_student: bool
    """Look for the smallest failing example, and ask again what was lost."""
    withheld: Collection[str] = ()
    """Questions of which a student is told nothing."""

    def outcomes(self, names: Sequence[str], hung: Sequence[str] = ()) -> Iterator[CheckOutcome]:
        """The outcomes, each as soon as it is known; of withheld questions after all others.

        Parameters
        ----------
        hung:
            Checks of the suite that are known to have run out of time, and are not asked now.
        """
        place = {name: at for at, name in enumerate(self._in_turn(self.plugin.checks))}
        spent = _Spent()
        for name in self._in_turn(names):
            before = spent.timeouts + sum(place[each] < place[name] for each in hung)
            outcome = self._outcome(name, spent, hurried=before >= PATIENT_TIMEOUTS)
            spent.timeouts += outcome.outcome == "timeout"
            if outcome.outcome != "passed":
                gc.collect()  # what a failure holds may be as large as the answer was
            yield outcome

    def _in_turn(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: self.plugin.checks[name].question in self.withheld)

    def _outcome(self, name: str, spent: _Spent, *, hurried: bool) -> CheckOutcome:
        patient = spent.is_patient
        search = patient and self.as_for_a_student and self.loadable.cost_s < SEARCHED_LOAD_S
        run, outcome = self._asked(name, spent, hurried=hurried, search=search)
        flags = outcome.flags
        if outcome.outcome == "timeout" and (hurried or not patient):
            flags = (*flags, HURRIED)
        elif spent.is_patient and self._is_asked_again(outcome):
            again = self._asked(name, spent, hurried=hurried, search=False, again=True)
            if not _alike((run, outcome), again):
                flags = (*flags, FLAKY)
        return outcome.model_copy(update={"flags": tuple(dict.fromkeys(flags))})

    def _is_asked_again(self, outcome: CheckOutcome) -> bool:
        return self.as_for_a_student and outcome.outcome not in ("passed", "ours")

    def _asked(
        self, name: str, spent: _Spent, *, hurried: bool, search: bool, again: bool = False
    ) -> tuple[Run, CheckOutcome]:
        run = run_check(
            self.plugin,
            self.launcher,
            self.loadable,
            name,
            self._budget(name, hurried=hurried, patient=spent.is_patient),
            search=search,
            script=self.needed[name].script,
            again=again,
            patient=spent.is_patient,
        )
        spent.slept_s += run.line.slept_s
        return run, verdict(run, reference_items=self.needed[name].items)

    def _budget(self, name: str, *, hurried: bool, patient: bool) -> Budget:
        """In words, too: what the reference needed is measured, and never twice the same."""
        share = HURRY if hurried else 1
        wall_factor = WALL_FACTOR if patient else IMPATIENT_WALL_FACTOR
        times, least_s = self.limits.check_times, self.limits.check_cpu_s
        needed_s = times * self.needed[name].cpu_s
        if needed_s <= least_s:
            return Budget(least_s / share, wall_factor=wall_factor)
        words = f"{times / share:g} times the CPU time that the model answer takes"
        return Budget(needed_s / share, wall_factor=wall_factor, words=words)


def _alike(one: tuple[Run, CheckOutcome], other: tuple[Run, CheckOutcome]) -> bool:
    """Whether two askings give no sign that the code answers differently each time.

    A suite that keeps something from one asking to the next may ask other questions the second
    time; answers are compared only as far as the questions are the same.
    """
    ends = [outcome.outcome for _, outcome in (one, other)]
    if "ours" in ends:
        return True
    first, second = _trail(one[0]), _trail(other[0])
    for (question, before), (question_again, before_again) in zip(first, second, strict=False):
        if before != before_again:
            return False
        if question != question_again:
            return True
    if ends == ["timeout", "timeout"]:
        return True  # how far it came until then is the machine's
    return ends[0] == ends[1] and one[1].fingerprint == other[1].fingerprint


def _trail(run: Run) -> list[tuple[str, str]]:
    """Each question of a run, with a digest of all answers before it."""
    trail = run.channel.trail if run.trail is None else run.trail
    return [
        (repr(asked), before.hex()) for asked, before in zip(run.line.asked, trail, strict=False)
    ]
