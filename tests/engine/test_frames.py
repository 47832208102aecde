"""What a worker says of frames costs the judge no more than what is shown of them."""

from __future__ import annotations

import time
from typing import ClassVar

import pytest

from grader.boundary.failure import student_error
from grader.engine.line import CheckLine, Loadable
from grader.sandbox.budget import Budget
from grader.sandbox.launcher import Launcher
from tests.toy import FORGE, launcher, loadable  # noqa: F401  # `launcher` is a fixture

FRAMES = 5000
LIAR = f"""
import sys
def number():
    frames = [["cell 1", at % 90, "", ""] for at in range({FRAMES})]
    error = {{"type": "E", "bases": [], "text": "t", "frames": frames}}
    send(frame({{"n": 2, "raised": {{"step": 0, "error": error}}}}))
"""


class Counting(Loadable):
    """A hand-in that counts how often a line of it is looked up."""

    times: ClassVar[list[int]] = []

    def source_line(self, label: str, line: int) -> str:
        """The line, counted."""
        self.times.append(line)
        return super().source_line(label, line)


def test_frames_beyond_those_that_are_shown_are_not_looked_up(launcher: Launcher) -> None:  # noqa: F811
    """Of thousands of frames that a worker claims, the lines of a few are looked up, once each."""
    source = FORGE + LIAR
    ready = loadable(source)
    held = Counting(ready.cells * 400, ready.code, (), cost_s=ready.cost_s)
    line = CheckLine(launcher, loadable(source), Budget(20.0), "seed")
    try:
        step = {"op": "global", "kind": "number", "name": "number", "args": []}
        line._load()
        line.loadable = held

        header, _ = line.ask({"op": "run", "program": [step]}, [])
    finally:
        line.close()

    shown = student_error(header["raised"]["error"]).traceback
    assert len(header["raised"]["error"]["frames"]) == FRAMES
    assert len(shown) == len(Counting.times) == 10
    assert [each.partition(": ")[2] for each in shown] == [
        (["", *source.splitlines()] + [""] * 90)[at].strip()[:200] for at in range(10)
    ]


def test_a_long_file_is_cut_into_lines_once() -> None:
    """Hundreds of failures, each with its frames, are told of a file of a million lines."""
    source = "x = 1\n" * 300_000
    held = Loadable((("cell 1", source),), (), (), cost_s=0.0)

    def cpu_s(count: int) -> float:
        begun = time.process_time()
        for at in range(count):
            assert held.source_line("cell 1", 300_000 - at) == "x = 1"
        return time.process_time() - begun

    first = cpu_s(1)
    # A ratio of CPU times: 300 if each cut it anew.
    assert cpu_s(300) < 10 * first


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_python_counts_them(end: str) -> None:
    """What ends a line to others, a form feed or U+2028, stands inside one to Python."""
    source = end.join(["a = '\f \u2028'", "  b = 2", "", "c = 3"])
    held = Loadable((("cell 1", source),), (), (), cost_s=0.0)

    lines = [held.source_line("cell 1", at) for at in range(-1, 7)]

    assert lines == ["", "", "a = '\f \u2028'", "b = 2", "", "c = 3", "", ""]
