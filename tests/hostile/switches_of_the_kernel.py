# group: interfere
# after: right
# expect: add=failed *=passed
# correct: let a worker turn none of the kernel's switches, its own among them where they cost others.

import os

MARK = "LE" + "AK: "


def turn(path, value):
    with open(path, "w") as file:
        file.write(value)
    return path


def add(a, b):
    parent = os.getppid()
    switches = {
        "/proc/self/oom_score_adj": "-1000", f"/proc/{parent}/oom_score_adj": "1000", f"/proc/{parent}/comm": "owned",
        f"/proc/{parent}/coredump_filter": "0xff", f"/proc/{parent}/clear_refs": "1", f"/proc/{parent}/timerslack_ns": "1",
        "/proc/self/uid_map": "0 0 1", "/proc/self/setgroups": "deny", "/proc/self/loginuid": "0",
        "/proc/sys/kernel/core_pattern": "|/bin/true", "/proc/sys/kernel/hostname": "owned", "/proc/sys/vm/drop_caches": "1",
        "/proc/sys/user/max_user_namespaces": "0", "/proc/sysrq-trigger": "h", "/proc/self/attr/current": "x",
        "/sys/fs/cgroup/cgroup.procs": "0", "/sys/fs/cgroup/owned/x": "0", "/sys/kernel/mm/ksm/run": "0", "/sys/power/state": "x",
        "/dev/kmsg": "owned", "/dev/mem": "x", "/dev/kvm": "x", "/dev/fuse": "x", "/dev/tty": "x", "/dev/ptmx": "x",
        "/dev/net/tun": "x", "/dev/uinput": "x", "/dev/userfaultfd": "x", "/dev/pts/0": "x",
    }
    found = []
    for path, value in switches.items():
        try:
            found.append(turn(path, value))
        except OSError:
            pass
    raise ValueError(MARK + " ".join(found)[:300] if found else "nothing")
