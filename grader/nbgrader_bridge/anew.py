"""Whether a hand-in is another one than that of which nbgrader keeps a grading.

nbgrader itself looks at `timestamp.txt` alone, which not everything that is collected has. May
import the intake's way of opening a file; must never parse what a student sent.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from grader.errors import GraderError
from grader.intake.find import read_bytes

MARK = "grader"
"""The entry in an autograded notebook's metadata that says of which hand-in it is."""


def handed_in_anew(folder: Path, autograded: Path, max_bytes: int) -> bool:
    """Whether the hand-in in a folder came after the grading in an autograded notebook.

    It did where the file that was graded is not there any more, or another one was put beside it
    since. A notebook that does not say what it was made of is taken to be of this hand-in.
    """
    try:
        graded_at = autograded.stat().st_mtime_ns
        digest = json.loads(autograded.read_bytes())["metadata"][MARK]["hand_in"]
        file = str(digest).partition("+")[0] if "+" in str(digest) else ""
        paths = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
        others = [path for path in paths if _sha256(path, max_bytes) != file]
        newer = any(path.stat().st_mtime_ns > graded_at for path in others)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return newer or bool(file and len(others) == len(paths))


def _sha256(path: Path, max_bytes: int) -> str:
    try:
        data = read_bytes(path, max_bytes)
    except GraderError:
        return ""
    return hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else "too large"
