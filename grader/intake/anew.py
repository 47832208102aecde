"""Whether a folder holds another hand-in than the one that was graded, by bytes alone.

May import this room's way of finding and opening a file; must never parse what a student sent, nor
decide which hand-in counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from grader.errors import GraderError
from grader.intake.convert import is_as_it_was_made
from grader.intake.find import Found, find_hand_in, read_bytes


def is_another(
    digest: str, beside: str, folder: Path, hand_in: Sequence[str], max_bytes: int
) -> bool:
    """Whether what lies in a folder is not what was graded; no where that cannot be told.

    Parameters
    ----------
    digest, beside:
        `SubmissionReport.digest` of what was graded, and `Receipt.beside`: the other files.
    hand_in:
        The names under which the assignment is handed in.
    """
    if not digest:
        return False
    graded, plus, _ = digest.partition("+")
    try:
        found = find_hand_in(folder, hand_in, max_bytes)
        if isinstance(found, Found):
            paths = [path for path in (found.path, found.other) if path is not None]
        elif found.copies and plus:
            paths = list(found.copies)
        else:
            return bool(plus)
        read = [read_bytes(path, max_bytes) for path in paths]
    except GraderError:
        return False
    held = {hashlib.sha256(data).hexdigest(): data for data in read if isinstance(data, bytes)}
    if not plus and len(held) < len(read):
        return False  # a file that is too large was, and is, not read
    new = [data for sha256, data in held.items() if sha256 not in (graded, *beside.split("+"))]
    return graded not in held or not all(map(is_as_it_was_made, new))
