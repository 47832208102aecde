"""Nothing of a deleted student is left in any byte; the others and the counts stay."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.engine.journal import Journal, read_journals
from grader.engine.marking import Mark, add_marks
from grader.errors import UsageError
from grader.feedback.again import keep_misplaced
from grader.history import forget as module
from grader.history.forget import find, forget
from grader.history.results import edited_by_hand
from grader.history.traces import Places, left_alone
from grader.history.undo import undo
from tests.courses_helper import COURSE_TOML, make_course
from tests.history import lab
from tests.history.test_regrade import scores

WHO = "zoë-quux"
MARKER = "xyzzy_marker_of_the_student"
OTHERS = ("ada", "bo")


def everybody(points: dict[str, float]) -> list[Any]:
    """Reports of the class; that of the student who goes quotes what they wrote."""
    made = [lab.report(name, {"double": 2.0, "counter": 3.0}) for name in OTHERS]
    own = lab.report(WHO, points)
    return [*made, own.model_copy(update={"message": f"NameError: {MARKER}"})]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A course with hand-ins, results, marks, a history and sheets: all name the student."""
    root = tmp_path / "course"
    make_course(root, course_toml=COURSE_TOML.replace("A toy course", lab.COURSE.title))
    (root / "roster.csv").write_text(
        f"student,name,email\nada,Ada,ada@example.org\n{WHO},Zoë Q.,zq@example.org\n"
    )
    (root / "extensions.csv").write_text(
        f'student,assignment,days,reason\nzq@example.org,toy,2,"ill, {WHO}\nagain"\nada,toy,1,x\n'
    )
    out = tmp_path / "graded"
    lab.publish(out, everybody({"double": 2.0, "counter": 0.0}))
    lab.regrade(
        out, everybody({"double": 0.0, "counter": 0.5}), "keep-best", reason=f"{WHO} asked for it"
    )
    lab.publish(out, everybody({"double": 0.0, "counter": 0.0}))
    keep_misplaced(out, {"toy": (WHO, f"{WHO} (it has tooy)", "ada")})
    for path in (out / "journal.jsonl", out / "journals" / "1.jsonl"):
        with Journal(path) as journal:
            for name in (*OTHERS, WHO):
                for kind in ("load", "check", "submission"):
                    text = MARKER if name == WHO else "fine"
                    journal.append({"t": kind, "student": name, "key": "k" + name, "text": text})
    marks = [
        Mark(
            student=name, assignment="toy", question="why", points=1.0, reader="anna",
            at=datetime(2027, 1, 21, tzinfo=UTC), answer="a", comment=f"for {name}", source="csv",
        )
        for name in (*OTHERS, WHO)
    ]  # fmt: skip
    add_marks(out, marks)
    return Places(load_course(root), out, hand_ins(tmp_path), [nbgrader_folder(root)], sheets=True)


def hand_ins(tmp_path: Path) -> Path:
    """A folder of hand-ins; the student's own is spelt as some file systems do."""
    folder = tmp_path / "submitted"
    spelt = unicodedata.normalize("NFD", WHO)
    for name in (*OTHERS, spelt, f"{spelt}/.earlier"):
        place = folder / name / "toy"
        place.mkdir(parents=True)
        (place / "toy.py").write_text(f"x = '{MARKER if spelt in name else 'fine'}'\n")
    entries = [
        {
            "student": name,
            "assignment": "toy",
            "name": name,
            "group": [other for other in (WHO, "bo") if other != name],
            "files": [{"file": "toy.py", "entry": f"{name}.py", "sha256": name}],
        }
        for name in (*OTHERS, WHO)
    ]
    document = {"schema": "grader/collected/v1", "hand_ins": entries}
    (folder / "collected.json").write_text(json.dumps(document, ensure_ascii=False))
    return folder


def nbgrader_folder(root: Path) -> Path:
    """One of nbgrader's folders with a folder for each student."""
    for name in (*OTHERS, WHO):
        place = root / "autograded" / name / "toy"
        place.mkdir(parents=True)
        (place / "toy.ipynb").write_text(MARKER if name == WHO else "fine")
    return root / "autograded"


def naming(folder: Path) -> Iterator[str]:
    """Every file and folder whose name or bytes hold the student's name or what they wrote."""
    spellings = {unicodedata.normalize(form, WHO) for form in ("NFC", "NFD")}
    escaped = {json.dumps(name)[1:-1] for name in spellings}
    words = {*spellings, *escaped, MARKER, "zq@example.org", "Zo%C3%AB"}
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        for word in words:
            if word.encode() in data or word in str(path.relative_to(folder)):
                yield f"{path.relative_to(folder)}: {word}"


def test_the_set_up_names_the_student_everywhere(places: Places) -> None:
    """What the other tests delete is there at first: the search finds it."""
    found = "\n".join(naming(places.out.parent))

    for place in (
        "graded/journal.jsonl", "graded/journals/1.jsonl", "graded/marks.jsonl",
        "graded/misplaced.json", "graded/pages/index.html", "graded/reports/",
        "graded/regrades/0001/change.json", "graded/regrades/0001/before/pages/index.html",
        "graded/regrades/0002/before/reports/", "submitted/collected.json", ".earlier/toy/toy.py",
        "course/autograded/", "course/roster.csv", "course/extensions.csv",
    ):  # fmt: skip
        assert place in found, place


def test_no_byte_is_left(places: Places) -> None:
    """After deleting, neither name nor work of the student is in any file or any file's name."""
    forget(places, WHO)

    assert list(naming(places.out.parent)) == []


def test_the_others_are_as_before(places: Places) -> None:
    """Reports, pages, hand-ins, journals and rows of everybody else stay."""
    pages = {name: (places.out / "pages" / f"{name}.html").read_bytes() for name in OTHERS}

    forget(places, WHO)

    assert scores(places.out) == {"ada": 5.0, "bo": 5.0}
    assert {n: (places.out / "pages" / f"{n}.html").read_bytes() for n in OTHERS} == pages
    for path in ("journal.jsonl", "journals/1.jsonl"):
        kept = [record["student"] for record in read_journals([places.out / path])]
        assert kept == ["ada"] * 3 + ["bo"] * 3
    assert [r["student"] for r in read_journals([places.out / "marks.jsonl"])] == ["ada", "bo"]
    root = places.course.root
    assert (root / "roster.csv").read_text() == "student,name,email\nada,Ada,ada@example.org\n"
    assert (root / "extensions.csv").read_text() == (
        "student,assignment,days,reason\nada,toy,1,x\n"
    )
    assert places.submissions is not None
    listed = json.loads((places.submissions / "collected.json").read_text())["hand_ins"]
    assert [(each["student"], each["group"]) for each in listed] == [("ada", ["bo"]), ("bo", [])]
    assert sorted(p.name for p in places.submissions.iterdir() if p.is_dir()) == ["ada", "bo"]


def test_the_counts_stay(places: Places) -> None:
    """The summary and the class list say how many were deleted, and a later grading keeps it."""
    forget(places, WHO)
    lab.publish(places.out, everybody({"double": 2.0})[:2])

    summary = json.loads((places.out / "summary.json").read_text())
    assert (summary["forgotten"], summary["n"]) == ({"toy": 1}, 2)
    index = (places.out / "pages" / "index.html").read_text()
    assert "Deleted, and in no number here: 1 submission to toy." in index


def test_listing_deletes_nothing(places: Places) -> None:
    """Every place is listed with what is there, and every byte stays."""
    before = {path: path.read_bytes() for path in places.out.parent.rglob("*") if path.is_file()}

    listed = find(places, WHO)

    assert {p: p.read_bytes() for p in places.out.parent.rglob("*") if p.is_file()} == before
    said = {f"{trace.path.name}: {trace.what}" for trace in listed}
    assert {
        "journal.jsonl: 3 lines", "1.jsonl: 3 lines", "marks.jsonl: 1 line",
        f"roster.csv: 1 row (line 3: {WHO})", "extensions.csv: 1 row (line 2: zq@example.org)",
        "collected.json: 3 entries", "misplaced.json: a folder's name",
        "change.json: what the entry says",
    } <= said  # fmt: skip


EXTENDED = "student,assignment,days\n"


@pytest.mark.parametrize(
    ("roster", "extensions", "left"),
    [
        ("right,r@x.org,12\n12,t@x.org,13\n", "12,toy,2\n13,toy,1\n", "12,toy,2\n13,toy,1\n"),
        ("right,r@x.org,12\n", "12,toy,2\n", ""),
        ("right,r@x.org,12\nada,,\n", "R@X.ORG,toy,1\nada,toy,1\n", "ada,toy,1\n"),
        ("ada,,right\n", "right,toy,1\n", "right,toy,1\n"),
        ("", "right,toy,1\nR@X.ORG,toy,1\n", "R@X.ORG,toy,1\n"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_rows_go_as_a_grading_reads_them(
    places: Places, roster: str, extensions: str, left: str, mark: str
) -> None:
    """A folder that is called as another one's id is another student; case is no other address."""
    root = places.course.root
    head = f'{mark}"student",email,canvas_id\n'
    (root / "roster.csv").write_text(head + roster)
    (root / "extensions.csv").write_text(mark + EXTENDED + extensions)
    with Journal(places.out / "journal.jsonl") as journal:
        journal.append({"t": "check", "student": "right", "key": "k"})

    forget(places, "right")

    kept = "".join(f"{row}\n" for row in roster.splitlines() if not row.startswith("right,"))
    assert (root / "roster.csv").read_text() == head + kept
    assert (root / "extensions.csv").read_text() == mark + EXTENDED + left


@pytest.mark.parametrize(
    ("extensions", "came"),
    [
        (f"{WHO},toy,2\n{'x' * 200_000},toy,1\n", "field larger than field limit"),
        (f'"{WHO},toy,2\nada,toy,1\n', "unexpected end of data"),
    ],
)
def test_a_sheet_that_cannot_be_read_stops_it(places: Places, extensions: str, came: str) -> None:
    """A sheet that no grading would read is told, and nothing is deleted."""
    (places.course.root / "extensions.csv").write_text(EXTENDED + extensions)
    before = lab.tree(places.out.parent)

    with pytest.raises(UsageError, match="a CSV file that can be read") as caught:
        forget(places, WHO)
    assert came in caught.value.came
    assert lab.tree(places.out.parent) == before


@pytest.mark.parametrize("student", [WHO, "zz"])
@pytest.mark.parametrize(
    "damaged", ["{", "[]", '{"submissions": {}, "going": [1]}', '{"going": {"a": 1}}', "\xff"]
)
def test_damaged_counts_stop_it(places: Places, damaged: str, student: str) -> None:
    """Counts that cannot be read are told, whoever is meant, and nothing is deleted."""
    (places.out / "forgotten.json").write_bytes(damaged.encode("latin-1"))
    before = lab.tree(places.out.parent)

    with pytest.raises(UsageError, match="the counts that `grader forget` wrote"):
        forget(places, student)
    assert lab.tree(places.out.parent) == before


def test_without_being_asked_the_sheets_stay(places: Places) -> None:
    """Roster and extensions are the instructor's own: they are named, and not touched."""
    kept = Places(places.course, places.out, places.submissions, places.folders)

    forget(kept, WHO)

    root = places.course.root
    assert left_alone(kept, WHO) == [root / "extensions.csv", root / "roster.csv"]
    assert WHO in (root / "roster.csv").read_text()


@pytest.mark.parametrize("name", ["zoë-quuux", "..", "course", "*"])
def test_a_name_that_nobody_has_is_refused(places: Places, name: str) -> None:
    """A misspelt name deletes nothing, and the nearest one is named."""
    before = lab.tree(places.out.parent)

    with pytest.raises(UsageError, match="the name of a student's folder") as caught:
        forget(places, name)
    assert lab.tree(places.out.parent) == before
    if name == "zoë-quuux":
        assert WHO in caught.value.todo


def test_results_that_are_not_there_are_told(tmp_path: Path, places: Places) -> None:
    """A wrong folder is told before anything is deleted."""
    with pytest.raises(UsageError, match="which is not there"):
        find(Places(places.course, tmp_path / "absent"), WHO)


def test_while_somebody_grades_nothing_is_deleted(places: Places) -> None:
    """A journal that another program writes into stops it before the first deletion."""
    before = lab.tree(places.out.parent)

    with Journal(places.out / "journals" / "1.jsonl"), pytest.raises(UsageError, match="lock"):
        forget(places, WHO)
    assert lab.tree(places.out.parent) == before


def test_a_link_is_removed_and_not_followed(places: Places, tmp_path: Path) -> None:
    """A student's folder that is a link elsewhere goes; what it leads to stays."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("precious")
    own = places.folders[0] / WHO
    shutil.rmtree(own)
    own.symlink_to(elsewhere)

    forget(places, WHO)

    assert not own.is_symlink()
    assert (elsewhere / "file").read_text() == "precious"


def _killed_before(step: int, places: Places, student: str) -> bool:
    """Whether a child process was killed before its n-th removal or replacement of a file."""
    child = os.fork()
    if child == 0:  # pragma: no cover - it ends here
        seen = 0

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            if event in ("os.rename", "os.remove"):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            forget(places, student)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_killed_run_is_finished_by_the_next(places: Places, tmp_path: Path) -> None:
    """Killed anywhere, the same command once more leaves no byte, and counts nobody twice."""
    kept = tmp_path.parent / f"{tmp_path.name}-kept"
    shutil.copytree(tmp_path, kept, symlinks=True)
    step = 1
    while True:
        killed = _killed_before(step, places, WHO)
        if killed and list(naming(tmp_path)):
            forget(places, WHO)
        assert list(naming(tmp_path)) == [], f"after step {step}"
        summary = json.loads((places.out / "summary.json").read_text())
        assert summary["forgotten"] == {"toy": 1}
        if not killed:
            break
        step += 1
        for path in tmp_path.iterdir():
            shutil.rmtree(path)
        shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    assert step > 10


def test_one_deletion_that_was_killed_does_not_spoil_another(places: Places) -> None:
    """Who is deleted next is counted, and so is who was being deleted."""
    module._begin(places.out, WHO)
    forget(places, "bo")
    forget(places, WHO)

    assert json.loads((places.out / "forgotten.json").read_text())["submissions"] == {"toy": 2}
    assert list(naming(places.out.parent)) == []


def test_a_history_without_the_student_can_still_be_taken_back(places: Places) -> None:
    """Changes keep what they held of the others."""
    forget(places, WHO)

    undo(places.course, places.out)

    assert scores(places.out) == {"ada": 5.0, "bo": 5.0}
    assert list(naming(places.out)) == []


def test_an_edited_report_of_somebody_else_stays_known_as_edited(places: Places) -> None:
    """Deleting one student makes nobody else's file look like the grader's own."""
    path = places.out / "reports" / "bo.json"
    path.write_text(path.read_text().replace('"score": 5.0', '"score": 4.5'))

    forget(places, WHO)

    assert edited_by_hand(places.out) == ["bo.json"]
