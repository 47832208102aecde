"""`grader check FILE`: the visible checks of a notebook, on the student's own machine.

Runs where Python and NumPy are all there is, on any system. May import the standard library,
`grader.errors`, the light part of `grader.intake`, and `grader.worker`; must never import pydantic,
click or rich, nor anything that knows hidden tests.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TextIO

from grader.errors import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_USAGE,
    GraderError,
    UsageError,
    exit_code_of,
    suggestion,
)
from grader.intake.find import NotFound, read_bytes, too_much_text
from grader.intake.nearby import course_release, course_root, refuse_somebody_elses, release_beside
from grader.intake.rebuild import Receipt
from grader.intake.release import read_release
from grader.intake.trial import Interrupted, Question, Trial, own_release, try_out
from grader.worker import wire
from grader.worker.describe import clean_text
from grader.worker.reading import Unreadable, read_hand_in

SCHEMA = "grader/check/v1"
MOST_KB = 20_480
"""What a hand-in may have where its assignment says nothing else, as in `course.models.Limits`."""
DISPLAY_MODULES = ("matplotlib", "IPython", "ipywidgets", "tqdm", "pandas", "google.colab")
HIDDEN = "Hidden tests decide the grade: visible checks that pass are no promise of points."

_WANTED = re.compile(r"for want of ([^;]+);")
"""The modules that `intake.told` says were missing."""
_OPTIONS = ("--release", "--json", "--verbose", "--help")
_HELP = """\
example:
  grader check number_with_grad.ipynb

Writes no file. The released notebook is taken from --release, else from the course in which FILE
lies; without one, the check cells in FILE itself are run. For a FILE without check cells, the
notebook of the same name beside it goes before the course's. Nothing limits the time of a cell:
stop one that does not end with Ctrl-C, and its name is shown. A FILE of more than
20 MB, or with more than 4 MB of text in its cells, is not graded: clear its outputs.

exit codes:
  0    every visible check passed
  1    a visible check failed, or FILE cannot be read
  2    the command was mistyped
  130  stopped with Ctrl-C
"""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of `grader check` with these arguments."""
    out = sys.stdout
    with contextlib.suppress(AttributeError, ValueError):
        out.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a TextIOWrapper
    try:
        options = _parser().parse_args(argv)
        record = check(options.file, options.release, verbose=options.verbose)
    except SystemExit as stop:  # argparse has printed its help
        return _printed("", out, stop.code if isinstance(stop.code, int) else EXIT_USAGE)
    except GraderError as error:
        print(_plain(str(error)), file=sys.stderr)
        return exit_code_of(error)
    except Interrupted as stopped:
        print(f"Stopped while {stopped} was running.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return EXIT_INTERRUPTED
    if options.json:
        text = json.dumps(record, indent=1)
    else:
        text = "\n".join(_lines(record, colour=_has_colour(out)))
    return _printed(text + "\n", out, EXIT_OK if record["passed"] else EXIT_FAILED)


def _printed(text: str, out: TextIO, code: int) -> int:
    """The exit code, after the text is out; a reader that has gone away, like `head`, is none."""
    try:
        out.write(text)
        out.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, and would complain there.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
    return code


def check(file: Path, release_path: Path | None, *, verbose: bool = False) -> dict[str, Any]:
    """The record of one trial, as `--json` prints it; raises UsageError and Interrupted."""
    if importlib.util.find_spec("numpy") is None:
        raise UsageError(
            f"checking {file}",
            expected="NumPy beside this Python",
            came="no module named numpy",
            todo="install NumPy into the environment that runs `grader`",
        )
    if release_path is not None and release_path.suffix.lower() != ".ipynb":
        raise _no_notebook(file, release_path)
    _must_be_there(file)
    data = read_bytes(file.resolve(), MOST_KB * 1024)
    root = course_root(file)
    refuse_somebody_elses(file, root)
    path = release_path if release_path is not None else course_release(file, root)
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "file": file.name,
        "release": None if path is None else str(path),
        "status": "unreadable",
        "passed": False,
        "message": "",
        "receipt": asdict(Receipt(file=file.name)),
        "questions": [],
        "note": HIDDEN,
    }
    if isinstance(data, NotFound):
        return record | {"message": data.message}
    try:
        hand_in = read_hand_in(data, file.name)
    except Unreadable as error:
        return record | {"message": str(error)}
    if not _can_be_sent(hand_in):
        return record | {"message": too_much_text(wire.MAX_ANSWER_BYTES)}
    own = own_release(hand_in)
    if release_path is None and not own.of_role("check"):
        path = release_beside(file) or path
        record["release"] = None if path is None else str(path)
    release = own if path is None else read_release(path)
    if not release.of_role("check"):
        raise _no_checks(file, path)
    with _quiet(verbose):
        trial = try_out(release, hand_in, file.name, _display_modules(root))
    notes = (*trial.receipt.notes, *_modules_beside(file, trial))
    return record | {"status": "checked"} | _trial_record(trial, notes)


def _modules_beside(file: Path, trial: Trial) -> list[str]:
    """What to do with modules that lie beside the file and are missing when it is graded alone."""
    wanted = {
        module.strip().partition(".")[0]
        for each in trial.receipt.left_out
        for listed in _WANTED.findall(each.why)
        for module in listed.split(",")
    }
    return [
        f"{name}.py is not handed in with {file.name}: put what you need of it into a cell"
        for name in sorted(wanted)
        if name.isidentifier() and file.with_name(f"{name}.py").is_file()
    ]


def _trial_record(trial: Trial, notes: Sequence[str]) -> dict[str, Any]:
    return {
        "passed": all(question.passed for question in trial.questions),
        "receipt": asdict(trial.receipt) | {"notes": tuple(notes)},
        "questions": [asdict(question) for question in trial.questions],
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="grader check",
        description="Runs the visible checks of a notebook or .py file before it is handed in.",
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the notebook or .py file")
    parser.add_argument("--release", metavar="PATH", type=Path, help="the notebook as released")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument(
        "--verbose", action="store_true", help="show what the cells print (on standard error)"
    )
    parser.error = _mistyped  # type: ignore[method-assign]  # its own prints one line and exits
    return parser


def _mistyped(message: str) -> NoReturn:
    todo = "run `grader check --help` to see the options"
    wrong = next((word for word in message.split() if word.startswith("--")), None)
    if wrong is not None and message.startswith("unrecognized"):
        todo = f"{suggestion(wrong.partition('=')[0], _OPTIONS)}; {todo}"
    raise UsageError(
        "reading the command line of grader check",
        expected="grader check FILE [--release PATH] [--json] [--verbose]",
        came=message,
        todo=todo,
    )


def _can_be_sent(hand_in: Mapping[str, Any]) -> bool:
    """Whether the cells fit into the message in which they reach a grading."""
    try:
        wire.pack_frame({"n": 1, "hand_in": hand_in}, (), wire.MAX_ANSWER_BYTES)
    except wire.WireError:
        return False
    return True


def _must_be_there(file: Path) -> None:
    if not file.is_file():
        near = file.parent.iterdir() if file.parent.is_dir() else ()
        names = [each.name for each in near if each.suffix in (".ipynb", ".py")]
        raise UsageError(
            f"checking {file}",
            expected="a notebook or a .py file",
            came="a folder" if file.is_dir() else "no such file",
            todo=f"check the path; {suggestion(file.name, names)}",
        )


def _display_modules(root: Path | None) -> tuple[str, ...]:
    """The course's list, or the usual one; a broken course.toml is no concern of a student."""
    try:
        found = tomllib.loads((root / "course.toml").read_text("utf-8")) if root else {}
    except (OSError, ValueError, RecursionError):
        found = {}
    names = found.get("display_modules")
    if isinstance(names, list) and all(isinstance(each, str) for each in names):
        return tuple(names)
    return DISPLAY_MODULES


def _no_checks(file: Path, path: Path | None) -> UsageError:
    return UsageError(
        f"checking {file}",
        expected="a released notebook with check cells",
        came=f"{path}, which has none" if path else "no released notebook, and none in the file",
        todo="name the notebook that you were given: grader check FILE --release PATH",
    )


def _no_notebook(file: Path, path: Path) -> UsageError:
    return UsageError(
        f"checking {file}",
        expected="the released notebook, a file that ends in .ipynb, after --release",
        came=str(path),
        todo="name the notebook that you were given: grader check FILE --release NOTEBOOK.ipynb",
    )


@contextlib.contextmanager
def _quiet(verbose: bool) -> Iterator[None]:
    """Keeps what the student's cells print away from the result."""
    with contextlib.ExitStack() as stack:
        sink: TextIO = sys.stderr
        if not verbose:
            sink = stack.enter_context(open(os.devnull, "w", encoding="utf-8", errors="replace"))
            stack.enter_context(contextlib.redirect_stderr(sink))
        stack.enter_context(contextlib.redirect_stdout(sink))
        yield


def _has_colour(out: TextIO) -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    plain_windows = os.name == "nt" and not ({"WT_SESSION", "ANSICON"} & set(os.environ))
    return out.isatty() and not plain_windows


def _lines(record: Mapping[str, Any], *, colour: bool) -> Iterator[str]:
    """The record as text."""
    if record["status"] == "unreadable":
        yield _plain(f"{record['file']} cannot be read: {record['message']}")
        return
    yield from map(_plain, _receipt_lines(record["receipt"]))
    questions = [Question(**each) for each in record["questions"]]
    names = [" ".join(_plain(each.id).split()) for each in questions]
    width = max(map(len, names))
    for each, name in zip(questions, names, strict=True):
        word = _painted("passed", 32, colour) if each.passed else _painted("FAILED", 31, colour)
        message = _plain(each.message).replace("\n", "\n" + " " * (width + 10))
        yield f"{word}  {name:<{width}}  {message}".rstrip()
        yield from (f"{'':<{width + 10}}{_plain(line)}" for line in each.where[-3:])
    passed = sum(each.passed for each in questions)
    yield f"\n{passed} of {len(questions)} visible checks passed. {record['note']}"


def _receipt_lines(receipt: Mapping[str, Any]) -> Iterator[str]:
    answers = receipt["answers"]
    if answers:
        found = [each for each in answers if each["state"] in ("answered", "in_file")]
        yield f"{receipt['file']}: {len(found)} of {len(answers)} answers found"
        words = {"unchanged": "not answered yet", "missing": "its cell is missing"}
        for each in answers:
            if each["state"] in words:
                yield f"  {each['cell']}: {words[each['state']]}"
    else:
        yield f"{receipt['file']}: no released notebook to compare with; its own checks are run"
    if receipt["left_out"]:
        yield "Not run:"
        yield from (f"  {each['where']}: {each['why']}" for each in receipt["left_out"])
    if receipt["notes"]:
        yield "Note:"
        yield from (f"  {note}" for note in receipt["notes"])
    yield ""


def _plain(text: str) -> str:
    """The text for a terminal: FILE may be a classmate's, its name and its cells' too."""
    return clean_text(text, 100_000)


def _painted(word: str, code: int, colour: bool) -> str:
    return f"\x1b[{code}m{word}\x1b[0m" if colour else word


if __name__ == "__main__":
    raise SystemExit(main())
