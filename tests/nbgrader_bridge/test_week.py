"""An instructor's week with nbgrader's own commands, from `grader init` to the export.

Played twice: on the command line, and through nbgrader's Python interface as formgrader does.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.authoring.generate import generate
from grader.cli.app import run
from grader.course import load_course
from tests.courses_helper import COURSE_TOML, HIDDEN, MANUAL_TOML, make_course, replaced
from tests.engine.toy import COUNTER, DOUBLE, TOML
from tests.nbgrader_bridge.nb_course import PATH, api, inside, rows, sqlite_url
from tests.secrets.scan import below, found, word

pytestmark = [pytest.mark.needs("nbgrader"), pytest.mark.needs("landlock", "seccomp")]

MANUAL = MANUAL_TOML.replace('show = "nothing"', 'show = "full"')
TOO_STRICT = replaced(HIDDEN, "submission.Counter(10)", "submission.Counter(start=10)")
"""A check that asks for more than the assignment says: the name of an argument."""
BEGIN = COUNTER.replace("start", "begin")
STUDENTS = {"ada": 5.0, "bob": 3.0, "cleo": 5.0}
MENDED = {"ada": 5.0, "bob": 5.0, "cleo": 5.0}
KINDS = {
    "fetch_assignment": "FetchAssignment",
    "submit": "Submit",
    "fetch_feedback": "FetchFeedback",
}
PLANTED = {
    "solutions/toy/source.py": {"twice_as_much": "{}", "keeps what was counted": "keeps {}"},
    "solutions/toy/hidden/test_toy.py": {
        "Twice means two equal summands.": "{}", "test_counts_down": "test_{}", "import pytest":
        "import pytest  # {}",
    },
    "solutions/toy/misconceptions/replaces_the_count.py": {
        "Adding must keep the old count.": "{}", "self.count = amount": "self.count = amount  # {}",
    },
    "solutions/toy/assignment.toml": {'kind = "manual"': 'kind = "manual"  # {}'},
    "solutions/toy/interface.py": {"The names that checks may touch.": "{}"},
    "roster.csv": {"zoe,Z,": "zoe,{},"},
}  # fmt: skip
"""File of the course to what stands in it, and how a planted word takes its place."""
WORDS = [word(f"{old} in {name}") for name, places in PLANTED.items() for old in places]
ROSTER = "student,name,email\nada,Ada Lovelace,ada@example.org\nbob,Bob,b@example.org\nzoe,Z,\n"
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Doubling and counting (1)
    Points Possible,,,,,5
"Lovelace, Ada",11,,ada,A,
"B, Bob",12,,bob,A,
"""


@dataclass
class Week:
    """Folders of the instructor and the students, and what was found on the way."""

    root: Path
    exchange: Path
    home: Path
    by_cli: bool
    said: dict[str, str] = field(default_factory=dict)
    scores: dict[str, dict[str, float]] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """An account whose own settings do not reach in."""
        mine = {"HOME": str(self.home), "JUPYTER_CONFIG_DIR": str(self.home), "PATH": PATH}
        return {**os.environ, **mine}

    def command(self, folder: Path, *arguments: str) -> str:
        """What `nbgrader` says on the command line; it must end well."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "nbgrader", *arguments],
            cwd=folder, env=self.environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def step(self, name: str, *more: str) -> None:
        """One of the instructor's steps, in the way of this week."""
        if self.by_cli:
            self.said[name] = self.command(self.root, name, "toy", *more)
            return
        with inside(self.root), warnings.catch_warnings():
            # Slips of nbgrader's own: an argument `authentictor`, and a file left open.
            warnings.filterwarnings("ignore", "unclosed file", ResourceWarning)
            warnings.filterwarnings("ignore", "Passing unrecognized arguments to super")
            done = getattr(api(self.root), name)("toy", *(["*"] if name == "autograde" else []))
        assert done["success"], done
        self.said[name] = done.get("log", "")

    def student(self, name: str, command: str) -> None:
        """One of a student's steps, in a folder of theirs; one student types the commands."""
        folder = self.home / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'toy-2027'\n"
            f"c.Exchange.root = {str(self.exchange)!r}\n"
            f"c.Exchange.cache = {str(folder / 'cache')!r}\n"
            f"c.CourseDirectory.student_id = {name!r}\n"
        )
        if self.by_cli and name == "ada":
            self.command(folder, command, "toy")
            return
        from nbgrader.auth import Authenticator
        from nbgrader.exchange import ExchangeFactory

        with inside(folder):
            app = api(folder).parent
            app.coursedir.assignment_id = "toy"
            make = getattr(ExchangeFactory(config=app.config), KINDS[command])
            exchange = make(coursedir=app.coursedir, authenticator=Authenticator(), parent=app)
            exchange.start()

    def keep_scores(self, when: str) -> None:
        """Remember every student's automatic points at one time."""
        found: dict[str, float] = {}
        for student, cell, _, auto, *_ in rows(sqlite_url(self.root))["grade"]:
            if cell.startswith("check_"):
                found[student] = found.get(student, 0.0) + auto
        self.scores[when] = found


def planted(name: str, text: str) -> str:
    """The text of a file of the course, with its planted words."""
    for old, new in PLANTED[name].items():
        assert old in text
        text = text.replace(old, new.format(word(f"{old} in {name}")))
    return text


def answer(path: Path, **answers: str) -> None:
    """Fill in a fetched notebook."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    path.write_text(json.dumps(notebook), "utf-8")


@pytest.fixture(scope="module", params=["commands", "interface"])
def week(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Week:
    """The whole week, step after step."""
    place = tmp_path_factory.mktemp("week")
    week = Week(place / "course", place / "exchange", place / "home", request.param == "commands")
    week.exchange.mkdir()
    week.exchange.chmod(0o777)
    origin = place / "origin"
    make_course(origin, manual=True, hidden=TOO_STRICT, assignment_toml=TOML + MANUAL,
                course_toml=COURSE_TOML)  # fmt: skip
    (origin / "roster.csv").write_text(ROSTER)
    for name in PLANTED:
        (origin / name).write_text(planted(name, (origin / name).read_text()))
    generate(load_course(origin))
    made = ["init", str(week.root), "--course", str(origin), "--id", "toy-2027"]
    assert run([*made, "--exchange", str(week.exchange)]) == 0
    week.step("generate_assignment")
    week.step("release_assignment")
    for name in STUDENTS:
        week.student(name, "fetch_assignment")
    work = week.home / "ada" / "toy" / "toy.ipynb"
    answer(work, double=DOUBLE, counter=COUNTER, why="Because **what was** stays.")
    work = week.home / "bob" / "toy" / "toy.ipynb"
    answer(work, double=DOUBLE, counter=BEGIN, why="Hm.")
    (week.home / "cleo" / "toy" / "toy.py").write_text(DOUBLE + COUNTER)
    for name in STUDENTS:
        week.student(name, "submit")
    inbound = week.exchange / "toy-2027" / "inbound"
    theirs = next(path for path in inbound.iterdir() if path.name.startswith("bob+"))
    (theirs / "mine.html").symlink_to(week.root / "solutions" / "toy" / "hidden" / "test_toy.py")
    (inbound / "nobody+toy+no-time").mkdir()
    week.step("collect")
    outside = week.root / "submitted" / "byhand" / "toy"
    shutil.copytree(week.root / "submitted" / "ada" / "toy", outside)
    (outside / "submission_secret.txt").unlink()
    week.step("autograde")
    week.keep_scores("first")
    with api(week.root).gradebook as gradebook:
        grade = gradebook.find_grade("why", "toy", "toy", "ada")
        grade.manual_score, grade.needs_manual_grade = 1.25, False
        gradebook.find_comment("why", "toy", "toy", "ada").manual_comment = "Nicely said."
        gradebook.db.commit()
    suite = "solutions/toy/hidden/test_toy.py"
    (week.root / suite).write_text(planted(suite, HIDDEN))
    week.step("autograde", "--force")
    week.keep_scores("mended")
    week.step("generate_feedback")
    week.step("release_feedback")
    for name in STUDENTS:
        week.student(name, "fetch_feedback")
    week.said["export"] = week.command(week.root, "export", "--to", "grades.csv")
    return week


def test_the_release_is_the_proven_one(week: Week) -> None:
    """What nbgrader releases is what `grader generate` wrote, file by file."""
    ours, theirs = week.root / "assignments" / "toy", week.root / "release" / "toy"

    assert {path.name for path in theirs.iterdir()} == {path.name for path in ours.iterdir()}
    for path in ours.iterdir():
        if path.suffix == ".ipynb":
            released = json.loads((theirs / path.name).read_text("utf-8"))
            assert released == json.loads(path.read_text("utf-8"))
        else:
            assert (theirs / path.name).read_bytes() == path.read_bytes()


def test_the_points_are_right(week: Week) -> None:
    """A notebook, a wrong answer and a `.py` are worth what they are worth."""
    assert {s: week.scores["first"][s] for s in STUDENTS} == STUDENTS


def test_mending_a_check_gives_its_points_back(week: Week) -> None:
    """After the check is mended everybody who was right has its points; others are as before."""
    assert {s: week.scores["mended"][s] for s in MENDED} == MENDED


def test_a_mark_by_hand_is_still_there(week: Week) -> None:
    """The instructor's points and words hold after the regrade, and stand on the page."""
    found = {(r[0], r[1]): r[4] for r in rows(sqlite_url(week.root))["grade"]}
    pages = list((week.home / "ada" / "toy" / "feedback").rglob("toy.html"))

    assert found["ada", "why"] == 1.25
    assert len(pages) == 1
    assert "Nicely said." in pages[0].read_text("utf-8")
    assert "(Score: 6.25 / 6.5)" in pages[0].read_text("utf-8")


def test_what_is_not_marked_yet_is_said_to_be(week: Week) -> None:
    """A free text that waits for a person is no 0 in words, though nbgrader writes one."""
    pages = {s: next((week.home / s / "toy" / "feedback").rglob("toy.html")) for s in STUDENTS}
    waiting = {s: "Not marked yet" in page.read_text("utf-8") for s, page in pages.items()}

    assert waiting == {"ada": False, "bob": True, "cleo": False}


def test_everybody_finds_feedback(week: Week) -> None:
    """Each student fetches a page of their own; the hand-in from elsewhere stops nobody."""
    for name in STUDENTS:
        assert len(list((week.home / name / "toy" / "feedback").rglob("toy.html"))) == 1
    assert "byhand: not released" in week.said["release_feedback"]


def test_what_was_odd_was_told(week: Week) -> None:
    """A link and a nameless folder in the exchange, and a stranger, are told when collecting."""
    said = week.said["collect"]

    assert "nobody+toy+no-time" in said
    assert "bob: left in the exchange, as no file of a hand-in: mine.html" in said
    assert "not in roster.csv: cleo" in said


def test_the_roster_is_in_the_gradebook(week: Week) -> None:
    """Names and addresses of the roster stand there, for who handed in nothing too."""
    found = {row[0]: row[1:4] for row in rows(sqlite_url(week.root))["student"]}

    assert found["ada"] == ("Ada", "Lovelace", "ada@example.org")
    assert "zoe" in found


def test_the_export_has_every_grade_and_no_other(week: Week) -> None:
    """Nbgrader's export gives blanks where nothing was handed in, and the sum with the mark."""
    with open(week.root / "grades.csv", newline="", encoding="utf-8") as file:
        found = {row["student_id"]: row for row in csv.DictReader(file)}

    assert (found["ada"]["score"], found["ada"]["state"]) == ("6.25", "graded")
    assert (found["bob"]["score"], found["bob"]["state"]) == ("", "waiting")
    assert (found["cleo"]["score"], found["cleo"]["state"]) == ("5", "graded")
    assert (found["zoe"]["score"], found["zoe"]["state"]) == ("", "missing")


def test_nothing_hidden_is_in_any_byte_that_students_get(week: Week) -> None:
    """Exchange, release, fetched feedback and what was said hold no word of suite or answers."""
    places = [week.exchange, week.home, week.root / "release", week.root / "feedback"]
    things = {
        f"{place.name}/{name}": each for place in places for name, each in below(place).items()
    }
    things |= {f"said by {step}": text.encode() for step, text in week.said.items()}

    assert len(things) > 30
    assert found(things, WORDS) == []
    kept = {line.rpartition(": ")[2] for line in found(below(week.root), WORDS)}
    assert kept == set(WORDS)


def test_grading_without_nbgrader_runs_nothing_again(
    week: Week, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """`grader grade` finds everything in the journal, and its results go to Canvas."""
    submitted, graded = str(week.root / "submitted"), str(week.root / "graded")
    course = ["--course", str(week.root)]

    assert run(["grade", *course, "--submissions", submitted, "--out", graded]) == 0
    assert "0 checks run" in capsys.readouterr().err
    template, out = tmp_path / "canvas.csv", tmp_path / "upload.csv"
    template.write_text(CANVAS)
    to = ["export", "--to", "canvas", "--template", str(template), "--out", str(out)]
    assert run([*to, "--results", graded, "--auto-only", *course]) == 0
    assert '"Lovelace, Ada",11,,ada,A,5' in out.read_text()
