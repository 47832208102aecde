"""Each lock alone, in a forked child: what it prevents, and what still works behind all of them."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import mmap
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from grader.sandbox import layers, users
from grader.worker import lockdown
from tests.sandbox.locked import UID, Ended, locked

pytestmark = pytest.mark.needs("linux")
LANDLOCK = pytest.mark.needs("landlock")
SECCOMP = pytest.mark.needs("seccomp")
ROOT = pytest.mark.needs("root")
LIBC = ctypes.CDLL(None, use_errno=True)


def denied(function: Callable[[], object], *, by: tuple[int, ...] = (errno.EPERM,)) -> None:
    """Passes when the call fails with one of the numbers, for the reason of a lock."""
    with pytest.raises(OSError) as caught:
        function()
    assert caught.value.errno in by, caught.value


def see(path: str | Path) -> bytes:
    """The first byte of a file."""
    with open(path, "rb") as file:
        return file.read(1)


def append(path: str) -> None:
    """Opens a file for more."""
    with open(path, "a"):
        pass


def call(name: str, *arguments: object) -> int:
    """A function of the C library; raises OSError."""
    result = int(getattr(LIBC, name)(*arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


# Descriptors and parents.


def test_only_four_descriptors_are_left(tmp_path: Path) -> None:
    """Whatever was open, a worker has nothing on 0, 1 and 2, and the judge on 3."""

    def descriptors() -> None:
        for _ in range(20):
            os.dup(0)
        ours, _ = socket.socketpair()
        lockdown.only_descriptors(ours.fileno())
        left = [fd for fd in range(1000) if _is_open(fd)]
        kinds = [os.readlink(f"/proc/self/fd/{fd}").partition(":")[0] for fd in left]
        (tmp_path / "answer").write_text(" ".join(kinds))

    with pytest.raises(Ended, match="exit 0"):  # the way of its answer is closed, too
        locked(descriptors, ())

    assert (tmp_path / "answer").read_text() == "/dev/null /dev/null /dev/null socket"


def test_the_judges_socket_may_lie_on_any_descriptor(tmp_path: Path) -> None:
    """A socket that happens to be on 0 to 3 survives being moved; its other end is closed."""

    def moved() -> None:
        ours, theirs = socket.socketpair()
        os.dup2(theirs.fileno(), 1)
        lockdown.only_descriptors(1)
        end = os.read(lockdown.WORKER_FD, 1)
        (tmp_path / "answer").write_text(f"{end!r} {_is_open(ours.fileno())}")

    with pytest.raises(Ended, match="exit 0"):
        locked(moved, ())

    assert (tmp_path / "answer").read_text() == "b'' False"


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


@ROOT
@pytest.mark.parametrize("uid", [0, UID])
def test_a_worker_dies_with_its_parent_after_a_change_of_user(uid: int) -> None:
    """The death signal is set after the change of user, which would clear it."""
    reader, writer = os.pipe()
    launcher = os.fork()
    if launcher == 0:
        parent = os.getpid()
        worker = os.fork()
        if worker == 0:
            if uid:
                lockdown.become(uid)
            lockdown.die_with_parent(parent)
            os.write(writer, b"set")
            time.sleep(60)
            os._exit(0)
        signal.pause()
    os.close(writer)
    assert os.read(reader, 3) == b"set"
    os.kill(launcher, signal.SIGKILL)
    os.waitpid(launcher, 0)

    assert os.read(reader, 1) == b""  # the other end closes when the worker is gone


def test_a_parent_that_is_gone_already_is_noticed() -> None:
    """Setting the death signal too late ends the process at once."""

    def orphan() -> None:
        lockdown.die_with_parent(1)

    with pytest.raises(Ended, match="exit 1"):
        locked(orphan, ())


# The user, and capabilities.


@ROOT
def test_the_throw_away_user_owns_nothing() -> None:
    """After the change there is no way back, no group and no capability."""

    def about() -> dict[str, str]:
        denied(lambda: os.setuid(0))
        denied(lambda: os.setgroups([0]))
        rows = Path("/proc/self/status").read_text().splitlines()
        return dict(row.split(":\t", 1) for row in rows if ":\t" in row)

    status = locked(about, ("uid",))

    assert status["Uid"].split() == [str(UID)] * 4
    assert status["Gid"].split() == [str(UID)] * 4
    assert status["Groups"].strip() == ""
    assert {status[name] for name in ("CapEff", "CapPrm", "CapInh")} == {"0" * 16}


@ROOT
def test_a_worker_that_stays_root_has_no_capability() -> None:
    """Without a throw-away user, root's number is left but none of its powers."""

    def powerless() -> str:
        lockdown.drop_capabilities()
        denied(lambda: os.setuid(UID))
        denied(lambda: os.chroot("/"))
        denied(lambda: os.nice(-5), by=(errno.EPERM, errno.EACCES))
        return Path("/proc/self/status").read_text()

    assert "CapEff:\t" + "0" * 16 in locked(powerless, ())


@ROOT
def test_nobody_of_the_same_user_may_look_into_a_private_process() -> None:
    """A private process, and one forked from it, cannot be traced or read by its own user."""
    reader, writer = os.pipe()
    victim = os.fork()
    if victim == 0:
        lockdown.become(UID)
        lockdown.drop_capabilities()
        lockdown.stay_private()
        child = os.fork()
        if child == 0:
            signal.pause()
        os.write(writer, child.to_bytes(4, "little"))
        signal.pause()
    child = int.from_bytes(os.read(reader, 4), "little")

    def look() -> None:
        for pid in (victim, child):
            for what in ("mem", "environ", "maps"):
                denied(partial(see, f"/proc/{pid}/{what}"), by=(errno.EACCES,))
            denied(partial(call, "ptrace", 0x4206, pid, None, None))

    try:
        locked(look, ("uid",))
    finally:
        for pid in (child, victim):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(victim, 0)


# Resource limits.


def test_memory_is_bounded_above_the_baseline() -> None:
    """What was mapped before does not count; what comes then is bounded, whatever asks for it."""

    def fill() -> int:
        assert len(bytes(100 << 20)) == 100 << 20
        for ask in (lambda: bytes(300 << 20), lambda: mmap.mmap(-1, 300 << 20)):
            with contextlib.suppress(MemoryError, OSError):
                ask()
                raise AssertionError("it was given")
        return 1

    assert locked(fill, ("limits",), limits={"memory_bytes": 200 << 20}) == 1


def test_files_cpu_and_descriptors_are_bounded() -> None:
    """A file ends at its limit, descriptors run out, the processor's time ends in a signal."""

    def bounded() -> int:
        with open("large", "wb", buffering=0) as file:
            file.write(bytes(1 << 20))
            denied(lambda: file.write(b"x"), by=(errno.EFBIG,))
        kept = []
        with contextlib.suppress(OSError):
            while True:
                kept.append(os.dup(0))
        for which in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU):
            soft, hard = resource.getrlimit(which)
            assert soft == hard != resource.RLIM_INFINITY
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_STACK)[0] <= lockdown.STACK_BYTES
        return len(kept)

    def burn() -> None:
        while True:
            pass

    assert locked(bounded, ("limits",)) < 64
    with pytest.raises(Ended, match=r"SIGKILL|SIGXCPU"):
        locked(burn, ("limits",), limits={"cpu_s": 1})


@ROOT
def test_threads_of_a_throw_away_user_are_bounded() -> None:
    """The limit on processes counts for a throw-away user, which root's would not."""

    def bomb() -> int:
        started = 0
        with contextlib.suppress(RuntimeError):
            while started < 1000:
                threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
                started += 1
        return started

    assert locked(bomb, ("uid", "limits"), limits={"threads": 20}) < 25


# Landlock.


@LANDLOCK
def test_landlock_leaves_the_named_folders_alone(tmp_path: Path) -> None:
    """Files and folders elsewhere cannot be read, listed, made, changed or removed."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    both = (errno.EACCES, errno.EXDEV)

    def outside() -> None:
        path, folder = str(secret), str(tmp_path)
        denied(lambda: see(path), by=both)
        denied(lambda: append(path), by=both)
        denied(lambda: os.listdir(folder), by=both)
        denied(lambda: os.remove(path), by=both)
        denied(lambda: os.rename(path, "mine"), by=both)
        denied(lambda: os.link(path, "mine"), by=both)
        denied(lambda: os.truncate(path, 0), by=both)
        denied(lambda: os.mkdir(folder + "/folder"), by=both)
        denied(lambda: os.mkfifo(folder + "/fifo"), by=both)
        denied(lambda: os.symlink(path, folder + "/link"), by=both)
        denied(lambda: append(os.__file__), by=both)
        denied(lambda: see("/etc/passwd"), by=both)
        denied(lambda: see("/proc/self/environ"), by=both)
        denied(lambda: os.listdir("/dev/shm"), by=both)
        denied(lambda: os.execv(sys.executable, [sys.executable]), by=both)

    def inside() -> bool:
        os.makedirs("a/b")
        Path("a/b/file").write_text("mine")
        os.rename("a/b/file", "a/moved")
        Path("/dev/null").write_text("gone")
        assert Path("a/moved").read_text() == "mine"
        assert "def " in Path(os.__file__).read_text()
        os.remove("a/moved")
        os.rmdir("a/b")
        return True

    locked(outside, ("landlock",))
    assert locked(inside, ("landlock",))
    assert secret.read_text() == "secret"


@LANDLOCK
def test_landlock_keeps_programs_from_running() -> None:
    """No program is run, not even one that was written into the scratch folder."""

    def run() -> None:
        Path("program").write_text("#!/bin/sh\n")
        os.chmod("program", 0o700)
        denied(lambda: os.execv("./program", ["program"]), by=(errno.EACCES,))
        denied(lambda: os.execv("/bin/true", ["true"]), by=(errno.EACCES,))

    locked(run, ("landlock",))


@LANDLOCK
def test_landlock_keeps_signals_and_abstract_sockets_inside() -> None:
    """Where the kernel knows scopes, no signal and no abstract socket leads out."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("\0grader-test-" + str(os.getpid()))
        name = ear.getsockname()

        def out() -> None:
            denied(lambda: os.kill(os.getppid(), 0))
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mouth:
                denied(lambda: mouth.sendto(b"x", name))

        version = LIBC.syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
        if version < 6:
            pytest.skip(f"needs landlock: version {version} knows no scopes")
        locked(out, ("landlock",))


# seccomp.


@SECCOMP
def test_seccomp_refuses_processes_sockets_and_modes(tmp_path: Path) -> None:
    """Forking, running, connecting, tracing and changing modes fail, with an error and no kill."""
    file = tmp_path / "file"
    file.write_text("x")

    def attempts() -> None:
        path = str(file)
        for function in (
            os.fork,
            os.forkpty,
            lambda: os.execv("/bin/true", ["true"]),
            lambda: os.posix_spawn("/bin/true", ["true"], {}),
            lambda: subprocess.run(["/bin/true"], check=False),
            lambda: socket.socket(socket.AF_INET),
            lambda: socket.socket(socket.AF_UNIX),
            lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
            lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET),
            lambda: os.chmod(path, 0),
            lambda: os.chown(path, 0, 0),
            lambda: os.utime(path),
            lambda: os.setxattr(path, "user.x", b""),
            lambda: os.link(path, path + "2"),
            lambda: os.symlink(path, path + "2"),
            lambda: os.mkfifo(path + "2"),
            lambda: os.truncate(path, 0),
            lambda: os.kill(os.getppid(), 0),
            lambda: os.kill(os.getpid(), 0),
            lambda: os.nice(1),
            lambda: os.setsid(),
            lambda: os.memfd_create("x"),
            lambda: os.posix_fallocate(os.open(path, os.O_RDWR), 0, 10),
            lambda: os.sched_setaffinity(0, {0}),
            lambda: call("unshare", 0),
            lambda: os.pidfd_open(os.getppid()),
            lambda: call("setrlimit", resource.RLIMIT_CPU, bytes(16)),
            lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU),
            lambda: signal.setitimer(signal.ITIMER_REAL, 1),
            lambda: call("ptrace", 0, 0, 0, 0),
            lambda: call("shmget", 1, 4096, 0o1666),
            lambda: call("inotify_init1", 0),
        ):
            denied(function)

    locked(attempts, ("seccomp",))


@SECCOMP
def test_seccomp_refuses_owners_locks_and_leases_of_files() -> None:
    """A descriptor gets no owner, who would be sent signals of our choice, and no lock."""

    def attempts() -> None:
        reader, _ = os.pipe()
        with open("file", "w") as file:
            for command, argument in (
                (fcntl.F_SETOWN, os.getppid()), (10, signal.SIGKILL), (15, bytes(8)),
                (fcntl.F_SETLEASE, fcntl.F_WRLCK), (fcntl.F_NOTIFY, 1), (1031, 4096), (1033, 1),
            ):  # fmt: skip
                denied(partial(_fcntl, reader, command, argument))
            denied(lambda: fcntl.flock(file, fcntl.LOCK_EX))
            denied(lambda: fcntl.lockf(file, fcntl.LOCK_EX))
        flags = fcntl.fcntl(reader, fcntl.F_GETFL)
        fcntl.fcntl(reader, fcntl.F_SETFL, flags | os.O_NONBLOCK)
        fcntl.fcntl(reader, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        os.close(os.dup(reader))
        os.close(fcntl.fcntl(reader, fcntl.F_DUPFD_CLOEXEC, 10))

    locked(attempts, ("seccomp",))


def _fcntl(fd: int, command: int, argument: int | bytes) -> None:
    fcntl.fcntl(fd, command, argument)


@SECCOMP
def test_a_signal_to_oneself_is_all_that_may_be_sent() -> None:
    """`abort` works, a signal to another process does not."""

    def other() -> None:
        numbers = {"x86_64": 234, "aarch64": 131}
        parent = os.getppid()
        denied(lambda: call("syscall", numbers[platform.machine()], parent, parent, 0))

    locked(other, ("seccomp",))
    with pytest.raises(Ended, match="SIGABRT"):
        locked(os.abort, ("seccomp",))


@SECCOMP
@pytest.mark.skipif(platform.machine() != "x86_64", reason="needs linux: calls of 32 bits")
def test_calls_of_another_architecture_kill() -> None:
    """A call through the old 32-bit door, whose numbers mean other things, ends the process."""

    def old_door() -> None:
        # mov eax, 20 (getpid of i386); int 0x80; ret
        code = bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3])
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(code)
        ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()

    with pytest.raises(Ended, match="SIGSYS"):
        locked(old_door, ("seccomp",))
    with pytest.raises(Ended, match="SIGSYS"):
        locked(lambda: LIBC.syscall(0x40000000 + 39), ("seccomp",))


def test_the_switch_can_only_lower(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the switch for tests says, no layer comes that was not there without it."""
    monkeypatch.delenv(layers.SWITCH, raising=False)
    usual = layers.inner_layers()
    for words in ("", "none", "landlock", "LANDLOCK", "-landlock", "+uid", "all", " , seccomp ,"):
        monkeypatch.setenv(layers.SWITCH, words)
        assert set(layers.inner_layers()) <= set(usual)

    assert "seccomp" not in layers.inner_layers()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert "uid" not in layers.inner_layers()
    assert users.first_uid() == 0
