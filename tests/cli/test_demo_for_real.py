"""The demo as a person runs it: the whole class through the real engine."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from grader.exports.grades import read_reports
from tests.secrets import real

ROOT = Path(__file__).resolve().parents[2]


def test_every_hand_in_of_the_demo_has_its_known_result(tmp_path: Path) -> None:
    """Right, wrong, broken and hostile hand-ins get the status and lose the questions foreseen."""
    course = tmp_path / "course"
    course.mkdir()
    shutil.copy(ROOT / "course.toml", course)
    for folder in ("solutions", "autodiff_ref"):
        shutil.copytree(ROOT / folder, course / folder)
    # Each check loads the hand-in anew; a second of training each time shows nothing more here.
    training = course / "solutions/number_with_grad/demo/plots_and_training.txt"
    text, found = re.subn(r"range\(\d{4}\)", "range(50)", training.read_text(encoding="utf-8"))
    training.write_text(text, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "grader.cli.entry", "demo", "--out", str(tmp_path / "run")],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=900,
    )

    assert found == 1
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((tmp_path / "run/results/summary.json").read_text(encoding="utf-8"))
    assert summary["assignments"][0]["statuses"] == {"graded": 15, "unreadable": 1}
    never = real.never_shown("number_with_grad")
    for report in read_reports(tmp_path / "run/results"):
        text = (tmp_path / f"run/results/pages/{report.student}.html").read_text(encoding="utf-8")
        page = {report.student: html.unescape(re.sub(r"<style>.*?</style>", "", text))}
        named = {flag.partition(":")[2] for check in report.checks for flag in check.flags}
        hints = real.hints("number_with_grad").items()
        unearned = {hint: name for hint, name in hints if name not in named}
        assert "test_" not in page[report.student]
        assert real.seen(page, never | unearned) == []
