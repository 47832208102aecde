"""`kill -9` of any command that writes, before any of its events: the same again makes it whole."""

from __future__ import annotations

import contextlib
import shutil
import signal
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.engine import grade as engine
from grader.engine.grade import Grading
from grader.errors import EXIT_FAILED, EXIT_OK, EXIT_USAGE
from tests.courses_helper import HIDDEN
from tests.engine import toy
from tests.faults import lab, rig
from tests.faults.meaning import differences, meaning

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")

DRAWN = '''

from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.check(question="double")
@given(x=st.integers(-9, 9))
def test_any_number(submission, x):
    """Doubling any number."""
    close(submission.double(x), 2 * x, "double(x)")
'''
WHO = "bo"
MEANWHILE = {
    "out/forgotten.json",  # says who is going
    "course/solutions/toy/corpus.json",  # has the examples before the known mistakes answered them
}
"""Files that hold something third while their command is at work, as they should."""


@dataclass(frozen=True)
class Prepared:
    """The class as the commands find it, and what the engine says of it with mended checks."""

    root: Path
    after: Grading


@dataclass(frozen=True)
class Case:
    """One command: what it finds, and what it is."""

    name: str
    act: Callable[[Path], Callable[[], int]]
    before: Callable[[Path], None] = lambda root: None
    """What is done to the copy of the class first."""
    done: tuple[int, ...] = (EXIT_OK,)
    """What the second run may say: that all was done already is said by some as a usage error."""


def _regrade(root: Path, *more: str) -> Callable[[], int]:
    where = ("--out", root / "out", "--course", root / "course")
    asked = () if "--undo" in more else ("--submissions", root / "in", "--reason", "mended")
    return rig.grader("regrade", *where, *asked, *more)


def _applied(root: Path) -> None:
    assert rig.run(_regrade(root, "--apply")).code == EXIT_OK


def _collect(root: Path, *more: str) -> Callable[[], int]:
    where = ("--submissions", root / "in", "--course", root / "course")
    return rig.grader("collect", "toy", root / "download.zip", *where, *more)


def _new_one(root: Path) -> None:
    """Two of the download have handed in before, other than it says."""
    for student in ("ada", "bo"):
        shutil.rmtree(root / "in" / student)
        toy.hand_in(root / "in", student, "x = 1\n")


def _forget(root: Path) -> Callable[[], int]:
    where = ("--results", root / "out", "--submissions", root / "in", "--course", root / "course")
    return rig.grader("forget", WHO, *where)


def _collected(root: Path) -> None:
    assert rig.run(_collect(root, "--update")).code in (EXIT_OK, EXIT_FAILED)


def _export(kind: str, name: str) -> Callable[[Path], Callable[[], int]]:
    return lambda root: rig.grader(
        "export", "--to", kind, "--results", root / "out", "--out", root / name,
        "--course", root / "course",
    )  # fmt: skip


def _new_title(root: Path) -> None:
    path = root / "course" / "solutions" / "toy" / "assignment.toml"
    path.write_text(path.read_text().replace("Doubling and counting", "Twice, and one by one"))


def _of_the_course(*arguments: str) -> Callable[[Path], Callable[[], int]]:
    return lambda root: rig.grader(*arguments, "--course", root / "course")


def _with_examples(root: Path) -> None:
    hidden = root / "course" / "solutions" / "toy" / "hidden"
    (hidden / "test_drawn.py").write_text(HIDDEN + DRAWN)


def _frozen(root: Path) -> None:
    assert rig.run(_of_the_course("freeze")(root)).code == EXIT_OK


CASES = {
    each.name: each
    for each in (
        Case("grade", lab.grade),
        Case("regrade --apply", lambda root: _regrade(root, "--apply")),
        Case(
            "regrade --undo", lambda root: _regrade(root, "--undo"), _applied, (EXIT_OK, EXIT_USAGE)
        ),
        Case("manual import", lab.enter_marks),
        Case("collect", _collect, done=(EXIT_OK, EXIT_FAILED)),
        Case("collect --update", lambda root: _collect(root, "--update"), _new_one),
        Case("forget", _forget, _collected, (EXIT_OK, EXIT_USAGE)),
        Case("export csv", _export("csv", "grades.csv")),
        Case("export feedback-zip", _export("feedback-zip", "pages.zip")),
        Case("generate", _of_the_course("generate"), _new_title),
    )
}
SLOW = {
    each.name: each
    for each in (
        Case("freeze", _of_the_course("freeze"), _with_examples),
        Case(
            "package",
            lambda root: _of_the_course(
                "package", "gradescope", "toy", "--out", str(root / "new" / "package.zip")
            )(root),
            lambda root: _frozen(root),
        ),
        Case(
            "init",
            lambda root: _of_the_course("init", str(root / "new" / "course"))(root),
            done=(EXIT_OK, EXIT_USAGE),
        ),
    )
}


@pytest.fixture(scope="module")
def prepared(graded: tuple[Path, rig.Ended], tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A graded class, tables with marks, a download, and what mended checks would say."""
    root = lab.copied(graded[0], tmp_path_factory.mktemp("prepared") / "class")
    lab.hand_out(root)
    with zipfile.ZipFile(root / "download.zip", "w") as archive:
        for student in ("ada", "bo", "eve", "fay"):
            archive.writestr(f"{student}.py", toy.RIGHT + f"# {student}\n")
    lab.mend(root)
    after = lab.grading(root)
    shutil.rmtree(root / "aside")
    return Prepared(root, after)


@pytest.fixture(scope="module")
def says_after(prepared: Prepared) -> Iterator[None]:
    """The engine says at once what it found before, for whomever is asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "grade", lab.replayed(prepared.after))
        yield


@pytest.fixture(scope="module")
def undisturbed(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Case], tuple[Path, rig.Ended, dict[str, Any], dict[str, Any]]]:
    """What a case finds, how it ends, and what its folder means before and after; made once."""
    known: dict[str, tuple[Path, rig.Ended, dict[str, Any], dict[str, Any]]] = {}

    def of(case: Case) -> tuple[Path, rig.Ended, dict[str, Any], dict[str, Any]]:
        if case.name not in known:
            found = lab.copied(prepared.root, tmp_path_factory.mktemp("found") / "class")
            case.before(found)
            # Where it is run: some of what is written names the folder itself.
            root = lab.copied(found, _place(found))
            before = meaning(root)
            ended = rig.run(case.act(root))
            assert ended.code in (EXIT_OK, EXIT_FAILED), rig.explained(ended)
            known[case.name] = found, ended, before, meaning(root)
        return known[case.name]

    return of


def _place(found: Path) -> Path:
    return found.parent / "here" / "class"


Undisturbed = Callable[[Case], tuple[Path, rig.Ended, dict[str, Any], dict[str, Any]]]


def _killed(case: Case, undisturbed: Undisturbed, point: int, points: int) -> None:
    found, whole, before, after = undisturbed(case)
    root = lab.copied(found, _place(found))
    at = rig.moments(case.name, whole.events, points)[point]

    killed = rig.run(case.act(root), at=at, fault=rig.kill_this)
    between = _neither(meaning(root, hidden=False), before, after)
    again = rig.run(case.act(root))

    assert killed.signal == signal.SIGKILL or killed.events < at, rig.explained(killed)
    assert between == [], f"killed before event {at}"
    assert again.code in case.done, f"killed before event {at}: {rig.explained(again)}"
    assert differences(meaning(root), after) == [], f"killed before event {at}"


def _neither(now: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Files that hold neither what was there before nor what comes; a change is made aside."""
    return [
        name
        for name, held in now.items()
        if held not in (before.get(name), after.get(name))
        if "/after/" not in name and name not in MEANWHILE
    ]


@pytest.mark.usefixtures("says_after")
@pytest.mark.parametrize("point", range(rig.POINTS))
@pytest.mark.parametrize("name", CASES)
def test_a_killed_command(undisturbed: Undisturbed, name: str, point: int) -> None:
    """No file is half-written at any moment, and the same command makes everything whole."""
    _killed(CASES[name], undisturbed, point, rig.POINTS)


@pytest.mark.nightly
@pytest.mark.needs("nbgrader")
@pytest.mark.parametrize("point", range(rig.ONE))
@pytest.mark.parametrize("name", SLOW)
def test_a_killed_slow_command(undisturbed: Undisturbed, name: str, point: int) -> None:
    """The same of commands that start a judge or make a gradebook."""
    _killed(SLOW[name], undisturbed, point, rig.ONE)


with contextlib.suppress(ImportError):  # else its own import would be an event
    import nbgrader.api  # noqa: F401
