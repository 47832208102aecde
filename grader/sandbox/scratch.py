"""The scratch folder of a worker: how much may be in it, and how it goes away.

What is in it is the student's, and is never read. Landlock bounds where a worker writes and a
resource limit how large each file is; how much there is together is looked at from here.

May import the standard library alone; starts `chmod` and `rm`.
"""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MAX_BYTES, MAX_ENTRIES = 64 << 20, 1000
"""What a worker may have in its scratch folder at a time."""
_MOST_LOOKS = 50
"""Into a folder in which something moves although its worker is stopped."""


def remove_scratch(path: str) -> None:
    """Removes what a worker may have left; what is in there is the student's."""
    try:
        os.rmdir(path)  # nearly always empty
    except FileNotFoundError:
        return
    except OSError:
        # A deep tree ends Python's own removal by recursion; links are never followed by either.
        _run("rm", "-rf", path)
        if os.path.lexists(path):  # there are folders made without any right for their owner
            _run("chmod", "-R", "u+rwX", path)
            _run("rm", "-rf", path)


def _run(*command: str) -> None:
    subprocess.run(command, check=False, stderr=subprocess.DEVNULL)


def too_much_in(
    folder: str,
    held_still: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
) -> str:
    """What is too much in a scratch folder; empty when nothing is.

    Parameters
    ----------
    held_still:
        Stops whoever writes into the folder; asked for where something moved during a look.
    """
    found = _look_into(folder)
    if not found.moved:
        return found.excess
    with held_still():
        for _ in range(_MOST_LOOKS):  # what its threads had begun may go on for a moment
            found = _look_into(folder)
            if not found.moved:
                return found.excess
            time.sleep(0.001)
    return "folders that never hold still"


@dataclass(frozen=True, slots=True)
class _Found:
    """What a look into a scratch folder found, as far as was seen."""

    excess: str = ""
    moved: bool = False
    """Whether something was not where it was listed, so that more may be there."""


def _look_into(folder: str) -> _Found:
    """Looks through a scratch folder, and no further than to what is too much."""
    entries = total = 0
    waiting: list[tuple[str, int | None]] = [(folder, None)]
    while waiting:
        place, listed = waiting.pop()
        try:
            with _opened(place, listed) as at, os.scandir(at) as found:
                for entry in found:
                    entries += 1
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(about.st_mode):
                        waiting.append((os.path.join(place, entry.name), about.st_ino))
                    total += 512 * about.st_blocks
                    if total > MAX_BYTES:
                        return _Found(f"more than {MAX_BYTES >> 20} MB")
                    if entries > MAX_ENTRIES:
                        return _Found(f"more than {MAX_ENTRIES} files")
        except (FileNotFoundError, NotADirectoryError):
            return _Found(moved=os.path.isdir(folder))  # of one that is gone nothing is left
        except OSError:
            return _Found("folders that cannot be looked into")
    return _Found()


@contextlib.contextmanager
def _opened(folder: str, listed: int | None) -> Iterator[int]:
    """A descriptor of a folder; FileNotFoundError where it is another than the one listed there."""
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if listed is not None and os.fstat(at).st_ino != listed:
            raise FileNotFoundError(folder)
        yield at
    finally:
        os.close(at)
