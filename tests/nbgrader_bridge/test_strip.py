"""Stripping is nbgrader's own, and nbgrader itself would write the same release."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.authoring.notebook import instructor_notebook
from grader.course import load_course
from grader.course.source import read_source
from grader.errors import GraderError, UsageError
from grader.intake.convert import notebook_bytes
from grader.nbgrader_bridge.strip import strip
from tests.courses_helper import MANUAL_SOURCE, SOURCE, make_course


def instructor(tmp_path: Path) -> dict[str, Any]:
    """The toy notebook with its answers, a magic and a scratch cell."""
    text = SOURCE + MANUAL_SOURCE + '\n\n# %% scratch="play"\n# %matplotlib inline\nprint("ä")\n'
    assignment = load_course(make_course(tmp_path, manual=True, source=text)).assignment("toy")
    return instructor_notebook(assignment, read_source(assignment))


def test_answers_are_replaced_by_stubs(tmp_path: Path) -> None:
    """An answer in a function, in a method and in a text leaves nbgrader's words in its place."""
    cells = {c["id"]: c["source"] for c in strip(instructor(tmp_path))["cells"]}

    assert cells["answer-double"].endswith("    # YOUR CODE HERE\n    raise NotImplementedError()")
    assert cells["answer-counter"].endswith(
        "    def add(self, amount):\n        # YOUR CODE HERE\n        raise NotImplementedError()"
    )
    assert cells["manual-why"] == "YOUR ANSWER HERE"
    compile(cells["answer-counter"], "stub", "exec")


def test_every_graded_cell_has_full_metadata(tmp_path: Path) -> None:
    """The six keys, a checksum and the cell's type stand on every cell that nbgrader knows."""
    six = {"schema_version", "grade_id", "grade", "solution", "locked", "task"}

    for cell in strip(instructor(tmp_path))["cells"]:
        if cell["id"] == "scratch-play":
            assert cell["metadata"] == {}
            continue
        graded = cell["metadata"]["nbgrader"]
        assert set(graded) == six | {"checksum", "cell_type"} | (
            {"points"} if graded["grade"] else set()
        )
        assert cell["metadata"]["deletable"] is False
        assert cell["metadata"].get("editable", True) is not (not graded["solution"])


def test_the_notebook_that_comes_in_is_not_changed(tmp_path: Path) -> None:
    """Stripping gives back another notebook."""
    notebook = instructor(tmp_path)
    before = copy.deepcopy(notebook)

    strip(notebook)

    assert notebook == before


def test_a_user_configuration_does_not_change_a_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A nbgrader_config.py where the command is run has no say."""
    want = strip(instructor(tmp_path / "course"))
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\nc.ClearSolutions.code_stub = {'python': 'pass'}\n"
    )
    monkeypatch.chdir(tmp_path)

    assert strip(instructor(tmp_path / "course")) == want


def test_a_notebook_that_nbgrader_refuses_is_our_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A refusal becomes one error, and neither it nor a log quotes the cell."""
    notebook = instructor(tmp_path)
    notebook["cells"][2]["source"] += "\n### BEGIN SOLUTION\nleft_open = 1"

    with pytest.raises(GraderError, match="RuntimeError: no end solution statement") as caught:
        strip(notebook)

    assert caught.value.exit_code == 3
    heard = capfd.readouterr()
    assert "left_open" not in str(caught.value) + caplog.text + heard.out + heard.err


def test_two_cells_with_one_name_are_refused(tmp_path: Path) -> None:
    """The validation of nbgrader is run on what comes in."""
    notebook = instructor(tmp_path)
    notebook["cells"][4]["metadata"]["nbgrader"]["grade_id"] = "double"

    with pytest.raises(GraderError, match="ValidationError"):
        strip(notebook)


def test_without_nbgrader_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nbgrader is not installed the message says what to install."""
    notebook = instructor(tmp_path)
    monkeypatch.setitem(sys.modules, "nbgrader", None)

    with pytest.raises(UsageError, match=r"pip install 'grader\[nbgrader\]'"):
        strip(notebook)


def test_nbgrader_itself_writes_the_same_release(tmp_path: Path) -> None:
    """The real `nbgrader generate_assignment` accepts our notebook and strips it the same way."""
    notebook = instructor(tmp_path / "course")
    room = tmp_path / "nbgrader"
    (room / "source" / "toy").mkdir(parents=True)
    (room / "source" / "toy" / "toy.ipynb").write_bytes(notebook_bytes(notebook))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"

    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "toy"],
        cwd=room,
        env={
            **os.environ,
            "PATH": path,
            "HOME": str(tmp_path),
            "JUPYTER_CONFIG_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    theirs = nbformat.read(room / "release" / "toy" / "toy.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    ours = json.loads(json.dumps(strip(notebook)))
    assert json.loads(json.dumps(theirs)) == ours
