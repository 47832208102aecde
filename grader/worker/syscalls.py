"""The system calls that a worker may make, by name, with their numbers on two machines.

An allow-list: everything else is refused. What is not here, and why: fork and exec (a worker is one
process), socket and connect (socketpair alone, for asyncio), kill and ptrace, memfd_create (memory
outside the address-space limit), chmod, chown, utime and the xattr family (Landlock does not cover
them), link and symlink (what trusted code deletes later must be plain), fallocate (fills a disk in
no time), sendmsg and recvmsg (descriptors sent to oneself hold files that no folder shows), unlink
and rename over a file (as long as it is mapped, no folder shows what it holds), setsockopt (filters
and buffers are the kernel's, and nobody needs them), fadvise (what it drops from memory, others
could time), flock, mount and namespaces, keyrings,
io_uring, bpf, perf, userfaultfd. Numbers are checked against the kernel's headers by a test.
Imports nothing.
"""

from __future__ import annotations

ALLOWED: dict[str, tuple[int | None, int | None]] = {
    # name: (x86_64, aarch64); None where the machine has no such call
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66),
    "pread64": (17, 67), "pwrite64": (18, 68), "lseek": (8, 62), "close": (3, 57),
    "close_range": (436, 436), "sendfile": (40, 71), "copy_file_range": (326, 285),
    "access": (21, None), "faccessat": (269, 48),
    "faccessat2": (439, 439), "stat": (4, None), "lstat": (6, None), "fstat": (5, 80),
    "newfstatat": (262, 79), "statx": (332, 291), "statfs": (137, 43), "fstatfs": (138, 44),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61),
    "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50), "umask": (95, 166),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None),
    "ftruncate": (77, 46), "fsync": (74, 82), "fdatasync": (75, 83),
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "pipe": (22, None), "pipe2": (293, 59),
    "eventfd2": (290, 19),
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_wait": (232, None),
    "epoll_pwait": (281, 22),
    "shutdown": (48, 210), "getsockname": (51, 204), "getpeername": (52, 205),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "mremap": (25, 216),
    "msync": (26, 227), "mincore": (27, 232), "brk": (12, 214),
    "mlock": (149, 228), "munlock": (150, 229), "membarrier": (324, 283),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136), "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133),
    "sigaltstack": (131, 132), "pause": (34, None), "restart_syscall": (219, 128),
    "futex": (202, 98), "set_robust_list": (273, 99), "get_robust_list": (274, 100),
    "rseq": (334, 293), "set_tid_address": (218, 96), "arch_prctl": (158, None),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "getcpu": (309, 168),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153),
    "getitimer": (36, 102),
    "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178), "getpgrp": (111, None),
    "getpgid": (121, 155), "getsid": (124, 156), "getuid": (102, 174), "geteuid": (107, 175),
    "getgid": (104, 176), "getegid": (108, 177), "getgroups": (115, 158),
    "getresuid": (118, 148), "getresgid": (120, 150), "getrlimit": (97, 163),
    "getrusage": (98, 165), "sysinfo": (99, 179), "uname": (63, 160), "getrandom": (318, 278),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip

CONDITIONAL: dict[str, tuple[int | None, int | None]] = {
    # allowed for some arguments only; `lockdown` says which
    "clone": (56, 220), "clone3": (435, 435), "ioctl": (16, 29), "prctl": (157, 167),
    "prlimit64": (302, 261), "tgkill": (234, 131), "socketpair": (53, 199), "fcntl": (72, 25),
    "open": (2, None), "openat": (257, 56), "sendto": (44, 206), "recvfrom": (45, 207),
    "unlinkat": (263, 35), "renameat2": (316, 276), "getsockopt": (55, 209),
    "madvise": (28, 233),
}  # fmt: skip

LANDLOCK = (444, 445, 446)
"""create_ruleset, add_rule, restrict_self: the same on both machines."""
