"""Which locks are put around student code, and how the launcher's command line looks with them.

Outer: bubblewrap, an empty root and namespaces of its own, where the machine lets it. Inner, in
every worker: a throw-away user where we are root, Landlock, seccomp. What a machine refuses is left
out here and shows in the doctor's findings; nothing is concluded from version numbers.

`GRADER_SANDBOX_WITHOUT=landlock,bubblewrap` leaves layers out, for tests: it can only lower.

May import the standard library and NumPy (to find its folder).
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import grader.worker

INNER = ("uid", "landlock", "seccomp")
BUBBLEWRAP = "bubblewrap"
HOST_NAME = "localhost"
"""What a machine is called inside bubblewrap; its own name is nobody's business."""
SWITCH = "GRADER_SANDBOX_WITHOUT"
_TRY_S = 20.0
_SYSTEM_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64")


def inner_layers() -> list[str]:
    """The layers that every worker is asked to put on itself."""
    without = left_out()
    usable = [layer for layer in INNER if layer not in without]
    if os.geteuid() != 0 and "uid" in usable:
        usable.remove("uid")
    return usable


def left_out() -> frozenset[str]:
    """The layers that the test switch leaves out."""
    return frozenset(name.strip() for name in os.environ.get(SWITCH, "").split(",") if name.strip())


def python() -> str:
    """The interpreter of workers: the one that runs this, without its environment."""
    return os.path.realpath(sys.executable)


def standard_library() -> list[str]:
    """The folders of Python's own modules."""
    paths = sysconfig.get_paths(vars={"base": sys.base_prefix, "platbase": sys.base_exec_prefix})
    dynamic = sysconfig.get_config_var("DESTSHARED")
    return list(dict.fromkeys(filter(None, [paths["stdlib"], paths["platstdlib"], dynamic])))


def numpy_folders() -> list[str]:
    """NumPy's folder, and that of the libraries which its wheel brings."""
    installed = Path(np.__file__).resolve().parent
    beside = installed.parent / "numpy.libs"
    return [str(path) for path in (installed, beside) if path.exists()]


def locale_folders() -> list[str]:
    """The folder of the language that workers have, where the C library keeps it in one."""
    return [path for path in ("/usr/lib/locale/C.utf8",) if os.path.isdir(path)]


def wrapped(command: Sequence[str], folder: Path) -> list[str]:
    """The command inside bubblewrap; `folder` alone is shared with it."""
    root = os.geteuid() == 0
    shown = [python(), *_python_library(), *standard_library(), *numpy_folders()]
    shown.append(_worker_folder())
    shown += [path for path in _SYSTEM_LIBRARIES if os.path.exists(path)]
    shown += [path for path in ("/etc/ld.so.cache",) if os.path.exists(path)]
    arguments = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments += ["--hostname", HOST_NAME]
    arguments += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if root:  # to become a throw-away user, and to end what that user left
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_KILL", "CAP_SETPCAP"):
            arguments += ["--cap-add", capability]
    else:
        arguments += ["--unshare-user"]
    for parent in _parents([*shown, str(folder)]):
        arguments += ["--perms", "0755", "--dir", parent]
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    arguments += ["--tmpfs", "/dev/pts"]  # no terminals, which are a way to each other
    for path in shown:
        arguments += ["--ro-bind", path, path]
    for path in _beside_the_library():
        arguments += ["--tmpfs", path]
    arguments += ["--bind", str(folder), str(folder), "--chdir", "/"]
    if (site := folder / "site").exists():  # what every worker imports from
        arguments += ["--ro-bind", str(site), str(site)]
    # Bubblewrap's own trees, where workers could leave things to each other.
    for tree in ("/", "/dev", "/dev/pts"):
        arguments += ["--remount-ro", tree]
    return [str(bubblewrap()), *arguments, *command]


def _python_library() -> list[str]:
    """The file of the interpreter's own shared library, where it is not in the program itself.

    Where it is not shown, the program takes the system's, which may be of another version.
    """
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        paths = {line.rstrip("\n").partition("/")[2] for line in maps}
    return sorted(f"/{path}" for path in paths if os.path.basename(path).startswith("libpython"))


def _beside_the_library() -> list[str]:
    """Folders inside the standard library's that hold what somebody installed."""
    found = [
        os.path.join(folder, name)
        for folder in standard_library()
        for name in ("site-packages", "dist-packages")
    ]
    return [path for path in found if os.path.isdir(path)]


def bubblewrap() -> str | None:
    """The path of bubblewrap's program, where it is installed and not left out."""
    return None if BUBBLEWRAP in left_out() else shutil.which("bwrap", path=_path())


@functools.cache
def bubblewrap_refusal() -> str:
    """Why bubblewrap cannot be used here; empty when it can. Found by running it."""
    program = bubblewrap()
    if program is None:
        return "it is left out" if BUBBLEWRAP in left_out() else "it is not installed"
    program_text = "import sys; open('/proc/self/maps').close(); print(repr(sys.version))"
    probe = [python(), "-P", "-s", "-S", "-c", program_text]
    folder = Path(_worker_folder())
    try:
        code, out, err = _tried(wrapped(probe, folder))
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: {error}"
    if code == 0:
        inside = out.decode("utf-8", "replace").strip()
        return "" if inside == repr(sys.version) else f"Python is another one inside: {inside}"
    words = err.decode("utf-8", "replace").strip().splitlines()
    return words[-1] if words else f"it ended with {code}"


def _tried(command: Sequence[str]) -> tuple[int, bytes, bytes]:
    with subprocess.Popen(
        command,
        env={"LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=_TRY_S)
        except BaseException:
            end_group(process)
            raise
    return process.returncode, out, err


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kills a process that leads a group, and all that is in it.

    Bubblewrap's child ends with it, but for a moment while it is made: then it waits for its dead
    parent for ever. Where the leader was waited for already nobody is killed: its number may be
    another's.
    """
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/bin:/bin"


def _worker_folder() -> str:
    return str(Path(grader.worker.__file__).resolve().parent)


def _parents(paths: Sequence[str]) -> list[str]:
    """Every folder on the way to the paths, outermost first; none that a link leads through."""
    parents = {str(parent) for path in paths for parent in Path(path).parents}
    shown = set(paths)
    return sorted(parent for parent in parents if parent != "/" and parent not in shown)
