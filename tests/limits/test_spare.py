"""`verify` says which limits leave little room for right answers in another style."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.bench import Bench
from grader.authoring.generate import generate
from grader.course import Assignment, Course, load_course
from grader.engine.session import JudgeProcess
from tests.limits.hand_ins import FILES_OF_THE_COURSE, SOURCE, TOML

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")
LIMITS = TOML[TOML.index("[limits]") : TOML.index("[[questions]]")]


def _said(root: Path, limits: str, answer: str = "return x", given: str = "") -> str:
    """What is said of the limits of a course whose model answer and given cell are these."""
    for name, text in FILES_OF_THE_COURSE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    toml = TOML.replace(LIMITS, f"[limits]\n{limits}\n\n")
    (root / "solutions/one/assignment.toml").write_text(toml, "utf-8")
    source = SOURCE.replace("    return x\n", f"    {answer}\n")
    if given:
        source = source.replace("\n# %% solution", f"\n# %%\n{given}\n\n# %% solution")
    assert source.count(answer) == source.count(given or answer) == 1
    (root / "solutions/one/source.py").write_text(source, "utf-8")
    course: Course = load_course(root)
    assignment: Assignment = course.assignment("one")
    generate(course)
    with JudgeProcess(course, assignment) as judge:
        return Bench(assignment, judge).limits()


def test_a_modest_reference_has_room(tmp_path: Path) -> None:
    """What needs next to nothing needs less than a quarter of every limit."""
    said = _said(tmp_path, "memory_mb = 128\ncell_cpu_s = 8")

    assert said == "the reference needs less than a quarter of each"


@pytest.mark.parametrize(
    ("limits", "answer", "tight"),
    [
        ("memory_mb = 128\ncell_cpu_s = 8", "y = bytearray(60 << 20)\n    return x", "memory_mb"),
        (
            "file_mb = 8\ncell_cpu_s = 8",
            "f = open('f', 'wb'); f.write(bytes(3 << 20)); f.close()\n    return x",
            "file_mb",
        ),
        ("submission_kb = 4\ncell_cpu_s = 8", "return x  # " + "x" * 900, "submission_kb"),
    ],
)
def test_what_is_nearly_used_up_is_named(
    tmp_path: Path, limits: str, answer: str, tight: str
) -> None:
    """The reference passes, and each limit of which it needs more than a quarter is named."""
    said = _said(tmp_path, limits, answer)

    assert said == f"little room: the reference needs more than a quarter of {tight}"


def test_time_of_a_cell_is_tried_too(tmp_path: Path) -> None:
    """A given cell that takes most of what a cell may leaves little room."""
    busy = "import time\nstop = time.process_time() + 0.8\nwhile time.process_time() < stop: pass"

    said = _said(tmp_path, "cell_cpu_s = 2.4", given=busy)

    assert said == "little room: the reference needs more than a quarter of cell_cpu_s"
