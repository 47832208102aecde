"""Tests of the launcher and its workers as they really start: clean, alone, and mortal."""

from __future__ import annotations

import contextlib
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.errors import SandboxError, WorkerDied
from grader.sandbox import layers
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher, WorkerLimits
from grader.sandbox.process import MOST_THREADS, WorkerProcess
from grader.sandbox.scratch import MAX_BYTES, MAX_ENTRIES
from tests.toy import loadable

Ask = Callable[[str], Any]


@pytest.fixture
def ask(launcher: Launcher) -> Iterator[Ask]:
    """Evaluates an expression in a fresh worker; its value is text or a list of texts."""
    made: list[WorkerProcess] = []

    def ask_(expression: str) -> Any:
        made.append(launcher.worker())
        return evaluated(made[-1], expression)

    yield ask_
    for worker in made:
        worker.kill()


def evaluated(worker: WorkerProcess, expression: str) -> Any:
    """The value of an expression in a worker."""
    source = f"import os, sys\ndef value():\n    return {expression}\n"
    worker.send(loadable(source).frame(), Budget(20.0))
    worker.answer(Budget(20.0))
    kind = ["union", "str", "number", "bool", ["sequence", "str"]]
    step = {"op": "global", "name": "value", "kind": kind}
    header, _ = worker.ask({"op": "run", "program": [step]}, [], Budget(20.0))
    assert "value" in header, header
    value = header["value"]
    return value["l"] if isinstance(value, dict) else value


def gone(pid: int, timeout_s: float = 30.0) -> bool:
    """Whether a process ends: waits for it, and fails when it does not."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            state = (
                Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
            )
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


@pytest.mark.needs("bubblewrap")
def test_the_machines_own_name_stays_unknown(ask: Ask) -> None:
    """Inside bubblewrap every machine is called the same."""
    assert ask("os.uname().nodename") == layers.HOST_NAME


@pytest.mark.parametrize("lacking", ["f_bavail", "f_favail"])
def test_a_small_folder_in_memory_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    """Where one hand-in could fill it, others would find no room: the disk is taken then."""
    few = {"f_bavail": MAX_BYTES // 4096, "f_favail": MAX_ENTRIES}[lacking]
    plenty = {"f_frsize": 4096, "f_bavail": 1 << 40, "f_favail": 1 << 40, "f_files": 1 << 41}
    found = SimpleNamespace(**plenty | {lacking: few})
    monkeypatch.setattr(os, "statvfs", lambda path: found)

    with contextlib.closing(Launcher()) as launcher:
        assert launcher._folder.parent == Path(tempfile.gettempdir())


def test_each_worker_is_a_process_of_its_own(launcher: Launcher) -> None:
    """No two workers share a process, a socket or a folder."""
    workers = [launcher.worker() for _ in range(3)]

    values = [evaluated(worker, "1 + 1") for worker in workers]
    for worker in workers:
        worker.kill()

    assert values == [2, 2, 2]
    assert len({worker.pid for worker in workers}) == 3
    assert len({worker.scratch for worker in workers}) == 3


def test_a_worker_has_four_descriptors(ask: Ask) -> None:
    """Standard input, output and error lead nowhere, number 3 to the judge; there is no more."""
    code = "[name for name in map(str, range(300)) if _open(int(name))]"
    helper = (
        "def _open(fd):\n    try: os.fstat(fd)\n    except OSError: return False\n    return True"
    )
    source = f"{code}\n{helper}\ndef unused(): return 0"

    assert ask(source) == ["0", "1", "2", "3"]
    assert (
        ask("[str(os.fstat(fd).st_rdev == os.stat(os.devnull).st_rdev) for fd in (0, 1, 2)]")
        == ["True"] * 3
    )


def test_the_environment_is_clean(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same few variables everywhere: nothing of whoever started the grading."""
    monkeypatch.setenv("GRADER_SECRET", "x")
    launcher = Launcher(WorkerLimits(memory_bytes=64 << 20))
    try:
        worker = launcher.worker()
        names = evaluated(worker, "sorted(os.environ)")
        who = evaluated(worker, "[os.environ['USER'], os.environ['LOGNAME']]")
        worker.kill()
        worker = launcher.worker()
        home = evaluated(worker, "[os.environ['HOME'], os.environ['TMPDIR'], os.getcwd()]")
        worker.kill()
    finally:
        launcher.forget_ahead()
        launcher.close()

    allowed = {
        "HOME", "TMPDIR", "LC_ALL", "LC_CTYPE", "PATH", "PYTHONHASHSEED",
        "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX",
        "PWD", "USER", "LOGNAME",
    }  # fmt: skip
    assert set(names) <= allowed
    assert who == ["student", "student"]
    assert len(set(home)) == 1
    assert "scratch" in home[0]


@pytest.mark.parametrize(
    "module",
    ["grader", "pytest", "hypothesis", "pydantic", "click", "autodiff_ref", "solutions", "tests",
     "pip", "setuptools", "_pytest", "nbgrader", "sitecustomize", "usercustomize"],
)  # fmt: skip
def test_nothing_but_numpy_can_be_imported(ask: Ask, module: str) -> None:
    """The project, its tools and every installed package but NumPy are absent."""
    assert ask(f"__import__('importlib.util').util.find_spec({module!r}) is None") is True


def test_numpy_and_the_standard_library_can_be_imported(ask: Ask) -> None:
    """What a course needs is there, and works."""
    modules = [
        "numpy",
        "numpy.linalg",
        "numpy.random",
        "json",
        "math",
        "random",
        "dataclasses",
        "re",
    ]
    modules += ["collections", "functools", "itertools", "typing", "copy", "threading", "asyncio"]

    for name in modules:
        assert ask(f"__import__({name!r}).__name__") == name.split(".")[0]
    assert ask("__import__('numpy').linalg.inv([[2.0]]).tolist()[0][0]") == 0.5


def test_the_path_leads_to_the_standard_library_and_numpy_alone(ask: Ask) -> None:
    """No folder of the project, and none that holds more than NumPy beside it."""
    here = str(Path(__file__).resolve().parents[2])
    path = ask("[entry for entry in sys.path]")

    assert path
    for entry in path:
        inside = entry.startswith(here) and not Path(entry).name.startswith("python3")
        assert not inside, entry
        if (Path(entry) / "numpy").exists():
            assert sorted(each.name for each in Path(entry).iterdir()) in (
                ["numpy"],
                ["numpy", "numpy.libs"],
            )


def test_modules_of_the_grader_are_not_loaded(ask: Ask) -> None:
    """A worker holds what it runs with, and nothing of the judge or the suite."""
    loaded = ask("sorted(name.partition('.')[0] for name in sys.modules)")

    assert not {"grader", "pytest", "hypothesis", "pydantic", "click"} & set(loaded)


def test_a_worker_has_its_own_folder_and_loses_it(launcher: Launcher) -> None:
    """What a worker wrote is gone with it."""
    worker = launcher.worker()
    kept = Path(worker.scratch)
    assert evaluated(worker, "open(os.environ['TMPDIR'] + '/left', 'w').write('xyz')") == 3
    assert (kept / "left").exists()

    worker.kill()

    assert not kept.exists()


def test_a_file_may_not_grow_without_end(ask: Ask) -> None:
    """Writing beyond the limit fails over there."""
    written = (
        "_write()\n"
        "def _write():\n"
        "    try:\n"
        "        with open(os.environ['TMPDIR'] + '/big', 'wb') as file:\n"
        "            for _ in range(64): file.write(bytes(1 << 20))\n"
        "    except BaseException as error: return type(error).__name__\n"
        "    return 'written'\n"
    )

    assert ask(written) in ("OSError", "PermissionError")


def test_core_dumps_are_off_and_new_privileges_too(launcher: Launcher) -> None:
    """A crash leaves no file, and no program could gain rights."""
    worker = launcher.worker()
    core = "str(__import__('resource').getrlimit(__import__('resource').RLIMIT_CORE))"
    limit = evaluated(worker, core)
    status = Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii")
    worker.kill()

    assert limit == "(0, 0)"
    assert "NoNewPrivs:\t1" in status


def test_a_reset_kills_every_worker(launcher: Launcher) -> None:
    """After a reset no worker of the session is alive, and new ones can be had."""
    own = Launcher(WorkerLimits(memory_bytes=64 << 20))
    try:
        workers = [own.worker() for _ in range(3)]
        ended = own.reset()

        assert ended >= 3
        for worker in workers:
            assert gone(worker.pid)
            with pytest.raises(WorkerDied):
                worker.ask({"op": "run", "program": []}, [], Budget(20.0))
        assert not list(own._folder.glob("scratch-*"))
        last = own.worker()
        assert evaluated(last, "1") == 1
        assert own.reset() >= 1
        last.kill()
    finally:
        own.forget_ahead()
        own.close()


def test_closing_ends_everything_and_leaves_nothing() -> None:
    """The launcher, its workers and their folder are gone; closing again is no error."""
    own = Launcher(WorkerLimits(memory_bytes=64 << 20))
    worker = own.worker()
    folder, process = own._folder, own._process

    own.forget_ahead()
    own.close()
    own.close()

    assert gone(worker.pid)
    assert process.poll() is not None
    assert not folder.exists()
    worker.kill()


def test_a_launcher_that_is_gone_makes_no_worker() -> None:
    """That no worker can be made is our fault, and said so."""
    own = Launcher(WorkerLimits(memory_bytes=64 << 20))
    try:
        own.forget_ahead()
        own._process.kill()
        own._process.wait()
        select.select([own._control], [], [], 20)  # bubblewrap goes first, what is inside follows

        with pytest.raises(SandboxError, match="making a worker"):
            own.worker()
    finally:
        own.close()


def test_workers_die_with_their_launcher() -> None:
    """Whatever kills the launcher kills its workers: none is left behind."""
    own = Launcher(WorkerLimits(memory_bytes=64 << 20))
    worker = own.worker()
    evaluated(worker, "1")
    try:
        os.killpg(own._process.pid, signal.SIGKILL)

        assert gone(worker.pid)
    finally:
        worker.kill()
        own.forget_ahead()
        own.close()


def test_everything_dies_with_the_judge() -> None:
    """A judge that is killed leaves neither launcher nor workers."""
    script = """
        import sys, time
        from grader.sandbox.launcher import Launcher, WorkerLimits
        launcher = Launcher(WorkerLimits(memory_bytes=64 << 20))
        worker = launcher.worker()
        print(launcher._process.pid, worker.pid, launcher._folder, flush=True)
        time.sleep(600)
    """
    judge = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True
    )
    assert judge.stdout is not None
    words = judge.stdout.readline().split()
    judge.kill()
    judge.wait()
    judge.stdout.close()

    assert gone(int(words[0]))
    assert gone(int(words[1]))
    subprocess.run(["rm", "-rf", "--", words[2]], check=True)


def test_a_launcher_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """What went wrong is told in the four parts, and nothing is left behind."""
    monkeypatch.setattr("grader.sandbox.layers.python", lambda: "/bin/false")

    with pytest.raises(SandboxError) as caught:
        Launcher()

    assert "starting the launcher" in caught.value.doing
    assert "doctor" in caught.value.todo


FRAMES = (
    "[f'{name}: {len(value)}' for each in __import__('inspect').stack(0)"
    " for name, value in each.frame.f_locals.items() if name in ('children', 'signals') and value]"
)


def test_a_worker_sees_nothing_of_the_workers_before(launcher: Launcher) -> None:
    """How many there were hangs on what was lost, perhaps by somebody else."""
    for _ in range(3):
        launcher.worker().kill()
    worker = launcher.worker()

    assert evaluated(worker, FRAMES) == []

    worker.kill()


@pytest.mark.needs("bubblewrap")
def test_the_numbers_of_workers_are_blurred_between_submissions(launcher: Launcher) -> None:
    """Else a worker's own number would say how many workers the submission before it took."""
    steps, last = set(), 0
    for _ in range(12):
        worker = launcher.worker()
        number = int(evaluated(worker, "os.getpid()"))
        worker.kill()
        launcher.reset()
        steps.add(number - last)
        last = number

    assert len(steps) > 2


@pytest.mark.parametrize(
    ("name", "most"),
    [("RLIMIT_CPU", 30), ("RLIMIT_FSIZE", 1 << 20), ("RLIMIT_AS", 600 << 20)],
)
def test_a_machine_that_allows_less_than_the_limits_is_told(name: str, most: int) -> None:
    """Workers with other limits than everybody's would judge otherwise: it says which and why."""
    script = (
        "import resource\n"
        f"resource.setrlimit(resource.{name}, ({most}, {most}))\n"
        "from grader.sandbox.launcher import Launcher\n"
        "from grader.errors import SandboxError\n"
        "try: Launcher()\n"
        "except SandboxError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )

    assert "starting the launcher" in done.stdout
    assert re.search(rf"{name} is to be \d+, and `ulimit` allows {most} here", done.stdout)


@pytest.fixture
def half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Bubblewrap is killed while it makes its child, which goes on; gives where its number is."""
    number = tmp_path / "number"
    script = f"{shutil.which('sleep')} 600 & echo $! > {number}; kill -9 $$"
    monkeypatch.setattr(layers, "wrapped", lambda *_: ["/bin/sh", "-c", script])
    cached = layers.bubblewrap_refusal
    cached.cache_clear()
    yield number
    cached.cache_clear()


def test_bubblewrap_killed_while_it_starts_leaves_nothing(
    half_made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is seen at once, and the child that nobody waits for goes too."""
    monkeypatch.setattr(layers, "bubblewrap_refusal", lambda: "")

    with pytest.raises(SandboxError, match="it ended before it was ready"):
        Launcher()

    assert gone(int(half_made.read_text()))


@pytest.mark.needs("bubblewrap")
def test_bubblewrap_killed_while_it_is_tried_leaves_nothing(
    half_made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The try ends, bubblewrap is taken as refused, and the child goes."""
    monkeypatch.setattr(layers, "_TRY_S", 0.3)

    assert "TimeoutExpired" in layers.bubblewrap_refusal()
    assert gone(int(half_made.read_text()))


def test_string_hashes_are_the_same_in_every_run(ask: Ask) -> None:
    """The order of a set of strings does not depend on the day."""
    assert ask("str(hash('grader'))") == subprocess.run(
        [sys.executable, "-c", "print(hash('grader'), end='')"],
        env={"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout  # fmt: skip


def test_what_a_killed_launcher_left_is_removed() -> None:
    """The folder of a grading that was killed goes when the next one starts; a living one stays."""
    own = Launcher(WorkerLimits(memory_bytes=64 << 20))
    left = own._folder.parent / "grader-workers-left-by-nobody"
    try:
        (left / "scratch-1-1" / "deep").mkdir(parents=True, exist_ok=True)

        second = Launcher(WorkerLimits(memory_bytes=64 << 20))
        second.close()

        assert not left.exists()
        assert own._folder.exists()
    finally:
        own.close()


def test_no_file_is_without_a_name() -> None:
    """What is in scratch can be counted: files that no folder shows cannot be made."""
    own = Launcher(WorkerLimits(memory_bytes=64 << 20))
    worker = own.worker()
    attempt = "str(next(iter([os.open('.', os.O_TMPFILE | os.O_RDWR)])))"
    source = (
        "import os\ndef value():\n    try:\n"
        f"        return {attempt}\n    except PermissionError:\n        return 'refused'\n"
    )
    try:
        worker.send(loadable(source).frame(), Budget(20.0))
        worker.answer(Budget(20.0))
        step = {"op": "global", "name": "value", "kind": "str"}
        header, _ = worker.ask({"op": "run", "program": [step]}, [], Budget(20.0))

        assert header == {"value": "refused"}
    finally:
        worker.kill()
        own.close()


def ask_twice(worker: WorkerProcess, step: dict[str, Any]) -> None:
    """Asks the same again: the first answer may be quicker than the look at what is held."""
    for _ in range(2):
        worker.ask({"op": "run", "program": [step]}, [], Budget(60.0))


HELD = """
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p

def value():
    for at in range(200):
        name = f"kept-{at}".encode()
        file = os.open(name, os.O_CREAT | os.O_RDWR)
        os.write(file, bytes(1 << 20))
        libc.mmap(None, ctypes.c_size_t(4096), 1, 1, file, ctypes.c_long(0))
        REMOVED
        os.write(file, bytes(1 << 20))
        os.close(file)
    return "held"
"""


@pytest.mark.needs("seccomp")
@pytest.mark.parametrize(
    "removed",
    ["libc.unlink(name)", "os.unlink(name)", "libc.rename(b'.' + name, name)", "os.remove(name)"],
)
def test_removed_files_that_are_mapped_are_counted(removed: str) -> None:
    """Bytes of a file whose name was taken away, and that is mapped, are in the folder yet."""
    own = Launcher(WorkerLimits(memory_bytes=64 << 20))
    worker = own.worker()
    try:
        worker.send(loadable(HELD.replace("REMOVED", removed)).frame(), Budget(20.0))
        worker.answer(Budget(20.0))
        step = {"op": "global", "name": "value", "kind": "str"}

        with pytest.raises(WorkerDied, match="more than 64 MB in its folder"):
            ask_twice(worker, step)
    finally:
        worker.kill()
        own.close()


@pytest.mark.needs("seccomp")
def test_the_standard_librarys_own_temporary_files_work(ask: Ask) -> None:
    """What removes its files when it is done does so in a worker as it really starts."""
    expression = (
        "(lambda tempfile, pathlib: [tempfile.NamedTemporaryFile().close() or 'closed',"
        " tempfile.TemporaryDirectory().cleanup() or 'cleaned',"
        " pathlib.Path('a').write_text('a') and pathlib.Path('a').rename('b').name,"
        " pathlib.Path('b').unlink() or str(os.path.exists('b'))])"
        "(__import__('tempfile'), __import__('pathlib'))"
    )

    assert ask(expression) == ["closed", "cleaned", "b", "False"]


BOMB = """
import threading, time

threading.stack_size(1 << 15)
started = []

def value():
    try:
        for _ in range(2000):
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            started.append(1)
    except RuntimeError:
        pass
    return len(started)
"""


def test_threads_are_bounded_for_every_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no user is thrown away, who runs very many threads at a time is ended."""
    monkeypatch.setenv("GRADER_SANDBOX_WITHOUT", "uid")
    own = Launcher(WorkerLimits(memory_bytes=512 << 20))
    worker = own.worker()
    try:
        worker.send(loadable(BOMB).frame(), Budget(60.0))
        worker.answer(Budget(60.0))
        step = {"op": "global", "name": "value", "kind": "number"}

        with pytest.raises(WorkerDied, match=f"more than {MOST_THREADS} threads"):
            ask_twice(worker, step)
    finally:
        worker.kill()
        own.close()
