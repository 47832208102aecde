"""A worker's conversation: answers one frame with one frame until the other side closes.

Requests carry `op` and `n`; every answer repeats `n`, and an answer is never sent unasked:

    read      {"name"} + [bytes]        the cells of a hand-in             reading.py
    compile   {"cells"}                 their code, marshalled             transform.py
    prepare   {"display", "seed"}       an empty module named submission   loading.py
    cell      {"label", "source"} + [code]   runs one cell in it           loading.py
    load      {"display", "seed", "cells"} + [code, ...]   all of that in one message
    run       {"program"} + buffers     one answer                         program.py
    probe     {"about"}                 what the lock lets happen          probe.py

Imports the standard library and its room.
"""

from __future__ import annotations

import os
import random
from typing import Any

import numpy as np

from . import loading, probe, program, reading, transform, wire

_CHUNK = 1 << 16
Answer = tuple[dict[str, Any], list[bytes]]


class Worker:
    """The state of one worker: its module and the objects in it."""

    def __init__(self) -> None:
        self.module: Any = None
        self.objects = program.Objects()

    def answer(self, header: dict[str, Any], buffers: list[bytearray]) -> Answer:
        """The answer to one request."""
        op = header["op"]
        if op == "run":
            return program.run_program(header["program"], buffers, self.objects, self.module)
        if op == "load":
            self._prepare(header)
            states = [
                self._cell(cell, code) for cell, code in zip(header["cells"], buffers, strict=True)
            ]
            return {"loaded": states}, []
        if op == "prepare":
            self._prepare(header)
            return {"done": True}, []
        if op == "cell":
            return {"cell": self._cell(header, buffers[0])}, []
        if op == "compile":
            return _compile(header["cells"])
        if op == "probe":
            return {"succeeded": probe.attempt_all(header["about"])}, []
        if op == "read":
            try:
                return {"hand_in": reading.read_hand_in(bytes(buffers[0]), header["name"])}, []
            except reading.Unreadable as error:
                return {"unreadable": str(error)}, []
        raise ValueError(f"unknown request {op!r}")

    def _prepare(self, header: dict[str, Any]) -> None:
        random.seed(header["seed"])
        np.random.seed(header["seed"] % (1 << 32))
        self.objects.by_id.clear()
        self.module = loading.prepare(header["display"])

    def _cell(self, cell: dict[str, Any], code: bytearray) -> dict[str, Any]:
        return loading.run_cell(self.module, bytes(code), cell["label"], cell["source"])


def _compile(cells: list[dict[str, Any]]) -> Answer:
    compiled: list[dict[str, Any]] = []
    buffers: list[bytes] = []
    for result in transform.compile_cells(cells):
        parts = [{**part, "code": len(buffers) + at} for at, part in enumerate(result["parts"])]
        buffers += [part["code"] for part in result["parts"]]
        compiled.append({**result, "code": None, "parts": parts})
    return {"compiled": compiled}, buffers


def serve(fd: int) -> None:
    """Answers requests on `fd` until it closes."""
    worker = Worker()
    pending = bytearray()

    def read(count: int) -> bytearray:
        while len(pending) < count:
            part = os.read(fd, max(_CHUNK, count - len(pending)))
            if not part:
                os._exit(0)
            pending.extend(part)
        data = pending[:count]
        del pending[:count]
        return data

    while True:
        header, buffers = wire.read_frame(read)
        reply, sent = worker.answer(header, buffers)
        data = memoryview(_packed({"n": header["n"], **reply}, header, sent))
        while data:
            data = data[os.write(fd, data) :]


def _packed(reply: dict[str, Any], header: dict[str, Any], buffers: list[bytes]) -> bytes:
    try:
        return wire.pack_frame(reply, buffers)
    except wire.WireError as error:  # only the last step of a program gives a value
        last = max(len(header.get("program", ())) - 1, 0)
        refusal = {"step": last, "came": f"something {error}"}
        return wire.pack_frame({"n": header["n"], "kind": refusal})
