"""The package in a folder laid out like Gradescope's, run by its own script, also for attackers."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.cli.app import run
from tests.hostile_set import COURSE, FOLDER, LEAK, PLANTED, read_all, whole

pytestmark = [pytest.mark.needs("root"), pytest.mark.needs("seccomp")]
WITHOUT = {"GRADER_SANDBOX_WITHOUT": "bubblewrap"}
"""Their containers let nobody make namespaces."""
WALKS = '''
import os


def _seen():
    """Everything below the autograder's folder that this process can read or list."""
    found = []
    for place in ("@ROOT@", "@ROOT@/source", "@ROOT@/source/solutions/tensor/hidden",
                  "@ROOT@/results", "/autograder"):
        try:
            found += os.listdir(place)
        except OSError:
            pass
        for folder, _, names in os.walk(place):
            for name in names:
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        found.append(name + str(file.read(50)))
                except OSError:
                    pass
    return found


def add(a, b):
    raise ValueError("LE" + "AK: " + str(_seen()) if _seen() else "nothing there")
'''


@dataclass(frozen=True)
class Autograder:
    """The folder that Gradescope calls /autograder, after its image was built."""

    root: Path

    def hand_in(self, text: str | bytes, name: str = "tensor.py") -> None:
        """Put one file where Gradescope puts a submission, and nothing else."""
        shutil.rmtree(self.root / "submission")
        (self.root / "submission").mkdir()
        data = text if isinstance(text, bytes) else text.encode()
        (self.root / "submission" / name).write_bytes(data)

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script as the harness does: in the folder, its streams kept for staff."""
        shutil.rmtree(self.root / "results")
        (self.root / "results").mkdir()
        return subprocess.run(
            [str(self.root / "run_autograder")],
            cwd=self.root,
            env={**os.environ, "AUTOGRADER_ROOT": str(self.root), **WITHOUT, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )

    @property
    def document(self) -> dict[str, Any]:
        """What results.json holds."""
        found: dict[str, Any] = json.loads((self.root / "results" / "results.json").read_text())
        return found


def _unpack(archive: Path, root: Path) -> Autograder:
    """As the image is built: source/, a copy of run_autograder, a folder for each purpose."""
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    root.chmod(0o755)
    subprocess.run(
        [sys.executable, "-m", "zipfile", "-e", str(archive), str(root / "source")], check=True
    )
    with zipfile.ZipFile(archive) as opened:  # which the command above gives no modes
        for each in opened.infolist():
            (root / "source" / each.filename).chmod(stat.S_IMODE(each.external_attr >> 16))
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    told = {
        "created_at": "2027-01-16T10:00:00.123456+01:00",
        "assignment": {"due_date": None},
        "users": [{"email": "ada@example.org", "id": 1, "name": "Ada"}],
    }
    (root / "submission_metadata.json").write_text(json.dumps(told))
    return Autograder(root)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile course, whose files hold planted secrets, as a zip made by the command."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(COURSE, folder / "course")
    where = ["--course", str(folder / "course")]
    out = str(folder / "autograder.zip")
    assert run(["generate", *where]) == 0
    assert run(["freeze", *where]) == 0
    assert run(["package", "gradescope", "tensor", *where, "--out", out]) == 0
    return Path(out)


@pytest.fixture(scope="module")
def image(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Autograder:
    """The package unpacked; in the place of what setup.sh installs is what runs the tests."""
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    for parent in (root.parent, root.parent.parent, root.parent.parent.parent):
        parent.chmod(0o755)  # a throw-away user's way is not blocked by pytest's own folders
    made = _unpack(package, root)
    (root / "grader").mkdir()
    (root / "grader" / "venv").symlink_to(sys.prefix, target_is_directory=True)
    return made


@pytest.fixture
def autograder(image: Autograder) -> Autograder:
    """The image with the right answers handed in."""
    image.hand_in((FOLDER / "right.py").read_bytes())
    return image


def test_right_answers_earn_everything(autograder: Autograder) -> None:
    """The score is the maximum, exit 0, and the secrets can be entered by root alone."""
    done = autograder.run()

    document = autograder.document
    assert done.returncode == 0, done.stdout
    assert document["score"] == sum(each["max_score"] for each in document["tests"]) > 0
    assert {each["status"] for each in document["tests"]} == {"passed"}
    assert document["extra_data"]["promises"] == ["contained", "unforgeable", "unreadable"]
    for name in ("source", "results", "submission_metadata.json"):
        assert (autograder.root / name).stat().st_mode & 0o007 == 0
    assert [path.name for path in (autograder.root / "results").iterdir()] == ["results.json"]


FORGERS = [
    each
    for each in read_all()
    if each.name in {"results_at_exit", "read_tests_by_path", "exit_at_import", "reply_verdict"}
    or each.name in {"patch_reports", "terminal_and_page", "names_in_memory", "flood_of_output"}
]


@pytest.mark.parametrize("name", [each.name for each in FORGERS])
def test_an_attacker_earns_what_is_right_and_learns_nothing(image: Autograder, name: str) -> None:
    """A hostile hand-in passes no check that it should not, and no secret is in what came out."""
    everybody = {each.name: each for each in read_all()}
    hostile, text = everybody[name], whole(everybody[name], everybody)
    places = {b"@COURSE@": "source", b"@OUT@": "results", b"@SUBMISSIONS@": "submission"}
    for word, place in places.items():
        text = text.replace(word, str(image.root / place).encode())
    image.hand_in(text, hostile.header.get("name", "tensor.py"))

    done = image.run()

    assert done.returncode == 0, done.stdout
    passed = {check for check, right in hostile.expected.items() if right == ("passed",)}
    most = {each["max_score"] for each in image.document["tests"]}
    assert most
    written = json.dumps(image.document) + done.stdout
    assert PLANTED not in written
    assert LEAK not in written
    full = [each for each in image.document["tests"] if each["status"] == "passed"]
    assert (len(full) == len(image.document["tests"])) == (len(passed) == len(hostile.expected))
    assert image.document["score"] <= sum(each["max_score"] for each in image.document["tests"])


def test_the_right_answers_with_a_walk_through_the_source_read_nothing(image: Autograder) -> None:
    """Student code that walks the autograder's folder finds no name and no byte in it."""
    image.hand_in((FOLDER / "right.py").read_text() + WALKS.replace("@ROOT@", str(image.root)))

    done = image.run()

    assert done.returncode == 0, done.stdout
    told = json.dumps(image.document)
    assert "nothing there" in told
    assert LEAK not in told + done.stdout
    assert (image.root / "source" / "solutions" / "tensor" / "hidden").is_dir()


def test_what_a_submission_prints_is_nowhere(image: Autograder) -> None:
    """Neither the result nor what staff read of the run holds a student's output."""
    image.hand_in(
        (FOLDER / "right.py").read_text()
        + textwrap.dedent("""
        import os, sys
        print("PRINTED BY STUDENT")
        sys.stderr.write("PRINTED BY STUDENT")
        os.write(1, b"PRINTED BY STUDENT"); os.write(2, b"PRINTED BY STUDENT")
        """)
    )

    done = image.run()

    assert done.returncode == 0
    assert "PRINTED" not in done.stdout + json.dumps(image.document)


def test_nothing_handed_in_is_told(image: Autograder) -> None:
    """An empty submission earns 0 with the name of the file that was wanted."""
    image.hand_in("x = 1", "other.txt")

    done = image.run()

    assert done.returncode == 0
    assert image.document["score"] == 0
    assert "tensor.ipynb or tensor.py" in image.document["output"]


@pytest.mark.needs("landlock")
def test_a_machine_that_does_not_keep_the_promises_grades_nothing(autograder: Autograder) -> None:
    """No score and exit 3; staff read in the log which promise is missing."""
    done = autograder.run(GRADER_SANDBOX_WITHOUT="bubblewrap,landlock,seccomp")

    assert done.returncode == 3
    assert not {"score", "tests"} & autograder.document.keys()
    assert "no contained" in done.stdout


def test_a_broken_package_grades_nothing(autograder: Autograder) -> None:
    """A course that cannot be read is our fault, not the student's."""
    toml = autograder.root / "source" / "course.toml"
    kept = toml.read_bytes()
    toml.write_text("no toml [")
    try:
        done = autograder.run()
    finally:
        toml.write_bytes(kept)

    assert done.returncode == 3
    assert "The fault is ours" in autograder.document["output"]
    assert "score" not in autograder.document


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("kill -9 $$", "not graded: it took longer"),  # as the machine does when memory runs out
        ("exec sleep 60", "not graded: it took longer"),
        ("exit 1", ""),
        ("exec /no/such/program", ""),
    ],
)
def test_whatever_ends_the_program_there_is_no_score(
    package: Path, tmp_path: Path, program: str, told: str
) -> None:
    """Killed, too slow or not there: results.json says in words that nothing was graded."""
    made = _unpack(package, tmp_path / "autograder")
    python = made.root / "grader" / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{program}\n")
    python.chmod(0o755)
    script = made.root / "run_autograder"
    text = script.read_text()
    assert " 570 " in text
    script.write_text(text.replace(" 570 ", " 1 "))

    done = made.run()

    assert done.returncode == 3
    assert not {"score", "tests"} & made.document.keys()
    assert "The fault is ours" in made.document["output"]
    assert told in done.stdout


SLOW_CELL = """# %%
import time
end = time.process_time() + 0.15
while time.process_time() < end:
    pass

"""


@pytest.mark.parametrize("limit_s", ["0.3", "0.7", "1.5", "3"])
def test_the_end_of_time_ends_everything_that_grading_started(
    limit_s: str, image: Autograder, tmp_path: Path
) -> None:
    """When time is up no judge and no worker of the run stays behind, and nothing is graded."""
    text = (image.root / "run_autograder").read_text()
    image.hand_in(SLOW_CELL * 40)  # which no machine loads in less CPU time than 6 s
    script = image.root / "run_autograder"
    script.write_text(text.replace(" 570 ", f" {limit_s} "))
    try:
        done = image.run(TMPDIR=str(tmp_path))
    finally:
        script.write_text(text)

    assert done.returncode == 3
    assert "score" not in image.document
    assert list(tmp_path.iterdir()) == []
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(image.root) not in running.stdout


@pytest.mark.nightly
def test_setup_builds_an_image_that_grades(package: Path, tmp_path: Path) -> None:
    """The script itself makes an environment from the wheel and the exact versions, and it grades.

    Needs an index of packages, as pip is set up here to find one.
    """
    made = _unpack(package, tmp_path / "autograder")
    for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    built = subprocess.run(
        ["bash", str(made.root / "source" / "setup.sh")],
        env={**os.environ, "AUTOGRADER_ROOT": str(made.root)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert built.returncode == 0, built.stderr
    assert "unforgeable" in built.stdout
    made.hand_in((FOLDER / "right.py").read_bytes())

    done = made.run()

    assert done.returncode == 0, done.stdout
    tests = made.document["tests"]
    assert made.document["score"] == sum(each["max_score"] for each in tests) > 0
