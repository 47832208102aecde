"""Room for the stacks of a hand-in's threads, which the limit on memory counts as if it were used.

For a deep recursion programs ask for half a gigabyte, of which they touch next to nothing. And what
one thread had is given back only a moment after it was waited for, so that the next would find room
one time and none the other. Imports the standard library.
"""

from __future__ import annotations

import _thread
import threading
import time
from typing import Any

MOST_BYTES = 32 << 20
"""Ten thousand calls through operators fit; plain calls of Python's need no stack at all."""
_WAITED_S, _NAP_S = 0.2, 0.002
_size, _start = _thread.stack_size, _thread.start_new_thread


def bound_stacks() -> None:
    """From here on no thread gets more than so much, and each waits for those that just ended.

    What was asked for is told to who asks again.
    """
    asked = _size()

    def stack_size(size: int = 0, /) -> int:
        nonlocal asked
        before = asked
        _size(min(size, MOST_BYTES))
        asked = size
        return before

    def start_new_thread(*args: Any) -> int:
        until = time.monotonic() + _WAITED_S
        while time.monotonic() < until:
            try:
                return _start(*args)
            except RuntimeError:
                time.sleep(_NAP_S)
        return _start(*args)

    _thread.stack_size = threading.stack_size = stack_size
    _thread.start_new_thread = _thread.start_new = start_new_thread
    vars(threading)["_start_new_thread"] = start_new_thread
