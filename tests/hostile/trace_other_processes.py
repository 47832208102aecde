# group: forge
# after: right
# expect: add=failed mean=failed *=passed
# correct: deny ptrace, other processes' memory, and their descriptors.

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": {"process_vm_readv": 310, "process_vm_writev": 311, "pidfd_open": 434,
               "pidfd_getfd": 438, "kcmp": 312, "process_madvise": 440},
    "aarch64": {"process_vm_readv": 270, "process_vm_writev": 271, "pidfd_open": 434,
                "pidfd_getfd": 438, "kcmp": 272, "process_madvise": 440},
}[platform.machine()]


def reach(pid):
    done = []
    for request in (16, 0x4206):  # ATTACH, SEIZE
        if libc.ptrace(request, pid, None, None) == 0:
            done.append("ptrace")
    for name, number in NUMBERS.items():
        if libc.syscall(number, pid, 0, 0, 0, 0, 0) >= 0:
            done.append(name)
    for what in ("mem", "environ", "maps", "fd/0", "root/etc/passwd", "cwd/secret", "auxv"):
        try:
            os.close(os.open(f"/proc/{pid}/{what}", os.O_RDONLY))
            done.append(what)
        except OSError:
            pass
    return done


def add(a, b):
    done = reach(os.getppid())
    raise ValueError("LE" + "AK: " + repr(done) if done else "nothing")


def mean(values):
    done = [found for pid in range(1, 40) if pid != os.getpid() and (found := reach(pid))]
    raise ValueError("LE" + "AK: " + repr(done) if done else "nothing")
