"""What one student did to the names or the number of their own files in a download.

Nothing of it is opened, and nobody else's files are the worse for it. Pure; may import the standard
library alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in a download that is not opened, and why."""

    name: str
    why: str


def alike(names: Iterable[str]) -> Iterator[Refused]:
    """Files of one student whose names platforms tell apart and people do not."""
    why = "several files have names that look the same; rename all but one"
    return (Refused(name, why) for name in sorted(names))


def files_and_folders(names: Collection[str]) -> Iterator[Refused]:
    r"""Files that lie in what is a file as well, as `a\\b` beside `a` does, and those files."""
    found = set()
    for name in names:
        above = name.rpartition("/")[0]
        while above:
            if above in names:
                found |= {name, above}
            above = above.rpartition("/")[0]
    return (Refused(name, "a file and a folder have this name") for name in sorted(found))


def crowded(names: Iterable[str], most: int) -> dict[str, int]:
    """The folders of single hand-ins with more files than that, and how many each holds."""
    held = Counter(whose(name) for name in names)
    return {folder: count for folder, count in held.items() if folder and count > most}


def whose(name: str) -> str:
    """The folder of one hand-in: two levels deep at most, as in every platform's download."""
    return "/".join(name.split("/")[:-1][:2])
