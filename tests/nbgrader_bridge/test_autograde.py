"""`nbgrader autograde` with our engine in its place: a class of all kinds, through its own API."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.generate import generate
from grader.course import Course, load_course
from grader.nbgrader_bridge import engine_run
from tests.courses_helper import COURSE_TOML, MANUAL_TOML
from tests.engine.toy import REPLACES, RIGHT, TOML, hand_in
from tests.nbgrader_bridge.nb_course import api, inside, nb_course, rows, sqlite_url

pytestmark = [pytest.mark.needs("nbgrader"), pytest.mark.needs("landlock", "seccomp")]

CONFIG = "from grader.nbgrader_bridge.config import configure\nconfigure(c)"
LATE = """
[deadlines]
timezone = "UTC"
late = { policy = "per_day", percent = 10 }

[deadlines.due]
toy = 2027-01-10T12:00:00
"""
ON_TIME, ONE_DAY_LATE = "2027-01-10 11:00:00 UTC", "2027-01-11 11:00:00 UTC"
HALF = "def double(x):\n    return x + x\n" + REPLACES
MARKER = "twice_as_much"
"""Stands in the reference alone."""


def released(course: Course) -> dict[str, Any]:
    """The released notebook, to be filled in."""
    found: dict[str, Any] = json.loads(course.assignment("toy").release_notebook.read_text())
    return found


def filled(course: Course, why: str = "", **answers: str) -> str:
    """The released notebook with answers, and outputs and metadata that a student could add."""
    notebook = released(course)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
        if name == "why" and why:
            cell["source"] = why
        if cell["cell_type"] == "code":
            html = {"text/html": "<script>alert('an output')</script>"}
            cell["outputs"] = [{"output_type": "display_data", "data": html, "metadata": {}}]
        cell["metadata"]["mine"] = "student-metadata"
    notebook["metadata"]["widgets"] = {"state": "student-widgets"}
    return json.dumps(notebook)


def broken(course: Course) -> dict[str, str | bytes]:
    """Students whose notebooks stop stock nbgrader, or leave it without a grade."""
    right = json.loads(filled(course, double="def double(x): return x + x"))
    twice = json.loads(json.dumps(right))
    twice["cells"].append(next(c for c in twice["cells"] if c["id"] == "check-double"))
    newer = json.loads(json.dumps(right))
    tampered = json.loads(json.dumps(right))
    stripped = json.loads(json.dumps(right))
    for cell in newer["cells"]:
        cell["metadata"].get("nbgrader", {})["schema_version"] = 99
    for cell in tampered["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        marks.update(grade=False, solution=True, points=99)
    for cell in stripped["cells"]:
        cell["metadata"] = {}
    return {
        "b-no-json": "{not json",
        "b-deep": json.dumps(right).replace(
            '"nbformat":', f'"x": {"[" * 600 + "]" * 600}, "nbformat":'
        ),
        "b-large": b" " * 40_000,
        "b-empty": "",
        "b-twice": json.dumps(twice),
        "b-newer": json.dumps(newer),
        "b-tampered": json.dumps(tampered),
        "b-stripped": json.dumps(stripped),
        "b-old": json.dumps({"nbformat": 2, "worksheets": []}),
    }


SCORES = {
    "ada": 5.0, "bob": 3.0, "cleo": 5.0, "late": 5.0, "py": 5.0, "link": 5.0, "copy": 5.0,
    "nothing": 0.0, "other": 0.0,
    "b-no-json": 0.0, "b-deep": 0.0, "b-large": 0.0, "b-empty": 0.0, "b-old": 0.0,
    "b-twice": 2.0, "b-newer": 2.0, "b-tampered": 2.0, "b-stripped": 2.0,
}  # fmt: skip
"""What each student's answers are worth, by hand: double pays 2, the counter 3 in two checks."""


def counted(text: str) -> str:
    """The counter alone."""
    return text[text.index("class") :]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader with a class that was autograded and got its feedback."""
    root = tmp_path_factory.mktemp("course")
    course = nb_course(
        root, config=CONFIG, assignment_toml=TOML + MANUAL_TOML, course_toml=COURSE_TOML + LATE
    )
    submitted = root / "submitted"
    double, counter = "def double(x): return x + x", counted(RIGHT)
    why = "<img src=x onerror=alert('free text')> **since** it keeps"
    hand_in(submitted, "ada", filled(course, why, double=double, counter=counter), "toy.ipynb")
    hand_in(submitted, "bob", filled(course, double=double, counter=counted(HALF)), "toy.ipynb")
    extra = json.loads(filled(course, double=double))
    extra["cells"].append({"cell_type": "code", "metadata": {}, "outputs": [], "source": counter,
                           "execution_count": None, "id": "mine"})  # fmt: skip
    hand_in(submitted, "cleo", json.dumps(extra), "toy.ipynb")
    hand_in(submitted, "late", filled(course, double=double, counter=counter), "toy.ipynb")
    hand_in(submitted, "link", filled(course, double=double, counter=counter), "toy.ipynb")
    hand_in(submitted, "py", RIGHT, "toy.py")
    right = filled(course, double=double, counter=counter)
    hand_in(submitted, "copy", right, "toy (1).ipynb")
    hand_in(submitted, "other", right, "homework.ipynb")
    (submitted / "nothing" / "toy").mkdir(parents=True)
    for student, data in broken(course).items():
        hand_in(submitted, student, data, "toy.ipynb")
    for student in SCORES:
        (submitted / student / "toy" / "timestamp.txt").write_text(ON_TIME)
    (submitted / "late" / "toy" / "timestamp.txt").write_text(ONE_DAY_LATE)
    (submitted / "bob" / "toy" / "timestamp.txt").write_text("tomorrow, perhaps")
    secret = root / "solutions" / "toy" / "source.py"
    os.symlink(secret, submitted / "link" / "toy" / "mine.html")
    os.mkfifo(submitted / "link" / "toy" / "pipe.txt")
    (submitted / "link" / "toy" / "\x1b[2Jcleared.txt").write_text("a name with an escape")
    nb = api(root)
    done = nb.autograde("toy", "*")
    assert done["success"], done
    with inside(root):
        done = nb.generate_feedback("toy")
    assert done["success"], done
    return root


def scores(root: Path) -> dict[str, float]:
    """Student to the sum of the automatic points in the gradebook."""
    found: dict[str, float] = {}
    for student, cell, _, auto, *_ in rows(sqlite_url(root))["grade"]:
        if cell.startswith("check_"):
            assert auto is not None
            found[student] = found.get(student, 0.0) + auto
    return found


def grades(root: Path, student: str) -> dict[str, tuple[Any, Any, Any]]:
    """Cell to automatic score, manual score, and whether it waits, of one student."""
    return {
        cell: (auto, manual, bool(waits))
        for who, cell, _, auto, manual, _, waits in rows(sqlite_url(root))["grade"]
        if who == student
    }


def notebook(root: Path, student: str) -> dict[str, Any]:
    """The autograded notebook."""
    path = root / "autograded" / student / "toy" / "toy.ipynb"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def test_everybody_has_the_right_score(root: Path) -> None:
    """The class has the points that its answers are worth, whatever its files are like."""
    assert scores(root) == SCORES


def test_free_text_waits_where_there_is_some(root: Path) -> None:
    """Words wait for a person; where there are none nbgrader's own 0 stands."""
    assert grades(root, "ada")["why"] == (None, None, True)
    assert grades(root, "bob")["why"] == (0.0, None, False)


def test_nothing_of_a_students_metadata_is_left(root: Path) -> None:
    """Outputs, widgets and metadata of a hand-in are in no autograded notebook and on no page."""
    for path in (*root.glob("autograded/*/*/*.ipynb"), *root.glob("feedback/*/*/toy.html")):
        text = path.read_text("utf-8")
        assert "an output" not in text, path
        assert "student-widgets" not in text, path
        assert "student-metadata" not in text, path


def test_free_text_is_harmless_on_the_page(root: Path) -> None:
    """The words are on the feedback page, and their markup is text there."""
    page = (root / "feedback" / "ada" / "toy" / "toy.html").read_text("utf-8")

    assert "onerror=alert" in page
    assert "<img src=x" not in page
    assert "<strong>since</strong>" in page


def test_a_students_page_says_what_happened(root: Path) -> None:
    """Why a point was lost, and why nothing could be read."""

    def page(student: str) -> str:
        return (root / "feedback" / student / "toy" / "toy.html").read_text("utf-8")

    assert "Adding must keep the old count." in page("bob") or "tally.count" in page("bob")
    assert "The notebook is not whole" in page("b-no-json")
    assert "nested too deeply" in page("b-deep")
    assert "larger than" in page("b-large")
    assert "No file named toy.ipynb or toy.py was handed in" in page("nothing")
    assert "these files came: homework.ipynb" in page("other")


def test_a_withheld_question_shows_no_points(root: Path) -> None:
    """The free text is worth 1.5 points that its `show` keeps to itself, in the sums too."""
    page = (root / "feedback" / "ada" / "toy" / "toy.html").read_text("utf-8")

    assert "toy (Score: 5.0 / 5.0)" in page
    assert "Not marked yet" not in page
    assert "/ 1.5" not in page
    assert "Written response</a> (Score: 0.0 / 0.0)" in page


def test_nothing_hidden_is_in_what_students_get(root: Path) -> None:
    """No page and no notebook holds the reference, the suite or a name of a check."""
    suite = (root / "solutions" / "toy" / "hidden" / "test_toy.py").read_text("utf-8")
    for path in (*root.glob("feedback/*/*/*"), *root.glob("autograded/*/*/*")):
        text = path.read_bytes().decode("utf-8", "replace")
        for words in (MARKER, "test_counts_down", "test_toy.py", suite[:60], str(root)):
            assert words not in text, (path, words)


def test_links_are_not_followed(root: Path) -> None:
    """A link and a pipe in a hand-in are copied nowhere; the hand-in is graded."""
    names = {path.name for path in (root / "autograded" / "link" / "toy").iterdir()}

    assert names == {"toy.ipynb", "toy.py", "README.md", "timestamp.txt"}


def test_a_day_late_costs_what_the_course_says(root: Path) -> None:
    """The penalty in the gradebook is 10 % of 5 points, for the one who was late alone."""
    found = {s: taken for s, _, _, taken in rows(sqlite_url(root))["submitted_notebook"] if taken}

    assert found == {"late": pytest.approx(0.5)}


def test_an_unreadable_time_is_no_time(root: Path) -> None:
    """A `timestamp.txt` that holds none leaves the hand-in graded, without a time."""
    found = {
        student: when for student, _, when, _ in rows(sqlite_url(root))["submitted_assignment"]
    }

    assert found["bob"] is None
    assert "11:00:00" in str(found["ada"])


def test_hand_ins_stay_as_they_came(root: Path) -> None:
    """Nothing that a student sent is changed; a `.py` has a notebook beside it."""
    assert (root / "submitted" / "py" / "toy" / "toy.py").read_text() == RIGHT
    assert (root / "submitted" / "b-no-json" / "toy" / "toy.ipynb").read_text() == "{not json"
    assert (root / "submitted" / "py" / "toy" / "toy.ipynb").is_file()


def test_results_are_journalled_and_no_kernel_was_started(root: Path) -> None:
    """The engine's journal holds the class; no cell was run by nbgrader."""
    files = {
        path.relative_to(root / "graded").as_posix() for path in root.glob("graded/**/*.jsonl")
    }

    assert files == {"journals/1.jsonl"}
    counts = [c["execution_count"] for c in notebook(root, "ada")["cells"] if "outputs" in c]
    assert counts == [None] * len(counts)


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the course, to change; the journal makes grading it again quick."""
    target = tmp_path / "course"
    shutil.copytree(root, target, symlinks=True, ignore=shutil.ignore_patterns("pipe.txt"))
    for path in target.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(0o644)
    return target


def edit(root: Path, statement: str, *values: object) -> None:
    """Change the gradebook as a person in formgrader does."""
    with sqlite3.connect(root / "gradebook.db") as connection:
        done = connection.execute(statement, values)
        assert done.rowcount > 0
    connection.close()


def test_a_persons_score_wins(copy: Path) -> None:
    """Autograding again leaves manual scores and comments, which hold over the engine's points."""
    edit(copy, "UPDATE grade SET manual_score = 1.25, extra_credit = 0.5 WHERE auto_score = 2.0")
    edit(copy, "UPDATE comment SET manual_comment = 'well done'")
    before = rows(sqlite_url(copy))

    assert api(copy).autograde("toy", "ada")["success"]

    after = rows(sqlite_url(copy))
    assert grades(copy, "ada")["check_double"] == (2.0, 1.25, True)
    assert [row[:6] for row in after["grade"]] == [row[:6] for row in before["grade"]]
    assert after["comment"] == before["comment"]


@pytest.mark.parametrize("student", ["ada", "late"])
def test_a_page_tells_nothing_of_what_is_withheld(copy: Path, student: str) -> None:
    """Whatever a person gave for it and said of it, the page is the same to the byte."""
    why = "WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'why')"
    edit(copy, "UPDATE grade SET manual_score = 0.375 WHERE auto_score = 2.0")
    pages = []
    for points, words in ((0.0, "Weak."), (0.1, "Fine."), (1 / 3, "Good."), (1.5, "Perfect.")):
        given = f"manual_score = {points}, extra_credit = {points / 7}, needs_manual_grade = 0"
        edit(copy, f"UPDATE grade SET {given} {why}")
        edit(copy, f"UPDATE comment SET manual_comment = '{words}' {why}")
        with inside(copy):
            assert api(copy).generate_feedback("toy", student, force=True)["success"]
        page = (copy / "feedback" / student / "toy" / "toy.html").read_text("utf-8")
        assert words not in page
        pages.append(page)

    assert len(set(pages)) == 1
    assert "What came of this question is not shown." in pages[0]


def test_lateness_follows_a_persons_score(copy: Path) -> None:
    """The penalty is counted anew when feedback is made, of the points with those by hand."""
    edit(copy, "UPDATE grade SET manual_score = 1.5, needs_manual_grade = 0 WHERE cell_id IN "
               "(SELECT id FROM base_cell WHERE name = 'why')")  # fmt: skip

    with inside(copy):
        assert api(copy).generate_feedback("toy", "late", force=True)["success"]

    found = {s: taken for s, _, _, taken in rows(sqlite_url(copy))["submitted_notebook"] if taken}
    assert found["late"] == pytest.approx(0.65)
    page = (copy / "feedback" / "late" / "toy" / "toy.html").read_text("utf-8")
    assert "toy (Score: 4.5 / 5.0)" in page  # the free text and its share stay withheld


def test_an_engine_that_dies_costs_nobody_a_point(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an answer every cell waits for a person, and the log says what to do."""
    monkeypatch.setattr(engine_run.sys, "executable", "/bin/false")

    done = api(copy).autograde("toy", "ada")

    assert done["success"], done
    assert grades(copy, "ada") == {
        "check_double": (None, None, True),
        "check_counter": (None, None, True),
        "why": (None, None, True),
    }
    assert "these cells wait for a person" in done["log"]
    assert scores_of(copy, "bob") == 3.0
    text = json.dumps(notebook(copy, "ada"))
    assert "our fault" in text


def scores_of(root: Path, student: str) -> float:
    """The automatic points of one student."""
    return sum(auto for name, (auto, _, _) in grades(root, student).items() if name != "why")


def test_a_release_that_changed_is_told_before_anything_changes(copy: Path) -> None:
    """Other cells than the gradebook has stop the run with four parts, and no row changes."""
    toml = copy / "solutions" / "toy" / "assignment.toml"
    toml.write_text(toml.read_text().replace("points = 2", "points = 4"))
    generate(load_course(copy), ["toy"])
    before, files = rows(sqlite_url(copy)), sorted(copy.rglob("*"))

    done = api(copy).autograde("toy", "*")

    assert not done["success"]
    assert "the same cells, with the same points" in done["log"]
    assert "check_double pays 4, in the gradebook 2" in done["log"]
    assert rows(sqlite_url(copy)) == before
    assert sorted(copy.rglob("*")) == files


def test_another_notebook_in_students_hands_is_told(copy: Path) -> None:
    """Where the released notebook is not the one that is graded the log says so, and goes on."""
    path = copy / "release" / "toy" / "toy.ipynb"
    path.write_text(path.read_text().replace("import numpy as np", "import numpy"))

    done = api(copy).autograde("toy", "ada")

    assert done["success"], done
    assert "its locked cells are not those that students worked with" in done["log"]


def test_a_stale_release_is_told(copy: Path) -> None:
    """Points that were changed without generating the release anew stop the run."""
    toml = copy / "solutions" / "toy" / "assignment.toml"
    toml.write_text(toml.read_text().replace("points = 2", "points = 4"))

    done = api(copy).autograde("toy", "*")

    assert not done["success"]
    assert "grader generate toy" in done["log"]


def test_an_unknown_assignment_is_told(copy: Path) -> None:
    """An assignment that the course does not list is refused with the nearest name."""
    shutil.copytree(copy / "submitted" / "ada" / "toy", copy / "submitted" / "ada" / "tooy")

    done = api(copy).autograde("tooy", "*")

    assert not done["success"]
    assert "did you mean 'toy'?" in done["log"]


def test_formgraders_button_grades_a_file_without_a_notebook(copy: Path) -> None:
    """A single hand-in that came as a `.py`, or as nothing, is graded like any other."""
    (copy / "submitted" / "py" / "toy" / "toy.ipynb").unlink()
    nb = api(copy)

    for student in ("py", "nothing"):
        shutil.rmtree(copy / "autograded" / student)
        done = nb.autograde("toy", student)
        assert done["success"], done
        assert "No notebooks were matched" not in done.get("log", "")

    assert (scores_of(copy, "py"), scores_of(copy, "nothing")) == (5.0, 0.0)


def test_a_student_without_a_folder_is_told_as_nbgrader_does(copy: Path) -> None:
    """A name that handed in nothing is nbgrader's own error."""
    done = api(copy).autograde("toy", "nobody")

    assert not done["success"]
    assert "No notebooks were matched" in done["log"]


def test_links_alone_are_told(copy: Path) -> None:
    """Where nothing is left to grade the run says so, and changes nothing."""
    (copy / "submitted" / "eve").mkdir()
    os.symlink(copy / "submitted" / "ada" / "toy", copy / "submitted" / "eve" / "toy")

    done = api(copy).autograde("toy", "eve")

    assert not done["success"]
    assert "which is not followed" in done["log"]
    assert "looking for hand-ins of toy" in done["log"]


def test_a_hand_in_that_is_a_link_is_passed_over(copy: Path) -> None:
    """A folder that is a link is told and left out; the others are graded."""
    os.symlink(copy / "submitted" / "ada" / "toy", copy / "submitted" / "bob" / "link")
    (copy / "submitted" / "eve").mkdir()
    os.symlink(copy / "solutions" / "toy", copy / "submitted" / "eve" / "toy")
    shutil.copy(copy / "submitted" / "ada" / "toy" / "toy.ipynb", copy / "solutions" / "toy")

    done = api(copy).autograde("toy", "*")

    assert done["success"], done
    assert "which is not followed" in done["log"]
    assert not (copy / "autograded" / "eve").exists()
    assert scores(copy) == SCORES


def test_only_what_is_new_is_asked_for(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --force the engine is asked about hand-ins that were not autograded yet."""
    shutil.rmtree(copy / "autograded" / "ada")
    heard: list[tuple[str, ...]] = []
    real = engine_run._run

    def run(program: str, asked: Any, limit_s: float) -> tuple[int, bytes, str]:
        heard.append(asked.students)
        return real(program, asked, limit_s)

    monkeypatch.setattr(engine_run, "_run", run)
    nb = api(copy)
    done = nb.autograde("toy", "*", force=False)

    assert done["success"], done
    assert heard == [("nothing", "other"), ("ada",)]


def test_a_hand_in_that_changes_meanwhile_is_asked_for_again(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer belongs to the files that the engine saw."""
    real = engine_run._run
    count = 0

    def run(program: str, asked: Any, limit_s: float) -> tuple[int, bytes, str]:
        nonlocal count
        said = real(program, asked, limit_s)
        if not count:
            (copy / "submitted" / "ada" / "toy" / "toy.ipynb").write_text("{now broken")
        count += 1
        return said

    monkeypatch.setattr(engine_run, "_run", run)
    assert api(copy).autograde("toy", "ada")["success"]

    assert count == 2
    assert scores_of(copy, "ada") == 0.0


def test_what_was_collected_anew_without_a_time_is_graded_again(copy: Path) -> None:
    """A hand-in that another took the place of is graded without --force, and then no more."""
    folder = copy / "submitted" / "ada" / "toy"
    (folder / "toy.ipynb").write_text(filled(load_course(copy), double="def double(x): return 7"))
    (copy / "submitted" / "py" / "toy" / "toy.py").write_text("def double(x): return x + x\n")
    nb = api(copy)

    done = nb.autograde("toy", "*", force=False)

    assert done["success"], done
    for student in ("ada", "py"):
        assert f"{student}: handed in anew, without a newer time: graded again" in done["log"]
    assert "bob: handed in anew" not in done["log"]
    assert scores(copy) == {**SCORES, "ada": 0.0, "py": 2.0}
    assert "handed in anew" not in nb.autograde("toy", "*", force=False).get("log", "")


def test_an_old_file_beside_the_graded_one_is_seen(copy: Path) -> None:
    """A form that comes later is graded, however old its file says that it is; a note is none."""
    folder = copy / "submitted" / "py" / "toy"
    old = filled(load_course(copy), double="def double(x): return 7")
    for path, text in ((folder / "toy.ipynb", old), (folder / "notes.txt", "mine")):
        path.write_text(text)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    (copy / "submitted" / "bob" / "toy" / "notes.txt").write_text("mine")

    done = api(copy).autograde("toy", "*", force=False)

    assert done["success"], done
    assert "py: handed in anew, without a newer time: graded again" in done["log"]
    assert "bob: handed in anew" not in done["log"]
    assert scores(copy) == {**SCORES, "py": 0.0}


def test_a_file_for_who_had_sent_none_is_graded(copy: Path) -> None:
    """Who had handed in nothing that can be read, and now did, gets the points for it."""
    hand_in(copy / "submitted", "other", RIGHT, "toy.py")

    done = api(copy).autograde("toy", "*", force=False)

    assert "other: handed in anew" in done["log"]
    assert scores(copy) == {**SCORES, "other": 5.0}


def test_a_folder_that_is_called_like_a_pattern_is_graded(copy: Path) -> None:
    """`a[b]c`, of which nbgrader finds no notebook, is graded and named."""
    shutil.copytree(copy / "submitted" / "ada", copy / "submitted" / "a[b]c")

    done = api(copy).autograde("toy", "*", force=False)

    assert done["success"], done
    assert scores(copy) == {**SCORES, "a[b]c": 5.0}
    assert "a[b]c: graded, but nbgrader takes this name for a pattern" in done["log"]


def test_a_name_that_a_page_would_obey_is_left_out(copy: Path) -> None:
    """Neither a notebook nor a `.py` of such a folder brings its name into the gradebook."""
    shutil.copytree(copy / "submitted" / "ada", copy / "submitted" / "<b onclick=alert(1)>")
    hand_in(copy / "submitted", 'say "so"', RIGHT, "toy.py")

    done = api(copy).autograde("toy", "*")

    assert done["success"], done
    assert scores(copy) == SCORES
    assert done["log"].count("which nbgrader's pages would obey") == 2


def test_nothing_that_a_browser_runs_is_copied(copy: Path) -> None:
    """Formgrader serves what lies in autograded/: there is no page but what the course gave."""
    own, given = copy / "submitted" / "ada" / "toy", copy / "source" / "toy"
    for name in ("evil.html", "EVIL.HTM", "more/evil.svg", "evil.js", "given.svg", "data.csv"):
        hand_in(copy / "submitted", "ada", "<script>alert(1)</script>", name)
    (given / "given.svg").write_text("<svg>of the course</svg>")

    assert api(copy).autograde("toy", "ada")["success"]

    found = [path for path in (copy / "autograded" / "ada" / "toy").rglob("*") if path.is_file()]
    names = {path.name: path for path in found}
    wanted = {"toy.ipynb", "toy.py", "README.md", "timestamp.txt", "data.csv", "given.svg"}
    assert set(names) == wanted
    assert "of the course" in names["given.svg"].read_text()
    assert (own / "evil.html").is_file()
