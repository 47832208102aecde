"""Code that answers differently each time is labelled; nothing is retried until it passes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.freeze import freeze
from grader.course import load_course
from grader.engine.grade import Grading, grade
from grader.engine.journal import Journal
from grader.engine.session import JudgeProcess
from grader.engine.store import Store
from grader.records import CheckOutcome
from tests.courses_helper import replaced
from tests.engine import lab, toy

Ask = Callable[..., dict[str, CheckOutcome]]
DRIFTS = '''
import itertools
TURN = itertools.count()

@check
def test_drifts(submission):
    """A suite that asks something else every time."""
    x = next(TURN)
    close(submission.double(x), 2 * x)
    close(submission.double(x + 1), 2 * x + 2)


@check
def test_long(submission):
    """Forty questions, one after the other."""
    for x in range(40):
        close(submission.double(x), 2 * x, f"double({x})")
'''


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeProcess]:
    """A judge that holds the laboratory's suite, and a check that drifts."""
    root = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAB_CALLS", str(root / "calls"))
        course = toy.ready(root, lab.HELPERS, **{**lab.FILES, "hidden": lab.HIDDEN + DRIFTS})
        freeze(course)
        with JudgeProcess(course, course.assignment("toy")) as judge:
            yield judge


@pytest.fixture
def ask(judge: JudgeProcess) -> Ask:
    """Runs checks on the right code with a change below it."""

    def call(change: str, *checks: str, search: bool = True) -> dict[str, CheckOutcome]:
        names = [f"test_toy.py::{check}" for check in checks]
        results = judge.run_cells([("answer", lab.RIGHT + change)], names, search=search)
        return dict(zip(checks, results.outcomes, strict=True))

    return call


CHANGING = {
    "a seeded draw": "import random\ndef double(x): return x + x + random.random()\n",
    "a draw of its own": "def double(x): return x + x + np.random.default_rng().random()\n",
    "its process": "import os\ndef double(x): return os.getpid()\n",
    "the day": "import time\ndef double(x): return time.time()\n",
    "an exception's words": "import random\ndef double(x): raise ValueError(random.random())\n",
    "another kind": "import random\ndef double(x):\n"
    "    return type(f'Kind{random.getrandbits(60)}', (), {})()\n",
    "an end of the process": "import os\ndef double(x):\n"
    "    return os._exit(0) if os.getpid() % 2 else 0.5 + os.getpid()\n",
}


class TestLabels:
    """What the second asking says."""

    @pytest.mark.parametrize("change", CHANGING.values(), ids=CHANGING)
    @pytest.mark.parametrize("check", ["test_doubles", "TestInAClass::test_plain"])
    def test_another_answer_is_labelled(self, ask: Ask, change: str, check: str) -> None:
        """A lost check whose answers differ the second time is flaky, and stays lost."""
        outcome = ask(change, check)[check]

        assert outcome.outcome in ("failed", "refused", "crashed")
        assert outcome.flags == ("flaky",)

    @pytest.mark.parametrize(
        "change",
        [
            "def double(x): return x\n",
            "def double(x): return str(x)\n",
            "def double(x): raise ValueError(object())\n",
            "import os\ndef double(x): os._exit(3)\n",
            "def double(x):\n    while True: pass\n",
            "seen = []\ndef double(x):\n    seen.append(x)\n    return x + x + len(seen)\n",
        ],
    )
    def test_the_same_wrong_answer_is_not(self, ask: Ask, change: str) -> None:
        """Code that is wrong, raises, ends or hangs in the same way twice has no label."""
        outcomes = ask(change, "test_doubles", "TestInAClass::test_plain")

        assert [each.flags for each in outcomes.values()] == [(), ()]
        assert "passed" not in [each.outcome for each in outcomes.values()]

    def test_luck_the_second_time_earns_nothing(self, ask: Ask) -> None:
        """A check that would pass when asked again is lost all the same."""
        lucky = (
            "import random\nDRAWN = random.getrandbits(64)\n"
            f"def double(x):\n    return x + x + (DRAWN == {_drawn_in_the_first_asking(ask)})\n"
        )
        outcome = ask(lucky, "test_swallows")["test_swallows"]

        assert (outcome.outcome, outcome.flags) == ("failed", ("flaky",))

    def test_a_suite_that_asks_otherwise_the_second_time_labels_nobody(self, ask: Ask) -> None:
        """Where the questions differ, other answers say nothing about the code."""
        steady = ask("def double(x): return x + x + 1\n", "test_drifts")["test_drifts"]
        later = ask("def double(x): return x + x + (x > 1)\n", "test_drifts")["test_drifts"]

        assert (steady.outcome, steady.flags) == ("failed", ())
        assert later.flags == ()

    def test_slow_code_is_not_changing_code(self, ask: Ask) -> None:
        """How far it came until its time was up is another every time, and no label."""
        slow = (
            "import time\ndef double(x):\n    until = time.process_time() + 0.03\n"
            "    while time.process_time() < until: pass\n    return x + x\n"
        )
        outcome = ask(slow, "test_long")["test_long"]

        assert (outcome.outcome, outcome.flags) == ("timeout", ())

    def test_nobody_asks_again_where_no_student_reads_it(self, ask: Ask) -> None:
        """Known mistakes and mutants are asked once."""
        change = "import os\ndef double(x): return os.getpid()\n"

        outcome = ask(change, "TestInAClass::test_plain", search=False)

        assert outcome["TestInAClass::test_plain"].flags == ()


def _drawn_in_the_first_asking(ask: Ask) -> int:
    """What `random` gives first in a worker of `test_swallows`."""
    change = "import random\nDRAWN = random.getrandbits(64)\ndef double(x): return DRAWN\n"
    counterexample = ask(change, "test_swallows")["test_swallows"].counterexample
    assert counterexample is not None
    return int(counterexample.got)


class TestHurry:
    """After two timeouts the others get less time, whoever asks for which of them."""

    HANGS = "def double(x):\n    while True: pass\n"

    @pytest.fixture(scope="class")
    @classmethod
    def graded(
        cls, keeps_promises: None, tmp_path_factory: pytest.TempPathFactory
    ) -> tuple[Path, Grading]:
        """A hand-in that hangs in three checks, graded; each check in a file of its own."""
        root = tmp_path_factory.mktemp("hurry")
        files = {
            f"solutions/toy/hidden/test_{name}.py": SUITE.replace("NAME", name)
            for name in ("a", "b", "c", "d")
        }
        files["solutions/toy/hidden/test_e.py"] = COUNTS
        toy.ready(root / "course", files, hidden=None)
        toy.hand_in(root / "in", "ada", cls.HANGS + toy.COUNTER)
        return root, cls.grade(root)

    @staticmethod
    def grade(root: Path) -> Grading:
        """Grades what lies there."""
        course = load_course(root / "course")
        return grade(course, [], submissions=root / "in", out=root / "out", jobs=1)

    def test_the_third_and_later_hurry(self, graded: tuple[Path, Grading]) -> None:
        """The first two timeouts have the whole budget; those after them a quarter, and say so."""
        checks = graded[1].reports[0].checks

        assert [each.outcome for each in checks] == ["timeout"] * 4 + ["passed"]
        assert [each.flags for each in checks] == [(), (), ("hurried",), ("hurried",), ()]
        for each, took in zip(checks, ("0.3", "0.3", "0.075", "0.075"), strict=False):
            assert f"it used more than {took} s of CPU time." in each.message

    def test_a_mended_check_gives_the_others_their_time_back(
        self, graded: tuple[Path, Grading], tmp_path: Path
    ) -> None:
        """Who hurried because of others is asked anew when one of these is: as if all were new."""
        root = Path(shutil.copytree(graded[0], tmp_path / "again"))
        path = root / "course" / "solutions/toy/hidden/test_b.py"
        path.write_text(replaced(path.read_text(), "submission.double(2)", "2 * 2"))
        path.write_text(replaced(path.read_text(), "close(", "submission.Counter(1).count; close("))

        mended = self.grade(root)

        checks = mended.reports[0].checks
        assert [each.flags for each in checks] == [(), (), (), ("hurried",), ()]
        assert [each.outcome for each in checks][1] == "passed"
        assert (mended.executed, mended.reused) == (5, 0)

    def test_what_is_known_of_a_hanging_hand_in_hurries_the_rest(
        self, graded: tuple[Path, Grading], tmp_path: Path
    ) -> None:
        """A grading that goes on after the second timeout gives the third what it had before."""
        root = Path(shutil.copytree(graded[0], tmp_path / "again"))
        path = root / "course" / "solutions/toy/hidden/test_d.py"
        path.write_text(path.read_text() + "# changed\n")

        again = self.grade(root)

        assert [each.flags for each in again.reports[0].checks] == [
            each.flags for each in graded[1].reports[0].checks
        ]
        assert again.reports[0].checks[3].message == graded[1].reports[0].checks[3].message

    def test_a_whole_result_is_found_again(self, graded: tuple[Path, Grading]) -> None:
        """Where every check is known nothing is asked, hurried or not."""
        again = self.grade(graded[0])

        assert (again.executed, again.reused) == (0, 5)


SUITE = '''\
import pytest
from grader.testing import close

@pytest.mark.check(question="double")
def test_NAME(submission):
    """Twice two."""
    close(submission.double(2), 4)
'''
COUNTS = '''\
import pytest
from grader.testing import equal

@pytest.mark.check(question="counter")
def test_e(submission):
    """A counter starts somewhere."""
    equal(submission.Counter(3).count, 3)
'''


def test_hurried_outcomes_are_known_together_or_not_at_all(tmp_path: Path) -> None:
    """Where one hurried, a store gives all or none: what came before it decided that it did."""
    outcome: dict[str, Any] = {"outcome": "timeout", "flags": []}
    hurried = {"outcome": "timeout", "flags": ["hurried"]}
    with Journal(tmp_path / "journal.jsonl") as journal:
        store = Store(journal, unsafe=False)
        for key, each in (("1", outcome), ("2", hurried)):
            store.add({"t": "check", "key": key, "outcome": {"check": "x", **each}})

        assert set(store.known({"a": "1", "b": "2"})) == {"a", "b"}
        assert store.known({"a": "1", "b": "2", "c": "3"}) == {}
        assert set(store.known({"a": "1", "c": "3"})) == {"a"}
        assert store.reused == 3


class TestLongReference:
    """A budget that is measured on the model answer is told in words that never change."""

    def test_the_message_holds_no_measured_number(
        self, keeps_promises: None, tmp_path: Path
    ) -> None:
        """Who runs out of twenty times the reference's time reads that, not how much it was."""
        course = toy.ready(tmp_path / "course")
        source = course.assignment("toy").source
        slow = (
            "def double(x):\n    import time\n    until = time.process_time() + 0.05\n"
            "    while time.process_time() < until:\n        pass\n"
        )
        source.write_text(replaced(source.read_text(), "def double(x):\n", slow))
        toy.hand_in(tmp_path / "in", "ada", TestHurry.HANGS + toy.COUNTER)

        report = TestHurry.grade(tmp_path).reports[0]

        first, second, third = (each.message for each in report.checks if each.outcome == "timeout")
        words = "Your code did not finish: it used more than 20 times the CPU time that the model "
        assert first == second
        assert first.startswith(words)
        assert third.startswith(words.replace("20", "5"))
