# group: interfere
# after: right
# expect: add=failed *=passed
# correct: refuse the calls that wait, watch, name and send, and those that newer kernels bring.

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": {
        "inotify_init": 253, "inotify_add_watch": 254, "io_uring_enter": 426, "io_uring_register": 427,
        "memfd_create": 319, "pidfd_open": 434, "pidfd_getfd": 438, "process_vm_readv": 310, "process_vm_writev": 311,
        "ptrace": 101, "timerfd_create": 283, "signalfd4": 289, "sendmsg": 46, "recvmsg": 47, "sendmmsg": 307,
        "recvmmsg": 299, "accept": 43, "accept4": 288, "bind": 49, "listen": 50, "connect": 42, "tee": 276,
        "mlockall": 151, "mlock2": 325, "landlock_add_rule": 445, "landlock_restrict_self": 446, "epoll_pwait2": 441,
        "futex_waitv": 449, "cachestat": 451, "fchmodat2": 452, "map_shadow_stack": 453, "futex_wake": 454,
        "futex_wait": 455, "futex_requeue": 456, "statmount": 457, "listmount": 458, "lsm_set_self_attr": 460, "mseal": 462,
        "setxattrat": 463, "open_tree_attr": 467, "file_setattr": 469, "quotactl_fd": 443, "get_mempolicy": 239,
        "truncate": 76, "mq_unlink": 241, "semtimedop": 220, "semctl": 66, "shmat": 30, "msgsnd": 69, "lchown": 94,
        "creat": 85, "uselib": 134, "ustat": 136, "sysfs": 139, "vhangup": 153, "_sysctl": 156, "adjtimex": 159,
        "create_module": 174, "nfsservctl": 180, "iopl": 172, "delete_module": 176, "finit_module": 313,
        "kexec_file_load": 320, "clock_settime": 227, "clock_adjtime": 305, "setdomainname": 171,
        "setfsuid": 122, "setreuid": 113, "setresgid": 119, "setgroups": 116, "sched_setparam": 142,
        "set_thread_area": 205, "io_setup": 206, "io_submit": 209, "epoll_ctl_old": 214, "preadv2": 327, "pwritev2": 328,
        "fanotify_mark": 301, "fsconfig": 431, "fsmount": 432, "fspick": 433, "removexattr": 197, "wait4": 61, "waitid": 247,
    },
    "aarch64": {
        "inotify_add_watch": 27, "io_uring_enter": 426, "io_uring_register": 427, "memfd_create": 279, "pidfd_open": 434,
        "pidfd_getfd": 438, "process_vm_readv": 270, "process_vm_writev": 271, "ptrace": 117, "timerfd_create": 85,
        "signalfd4": 74, "sendmsg": 211, "recvmsg": 212, "sendmmsg": 269, "recvmmsg": 243, "accept": 202, "accept4": 242,
        "bind": 200, "listen": 201, "connect": 203, "tee": 77, "mlockall": 230, "mlock2": 284, "landlock_add_rule": 445,
        "landlock_restrict_self": 446, "epoll_pwait2": 441, "futex_waitv": 449, "cachestat": 451, "fchmodat2": 452,
        "futex_wake": 454, "futex_wait": 455, "futex_requeue": 456, "statmount": 457, "listmount": 458, "mseal": 462,
        "setxattrat": 463, "open_tree_attr": 467, "file_setattr": 469, "quotactl_fd": 443, "get_mempolicy": 236,
        "truncate": 45, "mq_unlink": 181, "semtimedop": 192, "semctl": 191, "shmat": 196, "msgsnd": 189,
        "adjtimex": 171, "delete_module": 106, "finit_module": 273, "kexec_file_load": 294, "clock_settime": 112,
        "clock_adjtime": 266, "setdomainname": 162, "setfsuid": 151, "setreuid": 145, "setresgid": 149,
        "setgroups": 159, "sched_setparam": 118, "io_setup": 0, "io_submit": 2, "preadv2": 286, "pwritev2": 287,
        "fanotify_mark": 263, "fsconfig": 431, "fsmount": 432, "fspick": 433, "removexattr": 14, "wait4": 260, "waitid": 95,
    },
}[platform.machine()]
HARMLESS_ERRORS = (1, 38)  # EPERM, ENOSYS: the filter said no, before any argument was looked at


def add(a, b):
    found = []
    for name, number in NUMBERS.items():
        ctypes.set_errno(0)
        if libc.syscall(number, -1, -1, -1, -1, -1) >= 0 or ctypes.get_errno() not in HARMLESS_ERRORS:
            found.append(name)
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")
