"""The other graders that `hostile.py` sets beside this one, and the course that each is given.

The same eight checks as `tests/courses/hostile`, as each grader has them. Every grader is installed
into an environment of its own. No hand-in is run here, but for a right one.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile_set import CHECKS, COURSE, FOLDER

from .checks import otter_tests, prairielearn_files, pytest_suite, stock_cells, stock_checks
from .hand_ins import BEFORE, answered_notebook

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Peer:
    """Another grader, and how it is set up here."""

    name: str
    packages: tuple[str, ...]
    room: Callable[[Path, Path], None]
    """Makes its course in a folder, with the interpreter of its environment."""
    checks: Callable[[], object]
    """Its checks, as text."""
    place: str
    """Where a hand-in lies, as `hand_ins.lay` takes it."""
    cpu_s: float
    """After how much work it is ended: several times what a right hand-in needs."""
    contained: bool = False
    """Meant to run each hand-in in a container that is thrown away."""
    notebooks: bool = True
    """Takes notebooks; if not, it is given none."""
    watched: tuple[str, ...] = ()
    """What no hand-in may change."""
    ignored: tuple[str, ...] = ()
    """What the grader changes itself below those."""


def _pytest_room(room: Path, _: Path) -> None:
    _course(room / "course")
    (room / "course/solutions/tensor/hidden/test_tensor.py").write_text(pytest_suite())
    (room / "out").mkdir()
    cases = "".join(f'<testcase name="test_{check}"/>' for check in CHECKS)
    (room / "out" / f"{BEFORE}.xml").write_text(f"<testsuites>{cases}</testsuites>")


def _nbgrader_room(room: Path, python: Path) -> None:
    """A class whose first hand-in is graded already."""
    course = room / "course"
    _course(course)
    source = course / "source" / "tensor" / "tensor.ipynb"
    source.parent.mkdir(parents=True)
    reference = (COURSE / "solutions" / "tensor" / "source.py").read_text("utf-8")
    planted = next(line.strip() for line in reference.splitlines() if "planted =" in line)
    source.write_text(json.dumps(stock_cells(_right(), planted)))
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'stock'\nc.Execute.timeout = 15\n"
    )
    _nbgrader(python, course, "generate_assignment", "tensor")
    first = course / "submitted" / BEFORE / "tensor" / "tensor.ipynb"
    first.parent.mkdir(parents=True)
    first.write_bytes(answered_notebook(room, _right()))
    _nbgrader(python, course, "autograde", "tensor")


def _nbgrader(python: Path, course: Path, *command: str) -> None:
    environment = os.environ | {"PATH": f"{python.parent}:{os.environ['PATH']}"}
    subprocess.run([python, "-m", "nbgrader", *command], cwd=course, env=environment, check=True,
                   capture_output=True)  # fmt: skip


def _otter_room(room: Path, python: Path) -> None:
    place = room / "course"
    (place / "tests").mkdir(parents=True)
    for name, text in otter_tests().items():
        (place / "tests" / f"{name}.py").write_text(text)
    (place / "otter_config.json").write_text("{}")
    line = "from otter.generate import main; main(tests_dir='tests', output_path='autograder.zip')"
    subprocess.run([python, "-c", line], cwd=place, check=True, capture_output=True)
    shutil.rmtree(place / "tests")


def _prairielearn_room(room: Path, _: Path) -> None:
    for name, text in prairielearn_files().items():
        path = room / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


PEERS = (
    Peer(
        "pytest", ("pytest", "hypothesis", "numpy", "matplotlib"), _pytest_room, pytest_suite,
        "submitted/{student}/tensor/tensor.{kind}",
        cpu_s=5, notebooks=False,
        watched=("course", "submitted", "outside", "out/right.xml"),
    ),
    Peer(
        "nbgrader", ("nbgrader", "ipykernel", "numpy", "matplotlib"), _nbgrader_room, stock_checks,
        "course/submitted/{student}/tensor/tensor.ipynb",
        cpu_s=150,
        watched=("course", "outside"),
        ignored=tuple(
            f"/srv/course/{name}" for name in ("gradebook.db", "autograded/", ".nbgrader.log")
        ),
    ),
    Peer(
        "otter", ("otter-grader", "ipykernel", "numpy", "matplotlib"), _otter_room, otter_tests,
        "submitted/{student}/tensor/tensor.{kind}",
        cpu_s=8, contained=True,
    ),
    Peer(
        "prairielearn", ("pytest-prairielearn-grader[notebook]", "numpy", "matplotlib"),
        _prairielearn_room, prairielearn_files,
        "run/test_student/student/student_code.{kind}",
        cpu_s=40, contained=True,
    ),
)  # fmt: skip


def _right() -> str:
    return (FOLDER / "right.py").read_text("utf-8")


def _course(place: Path) -> None:
    """What an instructor has on the machine: this course, so that hand-ins guess its places."""
    shutil.copytree(COURSE, place)


def environment(peer: Peer, kept: Path) -> Path:
    """The interpreter of the peer's environment, made where it is not there yet."""
    place = kept.absolute() / peer.name
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--constraint", ROOT / "constraints.txt", *peer.packages],
            check=True,
        )  # fmt: skip
    return python


@functools.cache
def versions(peer: Peer, python: Path) -> dict[str, str]:
    """Package to its version in the environment of a peer."""
    names = [each.partition("[")[0] for each in peer.packages]
    line = "import importlib.metadata as m, sys; print(*map(m.version, sys.argv[1:]))"
    done = subprocess.run([python, "-c", line, *names], check=True, capture_output=True, text=True)
    return dict(zip(names, done.stdout.split(), strict=True))
