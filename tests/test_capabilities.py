"""Nothing is skipped in silence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import capabilities
from tests.capabilities import Capability, wrong_skips

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has `wheels` and lacks `wings`."""
    entries = {
        "wheels": Capability("wheels", "it rolls", lambda: ""),
        "wings": Capability("wings", "it flies", lambda: "too heavy"),
    }
    monkeypatch.setattr(capabilities, "TABLE", entries)
    capabilities._tried.cache_clear()


@pytest.mark.usefixtures("table")
def test_a_skip_for_what_the_machine_lacks_is_right() -> None:
    """A test that needs what is absent may be skipped, where the run need not have it."""
    assert wrong_skips([("test_x", "needs wings: too heavy")], ["wheels"]) == []


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("needs wheels: broken", "skipped although this machine has wheels"),
        ("needs wings: too heavy", "this run must have wings: too heavy"),
        ("not today", "skipped without a capability: not today"),
        ("needs horns: none", "skipped without a capability"),
    ],
)
def test_every_other_skip_is_wrong(reason: str, said: str) -> None:
    """A skip for what is there, for what must be there, or for nothing named, is reported."""
    (found,) = wrong_skips([("test_x", reason)], ["wings"])

    assert found.startswith("test_x: ")
    assert said in found


@pytest.mark.usefixtures("table")
def test_a_run_cannot_demand_what_nobody_knows() -> None:
    """A mistyped name in the list of demands is reported, not passed over."""
    assert wrong_skips([], ["wing"]) == ["unknown capability 'wing' in GRADER_CI_MUST_HAVE"]


TRIED = '''
import pytest
from tests import capabilities
capabilities.TABLE["wings"] = capabilities.Capability("wings", "it flies", lambda: "too heavy")

@pytest.mark.needs("wings")
def test_flies():
    """It flies."""

{more}
'''


def _run(folder: Path, more: str, *options: str, **environment: str) -> tuple[int, str]:
    """A real pytest over one file below this project's own conftest."""
    for name in ("conftest.py", "capabilities.py"):
        (folder / "tests" / name).parent.mkdir(exist_ok=True)
        (folder / "tests" / name).write_bytes((ROOT / "tests" / name).read_bytes())
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (folder / "tests" / "test_tried.py").write_text(TRIED.format(more=more), encoding="utf-8")
    kept = {name: text for name, text in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={**kept, "GRADER_CI_MUST_HAVE": "", **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout + done.stderr


def test_at_a_desk_a_skip_is_only_told(tmp_path: Path) -> None:
    """Without CI=true a missing capability skips its tests and says why; the run is good."""
    code, said = _run(tmp_path, "def test_walks(): pass")

    assert code == 0, said
    assert "needs wings: too heavy" in said


@pytest.mark.parametrize("options", [[], ["-n", "1"]])
def test_ci_fails_for_a_demanded_capability(tmp_path: Path, options: list[str]) -> None:
    """Under CI a skip for what the run must have fails it, with and without parallel workers."""
    more = "def test_walks(): pass"
    code, said = _run(tmp_path, more, *options, CI="true", GRADER_CI_MUST_HAVE="browserr")

    assert code == 1, said
    assert "unknown capability 'browserr'" in said


@pytest.mark.parametrize("options", [[], ["-n", "1"]])
def test_ci_fails_for_a_skip_without_a_capability(tmp_path: Path, options: list[str]) -> None:
    """Under CI a plain skip fails the run, although every test that ran has passed."""
    more = "def test_walks(): pytest.skip('not today')"
    code, said = _run(tmp_path, more, *options, CI="true")

    assert code == 1, said
    assert "test_walks: skipped without a capability: not today" in said


def test_a_mistyped_capability_fails_its_test(tmp_path: Path) -> None:
    """A test that needs what no table knows fails, with the nearest name."""
    code, said = _run(tmp_path, "@pytest.mark.needs('brovser')\ndef test_walks(): pass")

    assert code == 1
    assert "unknown capability 'brovser'; did you mean ['browser']?" in said
