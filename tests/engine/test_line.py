"""Whatever a script foresaw: every answer is what it is without one. See tests/boundary too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.engine.line import CheckLine, Loadable
from grader.engine.script import Program, make_script
from grader.errors import CheckStopped, WorkerTimeout
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import WorkerProcess
from tests.engine.toy import FIXED
from tests.toy import launcher, loadable  # noqa: F401  # `launcher` is a fixture

CODE = """
import time

seen = []

def sign(x):
    return str(x)

def note(x):
    seen.append(x)
    return len(seen)

def fail(x):
    raise ValueError(x)

def leave(count):
    for at in range(count):
        open(f"file-{at}", "wb").write(bytes(1 << 20))
    return count

def nap(x):
    time.sleep(x)
    return x

def burn(x):
    while time.process_time() < x:
        pass
    return x

def half(x):
    return {"no": "number"} if x < 0 else x / 2
"""

Open = Callable[..., CheckLine]


def call(name: str, *args: object, kind: str = "str") -> Program:
    """A program that calls a function and reads its result."""
    return [{"op": "global", "kind": kind, "name": name, "args": list(args)}]


def number(name: str, *args: object) -> Program:
    """The same for a number."""
    return call(name, *args, kind="number")


@pytest.fixture
def opened(launcher: Launcher) -> Iterator[Open]:  # noqa: F811
    """Opens a check on the code, with a script or without."""
    lines: list[CheckLine] = []

    def open_(script: Sequence[Program] = ()) -> CheckLine:
        line = CheckLine(launcher, loadable(CODE), Budget(20.0), "seed", make_script(script))
        lines.append(line)
        return line

    yield open_
    for line in lines:
        line.close()


def asked(line: CheckLine, programs: Sequence[Program]) -> list[Any]:
    """What the line answers to each program."""
    return [line.ask({"op": "run", "program": program}, [])[0] for program in programs]


def test_a_machine_without_room_for_a_worker_is_no_answer_of_a_student() -> None:
    """Where a worker cannot be made, the fault is ours, whatever the machine says to it."""
    launcher = Launcher()  # noqa: F811
    line = CheckLine(launcher, loadable(CODE), Budget(20.0), "seed")
    there, elsewhere = launcher._folder, launcher._folder.with_name(f"{launcher._folder.name}-away")
    there.rename(elsewhere)
    try:
        with pytest.raises(CheckStopped, match="no worker could be made or asked") as raised:
            line.ask({"op": "run", "program": number("half", 2)}, [])
    finally:
        elsewhere.rename(there)
    with pytest.raises(CheckStopped) as again:
        line.ask({"op": "run", "program": number("half", 2)}, [])
    launcher.close()

    assert not isinstance(raised.value, Exception)  # which a check may catch, and go on
    assert line.stopped is raised.value is again.value


@pytest.mark.parametrize(("count", "ends"), [(70, True), (20, False)])
def test_what_the_last_answer_leaves_is_seen(
    opened: Open, monkeypatch: pytest.MonkeyPatch, count: int, ends: bool
) -> None:
    """Also where nobody had the time to look before the answer came."""
    monkeypatch.setattr(WorkerProcess, "look", lambda _: None)
    line = opened()

    answered = asked(line, [number("leave", count)])
    line.end()

    assert answered == [{"value": count}]
    assert bool(line.stopped) == ends
    assert "more than 64 MB in its folder" in str(line.stopped) or not ends


def test_what_a_worker_slept_is_known(opened: Open) -> None:
    """Sleep counts for a line, through all of its workers; work does not."""
    line = opened([number("nap", 0.2), number("half", 2)])

    asked(line, [number("nap", 0.2), number("nap", 0.1)])  # the second in another worker
    line.restart()
    asked(line, [number("nap", 0.2), number("burn", 0.5)])
    line.close()

    assert line.slept_s >= 0.5
    assert line.slept_s < 0.5 + line.budget.used_wall_s / 2 + 0.3


def test_patience_with_loading_ends(launcher: Launcher) -> None:  # noqa: F811
    """Who slept long enough may sleep less in loading than others."""
    naps = Loadable(
        (("cell 1", CODE),), loadable("import time\ntime.sleep(1.6)\n" + CODE).code, (), 0.1
    )
    question = {"op": "run", "program": number("half", 2)}
    patient = CheckLine(launcher, naps, Budget(20.0), "seed")
    not_any_more = CheckLine(launcher, naps, Budget(20.0), "seed", patient=False)

    assert patient.ask(question, [])[0] == {"value": 1.0}
    with pytest.raises(WorkerTimeout):
        not_any_more.ask(question, [])
    patient.close()


questions = st.lists(
    st.builds(number, st.just("note"), st.integers(0, 3))
    | st.builds(call, st.just("sign"), st.sampled_from([0, 0.0, -0.0, 1, 1.0, True]))
    | st.builds(number, st.sampled_from(["fail", "half"]), st.sampled_from([-1, 2])),
    max_size=6,
)


@settings(FIXED, max_examples=40, suppress_health_check=list(HealthCheck))
@given(script=questions, really=questions, shared=st.integers(0, 6))
def test_no_script_ever_changes_an_answer(
    opened: Open, script: list[Program], really: list[Program], shared: int
) -> None:
    """Whatever was foreseen, what is asked has the answers that it has without a script."""
    really = [*script[:shared], *really]

    assert asked(opened(script), really) == asked(opened(), really)
