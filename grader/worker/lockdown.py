"""The locks that a worker puts on itself before it meets student code. One function each.

Called in this order by `launcher`: descriptors, uid, parent, limits, no_new_privs, Landlock,
seccomp. Pure ctypes, Linux on x86_64 and aarch64. Each function raises OSError when the kernel
refuses; whether a promise is kept is found by `probe`, never concluded from here.

Imports the standard library and `.syscalls`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import socket
import struct
from collections.abc import Mapping, Sequence

from .syscalls import ALLOWED, CONDITIONAL, LANDLOCK

WORKER_FD = 3
STACK_BYTES = 8 << 20
_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_PR_SET_NAME, _PR_SET_VMA, _PR_SET_DUMPABLE = 15, 0x53564D41, 4


def prctl(option: int, value: int, pointer: object = None) -> None:
    """Calls prctl(2)."""
    _checked(_LIBC.prctl(option, ctypes.c_ulong(value), pointer, 0, 0), f"prctl({option})")


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def name_process(name: str) -> None:
    """Names this process for people who look at a list of processes; at most 15 bytes."""
    _checked(_LIBC.prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0), "prctl(PR_SET_NAME)")


def stay_private() -> None:
    """Nobody of this user may trace this process, or one forked from it, or see its memory."""
    prctl(_PR_SET_DUMPABLE, 0)


def only_descriptors(fd: int) -> None:
    """Leaves 0, 1 and 2 on /dev/null and the judge's socket on 3, and nothing else."""
    null = os.open(os.devnull, os.O_RDWR)
    kept = os.dup(fd) if fd <= WORKER_FD else fd
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.dup2(kept, WORKER_FD)
    os.closerange(WORKER_FD + 1, os.sysconf("SC_OPEN_MAX"))


def become(uid: int) -> None:
    """Becomes a throw-away user with no groups, where this is root; makes RLIMIT_NPROC count."""
    if os.geteuid() == 0 and uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


def drop_capabilities() -> None:
    """Gives up every capability, also where the uid stays 0; no_new_privs keeps it so."""
    header = struct.pack("<Ii", 0x20080522, 0)
    _checked(_LIBC.capset(header, struct.pack("<6I", 0, 0, 0, 0, 0, 0)), "capset")


def die_with_parent(parent: int) -> None:
    """Ends this process when its parent ends, also when that has already happened.

    After any change of uid, which clears the setting.
    """
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def address_space_bytes() -> int:
    """The address space that this process has now."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


def limit(limits: Mapping[str, int], baseline_bytes: int, *, own_user: bool) -> None:
    """Sets the resource limits.

    Parameters
    ----------
    limits:
        `memory_bytes`, `cpu_s`, `file_bytes`, `descriptors`, `threads`.
    baseline_bytes:
        The address space of a worker before it meets student code; memory counts above it.
    own_user:
        The limit on threads counts every process of the user, so it is for a throw-away user
        alone; elsewhere memory bounds them.

    Raises
    ------
    PermissionError
        Whoever started this process set a lower limit for it.
    """
    values = {
        "RLIMIT_AS": baseline_bytes + limits["memory_bytes"],
        "RLIMIT_CPU": limits["cpu_s"],
        "RLIMIT_FSIZE": limits["file_bytes"],
        "RLIMIT_NOFILE": limits["descriptors"],
        "RLIMIT_CORE": 0,
        "RLIMIT_STACK": _stack_bytes(),
    }
    if own_user:
        values["RLIMIT_NPROC"] = limits["threads"]
    for name, value in values.items():
        which = getattr(resource, name)
        most = resource.getrlimit(which)[1]
        if most != resource.RLIM_INFINITY and most < value:
            raise PermissionError(f"{name} is to be {value}, and `ulimit` allows {most} here")
        resource.setrlimit(which, (value, value))


def _stack_bytes() -> int:
    """The same for everybody who starts a grading: it decides how deep a recursion goes."""
    most = resource.getrlimit(resource.RLIMIT_STACK)[1]
    return STACK_BYTES if most == resource.RLIM_INFINITY else min(STACK_BYTES, most)


def no_new_privs() -> None:
    """No program that this process starts can gain a privilege."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def landlock(readable: Sequence[str], writable: Sequence[str]) -> None:
    """Leaves reading below `readable`, and all but devices below `writable`.

    No TCP, no signals and no abstract sockets out of this domain, where the kernel knows these.
    """
    create, add, restrict = LANDLOCK
    abi = _checked(
        _LIBC.syscall(create, None, ctypes.c_size_t(0), ctypes.c_uint32(1)), "Landlock's version"
    )
    rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)) - 1
    attributes = struct.pack("<QQQ", rights, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = _checked(
        _LIBC.syscall(create, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0)), "Landlock"
    )
    read_file, read_folder = 1 << 2, 1 << 3
    devices = (1 << 6) | (1 << 11)  # MAKE_CHAR, MAKE_BLOCK
    try:
        for path in readable:
            _landlock_rule(add, ruleset, path, rights & (read_file | read_folder))
        for path in writable:
            _landlock_rule(add, ruleset, path, rights & ~devices & ~1)
        _landlock_rule(add, ruleset, os.devnull, rights & (read_file | 1 << 1 | 1 << 14))
        _checked(_LIBC.syscall(restrict, ruleset, ctypes.c_uint32(0)), "Landlock")
    finally:
        os.close(ruleset)


def _landlock_rule(add: int, ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            rights &= (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14)  # what a file can have
        rule = struct.pack("<Qi", rights, fd)
        _checked(_LIBC.syscall(add, ruleset, 1, rule, ctypes.c_uint32(0)), f"Landlock: {path}")
    finally:
        os.close(fd)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def seccomp(program: bytes) -> None:
    """Installs a filter that `seccomp_program` made, with this process's number in it."""
    filled = program.replace(_OWN_PID, struct.pack("<I", os.getpid()))
    holder = _Program(len(filled) // 8, filled)
    prctl(_PR_SET_SECCOMP, 2, ctypes.byref(holder))


ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_LOAD, _JUMP_EQUAL, _JUMP_GE, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_X32_BIT, _ALL = 0x40000000, 0xFFFFFFFF
_CLONE_THREAD, _CLONE_NAMESPACES = 0x00010000, 0x7E020080
_IOCTLS = (0x5401, 0x5413, 0x5421, 0x541B, 0x5450, 0x5451)
"""TCGETS and TIOCGWINSZ (is it a terminal), FIONBIO, FIONREAD, FIONCLEX, FIOCLEX."""
_FCNTLS = (0, 1, 2, 3, 4, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC.

F_SETOWN with F_SETSIG kills like kill(2) does; locks and leases reach other processes.
"""
_SOCKET_OPTIONS = (3, 4, 30, 38, 39)
"""SO_TYPE, SO_ERROR, SO_ACCEPTCONN, SO_PROTOCOL, SO_DOMAIN."""
_ADVICE = (0, 1, 2, 3, 4, 8, 14, 15, 16, 17)
"""Normal, random, sequential, will need, don't need, free, huge pages or not, dump or not."""
_O_TMPFILE = 0o20000000
_AT_REMOVEDIR, RENAME_NOREPLACE = 0x200, 1
_MSG_OOB = 1
_SIGKILL, _BITS = int(signal.SIGKILL), [1 << at for at in range(7)]
"""A number that differs from SIGKILL in any bit is another signal."""
_OWN_PID = b"\xfe\xca\x0d\xf0"  # stands in the program until it is installed

Condition = tuple[int, int, int]
"""(argument, mask, value): allowed when argument & mask == value."""


def seccomp_program() -> bytes:
    """The allow-list as a BPF program; empty where this machine's numbers are not known.

    Another architecture's calls kill the process. clone makes threads only; clone3, whose
    arguments a filter cannot see, does not exist, so that the C library falls back to clone.
    """
    if platform.machine() not in ARCHITECTURES:
        return b""
    column, audit = ARCHITECTURES[platform.machine()]
    own_pid = int.from_bytes(_OWN_PID, "little")
    rules: list[tuple[str, list[Condition]]] = [
        ("clone", [(0, _CLONE_THREAD | _CLONE_NAMESPACES, _CLONE_THREAD)]),
        *(("ioctl", [(1, _ALL, request)]) for request in _IOCTLS),
        ("prctl", [(0, _ALL, _PR_SET_NAME)]),
        ("prctl", [(0, _ALL, _PR_SET_VMA)]),
        ("prlimit64", [(0, _ALL, 0), (2, _ALL, 0), (2 + 6, _ALL, 0)]),
        # Not SIGKILL: whoever died of it was killed from outside, and nobody loses points by that.
        *(("tgkill", [(0, _ALL, own_pid), (2, bit, bit ^ bit & _SIGKILL)]) for bit in _BITS),
        # Not datagrams: those could be sent from a pair to any socket on the machine.
        ("socketpair", [(0, _ALL, int(socket.AF_UNIX)), (1, 0xF, int(socket.SOCK_STREAM))]),
        *(("fcntl", [(1, _ALL, command)]) for command in _FCNTLS),
        # What a socket is, for asyncio; not who is at its other end.
        *(("getsockopt", [(1, _ALL, 1), (2, _ALL, option)]) for option in _SOCKET_OPTIONS),
        # Not to drop pages of files that others read, nor to share equal ones with them.
        *(("madvise", [(2, _ALL, advice)]) for advice in _ADVICE),
        # Bytes out of band take a path of their own through the kernel, and nobody needs them.
        ("sendto", [(3, _MSG_OOB, 0)]),
        ("recvfrom", [(3, _MSG_OOB, 0)]),
        # No file without a name: nobody could see how much is in it.
        ("open", [(1, _O_TMPFILE, 0)]),
        ("openat", [(2, _O_TMPFILE, 0)]),
        # Folders alone go away, and nothing takes a file's place: `putting_aside` says why.
        ("unlinkat", [(2, _ALL, _AT_REMOVEDIR)]),
        ("renameat2", [(4, _ALL, RENAME_NOREPLACE)]),
    ]
    code = [_step(_LOAD, 4), _step(_JUMP_EQUAL, audit, 1), _step(_RETURN, _KILL), _step(_LOAD, 0)]
    code += [_step(_JUMP_GE, _X32_BIT, 0, 1), _step(_RETURN, _KILL)]
    for numbers in ALLOWED.values():
        if (number := numbers[column]) is not None:
            code += [_step(_JUMP_EQUAL, number, 0, 1), _step(_RETURN, _ALLOW)]
    for name, conditions in rules:
        if (number := CONDITIONAL[name][column]) is not None:
            code += _rule(number, conditions)
    code += [_step(_JUMP_EQUAL, CONDITIONAL["clone3"][column] or 0, 0, 1)]
    code += [_step(_RETURN, _ERRNO | errno.ENOSYS), _step(_RETURN, _ERRNO | errno.EPERM)]
    return b"".join(code)


def _rule(number: int, conditions: Sequence[Condition]) -> list[bytes]:
    """Allows a call when every condition on its arguments holds; falls through otherwise.

    Arguments are 64 bits wide: an index from 6 on means the upper half of argument index - 6.
    """
    body: list[bytes] = []
    for left, (argument, mask, value) in zip(
        reversed(range(len(conditions))), conditions, strict=True
    ):
        half, index = divmod(argument, 6)
        body += [_step(_LOAD, 16 + 8 * index + 4 * half), _step(_AND, mask)]
        body += [_step(_JUMP_EQUAL, value, 0, 3 * left + 1)]
    skip = _step(_JUMP_EQUAL, number, 0, len(body) + 2)
    return [skip, *body, _step(_RETURN, _ALLOW), _step(_LOAD, 0)]


def _step(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, k & _ALL)
