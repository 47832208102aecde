"""Room for the stacks of a hand-in's threads, which the limit on memory counts as if it were used.

For a deep recursion programs ask for half a gigabyte, of which they touch next to nothing. And what
one thread had is given back only a moment after it was waited for, so that the next would find room
one time and none the other. Imports the standard library.
"""

from __future__ import annotations

import _thread
import threading
import time
from collections.abc import Callable
from typing import Any

MOST_BYTES = 32 << 20
"""Ten thousand calls through operators fit; plain calls of Python's need no stack at all."""
_WAITED_S, _NAP_S = 0.2, 0.002
_size, _count = _thread.stack_size, _thread._count
STARTING = (
    (_thread, "start_new_thread"), (_thread, "start_new"), (threading, "_start_new_thread"),
    (_thread, "start_joinable_thread"), (threading, "_start_joinable_thread"),
)  # fmt: skip
"""All that start a thread; the last two are there from Python 3.13 on."""
Start = Callable[..., Any]


def bound_stacks() -> None:
    """From here on no thread gets more than so much, and each waits for those that just ended.

    What was asked for is told to who asks again. Where as many run as ever did, nothing is waited
    for: a loop that only starts threads would wait on the budget of its check, which ends there one
    time and with the error the other.
    """
    asked, most = _size(), _count()

    def stack_size(size: int = 0, /) -> int:
        nonlocal asked
        before = asked
        _size(min(size, MOST_BYTES))
        asked = size
        return before

    def waiting(start: Start) -> Start:
        def start_thread(*args: Any, **options: Any) -> Any:
            nonlocal most
            until = time.monotonic() + _WAITED_S
            while True:
                running = _count()
                try:
                    started = start(*args, **options)
                except RuntimeError:
                    if running >= most or time.monotonic() > until:
                        raise
                    time.sleep(_NAP_S)
                else:
                    most = max(most, running + 1)
                    return started

        return start_thread

    _thread.stack_size = threading.stack_size = stack_size
    for module, name in STARTING:
        if hasattr(module, name):
            setattr(module, name, waiting(getattr(module, name)))
