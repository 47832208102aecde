"""Which user numbers the workers of a launcher get, where we are root.

The kernel counts the processes of a user on the whole machine, through all containers that have no
user namespace of their own: two gradings with one number would take them from each other. May
import the standard library.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

UIDS_EACH = 16
"""One launcher uses so many in turn, so that a worker owns nothing of the next one."""
NUMBERS = (range(0x70000000, 0x80000000), range(61184, 65280))
"""Where nobody has an account; the first of them that a container maps is taken."""


def first_uid() -> int:
    """The first of the user numbers of a launcher of this process; 0 where we are not root."""
    if os.geteuid() != 0:
        return 0
    return chosen(os.getpid(), os.stat("/proc/self/ns/pid").st_ino, _mapped())


def chosen(process: int, namespace: int, mapped: Sequence[range]) -> int:
    """The first user number for a process that counts as this one in that namespace.

    Within a namespace no two processes have the same, as long as there are enough numbers; and
    containers, in which the same process numbers come again and again, begin at different places.
    """
    usable = (
        numbers
        for numbers in NUMBERS
        if any(numbers[0] in each and numbers[-1] in each for each in mapped)
    )
    numbers = next(usable, NUMBERS[-1])
    begins = int.from_bytes(hashlib.sha256(str(namespace).encode()).digest()[:8], "big")
    return numbers[(begins + process) * UIDS_EACH % len(numbers)]


def _mapped() -> list[range]:
    """The user numbers that exist in the user namespace of this process."""
    with open("/proc/self/uid_map", encoding="ascii") as rows:
        found = [[int(word) for word in row.split()] for row in rows]
    return [range(inside, inside + count) for inside, _, count in found]
