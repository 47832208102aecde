"""A container for another grader while it grades hostile hand-ins.

Whatever is handed in runs in here alone: namespaces of its own, no network, nothing writable but
small memory disks, an account that nobody has, limits of memory, processes, files and time. The
same for every grader. Needs root, Linux and bwrap.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BASE, ACCOUNTS = 500_000_000, 65_536
"""Accounts of a container are these of the machine; nothing there belongs to them."""
MEMORY_KB, SPARE_KB = 3 << 20, 4 << 20
"""What the processes of a container may hold together, and what the machine must have left."""


def contained(room: Path, environment_at: Path, task: Mapping[str, Any]) -> dict[str, Any]:
    """What came of one task in a container over a room; `hung` where it had to be ended."""
    command = _command(room, environment_at)
    deadline = time.monotonic() + 3 * task["wall_s"] + 120
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps({**task, "base": BASE, "accounts": ACCOUNTS}))
            process.stdin.close()
        process.stdin = None
        while process.poll() is None:
            if time.monotonic() > deadline or _too_much_memory():
                process.kill()
                process.communicate()
                return {"hung": True, "score": None}
            time.sleep(0.25)
        said, complaint = process.communicate()
    if process.returncode or not said.startswith("{"):
        raise RuntimeError(f"{task['tool']} on {task['student']}: {complaint[-2000:]}")
    found: dict[str, Any] = json.loads(said)
    return found


def _command(room: Path, environment_at: Path) -> list[str]:
    """bwrap, all that can be seen in it, and the program that it starts."""
    base = Path(sys.base_prefix).resolve()
    above = [part for each in reversed(base.parents[:-1]) for part in
             ("--perms", "0755", "--dir", str(each)) if each != Path("/usr")]  # fmt: skip
    return [
        "bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
        "--unshare-cgroup-try", "--die-with-parent", "--new-session", "--hostname", "container",
        "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib",
        "--symlink", "usr/lib64", "/lib64", "--ro-bind", str(_etc(room.parent / "etc")), "/etc",
        *above, "--ro-bind", str(base), str(base), "--ro-bind", str(environment_at), "/env",
        "--ro-bind", str(room), "/room", "--ro-bind", str(Path(__file__).parent), "/inside",
        "--proc", "/proc", "--dev", "/dev", "--size", str(16 << 20), "--tmpfs", "/dev/shm",
        "--size", str(256 << 20), "--tmpfs", "/srv", "--perms", "1777", "--size", str(128 << 20),
        "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/", "--clearenv",
        "--", str(base / "bin" / "python3"), "-B", "/inside/inside.py",
    ]  # fmt: skip


def _etc(place: Path) -> Path:
    """The few files of /etc that programs look into."""
    place.mkdir(exist_ok=True)
    lines = {
        "passwd": "root:x:0:0::/srv/home:/bin/sh\nteacher:x:1000:1000::/srv/home:/bin/sh\n"
        "ag:x:1001:1001::/nonexistent:/bin/sh\n",
        "group": "root:x:0:\nteacher:x:1000:\nag:x:1001:\n",
        "hosts": "127.0.0.1 localhost container\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }
    for name, text in lines.items():
        (place / name).write_text(text)
    shutil.copy("/etc/ld.so.cache", place)
    return place


def _too_much_memory() -> bool:
    """Whether the containers' accounts hold too much, or the machine has too little left."""
    held = 0
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, ValueError):
            if BASE <= os.stat(f"/proc/{entry}").st_uid < BASE + ACCOUNTS:
                held += int(Path(f"/proc/{entry}/statm").read_text().split()[1]) * 4
    with open("/proc/meminfo", encoding="ascii") as file:
        (spare,) = (int(line.split()[1]) for line in file if line.startswith("MemAvailable"))
    return held > MEMORY_KB or spare < SPARE_KB
