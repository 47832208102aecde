"""What this machine can do, found by trying, and which tests may be skipped where.

`TABLE` is the one list. A test that needs something says `@pytest.mark.needs("browser")`; where it
is absent the test is skipped, and the reason is printed. Under continuous integration a skip is
allowed only by the rules of `wrong_skips`, so that no test goes quiet unseen.

May import the standard library alone; must never decide by a version number what can be tried.
"""

from __future__ import annotations

import ctypes
import functools
import glob
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

NEEDS = re.compile(r"needs (?P<name>\w+): ")
"""How the reason of an allowed skip begins."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_LANDLOCK_CREATE_RULESET, _LANDLOCK_VERSION = 444, 1
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_EFAULT = 14


@dataclass(frozen=True)
class Capability:
    """One thing that a machine has or lacks."""

    name: str
    what: str
    """What is there, in words."""
    absence: Callable[[], str]
    """Tries it; why it is not there, empty where it is."""


def absence(name: str) -> str:
    """Why this machine lacks the capability; empty where it has it. Tried once per process."""
    return _tried(name)


def has(name: str) -> bool:
    """Whether this machine has the capability."""
    return not absence(name)


def wrong_skips(reasons: Iterable[tuple[str, str]], must_have: Iterable[str] = ()) -> list[str]:
    """One phrase for each skipped test that continuous integration may not skip.

    A skip is right when its reason names a capability of the table, this machine lacks it, and it
    is not one that the run must have.

    Parameters
    ----------
    reasons:
        Test and reason of each skip.
    must_have:
        Capabilities without which the run proves too little.
    """
    musts = set(must_have)
    wrong = [f"unknown capability {name!r} in GRADER_CI_MUST_HAVE" for name in musts - set(TABLE)]
    for test, reason in reasons:
        found = NEEDS.match(reason)
        if found is None or found["name"] not in TABLE:
            wrong.append(f"{test}: skipped without a capability: {reason}")
        elif has(found["name"]):
            wrong.append(f"{test}: skipped although this machine has {found['name']}")
        elif found["name"] in musts:
            wrong.append(f"{test}: this run must have {found['name']}: {absence(found['name'])}")
    return sorted(wrong)


def browser() -> str:
    """The path of a browser that can run without a screen; empty where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def postgres_folder() -> str:
    """Where a PostgreSQL server's programs lie, of the newest one; empty where there is none."""
    path = os.environ.get("PATH", "").split(os.pathsep)
    packaged = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=_version, reverse=True)
    both = ("initdb", "postgres")
    return next(
        (at for at in (*packaged, *path) if all(shutil.which(p, path=at) for p in both)), ""
    )


def _version(folder: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder)]


@functools.cache
def _tried(name: str) -> str:
    try:
        return TABLE[name].absence()
    except (OSError, subprocess.SubprocessError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


def _runs(*command: str) -> str:
    """Why a command does not end well; empty where it does."""
    if shutil.which(command[0]) is None:
        return f"no program {command[0]}"
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )
    words = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else f"{command[0]}: {words[-1] if words else 'it failed'}"


def _imports(*modules: str) -> Callable[[], str]:
    def absence() -> str:
        lacks = [module for module in modules if not importlib.util.find_spec(module)]
        return f"no module {', '.join(lacks)}" if lacks else ""

    return absence


def _root() -> str:
    return "" if os.name == "posix" and os.geteuid() == 0 else "this is an ordinary account"


def _linux() -> str:
    return "" if sys.platform == "linux" else f"this is {sys.platform}"


def _user_namespaces() -> str:
    return _runs("unshare", "--user", "--map-root-user", "true")


def _bubblewrap() -> str:
    true = shutil.which("true") or "/bin/true"
    return _runs("bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--", true)


def _landlock() -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_VERSION)
    return "" if version >= 1 else os.strerror(ctypes.get_errno())


def _seccomp() -> str:
    """A filter at no address is refused late (EFAULT) where filters are possible at all."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, None, 0, 0)
    error = ctypes.get_errno()
    return "" if error == _EFAULT else os.strerror(error)


def _schedstat() -> str:
    with open("/proc/self/schedstat", encoding="ascii") as file:
        return "" if len(file.read().split()) == 3 else "it has another form"


def _browser() -> str:
    program = browser()
    if not program:
        return "no program " + ", ".join(BROWSERS)
    page = "data:text/html,<p id=there>"
    return _runs(
        program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--dump-dom", page,
    )  # fmt: skip


def _small_disk() -> str:
    """Mounts one where nobody else sees it."""
    return _root() or _runs("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")


def _postgresql() -> str:
    folder = postgres_folder()
    if not folder:
        return "no programs initdb and postgres"
    return _imports("psycopg", "nbgrader")() or _runs(f"{folder}/postgres", "--version")


def _cuda() -> str:
    return _imports("torch", "array_api_compat")() or _runs(
        sys.executable, "-c", "import sys, torch; sys.exit(not torch.cuda.is_available())"
    )


TABLE = {
    each.name: each
    for each in (
        Capability("linux", "the Linux kernel", _linux),
        Capability("root", "the right to change users", _root),
        Capability("small_disk", "the right to mount a disk of one megabyte", _small_disk),
        Capability("user_namespaces", "unprivileged user namespaces", _user_namespaces),
        Capability("bubblewrap", "bwrap, and the right to unshare", _bubblewrap),
        Capability("landlock", "Landlock in this kernel", _landlock),
        Capability("seccomp", "seccomp filters", _seccomp),
        Capability("schedstat", "run-queue times in /proc", _schedstat),
        Capability("browser", "a browser that runs without a screen", _browser),
        Capability("nbgrader", "the extra [nbgrader]", _imports("nbgrader")),
        Capability("postgresql", "a PostgreSQL server, and the extra [postgres]", _postgresql),
        Capability("torch", "the extra [torch]", _imports("torch", "array_api_compat")),
        Capability("cuda", "PyTorch with a GPU", _cuda),
        Capability("atheris", "the extra [fuzz]", _imports("atheris")),
        Capability("array_api_strict", "array-api-strict", _imports("array_api_strict")),
        Capability("git", "git, and a checkout", lambda: _runs("git", "rev-parse", "HEAD")),
        *(
            Capability(
                f"python3_{minor}",
                f"a second Python, 3.{minor}",
                functools.partial(_runs, f"python3.{minor}", "--version"),
            )
            for minor in (11, 12, 13, 14)
        ),
    )
}
