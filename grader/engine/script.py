"""What a check is known to ask, in the batches in which it may be sent before it is asked.

Because every submission gets the same examples, what a check will ask is known from its run on the
reference: its *script*. It is sent ahead of the asking, and the worker answers ahead. An answer is
used only where the check asks exactly what the script foresaw; the moment it asks anything else, a
clean worker takes over and is asked as if there had been no script. So a script saves waiting and
decides nothing.

A question may hold what the reference answered before, `step(w - rate * grad)`, and that there is
another question at all may hang on an answer: `while not s.done: s.step()`. A worker that saw it
early could answer just that. So a script goes out in batches, of which each is sent when every
answer before it has come. More than one question is in a batch only where every example of the
check asked just one, which its frozen input decides, and where no value in it is new.

May import the wire.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.worker import wire
from grader.worker.program import LOCAL_IDS

Program = list[dict[str, Any]]


@dataclass(frozen=True)
class Script:
    """What a check asked of the reference, program by program, and packed in batches."""

    programs: tuple[Program, ...]
    batches: tuple[tuple[bytes, int], ...]
    """A frame, and how many programs are in it."""
    texts: tuple[str, ...]
    """Of each program: 1, 1.0 and True, or 0.0 and -0.0, are equal but not the same question."""


def make_script(programs: Sequence[Program]) -> Script | None:
    """The script of these programs; None when they are too few or too large to be worth it."""
    if len(programs) < 2:
        return None
    try:
        batches = tuple(
            (wire.pack_frame({"op": "script", "programs": batch}), len(batch))
            for batch in _batches(programs)
        )
        return Script(tuple(programs), batches, tuple(map(repr, programs)))
    except wire.WireError:
        return None


def _batches(programs: Sequence[Program]) -> list[list[Program]]:
    batches: list[list[Program]] = []
    seen: set[str] = set()
    alone = all(_begins_an_example(program) for program in programs)
    for program in programs:
        values = set(_values([_given(step) for step in program]))
        if not (batches and alone and values <= seen) or _uses_an_answer(program):
            batches.append([])
        batches[-1].append(program)
        seen |= values
    return batches


def _begins_an_example(program: Program) -> bool:
    return bool(program) and program[0]["op"] == "forget"


def _uses_an_answer(program: Program) -> bool:
    """Whether it uses an object out of an answer: its number tells what that answer held."""
    numbers = re.findall(r"'(?:h|on)': (\d+)", repr(program))
    return any(int(number) >= LOCAL_IDS for number in numbers)


def _given(step: Mapping[str, Any]) -> list[Any]:
    """The packed arguments of a step; the name of one is no tag of the wire."""
    return [*step.get("args", ()), *step.get("kwargs", {}).values()]


def _values(shape: object) -> Iterator[str]:
    """The plain values in packed arguments; objects are told by numbers that are ours."""
    if isinstance(shape, list | tuple):
        for item in shape:
            yield from _values(item)
    elif isinstance(shape, dict):
        for tag, item in shape.items():
            if tag != "h":
                yield from _values(item)
    else:
        yield repr(shape)
