"""A whole class graded alone, beside hostile hand-ins and elsewhere: the same to the byte.

On every push a class of a hundred beside five hostile hand-ins, drawn by GRADER_FAIR_SEED; at night
every hostile hand-in alone with 25 others, all of them among the hundred, and a class of hundreds.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import hostile_set
from tests.deployments import DEPLOYMENTS
from tests.engine import class_lab, made_class
from tests.engine.class_lab import EVERYBODY, Graded
from tests.hostile_set import Hostile

pytestmark = pytest.mark.needs("linux", "root", "landlock", "seccomp", "schedstat")
SEED = int(os.environ.get("GRADER_FAIR_SEED", "6"))
MADE = made_class.made(78)
SEEDED = {name: made_class.right_but(text) for name, text in made_class.SEEDED.items()}
UNSTEADY = {name: made_class.right_but(text) for name, text in made_class.UNSTEADY.items()}
HUNDRED = MADE | SEEDED | UNSTEADY
STEADY = (*MADE, *SEEDED)
FACTOR = 20
"""Of its budget. It is looked at every 20 ms, but whoever looks waits for a processor, too."""
CHECK_CPU_S = 0.1
"""What a check of the hostile course may take, as its `assignment.toml` says."""


@pytest.fixture(scope="module")
def course() -> Iterator[Path]:
    """The hostile course, ready to be graded."""
    with hostile_set.ready(DEPLOYMENTS["root"]) as made:
        yield made.course


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the gradings of this file lie."""
    return tmp_path_factory.mktemp("fair")


@pytest.fixture(scope="module")
def alone(course: Path, places: Path) -> Graded:
    """The hundred, one after the other, with nobody else."""
    return class_lab.grade(course, places / "alone", HUNDRED)


@pytest.fixture(scope="module")
def five() -> tuple[Hostile, ...]:
    """Hostile hand-ins that are drawn from a seed."""
    hostile = [each for each in EVERYBODY if each.header["group"] != "honest"]
    return tuple(random.Random(SEED).sample(hostile, 5))


@pytest.fixture(scope="module")
def beside(course: Path, places: Path, five: tuple[Hostile, ...]) -> Graded:
    """The hundred with the five between them, on what looks like another machine."""
    there = class_lab.elsewhere(places / "a folder with another name" / "tmp")
    return class_lab.grade(course, places / "beside", HUNDRED, five, jobs=3, **there)


def assert_the_same(one: Graded, other: Graded, students: Sequence[str]) -> None:
    """Nothing that was found, or is published, of the students differs but times."""
    assert one.records(students) == other.records(students)
    for student in students:
        assert one.report(student) == other.report(student)
        assert one.page(student) == other.page(student), student
    order = [student for student in other.printed if student in students]
    assert order == [student for student in one.printed if student in students]


class TestBesideHostileOnes:
    """What hostile hand-ins, another machine and three judges side by side change of others."""

    def test_nothing_changes(self, alone: Graded, beside: Graded) -> None:
        """Each journal record, report and page of an honest student is the same to the byte."""
        assert_the_same(alone, beside, STEADY)

    def test_every_outcome_is_as_the_header_says(
        self, beside: Graded, five: tuple[Hostile, ...]
    ) -> None:
        """The hostile ones have the outcomes that they have alone."""
        assert wrong_outcomes(beside, five) == []

    def test_no_record_of_others_is_added(
        self, alone: Graded, beside: Graded, five: tuple[Hostile, ...]
    ) -> None:
        """As many checks were run for the others as before, each once, and none is our fault."""
        kinds = [(each["t"], each["student"]) for each in alone.journal]
        hostile = {each.name for each in five}
        others = [
            (each["t"], each["student"])
            for each in beside.journal
            if each["student"] not in hostile
        ]

        assert sorted(others) == sorted(kinds)
        assert {kind for kind, _ in kinds} == {"load", "check", "submission"}

    def test_a_hostile_one_stays_within_its_budget(
        self, beside: Graded, five: tuple[Hostile, ...]
    ) -> None:
        """No check of it uses more CPU time than its budget, but for what passes unseen."""
        for each in five:
            for name, outcome in beside.outcomes(each.name).items():
                assert outcome["cpu_s"] <= FACTOR * CHECK_CPU_S, (each.name, name)

    def test_the_class_is_what_it_is_meant_to_be(self, alone: Graded) -> None:
        """Hand-ins differ in what they earn and answer: an equal class would prove little."""
        scores = {alone.report(name)["reports"][0]["score"] for name in MADE}
        answers = {
            tuple(sorted((c, o["outcome"], o["fingerprint"]) for c, o in alone.outcomes(s).items()))
            for s in MADE
        }
        ends = {outcome["outcome"] for s in MADE for outcome in alone.outcomes(s).values()}

        assert len(HUNDRED) == 100
        assert len(scores) >= 5
        assert len(answers) >= 0.9 * len(MADE)
        assert ends == {"passed", "failed", "refused"}


class TestCodeThatIsNotSteady:
    """Answers that differ from one asking to the next are labelled, and never counted as right."""

    def test_drawn_answers_are_labelled(self, alone: Graded) -> None:
        """Code that draws its answers is flaky wherever it lost a check by them."""
        lucky = [name for name in SEEDED if not flaky(alone, name)]

        assert lucky == LUCKY

    def test_what_hangs_on_the_machine_is_labelled_in_every_grading(
        self, alone: Graded, beside: Graded
    ) -> None:
        """Process numbers, places in memory, clocks: the label and every outcome are the same."""
        for name in UNSTEADY:
            assert flaky(alone, name), name
            one, other = alone.outcomes(name), beside.outcomes(name)
            assert [(o["outcome"], o["flags"]) for o in one.values()] == [
                (o["outcome"], o["flags"]) for o in other.values()
            ]
            assert alone.report(name)["reports"][0]["score"] == 7.0

    def test_code_that_is_only_wrong_is_not_labelled(self, alone: Graded) -> None:
        """No hand-in of the made class, which answers the same every time, is called flaky."""
        assert [name for name in MADE if flaky(alone, name)] == []

    def test_people_are_told(self, alone: Graded) -> None:
        """The student reads it in a sentence; the class list counts it."""
        told = b"Asked the same a second time, your code did not answer alike"
        staff = (alone.out / "pages" / "index.html").read_text(encoding="utf-8")

        assert alone.page("random_module").count(told) == 1
        assert told not in alone.page("s001")
        assert staff.count("flaky") >= len(SEEDED) + len(UNSTEADY) - len(LUCKY)


LUCKY = ["lucky_at_times"]
"""Right in nine of ten answers: which one is wrong is drawn, and the seed draws none of them."""


def flaky(graded: Graded, student: str) -> list[str]:
    """The checks of a student that are labelled."""
    return [name for name, o in graded.outcomes(student).items() if "flaky" in o["flags"]]


def wrong_outcomes(graded: Graded, hostile: Sequence[Hostile]) -> list[str]:
    """One line for each outcome or status of a hostile one that is not the expected one."""
    found = []
    for each in hostile:
        (report,) = graded.report(each.name)["reports"]
        if report["status"] != each.status:
            found.append(f"{each.name}: {report['status']}")
        # Not out of the journal: two with the same code have one record there.
        outcomes = {one["name"].partition("::test_")[2]: one["outcome"] for one in report["checks"]}
        for check, right in each.expected.items():
            if outcomes.get(check) not in right:
                found.append(f"{each.name}: {check}: {outcomes.get(check)}")
    return found


FEW = dict(list(MADE.items())[:22]) | dict(list(SEEDED.items())[:3])


@pytest.fixture(scope="module")
def few_alone(course: Path, places: Path) -> Graded:
    """25 of the class."""
    return class_lab.grade(course, places / "few", FEW)


@pytest.mark.nightly
class TestAtNight:
    """The same with everything."""

    @pytest.mark.parametrize("hostile", EVERYBODY, ids=lambda each: each.name)
    def test_each_hostile_one_among_others(
        self, hostile: Hostile, course: Path, places: Path, few_alone: Graded
    ) -> None:
        """Beside any one hostile hand-in, nothing of 25 others changes."""
        beside = class_lab.grade(course, places / "one", FEW, [hostile], jobs=2)

        assert_the_same(few_alone, beside, list(FEW))
        assert wrong_outcomes(beside, [hostile]) == []

    @pytest.mark.parametrize("jobs", [1, 2, 3])
    def test_the_whole_hostile_set_among_a_hundred(
        self, jobs: int, course: Path, places: Path, alone: Graded
    ) -> None:
        """With every hostile hand-in between them, nothing of the hundred changes."""
        beside = class_lab.grade(course, places / f"all-{jobs}", HUNDRED, EVERYBODY, jobs=jobs)

        assert_the_same(alone, beside, STEADY)
        assert wrong_outcomes(beside, EVERYBODY) == []

    def test_a_class_of_hundreds_on_a_busy_machine(self, course: Path, places: Path) -> None:
        """Four hundred hand-ins are graded the same in another order, with other programs about."""
        many = made_class.made(400, seed=SEED) | SEEDED
        turned = {f"t{999 - at:03}": source for at, source in enumerate(many.values())}
        once = class_lab.grade(course, places / "many", many, jobs=2)
        with class_lab.busy(2):
            there = class_lab.elsewhere(places / "many-tmp")
            again = class_lab.grade(course, places / "turned", turned, jobs=3, **there)

        for one, other in zip(many, turned, strict=True):
            found = again.report(other), again.page(other)
            assert nameless(once.report(one), one) == nameless(found[0], other)
            assert once.page(one).replace(one.encode(), b"") == found[1].replace(
                other.encode(), b""
            )


def nameless(report: dict[str, Any], student: str) -> str:
    """The report with the student's name cut out."""
    return repr(report).replace(student, "")
