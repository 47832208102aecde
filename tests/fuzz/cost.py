"""A program: reads files that are made to cost much, under limits that the kernel keeps.

`python -m tests.fuzz.cost NAME BYTES` prints each file's name before it is read. CPU time and
memory are limited, never wall time, so that a busy machine changes nothing.
"""

from __future__ import annotations

import resource
import signal
import sys

from tests.fuzz.bombs import bombs
from tests.fuzz.every import READERS

CPU_S = 6.0
"""For one file; the slowest takes a fifteenth."""
MEMORY_BYTES = 1 << 30
"""Above what the readers' libraries use."""


def main(name: str, size: int) -> None:
    """Read every such file; the kernel ends this process where one costs too much."""
    reader = READERS[name]
    with open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_BYTES,) * 2)
    for what, data in bombs(reader.form, reader.seeds[0], size):
        print(what, flush=True)
        signal.setitimer(signal.ITIMER_PROF, CPU_S)
        reader.read(data)
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
