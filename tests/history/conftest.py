"""A results folder as a grading of a small class left it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.history import lab


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The class before the regrade."""
    folder = tmp_path / "graded"
    lab.publish(folder, lab.reports(lab.BEFORE))
    return folder
