"""At night atheris looks for files that reach other branches, where the extra [fuzz] is installed.

`GRADER_FUZZ_RUNS=1000000` tries more on each reader, `GRADER_FUZZ_SEED=7` begins elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.every import READERS

ROOT = Path(__file__).resolve().parents[2]
RUNS = os.environ.get("GRADER_FUZZ_RUNS", "20000")
SEED = os.environ.get("GRADER_FUZZ_SEED", "1")


@pytest.mark.nightly
@pytest.mark.needs("atheris")
@pytest.mark.parametrize("name", READERS)
def test_what_other_branches_do_with_a_file(name: str, tmp_path: Path) -> None:
    """No file that coverage leads to does more than be refused."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.fuzz.guided", name, RUNS, SEED],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        errors="replace",
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
