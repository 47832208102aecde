"""Finds out which promises this machine keeps, by trying to break each of them.

A worker is started exactly as for a submission and attempts what a hostile one would. A promise is
kept when every attempt against it fails. May import the room, and `grader.errors`.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import SandboxError, WorkerDied, WorkerTimeout
from grader.sandbox.launcher import Launcher
from grader.sandbox.process import Budget

PromiseName = Literal["unforgeable", "unreadable", "contained"]

MEANING: dict[PromiseName, str] = {
    "unforgeable": "the verdict is ours",
    "unreadable": "no secret can be seen",
    "contained": "no harm to others",
}
AGAINST: dict[PromiseName, tuple[str, ...]] = {
    "unforgeable": ("trace the judge", "write the judge's memory", "write a file outside"),
    "unreadable": (
        "read a file of ours",
        "list a folder of ours",
        "read the judge's environment",
        "read the judge's memory",
        "open an internet socket",
    ),
    "contained": (
        "signal the judge",
        "start a process",
        "run a program",
        "write a file outside",
        "change a file's mode",
        "open an internet socket",
        "open a local socket",
    ),
}
ALWAYS_ON = (
    "another process writes the verdict, from plain values alone",
    "a fresh worker per check, killed through its pidfd",
    "no_new_privs, resource limits, clean environment, descriptors 0 to 3",
)
PROBE_CPU_S = 5.0


@dataclass(frozen=True)
class Finding:
    """One promise: whether it is kept here, by what, and what to do when it is not."""

    promise: PromiseName
    reached: bool
    layers: tuple[str, ...]
    missing: str
    todo: str


def examine() -> tuple[Finding, ...]:
    """What this machine promises, found by trying.

    Raises
    ------
    SandboxError
        When no worker can be started at all.
    """
    if platform.system() != "Linux":
        return tuple(_elsewhere(name) for name in AGAINST)
    succeeded = attempts()
    return tuple(_finding(name, succeeded) for name in AGAINST)


def attempts() -> dict[str, bool]:
    """Every attempt against the promises, and whether it succeeded in a worker."""
    launcher = Launcher()
    try:
        with tempfile.TemporaryDirectory(prefix="grader-doctor-") as folder:
            secret = Path(folder) / "secret"
            secret.write_text("what no worker may read", encoding="utf-8")
            about = {"secret": str(secret), "outside": folder, "judge": os.getpid()}
            worker = launcher.worker()
            answer, _ = worker.ask({"op": "probe", "about": about}, [], Budget(PROBE_CPU_S))
            return {str(name): bool(value) for name, value in answer["succeeded"].items()}
    except (WorkerDied, WorkerTimeout, KeyError) as error:
        raise SandboxError(
            "trying the sandbox out",
            expected="a worker that says what it could do",
            came=f"{type(error).__name__}: {error}",
            todo="report this with the output of `uname -a`",
        ) from None
    finally:
        launcher.close()


def _finding(promise: PromiseName, succeeded: Mapping[str, bool]) -> Finding:
    broken = [name for name in AGAINST[promise] if succeeded.get(name, True)]
    return Finding(
        promise=promise,
        reached=not broken,
        layers=ALWAYS_ON,
        missing=f"a submission can {', '.join(broken)}" if broken else "",
        todo="grade inside a container or a virtual machine of its own" if broken else "",
    )


def _elsewhere(promise: PromiseName) -> Finding:
    system = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    way = "in WSL2" if system == "Windows" else "in a Linux container or virtual machine"
    return Finding(
        promise=promise,
        reached=False,
        layers=(),
        missing=f"{system} has none of the locks that workers need",
        todo=f"grade {way}; `grader check` works here",
    )
