"""Grading mutants: which are killed, which survive, what `equivalent.toml` may say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from grader.authoring import mutation
from grader.authoring.bench import Bench
from grader.authoring.freeze import freeze
from grader.authoring.mutants import Mutant, mutants_of
from grader.authoring.mutation import Trial, Tried
from grader.cli.app import run
from grader.course import Course, load_course
from grader.course.equivalent import Equivalent, load_equivalents
from grader.course.source import reference_cells
from grader.engine.scoring import CheckInfo
from grader.engine.session import JudgeDied, JudgeProcess, Results
from grader.errors import CourseError
from grader.records import CheckOutcome
from tests.authoring import sound
from tests.courses_helper import SOURCE, make_course, replaced

NOUGHT = "twice_as_much = x + x + 0"
ALIVE = f"double.double | {NOUGHT} | + → -"
DEAD = f"double.double | {NOUGHT} | 0 → 1"
GONE = "double.double | twice_as_much = x * 2 | * → /"


def records(*names: str, reason: str = "Nothing plus or minus nothing.") -> str:
    """The text of an `equivalent.toml`."""
    return "\n".join(f"[[equivalent]]\nmutant = '{name}'\nreason = '{reason}'\n" for name in names)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The sound course with one mutant that no check can tell from the model answer."""
    source = replaced(SOURCE, "twice_as_much = x + x\n", f"{NOUGHT}\n")
    course = sound.write(tmp_path_factory.mktemp("nought"), source=source)
    freeze(course)
    return course


@pytest.fixture(scope="module")
def judge(course: Course) -> Iterator[JudgeProcess]:
    """A judge of that course."""
    with JudgeProcess(course, course.assignment("toy")) as judge:
        yield judge


Gate = Callable[..., tuple[mutation.Mutation, list[str]]]


@pytest.fixture
def gate(course: Course, judge: JudgeProcess) -> Gate:
    """What the gate finds with some records: the summary, and what is wrong."""

    def found(*names: str, size: int | None = None) -> tuple[mutation.Mutation, list[str]]:
        path = course.assignment("toy").folder / "equivalent.toml"
        path.write_text(records(*names), encoding="utf-8")
        return Bench(course.assignment("toy"), judge).mutants(size)

    return found


def test_a_survivor_fails_the_gate_and_shows_its_change(gate: Gate) -> None:
    """A mutant that loses nothing is named, with the line before and after."""
    found, wrong = gate()

    assert wrong == [f"survives: {ALIVE}"]
    (survivor,) = found.survivors
    assert survivor.diff == "-    twice_as_much = x + x + 0\n+    twice_as_much = x + x - 0"
    assert (found.made, found.tried, found.killed) == (9, 9, 8)
    assert found.complete


def test_a_recorded_survivor_holds(gate: Gate) -> None:
    """A survivor that is recorded with its reason is counted as equivalent."""
    found, wrong = gate(ALIVE)

    assert wrong == []
    assert mutation.words(found) == "8 of 9 killed; 1 equivalent"
    assert found.equivalent == (ALIVE,)
    assert found.survivors == ()


def test_records_must_stay_true(gate: Gate) -> None:
    """A record of a mutant that is gone, or that loses a check by now, fails the gate."""
    _, wrong = gate(ALIVE, DEAD, GONE)

    assert wrong == [
        f"equivalent.toml names a mutant that loses a check: {DEAD}",
        f"equivalent.toml names no mutant that there is: {GONE}",
    ]


def test_without_mutants_only_names_of_records_are_compared(gate: Gate) -> None:
    """With none to try nothing is killed or alive, and a stale record is still found."""
    _, stale = gate(DEAD, GONE, size=0)
    found, fine = gate(DEAD, size=0)

    assert stale == [f"equivalent.toml names no mutant that there is: {GONE}"]
    assert fine == []
    assert mutation.words(found) == "none of 9 tried"
    assert not found.complete


def test_a_sample_says_of_how_many(gate: Gate) -> None:
    """A part of the mutants is tried, and the gate says so."""
    found, wrong = gate(ALIVE, size=5)

    assert wrong == []
    assert mutation.words(found).endswith("; a sample of 9")
    assert (found.made, found.tried) == (9, 5)


def test_the_command_ends_with_1_and_prints_the_change(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the command line a survivor is shown with its change, and the matrix on request."""
    (course.assignment("toy").folder / "equivalent.toml").unlink(missing_ok=True)

    code = run(["verify", "--mutants", "all", "--matrix", "--course", str(course.root)])
    shown = capsys.readouterr().out

    assert code == 1
    assert f"toy: no check loses to\n  {ALIVE}\n" in shown
    assert "+    twice_as_much = x + x - 0\n" in shown
    assert "1 double (1); 2 counter (2)" in shown


def tried(root: Path, body: str, *, head: str = "") -> dict[str, Tried]:
    """What becomes of every mutant of another way to double, on a real judge."""
    answer = "".join(f"    {line}\n" for line in body.split("\n"))
    source = replaced(SOURCE, "    twice_as_much = x + x\n    return twice_as_much\n", answer)
    source = replaced(source, "import numpy as np\n", f"import numpy as np\n{head}")
    make_course(root, source=source)
    assignment = load_course(root).assignment("toy")
    with JudgeProcess(load_course(root), assignment) as judge:
        trial = Trial(reference_cells(assignment), judge.manifest)
        trial.run([judge], [m for m in mutants_of(assignment) if m.label == "answer double"])
    return trial.found


def test_an_endless_mutant_is_killed(tmp_path: Path) -> None:
    """A loop without end loses its checks by their budgets, and the next mutant is tried."""
    body = "left = 2\nwhile left:\n    left -= 1\nreturn x * 2"

    found = tried(tmp_path, body)

    endless = [name for name in found if name.endswith(("-= dropped", "-= → +="))]
    assert len(endless) == 2
    assert all(found[name].lost for name in endless)
    assert not any(each.trouble for each in found.values())


def test_a_mutant_that_does_not_load_is_killed(tmp_path: Path) -> None:
    """A cell that raises while it is loaded is killed, and told apart."""
    source = replaced(
        SOURCE,
        "    ### BEGIN SOLUTION\n    twice_as_much = x + x\n    return twice_as_much\n"
        "    ### END SOLUTION\n",
        "    return TWO * x\n\n\n### BEGIN SOLUTION\nTWO = [2][0]\n### END SOLUTION\n",
    )
    make_course(tmp_path, source=source)
    course = load_course(tmp_path)
    assignment = course.assignment("toy")
    every = [m for m in mutants_of(assignment) if m.label == "answer double"]
    with JudgeProcess(course, assignment) as judge:
        trial = Trial(reference_cells(assignment), judge.manifest)
        trial.run([judge], every)

    found = mutation.judged(every, trial.found, ())

    assert [m.id for m in every if not trial.found[m.id].loads] == ["double | TWO = [2][0] | 0 → 1"]
    assert mutation.words(found) == "2 of 2 killed; 1 killed by loading"


CHECKS = [CheckInfo(f"t.py::test_{i}", "double", 1.0, "", "", i == 30) for i in range(31)]


class FakeJudge:
    """Answers for a judge: `decide` gives the outcome of a check of a mutant's code."""

    def __init__(self, decide: Callable[[str, str], str]) -> None:
        self.decide = decide
        self.asked: list[tuple[str, list[str]]] = []
        self.revived = 0
        self.given_up = False

    def run_cells(self, cells: Sequence[tuple[str, str]], names: Sequence[str]) -> Results:
        """The outcomes of these checks."""
        code = dict(cells)["answer f"]
        self.asked.append((code, list(names)))
        outcomes: list[Any] = [
            CheckOutcome(check=name, outcome=self.decide(code, name), detail="why")  # type: ignore[arg-type]
            for name in names
        ]
        return Results(tuple(outcomes), {"left_out": []})

    def revive(self) -> None:
        """Counts how often."""
        self.revived += 1

    def give_up(self) -> None:
        """Remembers it."""
        self.given_up = True


def trial_of(judge: FakeJudge, *codes: str, wanted: Sequence[str] = ()) -> Trial:
    """A finished trial of mutants with these codes."""
    trial = Trial([("answer f", "right"), ("given", "")], CHECKS, frozenset(wanted))
    mutants = [Mutant(code, "answer f", code, "") for code in codes]
    trial.run([cast(JudgeProcess, judge)], mutants)
    return trial


def test_a_mutant_is_run_until_it_has_lost() -> None:
    """Properties come first, then more and more checks, and what lost last comes first."""
    judge = FakeJudge(lambda _, name: "failed" if name.endswith("_20") else "passed")

    trial = trial_of(judge, "one", "two")

    sizes = [(code, len(names)) for code, names in judge.asked]
    assert sizes == [("one", 4), ("one", 12), ("one", 15), ("two", 4)]
    assert judge.asked[0][1][0] == "t.py::test_30"
    assert judge.asked[3][1][0] == "t.py::test_20"
    assert trial.failed == {"t.py::test_20"}


def test_a_survivor_has_met_every_check() -> None:
    """A mutant survives only when it passed all checks, each of them once."""
    judge = FakeJudge(lambda _code, _name: "passed")

    trial = trial_of(judge, "one")

    assert sorted(name for _, names in judge.asked for name in names) == sorted(
        info.name for info in CHECKS
    )
    assert trial.found["one"] == Tried()


def test_wanted_checks_are_run_until_a_mutant_fails_them() -> None:
    """A check of which it must be known whether it can fail is run first, for every mutant."""
    last = "t.py::test_29"
    judge = FakeJudge(
        lambda code, name: (
            "failed" if name.endswith("_0") or (code, name) == ("two", last) else "passed"
        )
    )

    trial = trial_of(judge, "one", "two", "three", wanted=[last])

    assert last in judge.asked[0][1]
    assert trial.failed == {"t.py::test_0", last}
    met = {
        code: any(last in names for c, names in judge.asked if c == code) for code in trial.found
    }
    assert met["one"]
    assert met["two"]


@pytest.mark.parametrize("times", [1, 2])
def test_a_busy_machine_is_given_another_chance(times: int) -> None:
    """A mutant whose judge died is tried again after all the others."""
    deaths = iter(range(times))

    def decide(code: str, name: str) -> str:
        if code == "one" and next(deaths, None) is not None:
            raise JudgeDied("the machine gave the submission no CPU time")
        return "failed"

    judge = FakeJudge(decide)

    trial = trial_of(judge, "one", "two")

    assert trial.found["one"].lost
    assert judge.revived == times
    assert [code for code, _ in judge.asked][:2] == ["one", "two"]


def test_what_cannot_be_judged_is_no_kill() -> None:
    """A check that is our fault, or a judge that dies each time, is told and fails the gate."""

    def decide(code: str, name: str) -> str:
        if code == "dies":
            raise JudgeDied("it ended")
        return "ours"

    trial = trial_of(FakeJudge(decide), "dies", "ours")
    every = [Mutant(code, "answer f", code, "") for code in ("dies", "ours")]

    assert list(mutation.problems(every, trial.found, ())) == [
        "dies: it ended",
        "ours: t.py::test_30 could not be judged: why",
    ]
    found = mutation.judged(every, trial.found, ())
    assert (found.killed, found.survivors) == (0, ())


def test_an_interruption_ends_the_judges() -> None:
    """Ctrl-C gives every judge up, so that no thread goes on waiting for one."""

    def decide(_code: str, _name: str) -> str:
        raise KeyboardInterrupt

    judge = FakeJudge(decide)

    with pytest.raises(KeyboardInterrupt):
        trial_of(judge, "one")

    assert judge.given_up


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[equivalent]]\nmutant = 'a'\n", "missing key `reason` in [[equivalent]] 1"),
        ("[[equivalent]]\nreason = 'a'\n", "missing key `mutant` in [[equivalent]] 1"),
        (records("a", "b", "a"), "the mutant 'a' is recorded twice"),
        (records("a", reason=" "), "`reason` in [[equivalent]] 1"),
        ("[[equivalents]]\n", "unknown key `equivalents`"),
        ("mutant =", "reading"),
    ],
)
def test_a_wrong_record_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """A record without its reason, or one that stands there twice, is a mistake of the file."""
    make_course(tmp_path, {"solutions/toy/equivalent.toml": text})

    with pytest.raises(CourseError) as refused:
        load_equivalents(load_course(tmp_path).assignment("toy"))

    assert words in str(refused.value)
    assert "equivalent.toml" in str(refused.value)


def test_records_are_read_in_order(tmp_path: Path) -> None:
    """Each record is a mutant and a reason; without a file there is none."""
    make_course(tmp_path, {"solutions/toy/equivalent.toml": records("b", "a", reason="So.")})
    assignment = load_course(tmp_path).assignment("toy")

    found = load_equivalents(assignment)
    (assignment.folder / "equivalent.toml").unlink()

    assert found == (Equivalent(mutant="b", reason="So."), Equivalent(mutant="a", reason="So."))
    assert load_equivalents(assignment) == ()
