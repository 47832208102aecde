"""What a worker says of frames costs the judge no more than what is shown of them."""

from __future__ import annotations

import dataclasses

from grader.boundary.failure import student_error
from grader.engine.line import CheckLine
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


class Counting(str):
    """A source that counts how often it is taken apart."""

    times: list[int] = []  # noqa: RUF012  # shared by every copy on purpose

    def splitlines(self, keepends: bool = False) -> list[str]:
        """The lines, counted."""
        self.times.append(1)
        return super().splitlines(keepends)


def test_frames_beyond_those_that_are_shown_are_not_looked_up(launcher: Launcher) -> None:  # noqa: F811
    """Of thousands of frames that a worker claims, the lines of a few are looked up, once each."""
    source = FORGE + LIAR
    pieces = ((("cell 1", Counting(source)),)) * 400
    held = dataclasses.replace(loadable(source), cells=pieces)
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
