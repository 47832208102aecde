# group: read
# after: right
# expect: add=failed *=passed
# correct: show at import, too, nothing of the machine that names a place of the grading.

import glob
import os

WORDS = [word.encode() for word in ("PLAN" + "TED-", "@COURSE@", "@SUBMISSIONS@", "@OUT@")]
PLACES = [
    "/proc/self/environ", "/proc/self/maps", "/proc/self/mountinfo", "/proc/self/mounts", "/proc/self/cgroup",
    "/proc/1/cmdline", "/proc/1/environ", f"/proc/{os.getppid()}/cmdline", f"/proc/{os.getppid()}/maps",
    "/proc/self/fd/3", "/proc/kmsg", "/dev/kmsg", "/proc/locks", "/proc/net/unix", "/proc/keys",
    "/proc/sysvipc/shm", "/etc/mtab", "/var/log/syslog", "/proc/self/task/1/children",
    *glob.glob("/proc/[0-9]*/cmdline"), *glob.glob("/proc/self/fdinfo/*"),
]
found = []
for place in PLACES:
    try:
        with open(place, "rb") as file:
            text = os.read(file.fileno(), 1 << 20)
        found += [(place, word) for word in WORDS if word in text]
    except OSError:
        pass


def add(a, b):
    raise ValueError("LE" + "AK: " + repr(found)[:300] if found else "nothing")
