# group: interfere
# after: right
# expect: add=failed mean=failed *=passed
# correct: refuse every system call that computing does not need.

MARK = "LE" + "AK: "


def tell(attempts):
    """Raises what the attempts brought; each is a function that raises OSError where it is denied."""
    found = []
    for attempt in attempts:
        try:
            found.append(str(attempt()))
        except OSError:
            pass
    raise ValueError(MARK + " ".join(found)[:300] if found else "nothing")

import ctypes
import os
import platform
import resource

libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": {
        "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
        "bpf": 321, "perf_event_open": 298, "kexec_load": 246, "init_module": 175, "personality": 135,
        "setuid": 105, "setpriority": 141, "sched_setaffinity": 203, "sched_setscheduler": 144,
        "sethostname": 170, "settimeofday": 164, "acct": 163, "swapon": 167, "reboot": 169,
        "io_uring_setup": 425, "landlock_create_ruleset": 444, "open_by_handle_at": 304,
        "name_to_handle_at": 303, "fanotify_init": 300, "quotactl": 179, "syslog": 103, "ioperm": 173,
        "modify_ldt": 154, "vmsplice": 278, "splice": 275, "timer_create": 222, "setsid": 112,
        "openat2": 437, "clone3": 435, "execveat": 322, "vfork": 58, "capset": 126, "seccomp": 317,
    },
    "aarch64": {
        "unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
        "bpf": 280, "perf_event_open": 241, "kexec_load": 104, "init_module": 105, "personality": 92,
        "setuid": 146, "setpriority": 140, "sched_setaffinity": 122, "sched_setscheduler": 119,
        "sethostname": 161, "settimeofday": 170, "acct": 89, "swapon": 224, "reboot": 142,
        "io_uring_setup": 425, "landlock_create_ruleset": 444, "open_by_handle_at": 265,
        "name_to_handle_at": 264, "fanotify_init": 262, "quotactl": 60, "syslog": 116, "splice": 76,
        "vmsplice": 75, "timer_create": 107, "setsid": 157, "openat2": 437, "clone3": 435,
        "execveat": 281, "capset": 91, "seccomp": 277,
    },
}[platform.machine()]
HARMLESS_ERRORS = (1, 38)  # EPERM, ENOSYS: the filter said no, before any argument was looked at


def allowed():
    found = []
    for name, number in NUMBERS.items():
        ctypes.set_errno(0)
        if libc.syscall(number, -1, -1, -1, -1, -1) >= 0 or ctypes.get_errno() not in HARMLESS_ERRORS:
            found.append(name)
    if not found:
        raise OSError("none")
    return found


def add(a, b):
    tell([allowed])


def mean(values):
    tell([lambda: os.nice(-1), lambda: os.setsid(), lambda: os.sched_setaffinity(0, {0}),
          lambda: resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000)) or "limit",
          lambda: resource.prlimit(os.getppid(), resource.RLIMIT_AS, None),
          lambda: resource.prlimit(os.getppid(), resource.RLIMIT_AS),
          lambda: os.setuid(0) or "root" if os.getuid() else open(""),
          lambda: os.setgroups([]) or "groups", lambda: os.chroot(".") or "chroot"])
