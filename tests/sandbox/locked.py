"""Runs a function in a forked child behind locks of our choice, and gives back what it gave."""

from __future__ import annotations

import faulthandler
import importlib
import os
import pickle
import shutil
import signal
import sysconfig
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from grader.sandbox import layers
from grader.worker import lockdown
from grader.worker.launcher import _library_folders
from grader.worker.putting_aside import Aside

UID = 61999
LIMITS = {
    "memory_bytes": 768 << 20,
    "cpu_s": 60,
    "file_bytes": 1 << 20,
    "descriptors": 64,
    "threads": 64,
}
_CHILD_S = 60


class Ended(Exception):
    """The child ended by a signal, or without a word; the text says how."""


def readable() -> list[str]:
    """What a worker may read, and what this interpreter needs beside it."""
    purelib = sysconfig.get_paths()["purelib"]
    return [*layers.standard_library(), *layers.numpy_folders(), *_library_folders(), purelib]


def locked(function: Callable[[], Any], locks: Sequence[str], **options: Any) -> Any:
    """What `function` gives in a child behind the locks, in a scratch folder of its own.

    Raises what it raises; `Ended` when the child says nothing.
    """
    scratch = Path(tempfile.mkdtemp(prefix="locked-"))
    reader, writer = os.pipe()
    os.chown(scratch, UID if "uid" in locks else -1, -1)
    pid = os.fork()
    if pid == 0:
        _child(function, locks, scratch, writer, options)
    os.close(writer)
    with open(reader, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    shutil.rmtree(scratch, ignore_errors=True)
    if os.WIFSIGNALED(status):
        raise Ended(signal.Signals(os.WTERMSIG(status)).name)
    if not said:
        raise Ended(f"exit {os.waitstatus_to_exitcode(status)}")
    good, value = pickle.loads(said)
    if not good:
        raise value
    return value


def _child(
    function: Callable[[], Any],
    locks: Sequence[str],
    scratch: Path,
    writer: int,
    options: dict[str, Any],
) -> None:
    faulthandler.disable()  # a child that is to die needs no report
    signal.alarm(_CHILD_S)  # a child of ours that hangs ends by itself
    try:
        put_on(locks, scratch, **options)
        try:
            answer = True, function()
        except BaseException as error:
            answer = False, error
        data = pickle.dumps(answer)
        while data:
            data = data[os.write(writer, data) :]
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def put_on(locks: Sequence[str], scratch: Path, *, limits: dict[str, int] | None = None) -> None:
    """The locks, in the order in which a worker puts them on."""
    aside = Aside()
    aside.stand_in()
    importlib.reload(tempfile)  # it keeps what removes
    baseline = lockdown.address_space_bytes()
    allowed = readable()
    program = lockdown.seccomp_program()
    if "uid" in locks:
        lockdown.become(UID)
        lockdown.drop_capabilities()
    os.chdir(scratch)
    os.environ["TMPDIR"] = os.environ["HOME"] = str(scratch)
    tempfile.tempdir = None
    if "limits" in locks:
        lockdown.limit({**LIMITS, **(limits or {})}, baseline, own_user="uid" in locks)
    if set(locks) & {"landlock", "seccomp"}:
        lockdown.no_new_privs()
    if "landlock" in locks:
        lockdown.landlock(allowed, [str(scratch)])
    if "seccomp" in locks:
        lockdown.seccomp(program)
        aside.scratch = str(scratch)
