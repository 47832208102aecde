"""The filter of system calls, run step by step in this process for both kinds of machine."""

from __future__ import annotations

import errno
import json
import platform
import re
import signal
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.worker import lockdown, syscalls

NUMBERS: dict[str, list[int | None]] = json.loads(
    (Path(__file__).parents[1] / "data" / "syscall_numbers.json").read_text()
)
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"),
    "aarch64": ("/usr/include/asm-generic/unistd.h",),
}
ALLOW, KILL = 0x7FFF0000, 0x80000000
DENY, ABSENT = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
FORBIDDEN = re.findall(
    r"\w+",
    """
    fork vfork execve execveat kill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal
    pidfd_open pidfd_getfd ptrace process_vm_readv process_vm_writev process_madvise kcmp
    socket connect bind listen accept accept4 sendmmsg recvmmsg setsockopt unlink rename renameat
    fadvise64
    chmod fchmod fchmodat chown lchown fchown fchownat utime utimes utimensat futimesat
    setxattr lsetxattr fsetxattr removexattr link linkat symlink symlinkat mknod mknodat
    truncate fallocate flock openat2 name_to_handle_at open_by_handle_at
    memfd_create memfd_secret shmget shmat semget msgget mq_open inotify_init inotify_init1
    fanotify_init signalfd4 timer_create timerfd_create setitimer alarm
    mount umount2 pivot_root chroot unshare setns fsopen move_mount open_tree
    bpf perf_event_open io_uring_setup io_uring_enter userfaultfd keyctl add_key request_key
    setuid setgid setresuid setgroups capset setrlimit sched_setaffinity sched_setscheduler
    setpriority setpgid setsid seccomp landlock_create_ruleset personality ioperm iopl modify_ldt
    init_module finit_module kexec_load reboot swapon sethostname settimeofday clock_settime acct
    quotactl syslog vmsplice splice tee migrate_pages move_pages mbind
    """,
)

Run = Callable[..., int]


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A machine whose program is made."""
    monkeypatch.setattr(platform, "machine", lambda: request.param)
    return str(request.param)


@pytest.fixture
def run(machine: str) -> Run:
    """What the program says to a call by its name."""
    column, audit = MACHINES[machine]
    program = lockdown.seccomp_program()

    def run(name: str | int, *arguments: int) -> int:
        number = name if isinstance(name, int) else NUMBERS[name][column]
        assert number is not None, name
        return emulate(program, number, audit, arguments)

    return run


def emulate(program: bytes, number: int, audit: int, arguments: Sequence[int] = ()) -> int:
    """What a BPF program gives back for one call; it may only jump forward, and inside itself."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, audit, 0, *padded)
    steps = list(struct.iter_unpack("<HBBI", program))
    accumulator, at = 0, 0
    while True:
        code, if_true, if_false, k = steps[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif code == 0x54:
            accumulator &= k
        elif code in (0x15, 0x35):
            holds = accumulator == k if code == 0x15 else accumulator >= k
            at += if_true if holds else if_false
        elif code == 0x06:
            return int(k)
        else:
            raise AssertionError(f"an instruction that nobody wrote: {code:#x}")


def number_of(name: str, machine: str) -> int | None:
    """The number of a call in our table."""
    column = MACHINES[machine][0]
    numbers = syscalls.ALLOWED.get(name) or syscalls.CONDITIONAL[name]
    return numbers[column]


@pytest.mark.parametrize("machine", MACHINES)
def test_every_number_is_the_kernels(machine: str) -> None:
    """The numbers in our table are those of the kernel, for both machines."""
    column = MACHINES[machine][0]
    ours = {name: number_of(name, machine) for name in {**syscalls.ALLOWED, **syscalls.CONDITIONAL}}

    assert ours == {name: NUMBERS[name][column] for name in ours}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_kernels_own_headers_agree(machine: str) -> None:
    """Where the kernel's headers are installed, they say the same as the table for tests."""
    found = [Path(path) for path in HEADERS[machine] if Path(path).exists()]
    for header in found:
        text = header.read_text()
        pairs = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)
        known = {name: int(number) for name, number in pairs}
        for name in ("openat", "clone", "execve", "futex", "getrandom", "landlock_restrict_self"):
            assert NUMBERS[name][MACHINES[machine][0]] == known[name]
        both = known.keys() & NUMBERS.keys()
        assert len(both) > 250
        assert {name: known[name] for name in both} == {
            name: NUMBERS[name][MACHINES[machine][0]] for name in both
        }


def test_landlocks_numbers_are_the_kernels() -> None:
    """The three calls of Landlock have one number each on both machines."""
    names = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")

    assert [NUMBERS[name] for name in names] == [[n, n] for n in syscalls.LANDLOCK]


def test_what_is_allowed_is_allowed(run: Run, machine: str) -> None:
    """Every call of the list is let through, whatever its arguments are."""
    for name in syscalls.ALLOWED:
        if number_of(name, machine) is not None:
            assert run(name) == ALLOW, name
            assert run(name, *[2**64 - 1] * 6) == ALLOW, name


def test_everything_else_is_refused(run: Run, machine: str) -> None:
    """Every other call of the kernel fails with EPERM, also one that is not invented yet."""
    column = MACHINES[machine][0]
    listed = {*syscalls.ALLOWED, *syscalls.CONDITIONAL}
    others = [n[column] for name, n in NUMBERS.items() if name not in listed]
    for number in [n for n in others if n is not None] + list(range(452, 1000)):
        assert run(number) == run(number, *[2**64 - 1] * 6) == DENY, number


def test_what_must_never_be_allowed_is_not(run: Run, machine: str) -> None:
    """A list made by hand of what would break a promise: each is refused."""
    column = MACHINES[machine][0]
    there = [name for name in FORBIDDEN if NUMBERS[name][column] is not None]

    assert len(there) > 100
    assert {name for name in there if run(name) != DENY} == set()
    assert not set(FORBIDDEN) & {*syscalls.ALLOWED, *syscalls.CONDITIONAL}


def test_another_architecture_kills(machine: str) -> None:
    """A call by the numbers of another machine ends the process, whatever the number is."""
    program = lockdown.seccomp_program()
    for audit in (
        0x40000003,
        0x40000028,
        0,
        *(a for n, (_, a) in MACHINES.items() if n != machine),
    ):
        assert emulate(program, 0, audit) == emulate(program, 60, audit) == KILL


def test_x32_kills(run: Run) -> None:
    """Numbers with the bit of x32 end the process."""
    for number in (0x40000000, 0x40000000 | 59, 0x40000200, 0xFFFFFFFF):
        assert run(number) == KILL


def test_clone_makes_threads_alone(run: Run) -> None:
    """A thread as the C library makes it; no process, and no namespace beside it."""
    thread = 0x3D0F00

    assert run("clone", thread) == ALLOW
    assert run("clone", 17) == run("clone", 0x1200011) == run("clone", 0x4000) == DENY
    for namespace in (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000,
                      0x40000000):  # fmt: skip
        assert run("clone", thread | namespace) == DENY
    assert run("clone3", thread) == ABSENT


def test_requests_of_ioctl_prctl_and_fcntl(run: Run) -> None:
    """Terminals may be asked for and descriptors set; nothing gets an owner, a lock or a lease."""
    for request in (0x5401, 0x5413, 0x5421, 0x541B, 0x5450, 0x5451):
        assert run("ioctl", 1, request) == ALLOW
    for request in (0x5412, 0x8901, 0x8902, 0x5423, 0x40049409, 0, 2**32 - 1):  # TIOCSTI, FIOSETOWN
        assert run("ioctl", 1, request) == DENY
    assert run("prctl", 15) == run("prctl", 0x53564D41) == ALLOW
    for option in (1, 3, 4, 8, 22, 23, 24, 36, 38, 47, 0x59616D61):
        assert run("prctl", option) == DENY
    for command in (0, 1, 2, 3, 4, 1030):
        assert run("fcntl", 3, command) == ALLOW
    for command in (5, 6, 7, 8, 10, 15, 36, 37, 38, 1024, 1026, 1031, 1033, 1036):
        assert run("fcntl", 3, command) == run("fcntl", 3, command | 1 << 32) == DENY


def test_limits_are_read_and_never_set(run: Run) -> None:
    """prlimit64 reads the limits of the process itself; a new limit is seen in either half."""
    assert run("prlimit64", 0, 7, 0, 0xDEADBEEF) == ALLOW
    assert run("prlimit64", 0, 7, 1, 0) == run("prlimit64", 0, 7, 1 << 32, 0) == DENY
    assert run("prlimit64", 1, 7, 0, 1) == DENY


def test_pairs_of_sockets_are_local_streams(run: Run) -> None:
    """Asyncio gets its pair; no datagrams, which could be sent to any socket of the machine."""
    stream, flags = 1, 0o2004000
    assert run("socketpair", 1, stream, 0) == run("socketpair", 1, stream | flags, 0) == ALLOW
    for kind in (2, 3, 5, 2 | flags):
        assert run("socketpair", 1, kind, 0) == DENY
    for family in (0, 2, 10, 16, 40):
        assert run("socketpair", family, stream, 0) == DENY


def test_a_socket_says_what_it_is_and_not_whose(run: Run) -> None:
    """Type, error, family and protocol may be asked for; nothing of who is at the other end."""
    socket_level = 1
    for option in (3, 4, 30, 38, 39):
        assert run("getsockopt", 3, socket_level, option) == ALLOW
        assert run("getsockopt", 3, 6, option) == DENY
    for option in (17, 26, 31, 55, 59, 75, 77):
        assert run("getsockopt", 3, socket_level, option) == DENY


def test_advice_on_memory_reaches_nobody_else(run: Run) -> None:
    """What allocators ask for is allowed; no page is dropped, poisoned or shared."""
    for advice in (0, 4, 8, 14):
        assert run("madvise", 4096, 4096, advice) == ALLOW
    for advice in (9, 12, 20, 21, 100, 101, 102, 2**32 - 1):
        assert run("madvise", 4096, 4096, advice) == DENY


def test_no_file_loses_its_name(run: Run, machine: str) -> None:
    """Folders are removed, and things move to where nothing is; files stay to be counted."""
    assert run("unlinkat", 3, 0, 0x200) == run("renameat2", 3, 0, 3, 0, 1) == ALLOW
    assert run("unlinkat", 3, 0, 0) == run("unlinkat", 3, 0, 0x201) == DENY
    for flags in (0, 2, 3, 4):
        assert run("renameat2", 3, 0, 3, 0, flags) == DENY
    column = MACHINES[machine][0]
    others = [
        name for name in ("unlink", "rename", "renameat") if NUMBERS[name][column] is not None
    ]
    assert {run(name) for name in others} <= {DENY}


def test_no_bytes_go_out_of_band(run: Run) -> None:
    """Sockets send and receive with any flag but MSG_OOB."""
    for call in ("sendto", "recvfrom"):
        assert run(call, 3, 0, 8, 0) == run(call, 3, 0, 8, 0x4040) == ALLOW
        assert run(call, 3, 0, 8, 1) == run(call, 3, 0, 8, 0x4041) == DENY


def test_a_signal_goes_to_the_process_itself(machine: str) -> None:
    """Tgkill is for the number that is filled in when the filter is put on; never SIGKILL."""
    column, audit = MACHINES[machine]
    number = NUMBERS["tgkill"][column]
    assert number is not None
    program = lockdown.seccomp_program()
    filled = program.replace(lockdown._OWN_PID, struct.pack("<I", 4321))

    assert lockdown._OWN_PID not in filled
    for signal_number in range(1, 65):
        kills = signal_number == signal.SIGKILL
        assert emulate(filled, number, audit, [4321, 4322, signal_number]) == (
            DENY if kills else ALLOW
        )
        assert emulate(filled, number, audit, [4322, 4322, signal_number]) == DENY
    assert emulate(filled, number, audit, [1, 1, 9]) == DENY


def test_the_program_is_one_that_the_kernel_takes(machine: str) -> None:
    """No more steps than the kernel allows, and the last one gives an answer."""
    program = lockdown.seccomp_program()

    assert len(program) % 8 == 0
    assert len(program) // 8 <= 4096
    assert struct.unpack_from("<H", program, len(program) - 8) == (0x06,)


def test_an_unknown_machine_has_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the numbers are not known there is no filter, which the doctor then says."""
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")

    assert lockdown.seccomp_program() == b""
