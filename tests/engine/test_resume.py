"""What a second grading runs: only what could come out otherwise, whatever ended the first."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.generate import generate
from grader.course import load_course
from grader.engine.grade import Grading, grade
from grader.engine.journal import Journal
from grader.errors import GraderError, UsageError
from tests.courses_helper import replaced
from tests.engine import toy
from tests.engine.toy import COUNTER, DOUBLE, RIGHT

HEAD = "import pytest\nfrom grader.testing import close, equal\n"
DOUBLE_TESTS = "solutions/toy/hidden/test_double.py"
COUNTER_TESTS = "solutions/toy/hidden/test_counter.py"
DOUBLE_SUITE = (
    HEAD
    + '''
import helping

@pytest.mark.check(question="double", hint="Twice.")
@pytest.mark.parametrize("x", helping.NUMBERS)
def test_double(submission, x):
    """Doubling {x}."""
    close(submission.double(x), 2 * x, "double(x)")
'''
)
COUNTER_SUITE = (
    HEAD
    + '''
@pytest.mark.check(question="counter")
def test_counter(submission):
    """A counter counts."""
    tally = submission.Counter(3)
    tally.add(4)
    equal(tally.count, 7, "tally.count")
'''
)
FILES = {
    DOUBLE_TESTS: DOUBLE_SUITE,
    COUNTER_TESTS: COUNTER_SUITE,
    "solutions/toy/hidden/helping.py": "NUMBERS = [3, 5]\n",
    "autodiff_ref/__init__.py": "",
}
HAND_INS = {
    "ada": RIGHT,
    "bo": "def double(x):\n    return x\n" + COUNTER,
    "cy": DOUBLE + toy.REPLACES,
}
CHECKS = 3


def grade_all(root: Path, **options: Any) -> Grading:
    """Grades the class below `root`."""
    course = load_course(root / "course")
    options = {"submissions": root / "in", "out": root / "out", "jobs": 1, **options}
    return grade(course, [], **options)


def records(out: Path) -> list[dict[str, Any]]:
    """What a journal holds."""
    with Journal(out / "journal.jsonl") as journal:
        return list(journal.records)


@pytest.fixture(scope="module")
def graded(keeps_promises: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Grading]:
    """A folder with a course, a class, and its first grading."""
    root = tmp_path_factory.mktemp("graded")
    toy.ready(root / "course", FILES, hidden=None)
    for student, text in HAND_INS.items():
        toy.hand_in(root / "in", student, text)
    return root, grade_all(root)


@pytest.fixture
def first(graded: tuple[Path, Grading]) -> Grading:
    """The first grading."""
    return graded[1]


@pytest.fixture
def again(graded: tuple[Path, Grading], tmp_path: Path) -> Path:
    """A copy of everything, to be changed and graded again."""
    return Path(shutil.copytree(graded[0], tmp_path / "again"))


def edit(path: Path, old: str, new: str) -> None:
    """Changes one place of a file."""
    path.write_text(replaced(path.read_text(), old, new))


def test_the_first_grading_runs_everything(first: Grading) -> None:
    """With an empty folder every check of every submission is run."""
    assert (first.executed, first.reused) == (CHECKS * len(HAND_INS), 0)
    assert [report.score for report in first.reports] == [5.0, 3.0, 2.0]


def test_a_second_grading_runs_nothing(again: Path, first: Grading) -> None:
    """Graded again into the same folder nothing is run, and the reports are equal."""
    second = grade_all(again)

    assert (second.executed, second.reused) == (0, CHECKS * len(HAND_INS))
    assert second.reports == first.reports


def test_another_folder_grades_anew(again: Path, first: Grading) -> None:
    """Another folder knows nothing of the first one."""
    second = grade_all(again, out=again / "elsewhere", only=["ada"])

    assert (second.executed, second.reused) == (CHECKS, 0)


def test_a_changed_test_file_reruns_its_checks_only(again: Path) -> None:
    """After a change to one test file only its checks are run."""
    edit(again / "course" / COUNTER_TESTS, "equal(tally.count, 7", "equal(tally.count, 3 + 4")

    second = grade_all(again)

    assert (second.executed, second.reused) == (3, 6)


def test_a_changed_hint_reruns_its_file_only(again: Path) -> None:
    """A hint stands in a test file, whose checks are run again; the new hint is shown."""
    edit(again / "course" / DOUBLE_TESTS, 'hint="Twice."', 'hint="Add it to itself."')

    second = grade_all(again)

    assert (second.executed, second.reused) == (6, 3)
    assert {each.hint for each in second.reports[1].checks} == {"Add it to itself.", ""}


def test_a_changed_helper_reruns_everything(again: Path) -> None:
    """What any test file may import counts for all of them, data files too."""
    (again / "course" / "solutions/toy/hidden/numbers.csv").write_text("1,2\n")

    assert grade_all(again, only=["ada"]).executed == CHECKS


def test_a_changed_hand_in_is_run_again(again: Path, first: Grading) -> None:
    """One student's change runs that student's checks, and nobody else's."""
    toy.hand_in(again / "in", "bo", RIGHT + "\n# mended\n")

    second = grade_all(again)

    assert (second.executed, second.reused) == (CHECKS, CHECKS * 2)
    assert [report.score for report in second.reports] == [5.0, 5.0, 2.0]


def test_the_same_code_is_judged_once(again: Path) -> None:
    """Who hands in the very code that was judged before gets the same result without a run."""
    toy.hand_in(again / "in", "dee", HAND_INS["bo"])

    second = grade_all(again)

    assert second.executed == 0
    assert second.reports[3].checks == second.reports[1].checks


def test_points_and_titles_run_nothing(again: Path) -> None:
    """New points, titles and visibility are applied to what is known, release and all."""
    toml = again / "course" / "solutions/toy/assignment.toml"
    edit(toml, "points = 2", "points = 8")
    edit(toml, 'title = "A counter"', 'title = "Counting"\nshow = "outcome"')
    ready = generate(load_course(again / "course"))

    second = grade_all(again)

    assert ready != []  # the release holds points, and is another one now
    assert second.executed == 0
    assert [report.score for report in second.reports] == [11.0, 3.0, 8.0]
    assert second.reports[0].questions[1].title == "Counting"
    assert second.reports[0].questions[1].show == "outcome"


def test_unsafe_records_are_never_reused(again: Path) -> None:
    """What was graded without its promises counts for no grading, not for a second unsafe one."""
    out = again / "unsafe"

    first = grade_all(again, out=out, unsafe=True, only=["ada"])
    second = grade_all(again, out=out, unsafe=True, only=["ada"])
    third = grade_all(again, out=out, only=["ada"])

    assert [each.executed for each in (first, second, third)] == [CHECKS] * 3
    assert [each.reports[0].unsafe for each in (first, second, third)] == [True, True, False]


def test_two_gradings_at_once_are_refused(again: Path) -> None:
    """While one grading holds the folder another one is refused, and says what to do."""
    with (
        Journal(again / "out" / "journal.jsonl"),
        pytest.raises(UsageError, match="another grading holds its lock") as caught,
    ):
        grade_all(again)

    assert "wait for it" in caught.value.todo


def test_how_a_hand_in_loaded_is_kept_once(again: Path) -> None:
    """Where one check of a hand-in is run again, nothing else comes into the journal twice."""
    journal = again / "out" / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    checks = [line for line in lines if b'"t":"check"' in line]
    journal.write_bytes(b"".join(line for line in lines if line != checks[-1]))

    grade_all(again)

    kinds = Counter(each["t"] for each in records(again / "out"))
    assert (kinds["check"], kinds["load"]) == (CHECKS * len(HAND_INS), len(HAND_INS))


def test_a_torn_tail_is_graded_again(again: Path, first: Grading) -> None:
    """A journal that a crash cut off in the middle of a line loses that line alone."""
    journal = again / "out" / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    checks = [at for at, line in enumerate(lines) if b'"t":"check"' in line]
    journal.write_bytes(b"".join(lines[: checks[-1]]) + lines[checks[-1]][:40])

    second = grade_all(again)

    assert second.executed == 1
    assert [report.score for report in second.reports] == [5.0, 3.0, 2.0]


def test_a_damaged_journal_is_refused(again: Path) -> None:
    """A damaged line with lines after it stops the grading, named, and leaves the file alone."""
    journal = again / "out" / "journal.jsonl"
    data = bytearray(journal.read_bytes())
    second_line = data.index(b"\n") + 20
    data[second_line] ^= 1
    journal.write_bytes(data)

    with pytest.raises(GraderError, match="line 2 is damaged") as caught:
        grade_all(again)

    assert caught.value.exit_code == 3
    assert all([caught.value.doing, caught.value.expected, caught.value.todo])
    assert journal.read_bytes() == data


def outcomes(grading: Grading) -> dict[str, list[tuple[str, str, str, float]]]:
    """What a grading found, without how long it took."""
    return {
        report.student.rpartition("-")[2]: [
            (each.name, each.outcome, each.message, each.points) for each in report.checks
        ]
        for report in grading.reports
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_neither_order_nor_company_matters(again: Path, first: Grading, jobs: int) -> None:
    """The class in reverse, by one judge or by two, has the outcomes that it had."""
    backwards = again / "backwards"
    for place, (student, text) in enumerate(reversed(HAND_INS.items())):
        toy.hand_in(backwards, f"{place}-{student}", text)

    second = grade_all(again, submissions=backwards, out=again / "other", jobs=jobs)

    assert second.executed == CHECKS * len(HAND_INS)
    assert outcomes(second) == outcomes(first)


PROGRAM = """
import sys
from pathlib import Path
from grader.authoring.generate import generate
from grader.course import load_course
from grader.engine import grade
from tests.engine import toy

grade.examine = toy.findings
root = Path(sys.argv[1])
grading = grade.grade(
    load_course(root / "course"), [], submissions=root / "in", out=root / "out", jobs=2,
    on_progress=lambda progress: print(progress.student, flush=True),
)
"""


@pytest.fixture
def many(again: Path) -> Path:
    """A class of twelve, no two of whom handed in the same code."""
    for number in range(12):
        toy.hand_in(again / "many", f"s{number:02}", RIGHT + f"\nnumber = {number}\n")
    shutil.rmtree(again / "in")
    shutil.rmtree(again / "out")
    (again / "many").rename(again / "in")
    return again


@pytest.fixture
def coordinator(many: Path) -> Iterator[subprocess.Popen[str]]:
    """A grading of the twelve in a process, and process group, of its own."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(many)],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def judges_of(coordinator: subprocess.Popen[str]) -> list[int]:
    """The process numbers of the judges that live now."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, IndexError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == coordinator.pid:
                found.append(int(entry.name))
    return found


def wait_for_the_end(pids: list[int]) -> None:
    """Returns when none of the processes lives; a test that hangs here has found one that does."""
    while any(alive(pid) for pid in pids):
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process is there and not only waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def resumed(root: Path) -> Grading:
    """Grades the rest; every check of every student stands in the journal exactly once."""
    before = records(root / "out")
    grading = grade_all(root)
    keys = Counter(each["key"] for each in records(root / "out") if each["t"] == "check")
    known = [each for each in before if each["t"] == "check"]

    assert grading.executed == 12 * CHECKS - len(known)
    assert set(keys.values()) == {1}
    assert len(keys) == 12 * CHECKS
    assert [report.score for report in grading.reports] == [5.0] * 12
    return grading


def test_a_killed_coordinator_loses_and_doubles_nothing(
    coordinator: subprocess.Popen[str], many: Path
) -> None:
    """After kill -9 in the middle, the same command does the rest: nothing is lost or doubled."""
    assert coordinator.stdout is not None
    done = [coordinator.stdout.readline().strip() for _ in range(3)]
    judges = judges_of(coordinator)
    coordinator.kill()
    coordinator.wait()
    wait_for_the_end(judges)

    grading = resumed(many)

    assert len(set(done)) == 3
    assert len(judges) == 2
    assert grading.reused >= 3 * CHECKS


def test_an_interrupt_while_judges_are_started_leaves_none(
    again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the second of two cannot begin, the first is ended before anybody is told."""
    start = threading.Thread.start
    begun: list[threading.Thread] = []

    def second_is_interrupted(thread: threading.Thread) -> None:
        if "judge" in thread.name:
            if begun:
                raise KeyboardInterrupt
            begun.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", second_is_interrupted)
    with pytest.raises(KeyboardInterrupt):
        grade_all(again, out=again / "other", jobs=2)

    assert [thread.is_alive() for thread in begun] == [False]


def test_an_interrupt_while_a_hand_in_is_judged_leaves_nothing(
    again: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is told of the interrupt can rely on it that no judge, thread or folder is left."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    held_before = threading.active_count()

    def interrupt(event: object) -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        grade_all(again, out=again / "other", jobs=2, on_progress=interrupt)

    assert threading.active_count() == held_before
    assert list(temporary.iterdir()) == []


def test_an_interrupted_grading_ends_and_is_resumed(
    coordinator: subprocess.Popen[str], many: Path
) -> None:
    """Ctrl-C ends a grading and its judges; what was found is kept, and the rest comes later."""
    assert coordinator.stdout is not None
    for _ in range(2):
        coordinator.stdout.readline()
    judges = judges_of(coordinator)
    os.killpg(coordinator.pid, signal.SIGINT)
    out, error = coordinator.communicate()
    wait_for_the_end(judges)

    assert len(judges) == 2
    assert coordinator.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in error
    assert error.count("Traceback") == 1
    assert len(out.splitlines()) < 10  # nothing new was begun
    resumed(many)


KILLS = """
import os, signal
from pathlib import Path

def trap(answer):
    flag = Path(os.environ["LAB_TRAP"])
    pid = {"judge": os.getppid, "child": os.getpid}[os.environ["LAB_VICTIM"]]()
    if answer == 13 and flag.exists():
        if flag.read_text() == "once":
            flag.unlink()
        os.kill(pid, signal.SIGKILL)
"""
TRAPPED = (
    HEAD
    + '''
import killing

@pytest.mark.check(question="double")
def test_double(submission):
    """Doubling ends whoever asks for thirteen."""
    got = submission.double(3)
    killing.trap(got)
    close(got, 6, "double(x)")
'''
)


@pytest.fixture(params=["judge", "child"])
def trapped(
    request: pytest.FixtureRequest,
    keeps_promises: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A class with a hand-in on which the judge, or its child, is killed by the suite itself."""
    files = {**FILES, DOUBLE_TESTS: TRAPPED, "solutions/toy/hidden/killing.py": KILLS}
    toy.ready(tmp_path / "course", files, hidden=None)
    toy.hand_in(tmp_path / "in", "ada", RIGHT)
    toy.hand_in(tmp_path / "in", "mallory", COUNTER + "def double(x):\n    return 13\n")
    toy.hand_in(tmp_path / "in", "zoe", RIGHT + "last = 1\n")
    monkeypatch.setenv("LAB_TRAP", str(tmp_path / "trap"))
    monkeypatch.setenv("LAB_VICTIM", request.param)
    return tmp_path


def test_a_killed_judge_is_replaced(trapped: Path) -> None:
    """A submission whose judge was killed is tried again alone, and graded like any other."""
    (trapped / "trap").write_text("once")

    grading = grade_all(trapped)

    assert [report.score for report in grading.reports] == [5.0, 3.0, 5.0]
    assert {report.status for report in grading.reports} == {"graded"}
    trouble = [each for each in records(trapped / "out") if each["t"] == "trouble"]
    assert [each["student"] for each in trouble] == ["mallory"]


def test_who_kills_every_judge_harms_nobody_else(trapped: Path) -> None:
    """A submission that no judge survives has no score, never 0; the others have theirs."""
    (trapped / "trap").write_text("always")

    grading = grade_all(trapped)

    ada, mallory, zoe = grading.reports
    assert [ada.score, zoe.score] == [5.0, 5.0]
    assert (mallory.status, mallory.score) == ("engine_failed", None)
    assert [question.points for question in mallory.questions] == [None, None]
    assert mallory.flags == ("engine-failed",)
    assert "The fault is ours" in mallory.message
    trouble = [each for each in records(trapped / "out") if each["t"] == "trouble"]
    assert [each["student"] for each in trouble] == ["mallory"] * 2
    assert all(each["why"] for each in trouble)


def test_a_check_that_is_our_fault_is_tried_again_and_kept_for_staff(
    keeps_promises: None, tmp_path: Path
) -> None:
    """A defect of the suite makes no grade; staff find in the journal what it was."""
    skipping = TRAPPED.replace("import killing", "").replace(
        "killing.trap(got)", "if got == 13:\n        pytest.skip('not today')"
    )
    course = toy.ready(tmp_path / "course", {**FILES, DOUBLE_TESTS: skipping}, hidden=None)
    toy.hand_in(tmp_path / "in", "mallory", COUNTER + "def double(x):\n    return 13\n")

    first = grade_all(tmp_path)
    second = grade_all(tmp_path)

    (report,) = first.reports
    assert course.assignments == ("toy",)
    assert (report.status, report.score) == ("engine_failed", None)
    assert {each.name: each.outcome for each in report.checks} == {
        "test_counter.py::test_counter": "passed",
        "test_double.py::test_double": "ours",
    }
    assert second.executed == 2  # ours is never reused: twice tried, twice run
    kept = [each["outcome"] for each in records(tmp_path / "out") if each["t"] == "ours"]
    assert len(kept) == 4
    assert "not today" in kept[0]["detail"]


def test_the_journal_names_no_check_that_is_not_there(again: Path) -> None:
    """Each check's record says whose it was and which check it is."""
    checks = [each for each in records(again / "out") if each["t"] == "check"]

    assert {each["student"] for each in checks} == set(HAND_INS)
    assert {each["outcome"]["check"] for each in checks} == {
        "test_counter.py::test_counter",
        "test_double.py::test_double[3]",
        "test_double.py::test_double[5]",
    }
