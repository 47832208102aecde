"""How a program of this room is asked: one `answers.Asked` in, one record out, both as JSON.

The record is the last line; before it stands one for each hand-in that is done, with its student.
May import the standard library and `answers`; must never let anything else onto standard output.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from grader.nbgrader_bridge.answers import Asked
from grader.records import Record

Done = Callable[[str], None]
"""Called with the student of each hand-in that is done."""


def reply(answer: Callable[[Asked, Done], Record]) -> None:
    """Answer the one question on standard input."""
    replies = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    asked = Asked.model_validate_json(sys.stdin.buffer.read())
    with os.fdopen(replies, "wb") as file:
        said = answer(asked, lambda student: _tell(file, student)).model_dump_json()
        file.write(said.encode("utf-8", "replace"))


def _tell(file: BinaryIO, student: str) -> None:
    file.write(json.dumps(student).encode() + b"\n")
    file.flush()
