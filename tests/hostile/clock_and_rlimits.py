# group: deny
# expect: add=timeout *=failed
# correct: its check alone is lost, within its time

import os, resource, signal
for f in (lambda: resource.setrlimit(resource.RLIMIT_CPU, (-1, -1)), lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)), lambda: os.nice(-5), lambda: os.nice(5), lambda: os.sched_setaffinity(0, {0}), lambda: os.setpriority(0, 0, 19), lambda: os.sched_setscheduler(0, 5, os.sched_param(0)), lambda: signal.setitimer(0, 1), lambda: signal.alarm(1), lambda: os.setsid(), lambda: os.kill(os.getppid(), 9), lambda: os.killpg(0, 9), lambda: os.fork(), lambda: os.execv("/bin/sh", ["sh"]), lambda: os.symlink("/", "l"), lambda: os.mkfifo("p"), lambda: os.link("a", "b"), lambda: os.memfd_create("m"), lambda: os.open(".", os.O_TMPFILE | os.O_RDWR), lambda: os.chmod(".", 0o777), lambda: os.posix_fallocate(os.open("f", os.O_CREAT | os.O_RDWR), 0, 1 << 22)):
    try: f()
    except (OSError, ValueError, AttributeError): pass
for s in range(1, 65):
    try: signal.signal(s, signal.SIG_IGN)
    except (OSError, ValueError): pass
def add(a, b):
    while True: pass
