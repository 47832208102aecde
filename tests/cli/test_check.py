"""Tests of `grader check`: a student's own trial, with nothing installed but NumPy."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cli.check import _has_colour, main

ROOT = Path(__file__).resolve().parents[2]
# The only two packages that the program may find.
_START = (
    "import importlib.machinery as m, sys\n"
    "class Only:\n"
    "    def find_spec(self, name, path=None, target=None):\n"
    "        if name in places:\n"
    "            return m.PathFinder.find_spec(name, [places[name]])\n"
    "places = {'grader': sys.argv[1], 'numpy': sys.argv[2]}\n"
    "sys.meta_path.append(Only())\n"
    "from grader.cli.check import main\n"
    "sys.exit(main(sys.argv[3:]))\n"
)


def started(*arguments: str, cwd: Path, **env: str) -> subprocess.Popen[str]:
    """The program, in an interpreter that finds only `grader` and NumPy."""
    numpy_place = str(Path(np.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _START, str(ROOT), numpy_place, *arguments],
        cwd=cwd,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run(*arguments: str, cwd: Path, **env: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    process = started(*arguments, cwd=cwd, **env)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def cell(source: str, grade_id: str | None = None, role: str = "given") -> dict[str, Any]:
    """A cell as a released notebook holds it."""
    marks = {
        "grade_id": grade_id,
        "grade": role == "check",
        "solution": role == "answer",
        "locked": role != "answer",
    }
    metadata = {} if grade_id is None else {"nbgrader": marks}
    return {"cell_type": "code", "source": source, "metadata": metadata}


RIGHT = "def double(x):\n    return 2 * x"
STUB = "def double(x):\n    raise NotImplementedError()"
CHECKS = (
    "import numpy as np\nassert np.isclose(double(2), 4), 'twice 2 is 4'\nassert double(0) == 0"
)


def notebook(answer: str = RIGHT, *more: str) -> str:
    """The notebook of a small assignment, with a student's further cells."""
    cells = [
        cell("import numpy as np", "given-1"),
        cell(answer, "double", "answer"),
        cell(CHECKS, "check_twice", "check"),
        *(cell(source) for source in more),
        cell("assert half(4) == 2", "check_half", "check"),
    ]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course's folder with one release."""
    folder = tmp_path / "assignments" / "net"
    folder.mkdir(parents=True)
    (tmp_path / "course.toml").write_text('id = "c"\ndisplay_modules = ["matplotlib", "shown"]\n')
    (folder / "net.ipynb").write_text(notebook(STUB))
    return tmp_path


def put(course: Path, text: str, name: str = "net.ipynb") -> str:
    """The path of a student's file."""
    (course / name).write_text(text, encoding="utf-8")
    return str(course / name)


def record(course: Path, text: str, name: str = "net.ipynb") -> dict[str, Any]:
    """The JSON record of a trial."""
    _, out, err = run(put(course, text, name), "--json", cwd=course)
    assert not err
    read: dict[str, Any] = json.loads(out)
    return read


def test_right_answers_pass(course: Path) -> None:
    """The receipt, one line per question, and that hidden tests decide."""
    file = put(course, notebook(RIGHT, "def half(x):\n    return x / 2"))

    assert run(file, cwd=course) == (
        0,
        "net.ipynb: 1 of 1 answers found\n\n"
        "passed  twice\npassed  half\n\n"
        "2 of 2 visible checks passed. Hidden tests decide the grade: visible checks that pass are "
        "no promise of points.\n",
        "",
    )


def test_a_wrong_answer_shows_the_checks_message(course: Path) -> None:
    """A failed assert says what it says; one without words shows its line."""
    _, out, _ = run(put(course, notebook("def double(x):\n    return x")), cwd=course)
    assert "FAILED  twice  twice 2 is 4\n" in out

    wrong = record(course, notebook("def double(x):\n    return 4"))
    assert wrong["questions"][0]["message"] == "this does not hold: assert double(0) == 0"


def test_an_exception_shows_the_students_own_line(course: Path) -> None:
    """The last lines of the student's own cells, and the exit code of a failure."""
    code, out, _ = run(put(course, notebook("def double(x):\n    return y")), cwd=course)

    assert code == 1
    assert (
        "FAILED  twice  NameError: name 'y' is not defined\n"
        "               cell 2, line 2, in double: return y\n"
    ) in out


@pytest.mark.parametrize("way", ["import os; os._exit(0)", "import sys; sys.exit(0)", "exit()"])
def test_code_that_ends_python_is_told(course: Path, way: str) -> None:
    """Neither silence nor an exit code of success."""
    code, out, _ = run(put(course, notebook(f"def double(x):\n    {way}")), cwd=course)

    assert code == 1
    assert "FAILED  twice" in out


def test_an_untouched_stub_is_not_answered(course: Path) -> None:
    """The receipt says which answer is still the stub."""
    code, out, _ = run(str(course / "assignments" / "net" / "net.ipynb"), cwd=course)

    assert code == 1
    assert "0 of 1 answers found\n  double: not answered yet\n" in out


def test_what_is_not_run_is_told(course: Path) -> None:
    """Broken cells, absent modules and questions to the keyboard are told with the place."""
    got = record(
        course,
        notebook(
            RIGHT,
            "x = (",
            "import shown, scipy\nscipy.x\nhalf = lambda x: x / 2",
            "input()",
            "import re\nz = 1 / 0",
        ),
    )

    assert [(each["where"], each["why"][:30]) for each in got["receipt"]["left_out"]] == [
        ("cell 4", "it is not valid Python: Syntax"),
        ("cell 5", "lines 1, 2: not run, for want "),
        ("cell 6", "it asks for input, and nobody "),
        ("cell 7", "it stopped with ZeroDivisionEr"),
    ]
    assert got["passed"]


def test_modules_that_are_absent_when_graded_are_absent_here(course: Path, tmp_path: Path) -> None:
    """A file beside the notebook is not handed in, so it is not found."""
    put(tmp_path, "def half(x): return x / 2", "helper.py")
    source = "import sys\nsys.path.insert(0, '.')\nfrom helper import half"

    got = record(course, notebook(RIGHT, source))
    assert "for want of helper" in got["receipt"]["left_out"][0]["why"]
    assert got["receipt"]["notes"] == [
        "helper.py is not handed in with net.ipynb: put what you need of it into a cell"
    ]
    assert [each["passed"] for each in got["questions"]] == [True, False]


def test_checks_do_not_see_each_others_names(course: Path) -> None:
    """What one check binds is gone when the next one runs."""
    text = json.loads(notebook(RIGHT, "def half(x): return 2"))
    text["cells"][2]["source"] = "x = 1"
    text["cells"][4]["source"] = "assert 'x' not in globals()"
    release = put(course, json.dumps(text), "release.ipynb")

    _, out, _ = run(put(course, notebook()), "--release", release, "--json", cwd=course)
    assert [each["passed"] for each in json.loads(out)["questions"]] == [True, True]


def test_a_check_that_needs_an_absent_module_fails(course: Path) -> None:
    """In a check nothing is passed over."""
    text = json.loads(notebook())
    text["cells"][2]["source"] = "import scipy"
    release = put(course, json.dumps(text), "release.ipynb")

    _, out, _ = run(put(course, notebook()), "--release", release, "--json", cwd=course)
    assert json.loads(out)["questions"][0]["message"].startswith("ModuleNotFoundError: it needs")


def test_without_a_release_the_files_own_checks_run(tmp_path: Path) -> None:
    """A student who has the notebook alone can check it, as `.py` too."""
    put(tmp_path, notebook(RIGHT, "half = lambda x: x / 2"))
    put(
        tmp_path,
        f'# %% grade_id="double"\n{RIGHT}\n# %% grade_id="check_twice"\n{CHECKS}\n',
        "mine.py",
    )

    code, out, _ = run("net.ipynb", cwd=tmp_path)
    assert (code, out.splitlines()[0]) == (
        0,
        "net.ipynb: no released notebook to compare with; its own checks are run",
    )
    assert run("mine.py", cwd=tmp_path)[0] == 0


@pytest.mark.parametrize("name", ["net (2).ipynb", "Copy of net.ipynb", "net-Copy1.ipynb"])
def test_a_downloaded_copy_finds_its_release(course: Path, name: str) -> None:
    """What a browser, Colab or Jupyter makes of a name does not hide which assignment it is."""
    expected = str(course / "assignments" / "net" / "net.ipynb")
    assert record(course, notebook(), name)["release"] == expected


@pytest.mark.parametrize("listed", [True, False])
def test_a_hand_in_of_somebody_elses_is_not_run(
    course: Path, capsys: pytest.CaptureFixture[str], listed: bool
) -> None:
    """Where the solutions lie, code that was collected would run as who checks it."""
    (course / "solutions").mkdir()
    folder = course / ("arrived" if listed else "submitted")
    (folder / "mallory" / "net").mkdir(parents=True)
    if listed:
        (folder / "collected.json").write_text("{}")
    ran = course / "ran"
    path = folder / "mallory" / "net" / "net.ipynb"
    path.write_text(notebook(f"open({str(ran)!r}, 'w')"), encoding="utf-8")

    assert main([str(path)]) == 2
    assert "grader grade --student" in capsys.readouterr().err
    assert not ran.exists()


def test_ones_own_file_beside_solutions_is_checked(course: Path) -> None:
    """Who writes a course tries the answers out."""
    (course / "solutions").mkdir()

    assert record(course, notebook(STUB))["status"] == "checked"


def test_a_bare_file_is_checked_by_the_notebook_beside_it(course: Path) -> None:
    """The notebook that the student was given lies in the same folder, before the course's."""
    folder = course / "work"
    folder.mkdir()
    text = f"{RIGHT}\ndef half(x): return x / 2"

    assert record(folder, text, "net.py")["release"].endswith("assignments/net/net.ipynb")
    put(folder, notebook(STUB))
    assert record(folder, text, "net.py")["release"] == str(folder / "net.ipynb")
    assert record(folder, text, "net.py")["passed"]
    put(folder, '{"cells": []}')
    assert record(folder, text, "net.py")["release"].endswith("assignments/net/net.ipynb")


def test_a_notebook_without_checks_is_not_its_own_release(course: Path) -> None:
    """A notebook whose ids were dropped is compared with the course's release."""
    text = json.loads(notebook(RIGHT, "def half(x):\n    return x / 2"))
    for each in text["cells"]:
        each["metadata"] = {}

    got = record(course, json.dumps(text))
    assert got["release"] == str(course / "assignments" / "net" / "net.ipynb")
    assert got["passed"]


def test_a_release_that_is_no_notebook_is_told(course: Path) -> None:
    """A `.py` given as the release gets the four parts, not an error of JSON."""
    file, release = put(course, notebook()), put(course, RIGHT, "x.py")

    code, out, err = run(file, "--release", release, cwd=course)
    assert (code, out) == (2, "")
    assert "expected: the released notebook, a file that ends in .ipynb" in err
    assert f"came:     {release}" in err
    assert "do next:" in err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such error")
@pytest.mark.parametrize("option", ["--json", "--help"])
def test_a_reader_that_goes_away_is_no_error(course: Path, option: str) -> None:
    """`grader check ... | head` ends quietly, with the code of the trial."""
    file = put(course, notebook(RIGHT, "def half(x):\n    return x / 2"))
    process = started(file, option, cwd=course)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()

    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), err) == (0, "")


def test_a_bare_file_is_checked(course: Path) -> None:
    """A `.py` without marks is one cell, in which the answers are looked for."""
    got = record(course, f"import os\n{RIGHT}\ndef half(x): return x / 2", "net.py")

    assert got["passed"]
    assert got["receipt"]["answers"] == [{"cell": "double", "state": "in_file"}]


def test_what_the_cells_print_is_hidden(course: Path) -> None:
    """The result stands alone on standard output; --verbose shows the rest on standard error."""
    file = put(course, notebook(RIGHT, "print('loud')\nimport sys\nsys.stdout.close()"))

    _, out, err = run(file, "--json", cwd=course)
    assert (json.loads(out)["status"], err) == ("checked", "")
    _, out, err = run(put(course, notebook(RIGHT, "print('loud')")), "--verbose", cwd=course)
    assert ("loud" in out, "loud" in err) == (False, True)


def test_an_unreadable_file_is_told(course: Path) -> None:
    """What a grading would say is said before the hand-in."""
    code, out, _ = run(put(course, '{"cells": ['), cwd=course)

    assert code == 1
    assert out.startswith("net.ipynb cannot be read: The notebook is not whole")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nett.ipynb"], "did you mean 'net.ipynb'?"),
        (["assignments"], "came:     a folder"),
        ([], "the following arguments are required: FILE"),
        (["net.ipynb", "--releese", "x"], "unrecognized arguments"),
        (["net.ipynb", "--release", "gone.ipynb"], "reading the release gone.ipynb"),
        (["plain.py"], "name the notebook that you were given"),
    ],
)
def test_a_mistyped_command_is_told(course: Path, arguments: list[str], words: str) -> None:
    """Exit code 2, and what to do next, on standard error."""
    put(course, notebook())
    put(course, "x = 1", "plain.py")

    code, out, err = run(*arguments, cwd=course)
    assert (code, out) == (2, "")
    assert words in err
    assert all(part in err for part in ("\n  expected: ", "\n  came: ", "\n  do next: "))


def test_a_mistyped_option_gets_a_suggestion(course: Path) -> None:
    """The nearest option is named."""
    _, _, err = run(put(course, notebook()), "--releese", cwd=course)

    assert "did you mean '--release'?" in err


def test_without_numpy_it_says_what_to_do(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing NumPy would pass for an absent module of the student's."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    assert main([put(course, notebook())]) == 2
    assert "install NumPy" in capsys.readouterr().err


def test_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """One purpose, one example, what is written, and the exit codes."""
    assert main(["--help"]) == 0

    text = capsys.readouterr().out
    assert all(part in text for part in ("grader check number", "Writes no file", "130", "Ctrl-C"))


@pytest.mark.skipif(os.name == "nt", reason="sends a signal as a POSIX terminal does")
@pytest.mark.parametrize(
    ("cells", "where"),
    [
        (["open('begun', 'w').close()\nwhile True: pass"], "cell 4"),
        (["def half(x):\n    open('begun', 'w').close()\n    while True: pass"], "check half"),
    ],
)
def test_an_endless_cell_can_be_stopped(course: Path, cells: list[str], where: str) -> None:
    """Ctrl-C ends the trial and says which cell was running."""
    process = started(put(course, notebook(RIGHT, *cells)), cwd=course)
    while not (course / "begun").exists() and process.poll() is None:
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out, err) == (130, "", f"Stopped while {where} was running.\n")


def test_a_plain_terminal_gets_what_it_can_show(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters that the output cannot hold are escaped."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)

    assert main([put(course, "{}", "größer.ipynb")]) == 1
    out.seek(0)
    assert out.read().startswith("gr\\xf6\\xdfer.ipynb cannot be read: ")


def test_a_file_that_is_too_large_to_be_graded_is_told(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a grading would not read passes no check here: the size is told, and what to do."""
    monkeypatch.setattr("grader.cli.check.MOST_KB", 1)

    assert main([put(course, notebook(RIGHT, "#" * 2000)), "--json"]) == 1
    got = json.loads(capsys.readouterr().out)
    assert (got["status"], got["passed"], got["questions"]) == ("unreadable", False, [])
    assert got["message"].startswith("net.ipynb is larger than 1 KB. Clear its outputs")


def test_cells_of_more_text_than_is_graded_are_told(course: Path) -> None:
    """Text that no grading reads is refused in a grading's own words; pictures are no text."""
    picture = {"output_type": "display_data", "data": {"image/png": "A" * (5 << 20)}}
    text = json.loads(notebook(RIGHT, "def half(x):\n    return x / 2"))
    text["cells"][1]["outputs"] = [picture]

    assert record(course, json.dumps(text))["passed"]
    text["cells"][1]["source"] += "\n# " + "A" * (5 << 20)
    got = record(course, json.dumps(text))
    assert (got["status"], got["passed"]) == ("unreadable", False)
    assert got["message"] == "Its cells hold more than 4 MB of text; none is read."


@pytest.mark.parametrize(
    ("is_terminal", "variables", "coloured"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, variables: dict[str, str], coloured: bool
) -> None:
    """A pipe, a dumb terminal and NO_COLOR get none."""

    class Out:
        def isatty(self) -> bool:
            return is_terminal

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert _has_colour(Out()) is coloured  # type: ignore[arg-type]  # all it asks is isatty
