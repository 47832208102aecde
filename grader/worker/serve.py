"""A worker's conversation: answers one frame with one frame until the other side closes.

Requests carry `op`; answers are numbered from 1 as they are asked for, on both sides, and none is
ever sent unasked:

    read      {"name"} + [bytes]        the cells of a hand-in             reading.py
    compile   {"cells"}                 their code, marshalled             transform.py
    prepare   {"display", "keeps"?, "seed"}   an empty module named submission   loading.py
    cell      {"label", "source", "watch"?} + [code]   runs one cell in it   loading.py
              and, given the names that it binds, whether it changed others  snapshot.py
    load      {"display", "keeps"?, "seed", "stir"?, "labels", "sources"} + [code, ...]
              all of that in one, and what the assignment asks for keeps its name   taken.py
    run       {"program"} + buffers     one answer                         program.py
    script    {"programs"}              an answer to each, up to the first that fails
    probe     {"about"}                 what the lock lets happen          probe.py

Imports the standard library and its room.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from . import loading, probe, program, reading, seeding, snapshot, taken, transform, wire

_CHUNK = 1 << 16
Answer = tuple[dict[str, Any], list[bytes]]


class Worker:
    """The state of one worker: its module and the objects in it."""

    def __init__(self) -> None:
        self.module: Any = None
        self.objects = program.Objects()
        self.names: dict[str, Any] = {}
        self.definitions = taken.Definitions()
        self._is_stirred = False
        """Whether memory is to be stirred once more, when the request to load is gone from it."""

    def frames(self, header: dict[str, Any], buffers: list[bytearray], n: int) -> Iterator[bytes]:
        """The packed answers to a request, numbered from `n` on: one, but for a script."""
        if self._is_stirred and header["op"] != "load":
            self._is_stirred = False
            seeding.stir_memory()
        if header["op"] != "script":
            answer = self.answer(header, buffers)
            yield _packed(n, answer, header.get("program", ()))[0]
            return
        for at, steps in enumerate(header["programs"]):
            answer = program.run_program(steps, [], self.objects, self.module)
            frame, went_on = _packed(n + at, answer, steps)
            yield frame
            if not went_on:
                return

    def answer(self, header: dict[str, Any], buffers: list[bytearray]) -> Answer:
        """The answer to one request."""
        op = header["op"]
        if op == "run":
            return program.run_program(header["program"], buffers, self.objects, self.module)
        if op == "load":
            self._prepare(header)
            for label, source in header["sources"].items():
                loading.remember_source(label, source)
            for label, code in zip(header["labels"], buffers, strict=True):
                loading.run_cell(self.module, bytes(code), label, None)
                self.definitions.look(self.names)
            self.definitions.give_back(self.names)
            self._is_stirred = bool(header.get("stir"))
            return {"loaded": len(buffers)}, []
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
        seeding.seed_everything(header["seed"])
        if header.get("stir"):
            seeding.stir()
        self.objects.forget()
        self.definitions = taken.Definitions(header.get("keeps", ()))
        self.module = loading.prepare(header["display"])
        self.names = vars(self.module)  # as long as nothing of the hand-in answers for it

    def _cell(self, cell: dict[str, Any], code: bytearray) -> dict[str, Any]:
        watched = cell.get("watch")
        before = None if watched is None else snapshot.snapshot(self.module, watched)
        result = loading.run_cell(self.module, bytes(code), cell["label"], cell["source"])
        result |= self.definitions.look(self.names)
        if watched is not None:
            after = snapshot.snapshot(self.module, watched)
            result["changed"] = snapshot.is_changed(before, after)
        return result


def _compile(cells: list[dict[str, Any]]) -> Answer:
    compiled: list[dict[str, Any]] = []
    buffers: list[bytes] = []
    for result in transform.compile_cells(cells):
        for kind in ("parts", "finer"):
            known = result[kind]
            result[kind] = [{**part, "code": len(buffers) + at} for at, part in enumerate(known)]
            buffers += [part["code"] for part in known]
        compiled.append({**result, "code": None})
    return {"compiled": compiled}, buffers


def serve(fd: int) -> None:
    """Answers requests on `fd` until it closes."""
    worker = Worker()
    pending = bytearray()

    def read(count: int) -> bytearray:
        if count > len(pending) + _CHUNK:
            return _read_large(fd, count, pending)
        while len(pending) < count:
            part = os.read(fd, _CHUNK)
            if not part:
                os._exit(0)
            pending.extend(part)
        data = pending[:count]
        del pending[:count]
        return data

    number = 1
    while True:
        header, buffers = wire.read_frame(read)
        for frame in worker.frames(header, buffers, number):
            data = memoryview(frame)
            while data:
                data = data[os.write(fd, data) :]
        number += len(header["programs"]) if header["op"] == "script" else 1


def _read_large(fd: int, count: int, pending: bytearray) -> bytearray:
    """`count` bytes, of which the first are those already there; without copying them twice."""
    data = bytearray(count)
    filled = len(pending)
    data[:filled] = pending
    pending.clear()
    rest = memoryview(data)[filled:]
    while rest:
        taken = os.readv(fd, [rest])
        if not taken:
            os._exit(0)
        rest = rest[taken:]
    return data


def _packed(n: int, answer: Answer, steps: Sequence[Any]) -> tuple[bytes, bool]:
    """The frame of an answer, and whether the program went to its end."""
    reply, buffers = answer
    try:
        if wire.too_many(reply.get("value")):
            raise wire.WireError("too large for one message")
        frame = wire.pack_frame({"n": n, **reply}, buffers, wire.MAX_ANSWER_BYTES)
        return frame, "raised" not in reply and "kind" not in reply
    except wire.WireError as error:  # only the last step of a program gives a value
        refusal = {"step": max(len(steps) - 1, 0), "came": f"something {error}"}
        return wire.pack_frame({"n": n, "kind": refusal}), False
