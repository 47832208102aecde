"""Feedback pages of a class by nbgrader's own converter, in several processes.

As a program it reads one question as JSON from standard input and converts these submissions, one
after the other; `generate` starts as many as pay. May import nbgrader, late, and the room; must
never make a page by other means than `nbgrader generate_feedback` does.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from grader.errors import GraderError
from grader.feedback.text import clean_line
from grader.folders import held_folder
from grader.nbgrader_bridge.bulk_config import NbCourse, in_folder, load_nb_course

START_S, EACH_S = 120.0, 20.0
"""How long a process may take for its start, and for each page."""
WORTH_A_PROCESS = 20
"""So many pages take as long as starting one more process does."""

Submission = tuple[str, str]
"""Student, as the folder is called, and assignment."""


def generate(nb: NbCourse, wanted: Sequence[Submission], jobs: int) -> tuple[Submission, ...]:
    """Make the feedback of these submissions anew; gives back those of which there is no page.

    Raises
    ------
    GraderError
        When a process does not end in time, or breaks down.
    """
    jobs = max(1, min(jobs, len(wanted) // WORTH_A_PROCESS))
    shares = [share for at in range(jobs) if (share := list(wanted[at::jobs]))]
    # Files for both ends of each process, so that neither side ever waits for the other.
    with held_folder("grader-feedback-") as folder:
        running = [_start(nb.root, share, folder / f"{at}") for at, share in enumerate(shares)]
        try:
            for at, (process, share) in enumerate(zip(running, shares, strict=True)):
                _finish(process, START_S + EACH_S * len(share), folder / f"{at}.said")
        finally:
            for process in running:
                process.kill()
                process.wait()
    return tuple(each for each in wanted if not _page(nb, each).is_file())


def _start(root: Path, share: Sequence[Submission], asked: Path) -> subprocess.Popen[bytes]:
    asked.write_text(json.dumps({"root": str(root), "wanted": share}), "utf-8")
    with asked.open("rb") as question, asked.with_suffix(".said").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.nbgrader_bridge.bulk_feedback"],
            stdin=question,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )


def _finish(process: subprocess.Popen[bytes], limit_s: float, said: Path) -> None:
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        came = f"a process that was not done after {limit_s:g} s"
    else:
        if process.returncode == 0:
            return
        lines = said.read_text("utf-8", "replace").strip().splitlines() or ["nothing"]
        came = f"a process that ended with {process.returncode}; " + (
            f"its last words: {clean_line(lines[-1], 300)}"
        )
    raise GraderError(
        "making nbgrader's feedback pages",
        expected="a page for each submission",
        came=came,
        todo="the grades are written; `nbgrader generate_feedback ID` in the course's folder makes "
        "the pages and says more",
    )


def _page(nb: NbCourse, each: Submission) -> Path:
    return nb.folder("feedback", *each) / f"{each[1]}.html"


def convert(root: Path, wanted: Sequence[Submission]) -> None:
    """Convert these submissions in this process, as `nbgrader generate_feedback --force` would."""
    from nbgrader.converters import GenerateFeedback, NbGraderException

    nb = load_nb_course(root)
    folders = {
        str(nb.folder("autograded", *each)): [
            str(nb.folder("autograded", *each) / f"{each[1]}.ipynb")
        ]
        for each in wanted
    }

    class Chosen(GenerateFeedback):  # type: ignore[misc]
        """The converter for exactly these; its own patterns take brackets in a name for more."""

        def init_notebooks(self) -> None:
            """Says what to convert."""
            self.assignments = dict(folders)

        def convert_single_notebook(self, notebook_filename: str) -> None:
            """As nbgrader's own, which tells an error and goes on with the others."""
            signal.setitimer(signal.ITIMER_REAL, EACH_S)
            try:
                super().convert_single_notebook(notebook_filename)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)

    signal.signal(signal.SIGALRM, _too_slow)
    for student, assignment in wanted:
        _page(nb, (student, assignment)).unlink(missing_ok=True)
    converter: Any = Chosen(coursedir=nb.app.coursedir, parent=nb.app)
    converter.force = True
    with in_folder(root):
        try:
            converter.start()
        except NbGraderException:
            return  # it went on with the others; whoever has no page is told by name


def _too_slow(*_: object) -> NoReturn:
    raise TimeoutError(f"a page took more than {EACH_S:g} s")


if __name__ == "__main__":
    asked = json.loads(sys.stdin.read())
    convert(Path(asked["root"]), [(student, name) for student, name in asked["wanted"]])
