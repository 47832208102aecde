"""Writes files so that a reader meets the old one or the new one, never half of one.

May import the standard library alone; must never decide where anything is written.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

UNFINISHED = ".new-"
"""How the name of a file begins that is not written to its end; a killed program leaves it."""


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put `data` at `path`, whole or not at all; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A short prefix: one made of the file's own name could be longer than a name may be.
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)  # mkstemp gives 0600, and most of what is written is there to be read
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
