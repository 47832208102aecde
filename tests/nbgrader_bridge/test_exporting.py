"""Where `nbgrader export` writes: into the file that --to names, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.errors import UsageError
from grader.nbgrader_bridge.exporting import GradesCsv

pytestmark = pytest.mark.needs("linux")


def test_an_export_into_no_file_is_refused(tmp_path: Path) -> None:
    """A link to a descriptor stays what it is, and nothing is asked of the gradebook."""
    link = tmp_path / "stdout"
    with (tmp_path / "opened").open("wb") as opened:
        link.symlink_to(f"/proc/self/fd/{opened.fileno()}")
        unused: Any = SimpleNamespace()

        with pytest.raises(UsageError, match=r"--to names a file"):
            GradesCsv(to=str(link)).export(unused)

    assert os.readlink(link).startswith("/proc/self/fd/")
    assert (tmp_path / "opened").read_bytes() == b""
