# group: evade
# after: right
# expect: add=timeout mean=failed *=passed
# correct: hold no limit where a submission could raise it, and set none with a signal that it could take.

import resource
import signal
import time

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
for number in (signal.SIGXCPU, signal.SIGXFSZ, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF):
    signal.signal(number, signal.SIG_IGN)


def raised():
    """The limits that could be raised."""
    found = []
    for name in ("CPU", "AS", "DATA", "STACK", "FSIZE", "NOFILE", "NPROC", "CORE", "MEMLOCK"):
        which = getattr(resource, "RLIMIT_" + name)
        soft, hard = resource.getrlimit(which)
        for wanted in ((resource.RLIM_INFINITY,) * 2, (hard + 1, hard + 1)):
            try:
                resource.setrlimit(which, wanted)
            except (OSError, ValueError):
                continue
            found.append(name)
    return found


def add(a, b):
    for which in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        try:
            signal.setitimer(which, 0)
        except OSError:
            pass
    while True:
        pass


def mean(values):
    if found := raised():
        raise ValueError("LE" + "AK: " + repr(found))
    raise ValueError("nothing")
