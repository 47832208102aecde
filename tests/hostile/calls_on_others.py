# group: read
# after: right
# expect: identity=failed *=passed
# correct: refuse every call on what a worker shares with others, its own attributes among it.

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": {
        "tkill": 200, "rt_tgsigqueueinfo": 297, "kcmp": 312, "fork": 57, "execve": 59, "socket": 41,
        "symlink": 88, "link": 86, "chmod": 90, "chown": 92, "utime": 132, "utimensat": 280, "flock": 73,
        "setxattr": 188, "mknod": 133, "setitimer": 38, "alarm": 37, "prlimit64": 302, "setpriority": 141,
        "ioprio_set": 251, "sched_setattr": 314, "sync": 162, "syncfs": 306,
        "process_mrelease": 448, "process_madvise": 440, "memfd_secret": 447, "userfaultfd": 323,
        "move_pages": 279, "migrate_pages": 256, "mbind": 237, "set_mempolicy": 238, "lookup_dcookie": 212,
        "fsopen": 430, "open_tree": 428, "move_mount": 429, "mount_setattr": 442,
        "remap_file_pages": 216, "pkey_alloc": 330, "vhangup": 153,
    },
    "aarch64": {
        "tkill": 130, "rt_tgsigqueueinfo": 240, "kcmp": 272, "execve": 221, "socket": 198,
        "symlinkat": 36, "linkat": 37, "fchmodat": 53, "fchownat": 54, "utimensat": 88, "flock": 32,
        "setxattr": 5, "mknodat": 33, "setitimer": 103, "prlimit64": 261, "setpriority": 140,
        "ioprio_set": 30, "sched_setattr": 274, "sync": 81, "syncfs": 267,
        "process_mrelease": 448, "process_madvise": 440, "memfd_secret": 447, "userfaultfd": 282,
        "move_pages": 239, "migrate_pages": 238, "mbind": 235, "set_mempolicy": 237, "lookup_dcookie": 18,
        "fsopen": 430, "open_tree": 428, "move_mount": 429, "mount_setattr": 442,
        "remap_file_pages": 234, "pkey_alloc": 289, "vhangup": 58,
    },
}[platform.machine()]
HARMLESS_ERRORS = (1, 38)  # EPERM, ENOSYS: the filter said no, before any argument was looked at
PR_SET_DUMPABLE, PR_SET_PDEATHSIG, PR_SET_PTRACER = 4, 1, 0x59616D61


def identity(x):
    found = []
    for name, number in NUMBERS.items():
        ctypes.set_errno(0)
        if libc.syscall(number, -1, -1, -1, -1, -1) >= 0 or ctypes.get_errno() not in HARMLESS_ERRORS:
            found.append(name)
    for option in (PR_SET_DUMPABLE, PR_SET_PDEATHSIG, PR_SET_PTRACER):
        if libc.prctl(option, 1, 0, 0, 0) == 0:
            found.append(f"prctl {option}")
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")
