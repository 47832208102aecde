"""Tests of a worker that fights: it loses its check, and never decides anything else."""

from __future__ import annotations

import contextlib

import pytest

from grader.errors import CheckStopped, StudentError, WorkerDied, WorkerTimeout
from tests.toy import FORGE, OpenToy

LIVES = "def text(): return 'alive'\n"


def test_an_infinite_loop_is_a_timeout(open_toy: OpenToy) -> None:
    """A worker that computes for ever is killed when its CPU time is used up."""
    toy = open_toy("def number(x=0):\n    while True: pass", cpu_s=0.3)

    with pytest.raises(WorkerTimeout, match="CPU time"):
        toy.submission.number()

    budget = toy.line.line.budget
    assert budget.used_cpu_s >= 0.3
    assert not toy.line.line._worker.alive


def test_a_loop_in_c_is_a_timeout(open_toy: OpenToy) -> None:
    """What no signal handler could interrupt is ended from outside."""
    toy = open_toy("def number(x=0): return sum(range(10**12))", cpu_s=0.3)

    with pytest.raises(WorkerTimeout):
        toy.submission.number()


def test_sleeping_is_a_timeout_and_not_our_fault(open_toy: OpenToy) -> None:
    """A worker that sleeps through its wall time was not starved by the machine."""
    toy = open_toy("import time\ndef number(x=0): time.sleep(10**6)", cpu_s=0.05)

    with pytest.raises(WorkerTimeout, match="did not answer"):
        toy.submission.number()
    assert toy.line.line.budget.used_cpu_s < 0.05


def test_waiting_for_another_thread_is_a_timeout(open_toy: OpenToy) -> None:
    """A worker that waits for an event that never comes slept, too."""
    toy = open_toy("import threading\ndef number(x=0): threading.Event().wait()", cpu_s=0.05)

    with pytest.raises(WorkerTimeout, match="did not answer"):
        toy.submission.number()


def test_threads_count_together(open_toy: OpenToy) -> None:
    """CPU time is the whole process's: a thread that computes behind a quick answer counts."""
    toy = open_toy(
        "import threading, time\n"
        "def spin():\n    while True: pass\n"
        "def number(x=0):\n"
        "    threading.Thread(target=spin, daemon=True).start()\n"
        "    time.sleep(10**6)\n",
        cpu_s=0.3,
    )

    with pytest.raises(WorkerTimeout, match="CPU time"):
        toy.submission.number()


@pytest.mark.parametrize(
    "body",
    [
        "os._exit(0)",
        "os._exit(1)",
        "os.abort()",
        "ctypes.string_at(0)",
        "os.close(3)",
        "os.dup2(0, 3)",
    ],
)
def test_a_worker_that_ends_is_dead(open_toy: OpenToy, body: str) -> None:
    """Exit code 0, a signal or a crash of the interpreter: no answer came, and that is all."""
    toy = open_toy(f"import ctypes, os\ndef number(x=0): {body}")

    with pytest.raises(WorkerDied):
        toy.submission.number()
    with pytest.raises(WorkerDied):
        toy.submission.text()


def test_recursion_without_a_limit_ends_the_worker_alone(open_toy: OpenToy) -> None:
    """A hand-in that lifts the recursion limit runs out of stack over there."""
    toy = open_toy(
        "import sys\n"
        "class Deep:\n    def __repr__(self): return repr(self)\n"
        "def number(x=0):\n    sys.setrecursionlimit(10**9)\n    repr(Deep())",
        cpu_s=2.0,
    )

    with pytest.raises((CheckStopped, StudentError)):
        toy.submission.number()


@pytest.mark.parametrize(
    "body",
    [
        "held = []\n    while True: held.append(bytearray(10**7))",
        "return 10 ** (10**10)",
        "return np.ones((10**6, 10**6))",
        "x = 'x'\n    while True: x += x",
        "return list(range(10**10))",
    ],
)
def test_a_memory_bomb_is_the_students_own(open_toy: OpenToy, body: str) -> None:
    """Memory beyond the limit is a MemoryError over there, or the worker's death."""
    toy = open_toy(f"def number(x=0):\n    {body}", cpu_s=2.0)

    with pytest.raises((StudentError, CheckStopped)) as caught:
        toy.submission.number()
    if isinstance(caught.value, StudentError):
        assert isinstance(caught.value, MemoryError)
    else:
        assert isinstance(caught.value, WorkerDied | WorkerTimeout)


# Frames that a hand-in writes to the judge's socket while it answers the question number 2: the
# first was to load it.
FORGED = {
    "a reply before its own": "send(frame({'n': 2, 'value': 1}))",
    "two replies": "send(2 * frame({'n': 2, 'value': 1}))",
    "the next reply": "send(frame({'n': 2, 'value': 1}) + frame({'n': 3, 'value': 1}))",
    "only the next reply": "send(frame({'n': 3, 'value': 1}))",
    "an old number": "send(frame({'n': 1, 'value': 1}))",
    "no number": "send(frame({'value': 1}))",
    "another kind of number": "send(frame({'n': 2.0, 'value': 1}))",
    "a true number": "send(frame({'n': True, 'value': 1}))",
    "garbage": "send(b'\\xff' * 4096)",
    "zeros": "send(bytes(4096))",
    "no JSON": "send(struct.pack('<II', 4, 0) + b'}}}}')",
    "no object": "send(struct.pack('<II', 2, 0) + b'[]')",
    "deep JSON": "send(struct.pack('<II', 100000, 0) + b'[' * 100000)",
    "a huge header": "send(struct.pack('<II', 2**32 - 1, 0))",
    "many buffers": "send(struct.pack('<II', 2, 2**32 - 1) + b'{}')",
    "a huge buffer": "send(struct.pack('<IIQ', 2, 1, 2**63) + b'{}')",
    "an array of lies": "send(frame({'n': 2, 'value': {'a': [0, '<f8', [2**40]]}}, b'12345678'))",
    "another kind": "send(frame({'n': 2, 'value': 'text'}))",
    "a pickle": "import pickle; send(pickle.dumps(print))",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_reply_never_answers_another_question(open_toy: OpenToy, how: str) -> None:
    """Whatever is written to the socket, the next question gets its own answer, or none at all."""
    toy = open_toy(f"{FORGE}{LIVES}def number(x=0):\n    {FORGED[how]}\n    return 7", cpu_s=3.0)

    try:
        got = toy.submission.number()
    except CheckStopped:
        got = None
    assert got in (1, None)  # 1: it answered its own question, which it may by a `return`, too
    with pytest.raises(WorkerDied):
        toy.submission.text()


@pytest.mark.parametrize(
    "sent",
    ["frame({'n': 2, 'value': 1})[:-1]", "struct.pack('<II', 10**6, 0)", "b'\\x10'"],
    ids=["one byte missing", "a header that never comes", "one byte"],
)
def test_a_truncated_reply_is_a_timeout(open_toy: OpenToy, sent: str) -> None:
    """An answer that stops in the middle is waited for no longer than any other."""
    toy = open_toy(
        f"{FORGE}import time\ndef number(x=0):\n    send({sent})\n    time.sleep(10**6)", cpu_s=0.05
    )

    with pytest.raises(WorkerTimeout):
        toy.submission.number()


def test_dripping_bytes_gains_no_time(open_toy: OpenToy) -> None:
    """A byte now and then does not begin the wait anew."""
    toy = open_toy(
        f"{FORGE}import time\n"
        "def number(x=0):\n"
        "    for byte in frame({'n': 2, 'value': ['x' * 10**6]}):\n"
        "        send(bytes([byte]))\n"
        "        time.sleep(0.005)\n",
        cpu_s=0.05,
    )

    with pytest.raises(WorkerTimeout):
        toy.submission.number()


def test_a_flood_is_cut_off(open_toy: OpenToy) -> None:
    """Endless bytes are refused at the first frame that is none."""
    toy = open_toy(f"{FORGE}def number(x=0):\n    while True: send(b'\\xff' * 65536)", cpu_s=5.0)

    with pytest.raises(WorkerDied):
        toy.submission.number()


def test_a_worker_that_does_not_read_is_a_timeout(open_toy: OpenToy) -> None:
    """Sending has the same end as waiting: a worker may fill the socket and never read."""
    toy = open_toy(
        f"{FORGE}import threading, time\n"
        "def number(x=0):\n    os.read = lambda *a: time.sleep(10**6)\n    return 7",
        cpu_s=0.05,
    )
    assert toy.submission.number() == 7

    toy.submission.Node(0, label="x" * (8 << 20))
    with pytest.raises(WorkerTimeout):
        toy.submission.text()


def test_a_background_thread_cannot_answer_for_the_next_question(open_toy: OpenToy) -> None:
    """Bytes that wait when a question is about to be asked kill the worker."""
    toy = open_toy(
        f"{FORGE}{LIVES}import threading, time\n"
        "written = threading.Event()\n"
        "def late():\n"
        "    time.sleep(0.05)\n"
        "    send(frame({'n': 3, 'value': 1}))\n"
        "    written.set()\n"
        "def number(x=0):\n"
        "    threading.Thread(target=late).start()\n"
        "    return 7\n"
        "def flag(): return written.wait()\n"
    )

    assert toy.submission.number() == 7
    for ask in (toy.submission.flag, toy.submission.text):
        with contextlib.suppress(WorkerDied):  # the forged bytes displace one of the answers
            assert ask() is True
    with pytest.raises(WorkerDied):
        toy.submission.text()


def test_a_hostile_object_can_do_no_more_than_fail(open_toy: OpenToy) -> None:
    """Objects that raise from every hook cost their check and nothing else."""
    toy = open_toy(
        "class Bad:\n"
        "    def __getattribute__(self, name): raise SystemExit(0)\n"
        "    def __del__(self): raise KeyboardInterrupt\n"
        "    __eq__ = __hash__ = __repr__ = __bool__ = lambda *a: 1 / 0\n"
        "def node(x=0): return Bad()\n"
        "def number(x=0): return Bad()\n"
        "def items(): return [Bad()]\n"
        "def table(): return {'a': Bad()}\n"
    )
    bad = toy.submission.node()

    with pytest.raises(StudentError):
        _ = bad.num
    for name in ("number", "items", "table"):
        with pytest.raises(AssertionError, match="`Bad`"):
            getattr(toy.submission, name)()
    assert toy.submission.text() == "text"


def test_a_worker_cannot_change_what_another_check_sees(open_toy: OpenToy) -> None:
    """Each check has a process of its own: what one patches or writes is gone in the next."""
    poison = (
        "import builtins, math, os\n"
        "def number(x=0):\n"
        "    builtins.divmod = math.sqrt = np.exp = lambda *x: 99\n"
        "    open(os.path.join(os.environ['TMPDIR'], 'left'), 'w').write('x')\n"
        "    return 7\n"
        "def items():\n"
        "    left = len(os.listdir(os.environ['TMPDIR']))\n"
        "    return [math.sqrt(4.0), float(np.exp(0)), left]\n"
    )
    first, second = open_toy(poison), open_toy(poison)

    assert first.submission.number() == 7
    assert first.submission.items() == [99, 99.0, 1]
    assert second.submission.items() == [2.0, 1.0, 0]
