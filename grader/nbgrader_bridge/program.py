"""How a program of this room is asked: one `answers.Asked` in, one record out, both as JSON.

May import the standard library and `answers`; must never let anything else onto standard output.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from grader.nbgrader_bridge.answers import Asked
from grader.records import Record


def reply(answer: Callable[[Asked], Record]) -> None:
    """Answer the one question on standard input."""
    replies = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    asked = Asked.model_validate_json(sys.stdin.buffer.read())
    said = answer(asked).model_dump_json().encode("utf-8", "replace")
    with os.fdopen(replies, "wb") as file:
        file.write(said)
