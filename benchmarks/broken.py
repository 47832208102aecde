"""What three graders make of broken, tampered and cheating hand-ins, beside the truth.

    python benchmarks/broken.py [--otter DIR] [--only NAME ... | --times] [--markdown]

Prints one table: the truth, stock nbgrader, otter-grader, and this project, on the hand-ins of
`tests/broken_set.py`; then CPU seconds for each of a class of right hand-ins. The same small
assignment is given to all: a cell of hidden asserts for each question under nbgrader, a test file
for each under otter-grader, a check for each here. otter-grader is installed into an environment
of its own, in --otter or in a temporary folder; where that cannot be done its column is missing.
Takes a quarter of an hour, since endless loops wait for their limits. Everything is written below
a temporary folder. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import json
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grader.authoring.notebook import instructor_notebook
from grader.course import load_course
from grader.course.source import read_source
from grader.intake.convert import notebook_bytes
from tests.broken_set import (
    ASSIGNMENT,
    COURSE,
    FILE,
    MAXIMUM,
    MEDIAN,
    Broken,
    as_bytes,
    cell_of,
    hand_ins,
)

ROOT = Path(__file__).resolve().parents[1]
DRIVER = Path(__file__).with_name("_graders.py")
POLICY = {"a_browser_s_name", "two_notebooks", "another_name", "too_large"}
"""Hand-ins whose due is a rule of this project; another grader may well have another."""
HIDDEN = {
    "median": ("assert median([7, 4, 1, 2, 9]) == 4", "assert median([4, 1, 3, 2]) == 2.5"),
    "spread": ("assert np.allclose(spread([7, -4, 1]), 11)", "assert np.allclose(spread([5]), 0)"),
    "totals": ("assert totals([7, -4, 1]) == [7, 3, 4]", "assert totals([]) == []"),
}
"""Question to its hidden tests, as the other two graders run them."""
POINTS = {"median": 3, "spread": 2, "totals": 1}
TURNS, OURS, THEIRS = 3, (20, 100), (5, 15)
"""Sizes of two classes, whose difference in CPU time is that of the hand-ins between them."""

_NBGRADER = (sys.executable, "-m", "nbgrader")

Found = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Bench:
    """The folder of one run, the course in it, and the interpreter of each other grader."""

    folder: Path
    course: Path
    pythons: Mapping[str, Path]

    def released(self, grader: str) -> tuple[bytes, str]:
        """What a grader's students are given: the same cells, under its own marks."""
        ours = self.course / "assignments" / ASSIGNMENT
        stock = self.folder / "nbgrader" / "course" / "release" / ASSIGNMENT
        place = stock if grader == "nbgrader" else ours
        return (place / FILE).read_bytes(), (ours / f"{ASSIGNMENT}.py").read_text("utf-8")


def main() -> None:
    """Grade everything with all three and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--otter", type=Path, help="an environment for otter-grader, kept")
    parser.add_argument("--only", nargs="*", default=[], help="names of hand-ins; default: all")
    parser.add_argument("--times", action="store_true", help="the CPU times alone")
    parser.add_argument("--markdown", action="store_true", help="print tables for a document")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="broken-") as name:
        bench = _ready(Path(name), asked.otter)
        _print_versions(bench)
        if asked.times:
            _print_times(bench, asked.markdown)
            return
        cases = [each for each in hand_ins(*bench.released("ours")) if each.name not in POLICY]
        names = [each.name for each in cases if not asked.only or each.name in asked.only]
        found = {grader: _by_another(bench, grader, names) for grader in bench.pythons}
        found["ours"] = _by_us(bench, names)
        _print_table([each for each in cases if each.name in names], found, asked.markdown)
        if not asked.only:
            _print_times(bench, asked.markdown)


def _ready(folder: Path, kept: Path | None) -> Bench:
    """Everybody's course is made, and otter-grader is installed."""
    course = folder / "ours"
    shutil.copytree(COURSE, course)
    for verb in ("generate", "freeze"):
        _run([*_grader(), "--course", str(course), "-q", verb])
    _stock_course(folder / "nbgrader" / "course", course)
    pythons = {"nbgrader": Path(sys.executable)}
    otter = _otter_python(kept or folder / "environment")
    if otter is None:
        print("otter-grader cannot be installed here, so its column is missing", file=sys.stderr)
    else:
        _otter_course(folder / "otter" / "course", otter)
        pythons["otter"] = otter
    return Bench(folder, course, pythons)


def _grader() -> list[str]:
    return [sys.executable, "-m", "grader.cli.entry"]


def _run(command: Sequence[str], **more: Any) -> str:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, **more)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def _otter_python(environment: Path) -> Path | None:
    """The interpreter of an environment with otter-grader; None where it cannot be installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    python = environment.absolute() / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint",
         str(ROOT / "constraints.txt"), *project["dependency-groups"]["bench-otter"]],
        stderr=subprocess.DEVNULL,
        check=False,
    )  # fmt: skip
    return python if not done.returncode else None


def _stock_course(stock: Path, course: Path) -> None:
    """The same assignment for nbgrader alone, released by its own command."""
    assignment = load_course(course).assignment(ASSIGNMENT)
    notebook = instructor_notebook(assignment, read_source(assignment))
    for cell in notebook["cells"]:
        name = cell["metadata"]["nbgrader"]["grade_id"]
        if name.startswith("check_"):
            hidden = HIDDEN[name.removeprefix("check_")]
            lines = ("### BEGIN HIDDEN TESTS", *hidden, "### END HIDDEN TESTS")
            cell["source"] += "\n" + "\n".join(lines)
    place = stock / "source" / ASSIGNMENT / FILE
    place.parent.mkdir(parents=True)
    place.write_bytes(notebook_bytes(notebook))
    config = "c = get_config()\nc.CourseDirectory.course_id = 'stock'\n"
    (stock / "nbgrader_config.py").write_text(config)
    _run([*_NBGRADER, "generate_assignment", ASSIGNMENT], cwd=stock)


def _otter_course(place: Path, python: Path) -> None:
    """The same tests for otter-grader, packed by its own command."""
    (place / "tests").mkdir(parents=True)
    for name, lines in HIDDEN.items():
        cases = [{"code": f">>> {line}", "hidden": True, "locked": False} for line in lines]
        suite = {"cases": cases, "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": name, "points": POINTS[name], "suites": [suite], "all_or_nothing": True}
        (place / "tests" / f"{name}.py").write_text(f"OK_FORMAT = True\n\ntest = {test!r}\n")
    (place / "otter_config.json").write_text("{}")
    line = "from otter.generate import main; main(tests_dir='tests', output_path='autograder.zip')"
    _run([str(python), "-c", line], cwd=place)


def _lay(cases: Iterable[Broken], place: Path, below: str = "") -> None:
    for case in cases:
        folder = place / case.name / below
        folder.mkdir(parents=True)
        for name, data in case.files.items():
            (folder / name).write_bytes(data)


def _by_another(bench: Bench, grader: str, names: Sequence[str]) -> Found:
    print(f"{grader}: {len(names)} hand-ins, each alone", file=sys.stderr)
    place = bench.folder / grader
    cases = {case.name: case for case in hand_ins(*bench.released(grader))}
    _lay([cases[name] for name in names], place / "hand_ins")
    _lay([replace(cases["right"], name="right")], place)
    return {each["name"]: each for each in _driven(bench, grader, place)}


def _driven(bench: Bench, grader: str, place: Path, *more: str) -> list[dict[str, Any]]:
    said = _run([str(bench.pythons[grader]), str(DRIVER), grader, str(place), *more])
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def _by_us(bench: Bench, names: Sequence[str]) -> Found:
    """All of them in one class, as we grade."""
    place = bench.folder / "class"
    cases = hand_ins(*bench.released("ours"))
    _lay([case for case in cases if case.name in names], place / "submitted", ASSIGNMENT)
    results = json.loads(_grade(bench, place))["results"]
    return {each["student"]: {"score": each["score"], "note": ""} for each in results}


def _grade(bench: Bench, place: Path) -> str:
    given = ["--submissions", str(place / "submitted"), "--out", str(place / "graded"), "--json"]
    return _run([*_grader(), "--course", str(bench.course), "-q", "grade", *given])


def _print_versions(bench: Bench) -> None:
    line = "import importlib.metadata as m; print(m.version('otter-grader'))"
    otter = (
        _run([str(bench.pythons["otter"]), "-c", line]).strip() if "otter" in bench.pythons else ""
    )
    nbgrader = importlib.metadata.version("nbgrader")
    print(
        f"CPython {platform.python_version()}, nbgrader {nbgrader}, otter-grader {otter or '-'}\n"
    )


def _print_table(cases: Sequence[Broken], found: Mapping[str, Found], markdown: bool) -> None:
    graders = list(found)
    rows = [["hand-in", "truth", *graders]]
    kinds: dict[str, Counter[str]] = {grader: Counter() for grader in graders}
    for case in cases:
        row = [case.note, f"{case.score:g}"]
        for grader in graders:
            kind, words = _judged(case, found[grader].get(case.name, {}))
            kinds[grader].update(kind)
            row.append(words if kind == ["right"] or not markdown else f"**{words}**")
        rows.append(row)
    _print(rows, markdown)
    listed = ("right", "too much", "too little", "no grade", "others hurt")
    counts = [["", *graders]]
    counts += [[kind, *(str(kinds[grader][kind]) for grader in graders)] for kind in listed]
    _print(counts, markdown)


def _judged(case: Broken, result: Mapping[str, Any]) -> tuple[list[str], str]:
    """What a result is, beside the truth, and how it stands in the table."""
    score, note = result.get("score"), result.get("note", "")
    if score is None:
        words, kinds = f"none{f' ({note})' if note.startswith('no end') else ''}", ["no grade"]
    else:
        kind = (
            "right" if score == case.score else "too much" if score > case.score else "too little"
        )
        words, kinds = f"{score:g}", [kind]
    if any(other != MAXIMUM for other in result.get("others", [])):
        stopped = None in result["others"]
        words += ", stops the class" if stopped else ", changes others' grades"
        kinds.append("others hurt")
    return kinds, words


def _print(rows: Sequence[Sequence[str]], markdown: bool) -> None:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [word.ljust(width) for word, width in zip(row, widths, strict=True)]
        print("| " + " | ".join(cells) + " |" if markdown else "  ".join(cells).rstrip())
        if not number:
            line = ["-" * width for width in widths]
            print("|-" + "-|-".join(line) + "-|" if markdown else "  ".join(line))
    print()


def _print_times(bench: Bench, markdown: bool) -> None:
    """CPU seconds of one right hand-in in a class, median of several turns, and the ratio."""
    print("CPU time of classes of right hand-ins", file=sys.stderr)
    ours = [_ours_cpu_s(bench, turn) for turn in range(TURNS)]
    rows = [["", "CPU seconds each", "beside ours"]]
    rows.append(["ours, `grader grade`", f"{statistics.median(ours):.3f}", "1"])
    room = bench.folder / "with-nbgrader"
    _run([*_grader(), "init", str(room), "--id", "bench", "--exchange", "/none"], cwd=bench.course)
    _run([*_NBGRADER, "generate_assignment", ASSIGNMENT], cwd=room)
    others = {"ours, `nbgrader autograde`": partial(_with_nbgrader_cpu_s, bench)}
    others |= {grader: partial(_theirs_cpu_s, bench, grader) for grader in bench.pythons}
    for grader, measure in others.items():
        theirs = [measure(turn) for turn in range(TURNS)]
        ratio = statistics.median(their / our for their, our in zip(theirs, ours, strict=True))
        rows.append([grader, f"{statistics.median(theirs):.3f}", f"{ratio:.1f} x"])
    _print(rows, markdown)


def _a_class(bench: Bench, grader: str, size: int) -> list[Broken]:
    """Right hand-ins that differ in a comment, so that none is known from another."""
    right = hand_ins(*bench.released(grader))[0]
    notebook = json.loads(right.files[FILE])
    made = []
    for number in range(size):
        cell = cell_of(notebook, "median")
        cell["source"] = f"{MEDIAN}\n# number {number} of {size}"
        files = {FILE: as_bytes(notebook)}
        made.append(replace(right, name=f"student-{number:03}", files=files))
    return made


def _ours_cpu_s(bench: Bench, turn: int) -> float:
    spent = []
    for size in OURS:
        place = bench.folder / f"ours-{turn}-{size}"
        _lay(_a_class(bench, "ours", size), place / "submitted", ASSIGNMENT)
        before = _children_s()
        results = json.loads(_grade(bench, place))["results"]
        spent.append(_children_s() - before)
        _all_right("grader grade", [each["score"] for each in results], size)
    return _each(spent, OURS)


def _with_nbgrader_cpu_s(bench: Bench, turn: int) -> float:
    """The same as nbgrader's own command has it, with our engine in its place."""
    spent = []
    for size in OURS:
        place = bench.folder / f"with-nbgrader-{turn}-{size}"
        shutil.copytree(bench.folder / "with-nbgrader", place)
        _lay(_a_class(bench, "ours", size), place / "submitted", ASSIGNMENT)
        before = _children_s()
        _run([*_NBGRADER, "autograde", ASSIGNMENT], cwd=place)
        spent.append(_children_s() - before)
        with contextlib.closing(sqlite3.connect(place / "gradebook.db")) as book:
            sums = book.execute("SELECT sum(auto_score) FROM grade GROUP BY notebook_id")
            _all_right("nbgrader autograde", [score for (score,) in sums], size)
    return _each(spent, OURS)


def _theirs_cpu_s(bench: Bench, grader: str, turn: int) -> float:
    spent = []
    for size in THEIRS:
        place = bench.folder / f"{grader}-{turn}-{size}"
        shutil.copytree(bench.folder / grader / "course", place / "course")
        _lay(_a_class(bench, grader, size), place / "hand_ins")
        (found,) = _driven(bench, grader, place, "--class")
        _all_right(grader, found.get("score"), size)
        spent.append(found["cpu_s"])
    return _each(spent, THEIRS)


def _all_right(grader: str, scores: list[float] | None, size: int) -> None:
    if scores != [MAXIMUM] * size:
        sys.exit(f"{grader} gave a class of {size} right hand-ins {scores}")


def _each(spent: Sequence[float], sizes: tuple[int, int]) -> float:
    """CPU seconds of one hand-in more."""
    return (spent[1] - spent[0]) / (sizes[1] - sizes[0])


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
