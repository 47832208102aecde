"""Finds out which promises this machine keeps, by trying to break each of them.

A worker is started exactly as for a submission and attempts what a hostile one would. A promise is
kept when every attempt against it fails. May import the room, and `grader.errors`.
"""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from grader.errors import SandboxError, WorkerDied, WorkerTimeout
from grader.folders import held_folder
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher

PromiseName = Literal["unforgeable", "unreadable", "contained"]

MEANING: dict[PromiseName, str] = {
    "unforgeable": "the verdict is ours",
    "unreadable": "no secret can be seen",
    "contained": "no harm to others",
}
AGAINST: dict[PromiseName, tuple[str, ...]] = {
    "unforgeable": (
        "trace the judge",
        "write the judge's memory",
        "write the launcher's memory",
        "write a file outside",
    ),
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
        "send to any local socket",
        "write into another worker's folder",
    ),
}
ALWAYS_ON: dict[PromiseName, tuple[str, ...]] = {
    "unforgeable": ("verdicts from plain values in another process", "a judge none may trace"),
    "unreadable": ("a launcher that never held a secret", "a clean environment"),
    "contained": ("a fresh worker per check", "resource limits", "no_new_privs"),
}
REMEDIES = {
    "bubblewrap": "install bubblewrap and allow user namespaces",
    "landlock": "use a Linux kernel with Landlock (5.13 or later, switched on)",
    "seccomp": "allow seccomp filters, on x86_64 or aarch64",
}
PROBE_CPU_S = 5.0
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


@dataclass(frozen=True)
class Finding:
    """One promise: whether it is kept here, by what, and what to do when it is not."""

    promise: PromiseName
    reached: bool
    layers: tuple[str, ...]
    missing: str
    todo: str


@dataclass(frozen=True)
class Examination:
    """What a worker could do here, and the layers that were around it."""

    succeeded: Mapping[str, bool]
    """Attempt to whether it succeeded."""
    layers: tuple[str, ...]
    refused: Mapping[str, str]
    """Layer to the machine's reason."""


def examine() -> tuple[Finding, ...]:
    """What this machine promises, found by trying.

    Raises
    ------
    SandboxError
        When no worker can be started at all.
    """
    if platform.system() != "Linux":
        return tuple(_elsewhere(name) for name in AGAINST)
    examination = attempts()
    return tuple(_finding(name, examination) for name in AGAINST)


def attempts() -> Examination:
    """Every attempt against the promises, made by a worker like any other."""
    from grader.worker.lockdown import prctl  # cannot be imported on Windows

    launcher = Launcher()
    dumpable = ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)
    try:
        prctl(_PR_SET_DUMPABLE, 0)  # as a judge is: the attempts are against this process
        with held_folder("grader-doctor-") as folder:
            secret = folder / "secret"
            secret.write_text("what no worker may read", encoding="utf-8")
            about = {"secret": str(secret), "outside": str(folder), "judge": os.getpid()}
            worker = launcher.worker()
            try:
                answer, _ = worker.ask({"op": "probe", "about": about}, [], Budget(PROBE_CPU_S))
            finally:
                worker.kill()
            succeeded = {str(name): bool(value) for name, value in answer["succeeded"].items()}
            return Examination(succeeded, launcher.layers, dict(launcher.refused))
    except (WorkerDied, WorkerTimeout, KeyError) as error:
        raise SandboxError(
            "trying the sandbox out",
            expected="a worker that says what it could do",
            came=f"{type(error).__name__}: {error}",
            todo="report this with the output of `uname -a`",
        ) from None
    finally:
        prctl(_PR_SET_DUMPABLE, dumpable)
        launcher.close()


def _finding(promise: PromiseName, examination: Examination) -> Finding:
    broken = [name for name in AGAINST[promise] if examination.succeeded.get(name, True)]
    absent = [layer for layer in REMEDIES if layer not in examination.layers]
    reasons = {layer: examination.refused.get(layer, "it is left out") for layer in absent}
    advice = [f"{REMEDIES[layer]} ({reason})" for layer, reason in reasons.items()]
    return Finding(
        promise=promise,
        reached=not broken,
        layers=(*ALWAYS_ON[promise], *examination.layers),
        missing=f"a submission can {', '.join(broken)}" if broken else "",
        todo="; or ".join(advice) if broken else "",
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
