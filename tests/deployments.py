"""Ways in which the grader is set up on real machines, each made on this one; needs root.

A deployment changes the account, what the kernel allows, and which layers are left out, and then
runs a command in that. Imports the standard library and `tests.docker_profile`.
"""

from __future__ import annotations

import ctypes
import functools
import glob
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import docker_profile

ROOT = Path(__file__).resolve().parents[1]
USER = 12345 + os.getpid() % 1000
"""An account that owns nothing and may do nothing; it need not stand in /etc/passwd.

Tests that run side by side have one each, so that what is left behind can be told apart.
"""
_CLONE_NEWUSER = 0x10000000
_MAIN = "import sys; from grader.cli.entry import main; sys.exit(main())"


def _as_user() -> None:
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)


def _new_user_namespace(mapped: int) -> None:
    """A user namespace in which the plain account has the number `mapped`, and is alone."""
    _as_user()
    libc = ctypes.CDLL(None, use_errno=True)
    # Files of a process belong to root unless it may be traced, and its maps are to be written.
    libc.prctl(4, 1, 0, 0, 0)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{mapped} {USER} 1")
    Path("/proc/self/gid_map").write_text(f"{mapped} {USER} 1")


def _without_user_namespaces() -> None:
    _new_user_namespace(USER)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def _in_docker() -> None:
    docker_profile.put_on(USER)


def _in_docker_as_root() -> None:
    docker_profile.put_on(0)


@dataclass(frozen=True)
class Deployment:
    """One way to run the grader."""

    name: str
    enter: Callable[[], None] | None = None
    """Called in the child before the program starts."""
    user: int = 0
    """Who owns the folders, as the test counts users."""
    without: str = ""
    """Layers left out, as the switch for tests names them."""
    layers: frozenset[str] = frozenset()
    """Those that must be in force; others may be."""
    lacks: tuple[str, ...] = ()
    """Promises that cannot be kept."""
    others_python: bool = False
    """Use an interpreter that every account can read."""

    def interpreter(self) -> str:
        """The Python that runs the grader there; empty where there is none."""
        if self.user or self.others_python:
            return readable_python()
        return sys.executable

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], timeout_s: float = 600
    ) -> subprocess.CompletedProcess[str]:
        """Runs `grader` with the arguments there."""
        extra = {"GRADER_SANDBOX_WITHOUT": self.without} if self.without else {}
        return subprocess.run(
            [self.interpreter(), "-P", "-c", _MAIN, *arguments],
            env={**_environment(), **extra, **environment},
            cwd="/",
            preexec_fn=self.enter,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
        )


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    paths = [str(ROOT), sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]]
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


@functools.cache
def readable_python() -> str:
    """A Python of this one's version that any account can run with the packages of this one."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    homes = ("/usr/bin", "/usr/local/bin", "/opt/*/bin", "/opt/*/*/bin")
    candidates = [sys.executable, shutil.which(version) or ""]
    candidates += [path for home in homes for path in sorted(glob.glob(f"{home}/{version}"))]
    imports = "import numpy, grader.cli.app, pytest, pydantic, hypothesis"
    for candidate in filter(None, candidates):
        # `env` starts it as that account, so that a refusal is its answer and not our exception.
        done = subprocess.run(
            ["/usr/bin/env", candidate, "-P", "-c", imports],
            env=_environment(),
            cwd="/",
            preexec_fn=_as_user,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            return candidate
    return ""


ALL = frozenset(("bubblewrap", "uid", "landlock", "seccomp"))
INNER = frozenset(("landlock", "seccomp"))

DEPLOYMENTS = {
    each.name: each
    for each in (
        Deployment("root", layers=ALL),
        Deployment(
            "root-without-bubblewrap",
            without="bubblewrap",
            layers=INNER | {"uid"},
            others_python=True,
        ),
        Deployment("user", _as_user, USER, layers=INNER | {"bubblewrap"}),
        Deployment("user-without-bubblewrap", _as_user, USER, "bubblewrap", INNER),
        Deployment("docker-root", _in_docker_as_root, layers=INNER),
        Deployment(
            "docker-user", functools.partial(docker_profile.put_on, USER), USER, layers=INNER
        ),
        Deployment("no-user-namespaces", _without_user_namespaces, USER, layers=INNER),
        Deployment(
            "rootless-container", functools.partial(_new_user_namespace, 0), USER, layers=INNER
        ),
        Deployment("root-without-landlock", without="landlock", layers=ALL - {"landlock"}),
        Deployment(
            "user-without-landlock",
            _as_user,
            USER,
            "landlock",
            frozenset(("bubblewrap", "seccomp")),
            lacks=("contained",),
        ),
        Deployment(
            "docker-without-landlock",
            _in_docker,
            USER,
            "landlock",
            frozenset(("seccomp",)),
            lacks=("unforgeable", "unreadable", "contained"),
        ),
        Deployment(
            "root-without-seccomp",
            without="seccomp",
            layers=ALL - {"seccomp"},
            lacks=("unreadable", "contained"),
        ),
    )
}
