"""The scratch folder of a worker: how much may be in it, and how it goes away.

What is in it is the student's, and is never read. Landlock bounds where a worker writes and a
resource limit how large each file is; how much there is together is looked at from here.

May import the standard library alone; starts `chmod` and `rm`.
"""

from __future__ import annotations

import os
import subprocess

MAX_BYTES, MAX_ENTRIES = 64 << 20, 1000
"""What a worker may have in its scratch folder at a time."""


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


def too_much_in(folder: str) -> str:
    """What is too much in a scratch folder; empty when nothing is. Looks no further than that."""
    entries = total = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    entries += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    total += 512 * entry.stat(follow_symlinks=False).st_blocks
                    if total > MAX_BYTES:
                        return f"more than {MAX_BYTES >> 20} MB"
                    if entries > MAX_ENTRIES:
                        return f"more than {MAX_ENTRIES} files"
        except (FileNotFoundError, NotADirectoryError):
            continue  # removed meanwhile
        except OSError:
            return "folders that cannot be looked into"
    return ""
