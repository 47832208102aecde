"""What other commands, and people, do to a course while a class of it is graded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.cli.app import run
from grader.engine.crew import Crew, Work
from grader.engine.session import JudgeProcess
from grader.history import replacing
from grader.intake.laying import digest
from grader.records import SubmissionReport
from tests.courses_helper import COURSE_TOML
from tests.engine import toy
from tests.engine.test_resume import COUNTER_TESTS, FILES

DUE = """
[deadlines]
timezone = "Europe/Berlin"
[deadlines.due]
toy = 2027-01-15T23:59:00
[deadlines.late]
policy = "per_day"
percent = 50
"""
ON_TIME, LATE = "2027-01-15T20:00:00Z", "2027-01-18T20:00:00Z"
WRONG = toy.DOUBLE + toy.REPLACES
Then = Callable[[Callable[[], object]], None]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a deadline after which a day costs half, and its release."""
    root = tmp_path_factory.mktemp("ready")
    toy.ready(root / "course", FILES, hidden=None, course_toml=COURSE_TOML + DUE)
    return root


@pytest.fixture
def root(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it with one right hand-in and one that is not."""
    monkeypatch.setattr("grader.engine.grade.examine", toy.findings)
    root = Path(shutil.copytree(ready, tmp_path / "class"))
    hand_in(root, "ada", toy.RIGHT, ON_TIME)
    hand_in(root, "bo", WRONG, ON_TIME)
    return root


@pytest.fixture
def when_judged(monkeypatch: pytest.MonkeyPatch) -> Then:
    """Something is done when every hand-in is judged, and nothing is published yet."""
    judge = Crew.grade

    def then(do: Callable[[], object]) -> None:
        def judged(crew: Crew, work: Sequence[Work], jobs: int) -> list[SubmissionReport]:
            reports = judge(crew, work, jobs)
            do()
            return reports

        monkeypatch.setattr(Crew, "grade", judged)

    return then


def kinder(suite: str) -> str:
    """The suite as both hand-ins pass it."""
    return suite.replace("Counter(3)", "Counter(0)").replace("7,", "4,")


def hand_in(root: Path, student: str, text: str, when: str) -> None:
    """Lay a hand-in down as `grader collect` does."""
    toy.hand_in(root / "in", student, text)
    listing = root / "in" / "collected.json"
    listed = json.loads(listing.read_text())["hand_ins"] if listing.exists() else []
    entry = {
        "student": student,
        "assignment": "toy",
        "when": when,
        "files": [{"file": "toy.py", "sha256": digest(text.encode())}],
    }
    others = [each for each in listed if each["student"] != student]
    document = {"schema": "grader/collected/v1", "hand_ins": [*others, entry]}
    listing.write_text(json.dumps(document))


def grade(root: Path, out: str = "out", *more: str) -> int:
    """The exit code of grading the class."""
    folders = ["--submissions", str(root / "in"), "--out", str(root / out)]
    return run(["grade", *folders, "--course", str(root / "course"), "--jobs", "1", *more])


def reports(root: Path, out: str = "out") -> dict[str, Any]:
    """Student to the report that was written."""
    return {
        path.stem: json.loads(path.read_bytes())["reports"][0]
        for path in (root / out / "reports").glob("*.json")
    }


def test_a_later_hand_in_lends_no_earlier_one_its_time(root: Path, when_judged: Then) -> None:
    """What was graded came in time, though something late lies there when the grading ends."""
    when_judged(lambda: hand_in(root, "bo", toy.RIGHT, LATE))

    assert grade(root) == 0

    found = reports(root)["bo"]
    assert (found["final"], found["late"]["handed_in"]) == (2.0, "2027-01-15T21:00:00+01:00")


def test_what_was_collected_before_it_was_read_has_its_own_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A late hand-in that comes while others are judged counts as late."""
    judge = Crew.grade

    def judged(crew: Crew, work: Sequence[Work], jobs: int) -> list[SubmissionReport]:
        hand_in(root, "bo", toy.RIGHT, LATE)
        return judge(crew, work, jobs)

    monkeypatch.setattr(Crew, "grade", judged)

    assert grade(root) == 0

    found = reports(root)["bo"]
    assert (found["score"], found["final"], found["late"]["days_late"]) == (5.0, 0.0, 3)
    assert reports(root)["ada"]["final"] == 5.0


def test_a_time_that_may_be_of_another_is_not_taken(
    root: Path, when_judged: Then, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where two came while a class was graded, nobody knows when the one in between came: told."""
    handed_in = []

    def twice() -> None:
        hand_in(root, "bo", "# the third\n" + toy.RIGHT, LATE)
        handed_in.append("bo")

    toy.hand_in(root / "in", "bo", "# the second\n" + toy.RIGHT)  # and listed is the first
    when_judged(twice)

    assert grade(root) == 0

    assert handed_in == ["bo"]
    found = reports(root)["bo"]
    assert found["late"]["handed_in"] is None
    assert any("handed in anew while it was graded" in flag for flag in found["flags"])
    assert "no time of hand-in is known of 1 submission" in capsys.readouterr().err


def test_another_file_that_nobody_listed_takes_no_time_away(root: Path, when_judged: Then) -> None:
    """What was graded came late, though something else lies there before it is listed."""
    hand_in(root, "bo", toy.RIGHT, LATE)
    when_judged(lambda: toy.hand_in(root / "in", "bo", "# newer\n" + toy.RIGHT))

    assert grade(root) == 0

    found = reports(root)["bo"]
    assert (found["score"], found["final"], found["late"]["days_late"]) == (5.0, 0.0, 3)


def test_points_that_were_taken_back_meanwhile_do_not_return(root: Path, when_judged: Then) -> None:
    """An undo holds, even where a grading that began before it ends after it."""
    place = ["--out", str(root / "out"), "--course", str(root / "course")]
    suite = root / "course" / COUNTER_TESTS
    strict = suite.read_text()
    suite.write_text(kinder(strict))
    assert grade(root) == 0
    suite.write_text(strict)
    again = ["--submissions", str(root / "in"), "--jobs", "1"]
    stricter = ["--apply", "--reason", "stricter", "--policy", "never-lower"]
    assert run(["regrade", *place, *again, *stricter]) == 0
    assert (reports(root)["bo"]["score"], reports(root)["bo"]["upheld"]["change"]) == (5.0, 1)
    when_judged(lambda: run(["regrade", *place, "--undo", "--reason", "too kind"]))

    assert grade(root) == 0

    found = reports(root)["bo"]
    assert (found["score"], found["upheld"]) == (2.0, None)


def test_a_regrade_waits_until_a_grading_is_published(
    root: Path, when_judged: Then, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else it would compare with reports that are about to be replaced."""
    place = ["--out", str(root / "out"), "--course", str(root / "course")]
    more = ["--submissions", str(root / "in"), "--jobs", "1", "--apply", "--reason", "kinder"]
    assert grade(root) == 0
    codes: list[int] = []
    when_judged(lambda: codes.append(run(["regrade", *place, *more])))

    assert grade(root) == 0

    assert codes == [2]
    assert "another grading holds its lock" in capsys.readouterr().err


def test_nobody_is_forgotten_between_the_checks_and_the_reports(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`grader forget` is refused until what was graded is published."""
    publish, codes = replacing.publish_graded, []
    names = ["--results", str(root / "out"), "--submissions", str(root / "in")]

    def published(*given: Any, **named: Any) -> Any:
        codes.append(run(["forget", "bo", *names, "--course", str(root / "course")]))
        return publish(*given, **named)

    monkeypatch.setattr(replacing, "publish_graded", published)

    assert grade(root) == 0

    assert codes == [2]
    assert "another grading holds its lock" in capsys.readouterr().err
    assert set(reports(root)) == {"ada", "bo"}


def test_a_suite_that_is_edited_meanwhile_is_never_asked_in_the_name_of_the_first(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A judge that must be started anew reads the edited suite: nothing of that is kept."""
    suite = root / "course" / COUNTER_TESTS
    first, begin = suite.read_text(), JudgeProcess.begin

    def begun(judge: JudgeProcess, folder: Path) -> dict[str, Any]:
        monkeypatch.setattr(JudgeProcess, "begin", begin)
        suite.write_text(kinder(first))
        assert judge._process is not None
        judge._process.kill()
        return begin(judge, folder)

    monkeypatch.setattr(JudgeProcess, "begin", begun)

    assert grade(root) == 2
    said = capsys.readouterr().err
    assert "nobody edits what grades while a class is graded" in said

    suite.write_text(first)
    assert grade(root) == 0
    assert {name: one["score"] for name, one in reports(root).items()} == {"ada": 5.0, "bo": 2.0}
