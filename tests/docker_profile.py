"""Runs a program as in a container of Docker's: its default seccomp profile, and no capability.

    python docker_profile.py UID PROGRAM [ARGUMENT...]

Needs root, and no daemon. The profile is Docker's own file; it becomes a BPF program here, by code
that shares nothing with the one that locks workers. Imports the standard library alone.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
_LOAD, _EQUAL, _GREATER, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x25, 0x35, 0x54, 0x06
_ALLOW, _ERRNO, _EPERM = 0x7FFF0000, 0x00050000, 1
_MACHINES = {"x86_64": (0, "amd64", 0xC000003E), "aarch64": (1, "arm64", 0xC00000B7)}
_PR_SET_SECCOMP, _PR_CAPBSET_DROP = 22, 24


def program() -> bytes:
    """Docker's profile for a container without capabilities, as BPF for this machine."""
    column, docker_name, audit = _MACHINES[platform.machine()]
    profile = json.loads((DATA / "docker_default_seccomp.json").read_text())
    numbers = json.loads((DATA / "syscall_numbers.json").read_text())
    code = [_step(_LOAD, 4), _step(_EQUAL, audit, 1, 0), _step(_RETURN, _ERRNO | _EPERM)]
    code.append(_step(_LOAD, 0))
    for rule in profile["syscalls"]:
        if not _applies(rule, docker_name):
            continue
        error = rule.get("errnoRet", _EPERM)
        action = _ALLOW if rule["action"] == "SCMP_ACT_ALLOW" else _ERRNO | error
        for name in rule["names"]:
            number = (numbers.get(name) or [None, None])[column]
            if number is not None:
                code += _rule(number, rule.get("args") or [], action)
    code.append(_step(_RETURN, _ERRNO | profile["defaultErrnoRet"]))
    return b"".join(code)


def _applies(rule: dict[str, Any], machine: str) -> bool:
    """Whether a rule is for a container without capabilities on this machine."""
    includes, excludes = rule.get("includes") or {}, rule.get("excludes") or {}
    if includes.get("caps") or machine in excludes.get("arches", ()):
        return False
    return machine in includes.get("arches", [machine])


def _rule(number: int, conditions: Iterable[dict[str, Any]], action: int) -> list[bytes]:
    """Gives `action` to a call whose arguments meet every condition; else falls through."""
    body: list[bytes] = []
    for condition in conditions:
        low = 16 + 8 * condition["index"]
        body += _condition(low, condition["op"], condition["value"], condition.get("valueTwo", 0))
    code = [_step(_EQUAL, number, 0, len(body) + 2), *body, _step(_RETURN, action)]
    return [*code, _step(_LOAD, 0)]


def _condition(low: int, operation: str, value: int, second: int) -> list[bytes]:
    """Goes on when the argument meets the condition, else skips to behind the rule's action.

    Every value in the profile is below 2**32, and each rule has one condition at most.
    """
    if operation == "SCMP_CMP_MASKED_EQ":
        return [_step(_LOAD, low), _step(_AND, value), _step(_EQUAL, second, 0, 1)]
    high = [_step(_LOAD, low + 4)]
    if operation == "SCMP_CMP_EQ":
        return [*high, _step(_EQUAL, 0, 0, 3), _step(_LOAD, low), _step(_EQUAL, value, 0, 1)]
    if operation == "SCMP_CMP_LT":
        return [*high, _step(_EQUAL, 0, 0, 3), _step(_LOAD, low), _step(_AT_LEAST, value, 1, 0)]
    if operation == "SCMP_CMP_GT":
        return [*high, _step(_GREATER, 0, 2, 0), _step(_LOAD, low), _step(_GREATER, value, 0, 1)]
    raise ValueError(f"no such comparison: {operation}")


def _step(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, k)


def put_on(uid: int) -> None:
    """Becomes the user, without capabilities, under the profile; as root alone."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = program()

    class Filter(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]

    for capability in range(64):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    if libc.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(Filter(len(code) // 8, code)), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    os.setgroups([])
    if uid:
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    header = struct.pack("<Ii", 0x20080522, 0)
    if libc.capset(header, struct.pack("<6I", 0, 0, 0, 0, 0, 0)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    put_on(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
