"""The command line as a person meets it: help, mistakes, exit codes, what is loaded."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from grader import __version__
from grader.cli import app as app_module
from grader.cli.app import app, run
from grader.cli.common import settings, verb, will_write
from grader.cli.entry import main
from grader.errors import CourseError, GateError, GraderError, SandboxError, UsageError

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["generate", "freeze", "verify", "check", "grade", "collect", "export", "doctor", "demo"]


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], None]:
    """Puts a command `end` into the program that ends as the test says."""

    def put(how: Callable[[], int]) -> None:
        def end() -> int:
            """End."""
            return how()

        monkeypatch.setitem(app.commands, "end", verb(end))

    return put


def _raising(error: BaseException) -> Callable[[], int]:
    def how() -> int:
        raise error

    return how


def _parts() -> dict[str, str]:
    return {"expected": "one thing", "came": "another thing", "todo": "mend it"}


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`grader --help` names each command on standard output and exits 0."""
    code = run(["--help"])

    out = capsys.readouterr().out
    assert code == 0
    assert all(f"\n  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "check"])
def test_each_help_has_its_four_parts(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command's help says its purpose, an example, what is written where, and exit codes."""
    code = run([command, "--help"])

    out = capsys.readouterr().out
    assert code == 0
    assert "Example:\n    grader " + command in out
    assert "Writes" in out
    assert "Exit codes:\n    0  " in out
    assert "--course" in out


def test_purposes_fit_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """No purpose in the list of commands is cut off."""
    run(["--help"])

    assert "..." not in capsys.readouterr().out.split("Commands:")[1]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`grader --version` prints one line with the version."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith(f"grader {__version__} (Python ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["grad"], "did you mean 'grade'?"),
        (["grade", "--submision", "x"], "--submissions"),
        (["grade", "--out", "x"], "Missing option '--submissions'"),
        (["grade", "--submissions", "x", "--out", "y", "--jobs", "0"], "0 is not in the range"),
        (["doctor", "surplus"], "unexpected extra argument"),
        ([], "Usage: grader"),
    ],
)
def test_a_mistyped_line_is_explained(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong command line exits 2, prints nothing on standard output, and says what is wrong."""
    code = run(arguments)

    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert told in captured.err


def test_a_mistyped_assignment_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown assignment exits 2 and names the nearest one."""
    code = run(["generate", "--check", "number_with_gard", "--course", str(ROOT)])

    assert code == 2
    assert "did you mean 'number_with_grad'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (GateError("comparing", **_parts()), 1),
        (UsageError("reading", **_parts()), 2),
        (CourseError("reading course.toml", **_parts()), 2),
        (GraderError("grading", **_parts()), 3),
        (SandboxError("starting a worker", **_parts()), 3),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (RuntimeError("an\naccident"), 3),
        (BrokenPipeError(), 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_each_way_of_ending_has_its_code(
    ending: Callable[[Callable[[], int]], None],
    capfd: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
) -> None:
    """Each exception becomes its exit code; ours speak in four parts and never in a traceback."""
    ending(_raising(error))

    assert run(["end"]) == code

    captured = capfd.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    if code in {2, 3}:
        for part in ("expected: ", "came:     ", "do next:  "):
            assert part in captured.err


@pytest.mark.parametrize("code", [0, 1, 3])
def test_a_command_says_its_own_code(
    ending: Callable[[Callable[[], int]], None], code: int
) -> None:
    """What a command gives back is the program's exit code."""
    ending(lambda: code)

    assert run(["end"]) == code


def test_an_accident_is_one_paragraph_and_a_traceback_on_request(
    ending: Callable[[Callable[[], int]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """An unexpected exception names its kind and place; only -v prints the traceback."""
    ending(_raising(RuntimeError("an\naccident")))

    run(["end"])
    brief = capsys.readouterr().err
    run(["-v", "end"])
    talkative = capsys.readouterr().err

    assert "RuntimeError: an accident at test_app.py:" in brief
    assert brief.startswith("running `grader end`\n")
    assert len(brief.strip().splitlines()) == 4
    assert "Traceback" in talkative


@pytest.mark.parametrize(
    "arguments", [["--course", "X", "-v", "see"], ["see", "--course", "X", "-v"]]
)
def test_global_options_stand_before_or_after(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """`--course` and `-v` mean the same on both sides of the command."""
    seen = []

    @app_module.global_options
    def see() -> int:
        """See."""
        seen.append((settings().course, settings().verbosity))
        return 0

    monkeypatch.setitem(app.commands, "see", verb(see))
    run(arguments)

    assert seen == [(Path("X"), 1)]


def test_help_loads_no_heavy_library() -> None:
    """`grader --help` loads neither pytest nor hypothesis, pydantic, rich, jinja2 or nbgrader."""
    heavy = ["pytest", "hypothesis", "pydantic", "rich", "jinja2", "nbgrader", "numpy"]
    program = (
        "import sys\nfrom grader.cli.app import run\nrun(['--help'])\n"
        f"sys.exit(' '.join(name for name in {heavy} if name in sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )

    assert done.stderr.strip() == ""


def test_the_student_checker_is_reached_without_click(monkeypatch: pytest.MonkeyPatch) -> None:
    """`grader check` hands its arguments to the checker and exits with its code."""
    given: list[list[str]] = []

    def fake(arguments: list[str]) -> int:
        given.append(arguments)
        return 1

    module = type(sys)("grader.cli.check")
    module.main = fake  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "grader.cli.check", module)
    monkeypatch.setattr(sys, "argv", ["grader", "check", "a.py", "--help", "-x"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert given == [["a.py", "--help", "-x"]]
    assert run(["-v", "check", "b.py", "--help"]) == 1
    assert given[1] == ["b.py", "--help"]


def test_the_interpreter_is_first_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs installed beside the interpreter are found first, and PATH does not grow."""
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setattr(sys, "argv", ["grader", "--version"])

    for _ in range(2):
        with pytest.raises(SystemExit):
            main()

    assert os.environ["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/usr/bin"


@pytest.mark.parametrize(
    ("number", "where", "code", "todo"),
    [
        (errno.EACCES, "journal.jsonl", 2, "choose another folder"),
        (errno.EROFS, "", 2, "choose another folder"),
        (errno.ENOTDIR, "..", 2, "choose another folder"),
        (errno.ENOSPC, "journal.jsonl", 3, "free space"),
        (errno.ENOSPC, None, 3, "free space"),
    ],
)
def test_a_folder_that_takes_no_files_is_told(
    ending: Callable[[Callable[[], int]], None],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    number: int,
    where: str | None,
    code: int,
    todo: str,
) -> None:
    """A refusal of the system where a command writes names place, words and way out."""

    def how() -> int:
        will_write(tmp_path)
        words = os.strerror(number)
        raise OSError(number, words, None if where is None else str(tmp_path / where))

    ending(how)

    assert run(["end"]) == code

    err = capsys.readouterr().err
    place = (tmp_path / where).resolve() if where else tmp_path
    assert err.startswith(f"writing {place}\n  expected: a folder that can be written to")
    assert os.strerror(number) in err
    assert todo in err
    assert "mistake in the grader" not in err


def test_a_refusal_elsewhere_stays_an_accident(
    ending: Callable[[Callable[[], int]], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What the system refuses where no command writes is not blamed on the person."""

    def how() -> int:
        will_write(tmp_path / "out")
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "other" / "file"))

    ending(how)

    assert run(["end"]) == 3
    assert "mistake in the grader" in capsys.readouterr().err


def test_an_interrupt_during_the_imports_is_quiet() -> None:
    """Ctrl-C while the program still loads ends it with 130 and without a traceback."""
    program = (
        "import sys\n"
        "class Finder:\n"
        "    @staticmethod\n"
        "    def find_spec(name, path=None, target=None):\n"
        "        if name == 'grader.cli.app':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Finder)\n"
        "from grader.cli.entry import main\n"
        "sys.argv = ['grader', '--help']\n"
        "main()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


@pytest.mark.parametrize("arguments", [["check", "--help"], ["--help"]])
def test_a_reader_who_left_is_no_error(arguments: list[str]) -> None:
    """Where nobody reads the output any more, the program ends without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "grader.cli.entry", *arguments],
            stdout=writing,
            env={name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"},
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    finally:
        os.close(writing)

    assert done.returncode in (0, 1)
    assert done.stderr == ""


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_no_exit_code(tmp_path: Path, closed: str) -> None:
    """Started by what has no terminal and no streams, it works, and writes nowhere else."""
    program = f"'{Path(sys.executable).with_name('grader')}'"
    done = [
        subprocess.run(["/bin/sh", "-c", f"{program} {words} {closed}"], cwd=tmp_path, check=False)
        for words in ("--version", "grade --help", f"init '{tmp_path / 'made'}' --empty", "grade")
    ]

    assert [each.returncode for each in done] == [0, 0, 0, 2]
    assert (tmp_path / "made" / "course.toml").is_file()
