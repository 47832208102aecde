"""Grades one hostile hand-in inside the container that `container.py` makes around it.

Reads its task as JSON from standard input, and prints what came of it as one JSON line. Starts as
the container's root, gives what lies in /room to accounts that nobody has, starts the grader as one
of those, ends whatever it left, and only then looks at what was written. Uses the standard library
and `written.py` alone. Must not run outside such a container.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from written import SRV, content, files, score, written

ROOT, TEACHER = 0, 1000
PYTHON = "/env/bin/python"
PLANTED, LEAK = b"PLANTED-", b"LEAK: "
LIMITS = {
    resource.RLIMIT_AS: 4 << 30,
    resource.RLIMIT_NPROC: 200,
    resource.RLIMIT_FSIZE: 64 << 20,
    resource.RLIMIT_NOFILE: 512,
    resource.RLIMIT_CPU: 60,
    resource.RLIMIT_CORE: 0,
}
IDLE_S = 25.0
"""Longer than any limit that a grader is set here."""
_CLONE_NEWUSER = 0x10000000
_PR_SET_NO_NEW_PRIVS = 38


def main() -> None:
    """Grade what the task names and print what came of it."""
    assert os.getpid() < 10, "this must run in a container of its own"
    task = json.loads(sys.stdin.read())
    _lay_out(task)
    watched = () if task["contained"] else tuple(SRV / name for name in task["watched"])
    with _open_ear() as ear:
        before = _snapshot(watched, task["ignored"])
        found: dict[str, Any] = {"hung": not _graded(task, task["student"])}
        points = None if found["hung"] else score(task["tool"], task["student"])
        changed = _differing(before, _snapshot(watched, task["ignored"]))
        left = _others()
        if task["after"] and (points is None or changed or left):
            with contextlib.suppress(FileNotFoundError):  # what it needs may have been removed
                _graded({**task, "cpu_s": math.inf}, task["after"])
            found["others"] = [score(task["tool"], name) for name in task["honest"]]
        _end_others()
        found["changed"] = _differing(before, _snapshot(watched, task["ignored"]))[:20]
        heard = b"" if task["contained"] else _heard(ear)
    found["left"] = [] if task["contained"] else left[:20]
    found["score"] = points
    text = heard + written(task["tool"], task["student"])
    found |= {"heard": len(heard), "planted": PLANTED in text, "leak": LEAK in text}
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    found["cpu_s"] = round(used.ru_utime + used.ru_stime, 1)
    if task.get("log"):
        found["log"] = text[-4000:].decode("utf-8", "replace")
    print(json.dumps(found), flush=True)


def _lay_out(task: dict[str, Any]) -> None:
    """Everything that the grader needs, as its account owns it."""
    owner = task["base"] + _account(task["tool"])
    shutil.copytree("/room", SRV, dirs_exist_ok=True, symlinks=True)
    for name in ("outside", "home", "run", "log", f"out/{task['student']}"):
        (SRV / name).mkdir(parents=True, exist_ok=True)
    (SRV / "outside" / "precious").write_text("precious")
    for path in (SRV, *SRV.rglob("*")):
        if path.name != "log":
            os.chown(path, owner, owner, follow_symlinks=False)
    for path in (SRV / "outside", SRV / "outside" / "precious"):
        path.chmod(0o777)
    if task["tool"] == "prairielearn":
        (SRV / "run").chmod(0o700)
    os.umask(0o022)


def _graded(task: dict[str, Any], student: str) -> bool:
    """Runs the grader on one hand-in; whether it ended by itself."""
    commands = {
        "pytest": ["-m", "pytest", str(SRV / "course/solutions/tensor/hidden/test_tensor.py"),
                   "--rootdir=.", f"--junitxml={SRV}/out/{student}.xml"],
        "nbgrader": ["-m", "nbgrader", "autograde", "tensor",
                     *(["--force"] if student == task["after"] else ["--student", student])],
        "otter": ["-m", "otter", "run", "--no-logo", "-a", str(SRV / "course/autograder.zip"),
                  "-o", f"{SRV}/out/{student}"],
        "prairielearn": ["-m", "pytest", "--color=no", "--rootdir=.", "--worker-username", "ag",
                         "."],
    }  # fmt: skip
    command = [PYTHON, *commands[task["tool"]]]
    place = SRV / "submitted" / student / "tensor"
    if task["tool"] == "otter":
        (file,) = place.iterdir()
        command.append(str(file))
    room = {"nbgrader": SRV / "course"}.get(task["tool"], SRV / "run")
    environment = {
        "PATH": "/env/bin:/usr/bin:/bin", "HOME": str(SRV / "home"), "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "GRADER_TOKEN": "PLANTED-ENVIRONMENT-77e0b1c5",
        "PYTHONPATH": str(SRV / "lib" if task["tool"] == "prairielearn" else place),
    }  # fmt: skip
    with (SRV / "log" / f"{student}.txt").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=room, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            preexec_fn=lambda: _become(_account(task["tool"]), task["base"], task["accounts"]),
        )  # fmt: skip
        return _ended(process, task["cpu_s"], task["wall_s"])


def _ended(process: subprocess.Popen[bytes], cpu_s: float, wall_s: float) -> bool:
    """Waits for a process, and ends it where it works or sleeps for too long; whether it ended.

    A busy machine must not make a grader look as if it hung: what counts is the time that its
    processes worked, or that none of them wanted to.
    """
    deadline = time.monotonic() + wall_s
    worked_s, idle_since = 0.0, time.monotonic()
    while process.poll() is None:
        now_s, wanting = _work()
        if wanting or now_s > worked_s + 0.02:
            worked_s, idle_since = now_s, time.monotonic()
        idle_s = time.monotonic() - idle_since
        if now_s > cpu_s or idle_s > IDLE_S or time.monotonic() > deadline:
            process.kill()
            process.wait()
            return False
        time.sleep(0.1)
    return True


def _work() -> tuple[float, bool]:
    """CPU seconds of all other processes, and whether one of them works or waits for a core."""
    ticks, wanting = 0, False
    for pid, _, about in _processes():
        if pid not in (1, os.getpid()):
            ticks += sum(map(int, about[11:15]))
            wanting = wanting or about[0] in "RD"
    return ticks / os.sysconf("SC_CLK_TCK"), wanting


def _account(tool: str) -> int:
    """Root where the grader gives that up for hand-ins itself, in a user namespace all the same."""
    return ROOT if tool == "prairielearn" else TEACHER


def _become(account: int, base: int, accounts: int) -> None:
    """An account of a user namespace that nobody else is in, with limits and no way back."""
    libc = ctypes.CDLL(None, use_errno=True)
    asked, answered = os.pipe(), os.pipe()
    parent = os.getpid()
    if not os.fork():
        os.read(asked[0], 1)
        for kind in ("uid", "gid"):
            Path(f"/proc/{parent}/{kind}_map").write_text(f"0 {base} {accounts}")
        os.write(answered[1], b"x")
        os._exit(0)
    os.setsid()
    if libc.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    os.write(asked[1], b"x")
    os.read(answered[0], 1)
    os.wait()
    for which, limit in LIMITS.items():
        resource.setrlimit(which, (limit, limit))
    os.setgroups([])
    os.setresgid(account, account, account)
    os.setresuid(account, account, account)
    if account != ROOT:
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _others() -> list[str]:
    """Name of each process that is neither the container's first nor this one."""
    found = []
    for _ in range(10):
        found = [name for pid, name, _ in _processes() if pid not in (1, os.getpid())]
        if not found:
            break
        time.sleep(0.1)
    return found


def _processes() -> Iterator[tuple[int, str, list[str]]]:
    """Number, name and the numbers of `/proc/<pid>/stat` behind it."""
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            name, _, rest = Path(f"/proc/{entry}/stat").read_text().rpartition(") ")
            if rest[0] not in "ZX":
                yield int(entry), name.partition("(")[2], rest.split()


def _end_others() -> None:
    for _ in range(200):
        pids = [pid for pid, *_ in _processes() if pid not in (1, os.getpid())]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not pids:
            return
        time.sleep(0.05)
    raise RuntimeError("a process in the container does not end")


def _snapshot(folders: tuple[Path, ...], ignored: list[str]) -> dict[str, tuple[object, ...]]:
    """Path to kind, owner and content of whatever lies there, but for what the grader writes."""
    found: dict[str, tuple[object, ...]] = {}
    for path in files(folders):
        if any(str(path).startswith(each) for each in ignored):
            continue
        with contextlib.suppress(OSError):
            about = path.lstat()
            found[str(path)] = (about.st_mode, about.st_uid, content(path))
    return found


def _differing(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [path for path in sorted(old.keys() | new.keys()) if old.get(path) != new.get(path)]


@contextlib.contextmanager
def _open_ear() -> Iterator[socket.socket]:
    """A datagram socket into which every account may write."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(SRV / "outside" / "socket"))
        (SRV / "outside" / "socket").chmod(0o777)
        ear.setblocking(False)
        yield ear


def _heard(ear: socket.socket) -> bytes:
    with contextlib.suppress(BlockingIOError):
        return ear.recv(1000)
    return b""


if __name__ == "__main__":
    main()
