"""An instructor in a real browser: formgrader's buttons, our results, a mark by hand."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.nbgrader_bridge.jupyter_server import browser_page, lab

pytestmark = [
    pytest.mark.needs("nbgrader"),
    pytest.mark.needs("browser"),
    pytest.mark.needs("landlock", "seccomp"),
]

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "example"
RIGHT = """\
def median(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2
"""
WRONG = "def median(values):\n    return sorted(values)[len(values) // 2]\n"
FORGERY = """\
(async () => {
  const id = location.pathname.split("/")[3];
  const api = "/formgrader/api/";
  const grades = await (await fetch(api + "grades?submission_id=" + id)).json();
  const token = (document.cookie.match(/_xsrf=([^;]+)/) || [])[1];
  for (const grade of grades) {
    await fetch(api + "grade/" + grade.id, {
      method: "PUT",
      headers: {"Content-Type": "application/json", "X-XSRFToken": token},
      body: JSON.stringify({manual_score: 77, extra_credit: null}),
    });
  }
  document.title = "forged";
})()"""
"""A script that gives every cell of the submission on the page 77 points by hand."""
ATTACKS = (
    f"<script>{FORGERY}</script>\n\n"
    f"<img src=x onerror='{FORGERY}'>\n\n"
    f"<svg onload='{FORGERY}'></svg>\n\n"
    "[a link](javascript:document.title='forged')\n\n"
    "An outlier moves the mean and not the median: with `a < b` and $x<y$ it is 3 < 202."
)


def notebook(code: str, words: str, **more: Any) -> str:
    """The released notebook, filled in; `more` goes into the cell of the words."""
    book = json.loads((EXAMPLE / "assignments/median/median.ipynb").read_text("utf-8"))
    for cell in book["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "median":
            cell["source"] = code
            cell["outputs"] = [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"text/html": f"<script>{FORGERY}</script>"},
                }
            ]
        if name == "robust":
            cell["source"] = words
            cell.update(more)
    return json.dumps(book)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A course that `grader init` made, with its release, and three hand-ins."""
    folder = tmp_path_factory.mktemp("week") / "course"
    made = command(folder.parent, "grader", "--course", str(EXAMPLE), "init", str(folder))
    assert made.returncode == 0, made.stderr
    hand_ins = {
        "ada": notebook(RIGHT, "Five numbers: 1, 2, 3, 4, 1000."),
        "mallory": notebook(WRONG, ATTACKS),
        "zoe": "{this is no notebook",
    }
    for student, text in hand_ins.items():
        place = folder / "submitted" / student / "median"
        place.mkdir(parents=True)
        (place / "median.ipynb").write_text(text, "utf-8")
    generated = command(folder, "nbgrader", "generate_assignment", "median")
    assert generated.returncode == 0, generated.stderr
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def command(folder: Path, program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs one of this environment's programs in a folder, as a person with it active does."""
    bin_folder = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    line = [str(bin_folder / program), *words]
    return subprocess.run(line, cwd=folder, env=env, capture_output=True, text=True)


def manual_scores(course: Path, student: str) -> list[float]:
    """The marks by hand that the gradebook holds for a student."""
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as base, base:
        rows = base.execute(
            "select grade.manual_score from grade"
            " join submitted_notebook on submitted_notebook.id = grade.notebook_id"
            " join submitted_assignment on submitted_assignment.id ="
            " submitted_notebook.assignment_id where submitted_assignment.student_id = ?"
            " and grade.manual_score is not null",
            (student,),
        ).fetchall()
    return [row[0] for row in rows]


def shoot(page: Any, name: str) -> None:
    """Keeps a picture of the page where a person asked for them."""
    if folder := os.environ.get("GRADER_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def autograde(page: Any, base: str, student: str) -> str:
    """Presses the button of one student; what the dialog then says."""
    page.goto(f"{base}/formgrader/manage_submissions/median")
    row = page.locator("#main-table tr", has=page.locator(f"td.student-id:text-is('{student}')"))
    row.locator("td.autograde a").click()
    dialog = page.locator(".modal.in .modal-body")
    dialog.wait_for()
    said: str = dialog.inner_text()
    shoot(page, f"autograde-{student}")
    return said


def open_submission(page: Any, base: str, course: Path, student: str) -> None:
    """Opens the page on which one student's notebook is marked."""
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as data, data:
        (number,) = data.execute(
            "select submitted_notebook.id from submitted_notebook"
            " join submitted_assignment on submitted_assignment.id ="
            " submitted_notebook.assignment_id where submitted_assignment.student_id = ?",
            (student,),
        ).fetchone()
    page.goto(f"{base}/formgrader/submissions/{number}/")
    page.wait_for_load_state("networkidle")


def test_an_instructor_grades_in_the_browser(course: Path, tmp_path: Path) -> None:
    """Autograde by its button, read our result, mark the words, and find the final grade."""
    with lab(course, tmp_path / "home") as address, browser_page(address) as (page, base):
        for student in ("ada", "mallory", "zoe"):
            assert "Successfully autograded" in autograde(page, base, student)

        open_submission(page, base, course, "mallory")
        shoot(page, "submission-mallory")
        text = page.inner_text("body")
        assert "An even count has two numbers in the middle" in text  # our hint
        assert page.locator("#check_median").get_attribute("placeholder") == "2"
        assert "it is 3 < 202" in text
        assert page.title() != "forged"
        assert manual_scores(course, "mallory") == []
        links = page.locator("a[href^='javascript']")
        assert links.count() == 0

        box = page.locator("#robust")
        box.fill("0.75")
        box.press("Enter")
        page.locator("#robust-comment").fill("Which of them moves, and by how much?")
        page.locator("#robust-comment").blur()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1000)
        assert manual_scores(course, "mallory") == [0.75]

        page.goto(f"{base}/formgrader/manage_submissions/median")
        cell = page.locator(
            "#main-table tr", has=page.locator("td.student-id:text-is('mallory')")
        ).locator("td.score")
        cell.wait_for()
        shoot(page, "submissions")
        assert cell.inner_text() == "2.75 / 4"

        assert "Successfully autograded" in autograde(page, base, "mallory")
        assert manual_scores(course, "mallory") == [0.75]


def test_the_attack_works_where_nobody_cleans(course: Path, tmp_path: Path) -> None:
    """The same words put into the autograded notebook as they came do forge a mark."""
    graded = course / "autograded" / "ada" / "median" / "median.ipynb"
    if not graded.exists():
        done = command(course, "nbgrader", "autograde", "median", "--student", "ada")
        assert done.returncode == 0, done.stderr
    book = json.loads(graded.read_text("utf-8"))
    for cell in book["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "robust":
            cell["source"] = ATTACKS
    graded.chmod(0o644)
    graded.write_text(json.dumps(book), "utf-8")

    with lab(course, tmp_path / "home") as address, browser_page(address) as (page, base):
        open_submission(page, base, course, "ada")
        page.wait_for_function("document.title === 'forged'")

    assert 77 in manual_scores(course, "ada")
