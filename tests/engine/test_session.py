"""A judge and its other end: started, asked, given up, and never left behind."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader import errors
from grader.course import Course
from grader.engine import judge, session
from grader.engine.pipe import Pipe, PipeClosed, pack_error, unpack_error
from grader.engine.session import JudgeDied, JudgeProcess
from grader.errors import CourseError, GraderError
from tests.courses_helper import HIDDEN
from tests.engine import toy


@pytest.fixture
def ends() -> Iterator[tuple[Pipe, Pipe]]:
    """Both ends of a line."""
    pipes = [Pipe(each) for each in socket.socketpair()]
    yield pipes[0], pipes[1]
    for pipe in pipes:
        pipe.close()


class TestPipe:
    """JSON lines between trusted processes."""

    def test_messages_arrive_whole_and_in_order(self, ends: tuple[Pipe, Pipe]) -> None:
        """What is sent is received, line breaks and all."""
        messages: list[dict[str, Any]] = [{"text": "a\nb\u2028c"}, {"n": [1, 2.5, None]}, {}]
        for message in messages:
            ends[0].send(message)

        assert [ends[1].receive() for _ in messages] == messages

    def test_the_end_of_the_line_is_told(self, ends: tuple[Pipe, Pipe]) -> None:
        """A closed line ends both reading and writing, in the middle of a message too."""
        ends[0].sock.sendall(b'{"half": ')
        ends[0].close()

        with pytest.raises(PipeClosed):
            ends[1].receive()
        with pytest.raises(PipeClosed):
            ends[1].send({"x": "x"})

    def test_half_a_message_before_another_ends_the_line(self, ends: tuple[Pipe, Pipe]) -> None:
        """Who was killed while it wrote leaves a line that is no message: nothing else is in it."""
        ends[0].sock.sendall(b'{"type": "check", "outc')
        ends[0].send({"type": "ended"})

        with pytest.raises(PipeClosed, match="no message"):
            ends[1].receive()

    def test_silence_ends_the_line(self, ends: tuple[Pipe, Pipe]) -> None:
        """Who waits with a limit is told when it is over."""
        ends[0].sock.settimeout(0.01)

        with pytest.raises(PipeClosed, match="timed out"):
            ends[0].receive()

    @pytest.mark.parametrize("kind", ["GraderError", "CourseError", "SandboxError", "GateError"])
    def test_an_error_keeps_its_class_and_parts(self, kind: str) -> None:
        """An error of ours crosses with its exit code and all four parts."""
        error: GraderError = getattr(errors, kind)("a", expected="b", came="c", todo="d")

        other = unpack_error(pack_error(error))

        assert type(other) is type(error)
        assert str(other) == str(error)
        assert other.exit_code == error.exit_code

    def test_an_error_of_an_unknown_class_is_ours(self) -> None:
        """An error whose class is not among the shared ones is still an error of ours."""
        other = unpack_error(pack_error(JudgeDied("why")))

        assert type(other) is GraderError
        assert other.came == "why"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The toy course."""
    return toy.ready(tmp_path_factory.mktemp("course"))


def pid_of(judge: JudgeProcess) -> int:
    """The judge's process number."""
    assert judge._process is not None
    return judge._process.pid


def test_what_the_childs_error_was_is_told(course: Course, tmp_path: Path) -> None:
    """An error of ours in the child for one submission is told; the judge takes the next one."""
    toy.hand_in(tmp_path, "ada", toy.RIGHT)
    with JudgeProcess(course, course.assignment("toy")) as judge:
        with pytest.raises(JudgeDied, match="looking for a hand-in in") as caught:
            judge.begin(tmp_path / "nobody" / "toy")
        judge.revive()
        hand_in = judge.begin(tmp_path / "ada" / "toy")
        results = judge.run([info.name for info in judge.manifest])

    assert caught.value.exit_code == 3
    assert hand_in["status"] == "graded"
    assert {each.outcome for each in results.outcomes} == {"passed"}


def test_a_dead_judge_is_told_and_revived(course: Course) -> None:
    """Whoever asks a judge that was killed is told so, and may start another one."""
    with JudgeProcess(course, course.assignment("toy"), "freeze") as judge:
        first = pid_of(judge)
        os.kill(first, signal.SIGKILL)
        with pytest.raises(JudgeDied):
            judge.draw()
        judge.revive()

        assert pid_of(judge) != first
        assert judge.draw() == {"type": "drawn", "examples": {}, "not_frozen": {}}


def test_a_judge_that_waits_for_a_worker_is_not_silent(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a check may take: the judge says that it lives, and nothing else changes."""
    heard: list[str] = []
    receive = Pipe.receive

    def listen(pipe: Pipe) -> dict[str, Any]:
        message = receive(pipe)
        heard.append(message["type"])
        return message

    monkeypatch.setattr(session, "ALIVE_S", 0.0)
    monkeypatch.setattr(Pipe, "receive", listen)
    toy.hand_in(tmp_path, "ada", "import time\ntime.sleep(0.2)\n" + toy.RIGHT)
    with JudgeProcess(course, course.assignment("toy")) as judge:
        starting = heard.count("alive")
        assert judge.begin(tmp_path / "ada" / "toy")["status"] == "graded"
        results = judge.run([info.name for info in judge.manifest])

    assert {each.outcome for each in results.outcomes} == {"passed"}
    assert heard.count("alive") > starting > 0


def test_a_killed_judge_leaves_no_folder_behind(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What hypothesis wrote goes away with the judge, also when that had no time to tidy up."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with JudgeProcess(course, course.assignment("toy"), "freeze") as judge:
        while_running = list(tmp_path.iterdir())
        os.kill(pid_of(judge), signal.SIGKILL)

    assert while_running
    assert list(tmp_path.iterdir()) == []


def test_a_judge_that_was_given_up_stays_ended(course: Course) -> None:
    """A judge that another thread gave up ends at once, and is not started again."""
    with JudgeProcess(course, course.assignment("toy"), "freeze") as judge:
        judge.give_up()
        with pytest.raises(JudgeDied):
            judge.draw()
        with pytest.raises(JudgeDied, match="given up"):
            judge.revive()


def test_a_refused_course_leaves_no_judge_behind(course: Course, tmp_path: Path) -> None:
    """A judge whose suite does not fit the course is ended before the error comes out."""
    head = course.assignment("toy").hidden / "test_toy.py"
    hidden = head.read_text().replace('question="counter"', 'question="double"')
    judge = JudgeProcess(toy.ready(tmp_path, hidden=hidden), course.assignment("toy"), "freeze")

    with pytest.raises(CourseError, match="none for counter"), judge:
        pass

    with pytest.raises(ProcessLookupError):
        os.kill(pid_of(judge), 0)


HELPER = """
def must_be(got, want):
    assert got == want, f"Expected {want}, got {got}."
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [("PYTHONOPTIMIZE", "1"), ("PYTHONOPTIMIZE", "2"), ("PYTHONWARNINGS", "error"),
     ("PYTEST_PLUGINS", "not_there")],
)  # fmt: skip
def test_an_outcome_does_not_depend_on_who_started_the_grading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """What a suite asserts in a module of its own is asserted, whatever the environment says."""
    hidden = HIDDEN.replace("from grader.testing import close, equal", "from helper import must_be")
    hidden = hidden.replace("equal(tally.count, 19, ", "must_be(tally.count, 19, ")
    hidden = hidden.replace("equal(", "must_be(").replace("close(", "must_be(")
    hidden = re.sub(r', "(double|tally)[^"]*"\)', ")", hidden)
    files = {"solutions/toy/hidden/helper.py": HELPER}
    course = toy.ready(tmp_path / "course", files, hidden=hidden)
    toy.hand_in(tmp_path / "in", "eve", toy.DOUBLE.replace("x + x", "x") + toy.REPLACES)
    monkeypatch.setenv(name, value)

    with JudgeProcess(course, course.assignment("toy")) as judge:
        judge.begin(tmp_path / "in" / "eve" / "toy")
        results = judge.run([info.name for info in judge.manifest])

    passed = {each.check for each in results.outcomes if each.outcome == "passed"}
    assert passed == {toy.DOUBLE_0, toy.COUNTS_DOWN}
    assert {each.outcome for each in results.outcomes} == {"passed", "failed"}


@pytest.mark.parametrize("withheld", ["double", "counter"])
def test_what_nobody_is_shown_is_asked_last(tmp_path: Path, withheld: str) -> None:
    """So that no visible text of a submission can tell what was lost of it, and asked again."""
    toml = toy.TOML.replace('show = "nothing"\n', "")
    before, title, after = toml.partition(f'id = "{withheld}"\n')
    toml = f'{before}{title}show = "nothing"\n{after}'
    course = toy.ready(tmp_path / "course", assignment_toml=toml)
    toy.hand_in(tmp_path / "in", "eve", toy.REPLACES)

    with JudgeProcess(course, course.assignment("toy")) as judge:
        judge.begin(tmp_path / "in" / "eve" / "toy")
        results = judge.run([info.name for info in judge.manifest])
        question = {info.name: info.question for info in judge.manifest}

    asked = [question[each.check] for each in results.outcomes]
    assert set(asked) == {"double", "counter"}
    assert asked == sorted(asked, key=lambda name: name == withheld)


@pytest.mark.parametrize(
    ("allowed", "most"), [(3 << 30, 3 << 30), (1 << 60, None), (resource.RLIM_INFINITY, None)]
)
def test_a_judge_asks_for_no_more_memory_than_it_may_have(
    monkeypatch: pytest.MonkeyPatch, allowed: int, most: int | None
) -> None:
    """Under a low `ulimit -v` nobody but root may raise the limit: every hand-in would fail."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (allowed, allowed))

    found = judge.child_memory_bytes()

    assert found == most if most else found > judge.CHILD_MEMORY_BYTES
