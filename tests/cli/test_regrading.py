"""`grader regrade` on a real course: a check is mended, and who moves is shown, written, undone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from grader.cli.app import run
from grader.cli.regrading import POLICIES
from grader.engine.corpus import Corpus, dump
from grader.engine.edited import drawn_from
from grader.history import ledger
from grader.records import RegradePolicy
from tests.engine import toy
from tests.engine.test_resume import COUNTER_TESTS, FILES, HAND_INS
from tests.history import lab

HELPING = "solutions/toy/hidden/helping.py"
MENDED = {
    HELPING: "NUMBERS = [3, 0]\n",
    COUNTER_TESTS: FILES[COUNTER_TESTS].replace("Counter(3)", "Counter(0)").replace("7,", "4,"),
}
"""`bo`, who doubles nothing, now passes for 0; `cy`, who replaces, starts at 0 and is right."""
Regrade = Callable[..., int]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class graded before the checks were mended; the journal knows what comes of both suites."""
    root = tmp_path_factory.mktemp("regrading")
    toy.ready(root / "course", FILES, hidden=None)
    for student, text in HAND_INS.items():
        toy.hand_in(root / "in", student, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.engine.grade.examine", toy.findings)
        assert _grade(root) == 0
        mend(root)
        assert _grade(root, out="aside") == 0
    lines = (root / "aside" / "journal.jsonl").read_bytes()
    with open(root / "out" / "journal.jsonl", "ab") as journal:
        journal.write(lines)
    shutil.rmtree(root / "aside")
    return root


def mend(root: Path) -> None:
    """Put the mended checks in place."""
    for name, text in MENDED.items():
        (root / "course" / name).write_text(text)


def _grade(root: Path, *more: str, out: str = "out") -> int:
    folders = ["--submissions", str(root / "in"), "--out", str(root / out)]
    return run(["grade", *folders, "--course", str(root / "course"), "--jobs", "1", *more])


@pytest.fixture
def root(graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of everything, to be regraded."""
    monkeypatch.setattr("grader.engine.grade.examine", toy.findings)
    return Path(shutil.copytree(graded, tmp_path / "class"))


@pytest.fixture
def regrade(root: Path) -> Regrade:
    """Runs `grader regrade` there; `--submissions` unless it takes something back or lists."""

    def run_it(*more: str) -> int:
        arguments = ["regrade", "--out", str(root / "out"), "--course", str(root / "course"), *more]
        if not {"--undo", "--list"} & set(more):
            arguments += ["--submissions", str(root / "in"), "--jobs", "1"]
        return run(arguments)

    return run_it


def final(root: Path) -> dict[str, Any]:
    """Student to what counts."""
    return {
        path.stem: json.loads(path.read_bytes())["reports"][0]["final"]
        for path in (root / "out" / "reports").glob("*.json")
    }


REASON = ("--apply", "--reason", "the counter began at 3")
WAS, IS = {"ada": 5.0, "bo": 3.0, "cy": 2.0}, {"ada": 5.0, "bo": 4.0, "cy": 5.0}


def test_the_policies_are_those_of_the_record() -> None:
    """The command line offers what the record knows, and no other."""
    assert get_args(RegradePolicy) == POLICIES


def test_a_dry_run_shows_and_writes_nothing(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who would move, by how much and why; no file that anybody reads differs."""
    before = lab.tree(root / "out")

    assert regrade("--dry-run") == 0

    said = capsys.readouterr()
    rows = [line.split() for line in said.out.splitlines()]
    assert ["bo", "toy", "3", "4", "+1"] in [row[:5] for row in rows]
    assert ["cy", "toy", "2", "5", "+3"] in [row[:5] for row in rows]
    assert "test_counter.py::test_counter: failed before, passed now" in said.out
    assert "3 submissions compared: 2 would move, 1 would stay" in said.err
    assert "Nothing was written. To write it: the same with --apply" in said.err
    after = lab.tree(root / "out")
    changed = {name for name in before if before[name] != after[name]}
    assert (changed, set(after) - set(before)) == ({"journal.jsonl"}, set())
    assert b'"t":"check"' not in after["journal.jsonl"][len(before["journal.jsonl"]) :]


def test_the_plan_as_a_document(regrade: Regrade, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json standard output is one document with every move in full."""
    assert regrade("--json") == 0

    plan = json.loads(capsys.readouterr().out)
    assert (plan["schema"], plan["applied"], plan["compared"]) == ("grader/regrade/v1", None, 3)
    assert [(m["student"], m["before"]["final"], m["after"]["final"]) for m in plan["moves"]] == [
        ("bo", 3.0, 4.0), ("cy", 2.0, 5.0),
    ]  # fmt: skip
    assert plan["moves"][0]["after"]["questions"] == {"double": 1.0, "counter": 3.0}


def test_apply_writes_and_undo_takes_back(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str]
) -> None:
    """Applied, listed, taken back to the byte, listed again."""
    before = lab.tree(root / "out")

    assert regrade(*REASON) == 0
    assert final(root) == IS
    assert "written as change 1" in capsys.readouterr().err
    assert regrade("--undo", "--reason", "it was right") == 0
    assert regrade("--list") == 0

    now = lab.tree(root / "out")
    assert {n: now[n] for n in now if n != "journal.jsonl"} == {
        n: before[n] for n in before if n != "journal.jsonl"
    }
    first, second = capsys.readouterr().out.splitlines()[-2:]
    assert "regrade, replace  2 submissions moved (2 up): the counter began at 3" in first
    assert first.endswith("[taken back by 2]")
    assert "undo of 1  2 submissions moved (2 down): it was right" in second


def test_what_stands_outlives_a_plain_grading(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str]
) -> None:
    """After never-lower with the old checks back, a later `grade` lets the points stand."""
    assert regrade(*REASON) == 0
    for name in MENDED:
        (root / "course" / name).write_text(FILES[name])
    assert regrade("--apply", "--reason", "back", "--policy", "never-lower") == 0
    assert final(root) == IS
    said = capsys.readouterr().err
    assert "2 submissions with earlier points that stand, by never-lower:" in said
    assert "  bo (toy): 4, where the checks give 3 now" in said

    assert _grade(root) == 0

    assert final(root) == IS
    assert "OTHER GRADES" not in capsys.readouterr().err
    page = (root / "out" / "pages" / "bo.html").read_text()
    assert "you keep the points that you had before for Twice a number." in " ".join(page.split())


def test_a_new_hand_in_is_graded_afresh(root: Path, regrade: Regrade) -> None:
    """Points that stand are of the hand-in that earned them."""
    assert regrade(*REASON) == 0
    for name in MENDED:
        (root / "course" / name).write_text(FILES[name])
    assert regrade("--apply", "--reason", "back", "--policy", "never-lower") == 0
    toy.hand_in(root / "in", "bo", HAND_INS["bo"] + "\nlater = 1\n")

    assert _grade(root) == 0

    assert final(root) == {**IS, "bo": 3.0}


def test_a_plain_grading_tells_what_it_moves(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check was mended and `grade` run: other grades are named, kept, and can be taken back."""
    assert _grade(root, "-q") == 0

    said = capsys.readouterr().err
    assert "OTHER GRADES than before, though the hand-ins are the same: 2 submissions" in said
    assert "  cy (toy): 2 → 5; test_counter.py::test_counter: failed before, passed now" in said
    assert final(root) == IS
    assert regrade("--undo", "1") == 0
    assert final(root) == WAS


def test_undo_prints_and_moves_nobody_but_whom_the_grading_named(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who handed in for the first time in the same run keeps the grade and the page."""
    toy.hand_in(root / "in", "dee", HAND_INS["ada"])
    assert _grade(root) == 0
    capsys.readouterr()

    assert regrade("--undo") == 0

    said = capsys.readouterr()
    moved = [row.split()[0] for row in said.out.splitlines() if " toy " in row]
    assert sorted(moved) == ["bo", "cy"]
    assert final(root) == {**WAS, "dee": 5.0}
    assert (root / "out" / "pages" / "dee.html").exists()
    assert "EARLIER HAND-IN" not in said.err


def test_undo_says_who_is_back_at_an_earlier_hand_in(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str]
) -> None:
    """A regrade that met another hand-in is taken back with it, and that is no secret."""
    toy.hand_in(root / "in", "bo", HAND_INS["ada"])
    assert regrade(*REASON) == 0
    assert final(root)["bo"] == 5.0

    assert regrade("--undo") == 0

    assert final(root) == WAS
    assert "BACK AT AN EARLIER HAND-IN: bo (toy); `grader grade`" in capsys.readouterr().err


def test_the_history_as_a_document(regrade: Regrade, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json the history is every entry in full."""
    regrade(*REASON)
    capsys.readouterr()

    assert regrade("--list", "--json") == 0

    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "grader/history/v1"
    assert [(c["number"], c["reason"]) for c in document["changes"]] == [(1, REASON[2])]


def test_an_empty_history_is_said(regrade: Regrade, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder in which nothing was replaced says so."""
    assert regrade("--list") == 0
    assert "No grade was ever replaced there." in capsys.readouterr().err


def test_an_export_finishes_a_killed_regrade(
    root: Path, regrade: Regrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was decided and not yet moved into place is moved before anything is exported."""
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_install", lambda out, folder: None)
        regrade(*REASON)
    assert final(root) == WAS

    results, made = str(root / "out"), root / "scores.csv"
    course = ["--course", str(root / "course")]
    assert run(["export", "--to", "csv", "--results", results, "--out", str(made), *course]) == 0

    assert final(root) == IS
    assert ",4," in made.read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--apply"], '--reason "..."'),
        (["--apply", "--reason", " "], '--reason "..."'),
        (["--apply", "--reason", "Pr\udcfcfung"], "names and reasons as text in UTF-8"),
        (["--undo", "--reason", "Pr\udcfcfung"], "names and reasons as text in UTF-8"),
        (["--dry-run", "--apply", "--reason", "r"], "one of --dry-run, --apply, --undo, --list"),
        (["--undo", "first"], "--undo alone, or with the number of a change"),
        (["--undo", "9" * 5000], "--undo alone, or with the number of a change"),
        (["--undo", "3"], "the number of a change that stands: none"),
        (["--undo"], "nothing to take back"),
        (["--dry-run", "--gradebook"], "--gradebook without --dry-run"),
        (["--undo", "--gradebook"], "--submissions DIR"),
        (["nothing"], "nothing"),
        (["--policy", "best"], "replace"),
    ],
)
def test_a_wrong_command_line_writes_nothing(
    root: Path,
    regrade: Regrade,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each is told with what was expected, and exits with 2."""
    before = lab.tree(root / "out")

    assert regrade(*arguments) == 2

    assert words in capsys.readouterr().err
    assert lab.tree(root / "out") == before


def test_hand_ins_must_be_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --submissions there is nothing to grade again."""
    course = ["--course", str(root / "course")]

    assert run(["regrade", "--out", str(root / "out"), *course]) == 2
    assert "--submissions DIR, the folder of hand-ins" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--list"], ["--undo"], []])
def test_a_folder_that_is_not_there_is_told(
    root: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped --out is an error of whoever typed it, and makes no folder."""
    place = ["--out", str(root / "absent"), "--submissions", str(root / "in")]

    assert run(["regrade", *place, "--course", str(root / "course"), *more]) == 2
    assert "absent" in capsys.readouterr().err
    assert not (root / "absent").exists()


def test_a_damaged_journal_stops_it(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str]
) -> None:
    """A journal with a damaged line in the middle is our fault: nothing is written, exit 3."""
    path = root / "out" / "journal.jsonl"
    path.write_bytes(b"00000000 {}\n" + path.read_bytes())
    before = lab.tree(root / "out")

    assert regrade(*REASON) == 3

    assert "line 1 is damaged" in capsys.readouterr().err
    assert lab.tree(root / "out") == before


def test_a_damaged_history_stops_a_grading(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it cannot be read which points stand, nothing is graded."""
    regrade(*REASON)
    path = root / "out" / "regrades" / "0001" / "change.json"
    path.write_text("{")
    before = lab.tree(root / "out")

    assert _grade(root) == 3

    assert "points that it lets stand would be lost" in capsys.readouterr().err
    assert lab.tree(root / "out") == before


def test_an_edited_report_is_said_by_an_export(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers that somebody typed in do not leave as if they were graded."""
    path = root / "out" / "reports" / "bo.json"
    path.write_text(path.read_text().replace('"final": 3.0', '"final": 4.5'))
    results, made = str(root / "out"), str(root / "scores.csv")
    course = ["--course", str(root / "course")]

    assert run(["export", "--to", "csv", "--results", results, "--out", made, *course]) == 0
    assert "EDITED BY HAND, so not what was graded: bo.json" in capsys.readouterr().err


@pytest.mark.needs("nbgrader")
@pytest.mark.parametrize("more", [REASON, ("--undo",), ()])
def test_without_a_gradebook_nothing_is_written(
    root: Path, regrade: Regrade, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """--gradebook in a folder that is no nbgrader course is told before any grade changes."""
    assert regrade(*REASON) == 0
    before = lab.tree(root / "out")

    assert regrade(*more, "--gradebook", "--submissions", str(root / "in")) == 2

    assert "nbgrader_config.py" in capsys.readouterr().err
    assert lab.tree(root / "out") == before


def frozen_of(root: Path, *, edited: bool) -> None:
    """A corpus of frozen examples, drawn from the suite as it is or from an earlier one."""
    hidden = root / "course/solutions/toy/hidden"
    examples = {f"{Path(COUNTER_TESTS).name}::test_counter": [{"x": 1}]}
    suite = drawn_from(hidden, examples)
    assert suite
    if edited:
        suite = {**suite, Path(COUNTER_TESTS).name: "0" * 64}
    path = root / "course/solutions/toy/corpus.json"
    path.write_bytes(dump(Corpus(examples, suite=suite)))


@pytest.mark.parametrize("edited", [False, True])
def test_a_source_that_was_edited_since_its_release_is_told(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str], *, edited: bool
) -> None:
    """Both ways of grading go on, and say which cells are not the source's and what to do."""
    source = root / "course/solutions/toy/source.py"
    if edited:
        source.write_text(source.read_text().replace("import numpy as np\n", "import math\n"))

    assert regrade() == 0
    shown = capsys.readouterr()
    assert _grade(root) == 0

    for said in (shown, capsys.readouterr()):
        assert ("RELEASE of another source: of toy, given-1 in" in said.err) == edited
        assert ("run `grader generate toy`" in said.err) == edited


@pytest.mark.parametrize("edited", [False, True])
def test_a_suite_that_was_edited_since_it_was_frozen_is_told(
    root: Path, regrade: Regrade, capsys: pytest.CaptureFixture[str], *, edited: bool
) -> None:
    """Both ways of grading go on, and say whose examples are of another suite and what to do."""
    frozen_of(root, edited=edited)

    assert regrade() == 0
    shown = capsys.readouterr()
    assert _grade(root) == 0
    graded_ = capsys.readouterr()

    for said in (shown, graded_):
        lines = [line for line in said.err.splitlines() if "FROZEN EXAMPLES" in line]
        assert len(lines) == edited
        assert ("run `grader freeze toy`" in said.err) == edited
        assert all("(test_counter.py)" in line for line in lines)
        assert "FROZEN" not in said.out
