"""Tests of one check's line: one worker, one budget, one end, and a script that decides nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.engine.line import CheckLine, Loadable
from grader.engine.looking import begin
from grader.engine.script import make_script
from grader.errors import SuiteError, WorkerDied, WorkerMissing, WorkerTimeout
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import WorkerProcess
from grader.worker.program import LOCAL_IDS
from tests.toy import FORGE, loadable

SOURCE = """
import os
calls = []
def number(x=0):
    calls.append(x)
    return x
def count():
    return len(calls)
def kind():
    return str(type(calls[-1]).__name__)
def fail():
    raise ValueError("no")
def loop():
    while True: pass
def end():
    os._exit(0)
"""

Open = Callable[..., CheckLine]


@pytest.fixture
def open_line(launcher: Launcher) -> Iterator[Open]:
    """Opens a line to a hand-in."""
    lines: list[CheckLine] = []

    def open_(source: str = SOURCE, cpu_s: float = 20.0, script: Any = None) -> CheckLine:
        lines.append(CheckLine(launcher, loadable(source), Budget(cpu_s), "seed", script))
        return lines[-1]

    yield open_
    for line in lines:
        line.close()


def program(name: str, *args: object, kind: Any = "number") -> list[dict[str, Any]]:
    """A program of one call."""
    return [{"op": "global", "name": name, "args": list(args), "kind": kind}]


def ask(line: CheckLine, name: str, *args: object, kind: Any = "number") -> Any:
    """The value of one call, or the whole answer where there is none."""
    header, _ = line.ask({"op": "run", "program": program(name, *args, kind=kind)}, [])
    return header.get("value", header)


def test_a_worker_is_taken_at_the_first_question(open_line: Open) -> None:
    """A check that asks nothing needs no worker."""
    line = open_line()

    assert line._worker is None
    assert ask(line, "number", 3) == 3
    assert line._worker is not None


def test_one_worker_answers_the_whole_check(open_line: Open) -> None:
    """What one question changed over there, the next one sees."""
    line = open_line()

    ask(line, "number", 3)

    assert ask(line, "count") == 1


@pytest.mark.parametrize(("name", "kind"), [("loop", WorkerTimeout), ("end", WorkerDied)])
def test_a_stop_is_final(open_line: Open, name: str, kind: type[BaseException]) -> None:
    """After a stop each further question raises the very same stop, and nothing is asked."""
    line = open_line(cpu_s=0.2)

    with pytest.raises(kind) as first:
        ask(line, name)
    with pytest.raises(kind) as second:
        ask(line, "number", 1)

    assert first.value is second.value is line.stopped


def test_a_rejected_answer_is_final(open_line: Open) -> None:
    """An answer that the channel refuses stops the check, too."""
    line = open_line()
    ask(line, "number", 1)

    died = line.reject("its answer was nonsense")

    assert "broke the protocol: its answer was nonsense" in str(died)
    with pytest.raises(WorkerDied) as caught:
        ask(line, "number", 1)
    assert caught.value is died


def test_the_budget_of_a_check_is_cumulative(open_line: Open) -> None:
    """Each answer adds to what the check has used."""
    line = open_line()
    used = [line.budget.used_cpu_s]
    for _ in range(3):
        ask(line, "number", 1)
        used.append(line.budget.used_cpu_s)

    assert used == sorted(set(used))
    assert line.budget.used_wall_s > 0


def test_a_restart_gives_a_clean_worker_and_a_fresh_budget(open_line: Open) -> None:
    """After a stop or not: the next question goes to a worker that knows nothing."""
    line = open_line(cpu_s=0.5)
    ask(line, "number", 1)
    with pytest.raises(WorkerTimeout):
        ask(line, "loop")

    line.restart()

    assert line.stopped is None
    assert line.budget == Budget(0.5)
    assert ask(line, "count") == 0


def test_a_hand_in_that_hangs_when_it_loads_is_a_timeout(launcher: Launcher) -> None:
    """Loading has its own budget, which a check cannot wait past."""
    line = CheckLine(launcher, quick("x = 1\nwhile True: pass"), Budget(20.0), "seed")

    with pytest.raises(WorkerTimeout):
        ask(line, "number")
    line.close()


@pytest.mark.parametrize("said", ["{'n': 1, 'loaded': 5}", "{'n': 1}", "{'n': 1, 'value': 1}"])
def test_a_worker_that_says_it_loaded_something_else_is_dead(open_line: Open, said: str) -> None:
    """The answer to loading is checked like every other."""
    line = open_line(f"{FORGE}send(frame({said}))\ndef number(x=0): return x")

    with pytest.raises(WorkerDied):
        ask(line, "number")


def test_a_question_too_large_is_a_mistake_of_the_suite(open_line: Open) -> None:
    """What cannot be sent is no fault of the submission, and the line goes on."""
    line = open_line()

    with pytest.raises(SuiteError, match="the test sends"):
        ask(line, "number", "x" * (17 << 20))
    assert ask(line, "number", 1) == 1


def test_a_hand_in_too_large_to_be_sent_is_no_mistake_of_the_suite(launcher: Launcher) -> None:
    """No test answers for what every check loads; that it fits is ours to see to."""
    one = quick("def number(x=0): return x")
    line = CheckLine(
        launcher, Loadable(one.cells * 5000, one.code * 5000, (), 0.0), Budget(20.0), "a"
    )

    with pytest.raises(WorkerMissing, match="too large for one message"):
        ask(line, "number", 1)
    line.close()


def quick(source: str) -> Loadable:
    """A hand-in that loaded at once on trial."""
    return dataclasses.replace(loadable(source), cost_s=0.0)


def drawn(launcher: Launcher, source: str, seed: str, *, again: bool = False) -> Any:
    """What a hand-in's `number` answers to a check of this seed."""
    line = CheckLine(launcher, quick(source), Budget(20.0), seed, again=again)
    answer = ask(line, "number")
    line.close()
    return answer


def drawn_on_trial(launcher: Launcher, source: str) -> Any:
    """What it answers where its cells are tried."""
    worker = begin(launcher, (), 20.0)
    (piece,) = loadable(source).code
    worker.ask({"op": "cell", "label": "cell 1", "source": source}, [piece], Budget(20.0))
    call = {"op": "global", "name": "number", "kind": "number", "args": [0]}
    value = worker.ask({"op": "run", "program": [call]}, [], Budget(20.0))[0]["value"]
    worker.kill()
    return value


def test_seeds_differ_by_check_and_not_by_run(launcher: Launcher) -> None:
    """One lucky draw makes no hand-in right: each check draws its own, every time the same."""
    source = "import random\ndrawn = random.random()\ndef number(x=0): return drawn"

    answers = [drawn(launcher, source, seed) for seed in ("a", "a", "b")]

    assert answers[0] == answers[1]
    assert len({*answers, drawn(launcher, source, "a", again=True)}) == 3
    assert drawn_on_trial(launcher, source) not in answers


@pytest.mark.parametrize("pieces", [1, 2, 3])
@pytest.mark.parametrize("keeps", [(), ("a",), ("a", "b")])
@pytest.mark.parametrize("display", [(), ("a",), ("a", "b")])
def test_what_is_asked_once_more_lies_elsewhere(
    launcher: Launcher, pieces: int, keeps: tuple[str, ...], display: tuple[str, ...]
) -> None:
    """Nothing of the request to load is where the first thing that an answer makes would lie."""
    one = quick("def number(x=0):\n    return id([])\n")
    held = Loadable(one.cells * pieces, one.code * pieces, display, cost_s=0.0, keeps=keeps)
    places = []
    for again in (False, True):
        line = CheckLine(launcher, held, Budget(20.0), "a", again=again)
        places.append([ask(line, "number", at) for at in range(3)])
        line.close()

    assert not set(places[0]) & set(places[1])


UNTIL = """
import random
drawn = random.random()
while not {low} < drawn < {high}:  # met at once on trial
    if not {patient}: drawn = random.random()
def number(x=0): return drawn
"""


@pytest.mark.parametrize("patient", [True, False])
def test_what_loads_late_under_other_numbers_is_loaded_as_on_trial(
    launcher: Launcher, patient: bool
) -> None:
    """Training until a loss is small may end on trial alone; no check is lost by that."""
    first = drawn_on_trial(launcher, UNTIL.format(low=0, high=1, patient=True))
    source = UNTIL.format(low=first - 1e-9, high=first + 1e-9, patient=patient)

    assert drawn(launcher, source, "a") == drawn(launcher, source, "b") == first


def test_sleep_of_a_load_that_is_given_up_counts(launcher: Launcher) -> None:
    """Or a submission could sleep away what nobody waits for, under each check's numbers."""
    first = drawn_on_trial(launcher, UNTIL.format(low=0, high=1, patient=True))
    nap = f"if drawn != {first}: __import__('time').sleep(0.8)\nwhile"
    source = UNTIL.format(low=first, high=first, patient=True).replace("while", nap)
    source = source.replace("<", "<=")
    line = CheckLine(launcher, quick(source), Budget(20.0), "a")

    assert ask(line, "number") == first
    assert line.slept_s > 0.7
    line.close()


def test_a_load_that_sleeps_is_not_tried_twice(
    launcher: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sleep ends no sooner under other numbers, and costs whoever waits."""
    source = "import time\ntime.sleep(60)\ndef number(x=0): return x"
    line = CheckLine(launcher, quick(source), Budget(20.0), "a")
    workers: list[WorkerProcess] = []
    take = launcher.worker
    monkeypatch.setattr(launcher, "worker", lambda: workers.append(take()) or workers[-1])

    with pytest.raises(WorkerTimeout):
        ask(line, "number")
    line.close()

    assert len(workers) == 1


# Scripts: what a check is known to ask, sent at once.


def scripted(open_line: Open, *programs: Any, source: str = SOURCE, cpu_s: float = 20.0) -> Any:
    """A line whose script foresees the programs."""
    return open_line(source, cpu_s, make_script(programs))


def test_a_script_answers_what_it_foresaw(open_line: Open) -> None:
    """Asked as foreseen, the answers are those of asking one by one, from one worker."""
    steps = [program("number", 5), program("count"), program("number", 7), program("count")]
    line = scripted(open_line, *steps)

    assert [ask(line, "number", 5), ask(line, "count")] == [5, 1]
    assert [ask(line, "number", 7), ask(line, "count")] == [7, 2]
    assert ask(line, "count") == 2  # beyond the script


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_leaving_a_script_leaves_no_trace(open_line: Open, at: int) -> None:
    """A check that asks anything else goes on as if there had been no script."""
    steps = [program("number", value) for value in (1, 2, 3)]
    line = scripted(open_line, *steps)
    for value in (1, 2, 3)[:at]:
        assert ask(line, "number", value) == value

    assert ask(line, "count") == at
    assert ask(line, "number", 9) == 9
    assert ask(line, "count") == at + 1


@pytest.mark.parametrize(
    ("foreseen", "asked"), [(0.0, -0.0), (1, True), (1, 1.0), (1.0, 1), (math.nan, math.nan)]
)
def test_a_script_foresees_exactly(open_line: Open, foreseen: Any, asked: Any) -> None:
    """Values that are equal and not the same are another question."""
    kind = ["union", "number", "bool"]
    line = scripted(open_line, program("number", foreseen, kind=kind), program("count"))

    got = ask(line, "number", asked, kind=kind)

    assert repr(got) == repr(asked)
    assert ask(line, "kind", kind="str") == type(asked).__name__
    assert ask(line, "count") == 1


def test_a_script_starts_anew_with_the_second_load(launcher: Launcher) -> None:
    """Where a load under the check's own numbers takes too long, nothing of the script is lost."""
    first = drawn_on_trial(launcher, UNTIL.format(low=0, high=1, patient=True))
    source = SOURCE + UNTIL.format(low=first - 1e-9, high=first + 1e-9, patient=True).replace(
        "def number", "def drew"
    )
    steps = [program("number", value) for value in (1, 2, 3)]
    line = CheckLine(launcher, quick(source), Budget(20.0), "a", make_script(steps))

    answers = [ask(line, "number", value) for value in (1, 2, 3)]

    assert answers == [1, 2, 3]
    assert ask(line, "count") == 3
    assert ask(line, "drew") == first
    line.close()


def test_a_failure_ends_a_script_where_it_stands(open_line: Open) -> None:
    """After an exception the worker runs nothing more of the script; the next question is new."""
    steps = [program("number", 1), program("fail"), program("number", 2), program("number", 3)]
    line = scripted(open_line, *steps)

    assert ask(line, "number", 1) == 1
    assert ask(line, "fail")["raised"]["error"]["type"] == "ValueError"
    assert ask(line, "count") == 1
    assert ask(line, "number", 2) == 2


def test_a_failure_at_the_end_of_a_script_is_like_any_other(open_line: Open) -> None:
    """The last foreseen program may fail, too."""
    line = scripted(open_line, program("number", 1), program("fail"))

    assert ask(line, "number", 1) == 1
    assert "raised" in ask(line, "fail")
    assert ask(line, "count") == 1


@pytest.mark.parametrize("foreseen", ["loop", "end"])
def test_what_a_check_never_asks_does_not_count_against_it(open_line: Open, foreseen: str) -> None:
    """A foreseen question that hangs or kills the worker harms nothing before it is asked."""
    line = scripted(open_line, program("number", 1), program(foreseen), cpu_s=1.0)

    assert ask(line, "number", 1) == 1
    assert ask(line, "number", 2) == 2
    assert ask(line, "count") == 2


@pytest.mark.parametrize(
    "forged",
    ["2 * frame({'n': 2, 'value': 1})", "frame({'n': 3, 'value': 1})",
     "frame({'n': 2, 'value': 1}) + frame({'n': 2, 'value': 5})",
     "frame({'n': 2, 'value': 1}) + frame({'n': 3, 'value': 5}) + frame({'n': 3, 'value': 5})"],
)  # fmt: skip
def test_a_forged_reply_shifts_no_answer_of_a_script(open_line: Open, forged: str) -> None:
    """More answers than questions end the worker, before an answer meets another question."""
    source = f"{FORGE}def number(x=0):\n    if x == 1: send({forged})\n    return x\n"
    steps = [program("number", value) for value in (1, 2, 3, 4)]
    line = scripted(open_line, *steps, source=source)
    got = []

    with contextlib.suppress(WorkerDied):
        for value in (1, 2, 3, 4):
            got += [ask(line, "number", value)]
    assert got in ([], [1], [1, 5])  # each said for its own question, under its own number
    assert isinstance(line.stopped, WorkerDied)


@pytest.mark.parametrize("frames", ["5", "'x'", "{}", "[5]", "[['cell 1', 1, 'f']]", "None"])
def test_frames_that_are_none_are_left_to_the_channel(open_line: Open, frames: str) -> None:
    """A forged exception without frames is an answer that makes no sense, not an error of ours."""
    described = f"{{'type': 'E', 'bases': [], 'text': '', 'frames': {frames}}}"
    forged = f"{{'n': 2, 'raised': {{'step': 0, 'error': {described}}}}}"
    line = open_line(f"{FORGE}def number(x=0): send(frame({forged}))")

    assert "raised" in ask(line, "number")


def test_the_lines_of_a_traceback_are_the_students(open_line: Open) -> None:
    """The worker holds no source; the lines are filled in from the hand-in."""
    error = ask(open_line(), "fail")["raised"]["error"]

    assert error["frames"] == [["cell 1", 12, "fail", 'raise ValueError("no")']]


def test_a_script_tells_no_answer_of_the_reference(open_line: Open) -> None:
    """A question that holds an earlier answer is not seen before that answer was given."""
    cheat = (
        "import sys\n"
        "def number(x=0):\n"
        "    seen, frame = [], sys._getframe()\n"
        "    while frame:\n"
        "        seen.append(repr(frame.f_locals.get('header', '')))\n"
        "        frame = frame.f_back\n"
        "    return '12.25' in str(seen)\n"
    )
    kind = ["union", "bool", "number"]
    # The check reads number(3) and asks number(of that); on the reference number(3) is 12.25.
    foreseen = [program("number", value, kind=kind) for value in (3, 12.25, 3, 12.25)]
    line = scripted(open_line, *foreseen, source=cheat)

    got = [ask(line, "number", value, kind=kind) for value in (3, 12.25, 3, 12.25)]

    assert got[0] is False
    assert got[1] is True


def test_the_name_of_an_argument_hides_no_value() -> None:
    """A new value begins a batch of its own whatever the argument is called."""
    programs = [program("number", 3), program("number", 3)]
    programs[1][0]["kwargs"] = {"h": 8.5}

    made = make_script(programs)

    assert made is not None
    assert [count for _, count in made.batches] == [1, 1]


def test_work_done_while_loading_is_work_for_the_check(launcher: Launcher) -> None:
    """What loading takes beyond what it took on trial is taken from the check's own budget."""
    ready = loadable(
        "import time\nend = time.process_time() + 0.7\n"
        "while time.process_time() < end: pass\ndef number(): return 3"
    )
    now = Loadable(ready.cells, ready.code, (), cost_s=0.0)
    as_on_trial = Loadable(ready.cells, ready.code, (), cost_s=0.7)

    line = CheckLine(launcher, as_on_trial, Budget(0.3), "seed")
    assert ask(line, "number") == 3
    line.close()
    line = CheckLine(launcher, now, Budget(0.3), "seed")
    with pytest.raises(WorkerTimeout):
        ask(line, "number")
    line.close()


@pytest.mark.parametrize("cost_s", [0.021, 0.022])
def test_what_is_told_of_slow_loading_holds_no_measured_number(cost_s: float) -> None:
    """What loading took on trial is another in each grading, and the words are not."""
    budget = Loadable((), (), (), cost_s=cost_s).budget()

    assert budget.too_much == "it used more than twice what loading took at first, and a second"
    assert budget.too_long == "it did not answer in time"


def test_sleep_on_trial_buys_no_hours() -> None:
    """What loading may wait for is bounded by what it waited for on trial."""
    slow = Loadable((), (), (), cost_s=4.0)

    assert slow.budget().wall_s <= 4 * slow.cost_s
    assert slow.budget().cpu_s <= 3 * slow.cost_s


def batched(*programs: Any) -> list[int]:
    """How many questions each batch of a script has."""
    made = make_script(programs)
    assert made is not None
    return [count for _, count in made.batches]


def test_a_script_of_known_values_goes_out_at_once() -> None:
    """Where each example asks once, a new value alone begins a batch, of any type and place."""
    forget = {"op": "forget"}
    known = [1, 2.5, "x", [1, 2.5], {"i": "0x1"}, None, True]
    first = [forget, {"op": "global", "name": "f", "args": known, "kind": "number"}]
    again = [[forget, *program("number", value)] for value in (2.5, 1, "x", [2.5], True, None)]
    new = [[forget, *program("number", value)] for value in (1.0, -1, "y", {"i": "0x2"}, False)]

    assert batched(first, *again) == [7]
    assert batched(first, *new) == [1] * 6


def test_a_second_question_of_an_example_waits_for_the_first_answer() -> None:
    """That it is asked, and what with, may hang on the answer, though every value was seen."""
    forget, first = {"op": "forget"}, program("number", [1, 7, 4, 4])
    once, twice = [forget, *first], program("number", [4, 7, 1])
    handle = [{"op": "get", "on": 7, "name": "num", "args": [{"h": 9}], "kind": "number"}]

    assert batched(once, twice) == [1, 1]
    assert batched(once, once, once, twice) == [1, 1, 1, 1]
    assert batched(once, handle, once, handle) == [1, 1, 1, 1]
    assert batched(first, twice) == [1, 1]
    assert batched(once, once, once) == [3]


def test_what_a_mean_is_cannot_be_read_out_of_a_script(open_line: Open) -> None:
    """Code that gives back what the script asks next knows the next question of no example."""
    cheat = (
        "import sys\n"
        "script = []\n"
        "serve = next(m for n, m in sys.modules.items() if n.endswith('worker.serve'))\n"
        "old = serve.Worker.frames\n"
        "def frames(self, header, buffers, n):\n"
        "    script.extend(header.get('programs', ()))\n"
        "    return old(self, header, buffers, n)\n"
        "serve.Worker.frames = frames\n"
        "asked = [0]\n"
        "def number(x=0):\n"
        "    asked[0] += 1\n"
        "    rest = script[asked[0]:]\n"
        "    return rest[0][-1]['args'][0]['l'][0] if rest else -1\n"
    )
    # The check asks for the mean of four numbers, and then for one of that and two more.
    asks = [[1, 7, 4, 4], [4, 7, 1]]
    line = scripted(open_line, *[program("number", {"l": each}) for each in asks], source=cheat)

    assert [ask(line, "number", {"l": each}) for each in asks] == [-1, -1]


def test_an_object_out_of_an_answer_waits_for_that_answer() -> None:
    """Its number would tell, ahead of time, how many objects the earlier answer must hold."""
    first = [{"op": "get", "on": 1, "name": "parents", "kind": ["sequence", ["class", "N"]]}]
    named = [[{"op": "get", "on": LOCAL_IDS + 2, "name": "num", "kind": "number"}]]
    same = [[{"op": "same", "args": [{"h": 1}, {"h": LOCAL_IDS + 1}], "kind": "bool"}]]

    made = make_script([first, *named, *same])

    assert made is not None
    assert [count for _, count in made.batches] == [1, 1, 1]


def test_short_and_large_scripts_are_not_worth_it() -> None:
    """A single question, or one that no frame holds, is asked as ever."""
    assert make_script([]) is None
    assert make_script([program("number", 1)]) is None
    assert make_script([program("number", "x" * (17 << 20))] * 2) is None
    assert make_script([program("number", 1)] * 2) is not None


def test_arrays_keep_a_check_from_being_scripted(open_line: Open) -> None:
    """A question that sends buffers is not foreseen."""
    line = open_line()
    ask(line, "number", 1)
    assert line.has_script

    step = {"op": "put", "args": [{"a": [0, "<f8", [1]]}], "kind": "opaque", "out": 1}
    line.ask({"op": "run", "program": [step]}, [bytes(8)])

    assert not line.has_script
