"""No byte that a student can get holds a word that was planted elsewhere: from release to log."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.exports.classroom50 import classroom50
from grader.exports.grades import grade_of, read_reports
from grader.exports.gradescope import gradescope
from grader.feedback.pages import student_page
from grader.records import SubmissionReport
from tests.exports.test_classroom50 import GIVEN
from tests.secrets import planted
from tests.secrets.planted import HINTS, LABELS, MISTAKE_HINT, SECRET
from tests.secrets.scan import below, found, word

pytestmark = pytest.mark.needs("landlock", "seccomp")

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("token", "home", "user", "folder for temporary files", "folder of everything")
OF_THE_MACHINE = frozenset(map(word, PLACES))
_SHOWN_HINTS = {HINTS["full"], HINTS["message"]}
SHOWN: dict[str, set[str]] = {
    "right": set(),
    "wrong": _SHOWN_HINTS | {LABELS["full"], LABELS["message"]},
    "known": {MISTAKE_HINT, LABELS["full"]},
    "stub": set(),
    "raises": {HINTS["message"]},
    "kinds": _SHOWN_HINTS,
    "exits": _SHOWN_HINTS,
    "loops": set(),
    "floods": _SHOWN_HINTS,
    "asks": set(),
    "syntax": set(),
    **{student: set() for student in planted.ODD},
}
"""Student to all that the course's secrets say on the page: hints and labels that were earned."""
CLASS_WORDS = frozenset().union(*map(planted.own_words, SHOWN))
EVERYTHING = SECRET | OF_THE_MACHINE | CLASS_WORDS
PACKAGED = (
    "solutions/vault/assignment.toml", "solutions/vault/source.py", "solutions/vault/interface.py",
    "solutions/vault/hidden/", "solutions/vault/misconceptions/", word("reference package"),
)  # fmt: skip
"""What Gradescope must be given: it grades there, and no student sees it."""


@dataclass(frozen=True)
class Term:
    """A course that was released, graded and handed back on a machine with secrets of its own."""

    place: Path
    said: dict[str, bytes]
    """Command to what it wrote on standard output and standard error."""
    reports: dict[str, SubmissionReport]

    @property
    def course(self) -> Path:
        """The course's folder."""
        return self.place / "course"

    def page(self, student: str) -> bytes:
        """The page as it lies there."""
        return (self.place / f"out/pages/{planted.folder_of(student)}.html").read_bytes()


def _run(place: Path, *arguments: str, cwd: Path | None = None) -> tuple[int, bytes]:
    """Exit code, and all that was said, of a program of ours on a machine with secrets."""
    home, temporary = place / word("home"), place / word("folder for temporary files")
    for folder in (home, temporary):
        folder.mkdir(exist_ok=True)
    mine = {"GRADER_TOKEN": word("token"), "USER": word("user"), "LOGNAME": word("user")}
    mine |= {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", *arguments],
        cwd=cwd or place,
        env={**os.environ, **mine},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout


def _said(place: Path, *arguments: str) -> bytes:
    course = ["--course", str(place / "course")]
    code, said = _run(place, "grader.cli.entry", arguments[0], *course, *arguments[1:])
    assert code == 0, said.decode()
    return said


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Term:
    """Release, class, grades, and the forms in which they go back."""
    place = tmp_path_factory.mktemp("secrets") / word("folder of everything")
    planted.write_course(place / "course")
    said = {verb: _said(place, verb) for verb in ("generate", "freeze")}
    notebook = (place / "course/assignments/vault/vault.ipynb").read_bytes()
    for student in SHOWN:
        planted.hand_in(place / "in", student, notebook)
    out = ("--out", str(place / "out"))
    said["grade"] = _said(place, "grade", "--submissions", str(place / "in"), *out)
    zipped = ("--results", str(place / "out"), "--out", str(place / "pages.zip"))
    said["export"] = _said(place, "export", "--to", "feedback-zip", *zipped)
    package = ("gradescope", "vault", "--out", str(place / "autograder.zip"))
    said["package"] = _said(place, "package", *package)
    by_folder = {planted.folder_of(student): student for student in SHOWN}
    reports = {by_folder[each.student]: each for each in read_reports(place / "out")}
    return Term(place, said, reports)


def _shown_on(student: str) -> Collection[str]:
    return planted.own_words(student) | SHOWN[student]


def test_the_release_holds_no_secret(term: Term) -> None:
    """Neither names nor bytes of what is published hold a word of the suite or of an answer."""
    things = below(term.course / "assignments")

    assert found(things, EVERYTHING) == []
    assert len(things) == 4
    assert len(SECRET) > 60


def test_every_secret_is_where_it_must_be(term: Term) -> None:
    """Each planted word of the course lies in its folder, or the other tests would see nothing."""
    lies = found(below(term.course), EVERYTHING)

    assert {line.rpartition(": ")[2] for line in lies} == SECRET
    frozen = term.course / "solutions/vault/corpus.json"
    frozen_words = found({"corpus": frozen.read_bytes()}, SECRET)
    assert f"corpus: {planted.FROZEN}" in frozen_words


@pytest.mark.parametrize("student", SHOWN)
def test_a_page_tells_what_was_earned_and_no_more(term: Term, student: str) -> None:
    """A page holds the hints of what was lost where it is shown, and nothing of anybody else."""
    own = planted.own_words(student)
    lines = found({"page": term.page(student)}, EVERYTHING - own, allowed=own)

    assert {line.removeprefix("page: ") for line in lines} == SHOWN[student]


def test_every_way_to_fail_was_taken(term: Term) -> None:
    """The class has every status but our fault, and every outcome of a check but that."""
    outcomes = {check.outcome for report in term.reports.values() for check in report.checks}
    statuses = {report.status for report in term.reports.values()}

    assert outcomes == {"passed", "failed", "refused", "timeout", "crashed"}
    assert statuses == {"graded", "unreadable", "ambiguous", "empty", "too_large"}


def test_the_zip_of_pages_holds_the_pages_alone(term: Term) -> None:
    """What goes back to Canvas or Moodle is each student's own page, and no class list."""
    with zipfile.ZipFile(term.place / "pages.zip") as archive:
        pages = {name: archive.read(name) for name in archive.namelist()}
        archive_itself = archive.comment + b"".join(m.extra for m in archive.infolist())

    by_name = {f"{planted.folder_of(student)}.html": term.page(student) for student in SHOWN}
    assert pages == by_name
    assert archive_itself == b""


@pytest.mark.parametrize("student", SHOWN)
def test_gradescope_tells_no_more_than_the_page(term: Term, student: str) -> None:
    """`results.json` has no word in any field that the student may not read."""
    document = gradescope(term.reports[student], wall_s=1.0)

    forbidden = EVERYTHING - _shown_on(student)
    assert found({"results": document}, forbidden, allowed=_shown_on(student)) == []


@pytest.mark.parametrize("student", SHOWN)
def test_classroom50_tells_no_more_than_the_page(term: Term, student: str) -> None:
    """`result.json` has no word in any field that the student may not read."""
    report = term.reports[student]
    shown = [
        question.model_copy(update={"show": "outcome"}) if question.show == "nothing" else question
        for question in report.questions
    ]
    grade = grade_of(report.model_copy(update={"questions": tuple(shown)}), auto_only=True)
    document = classroom50(grade, GIVEN, datetime(2027, 1, 1, tzinfo=UTC), auto_only=True).data

    forbidden = EVERYTHING - _shown_on(student)
    assert found({"result": document}, forbidden, allowed=_shown_on(student)) == []


def test_the_package_holds_what_grading_needs_alone(term: Term) -> None:
    """Gradescope gets suite, reference and answers: nobody's name, no machine's secret."""
    needed = [
        text for name, text in planted.FILES.items() if any(part in name for part in PACKAGED)
    ]
    allowed = planted.words_in([*needed, *PACKAGED]) | {planted.FROZEN}
    names = {name for name in planted.FILES if any(part in name for part in PACKAGED)}
    # Who has more time there is told by the address that Gradescope knows.
    allowed |= planted.words_in(names) | {word("mail of wrong")}

    with zipfile.ZipFile(term.place / "autograder.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert found(members, EVERYTHING - allowed, allowed=allowed) == []
    assert found(members, allowed) != []
    wheels = {name: data for name, data in members.items() if name.endswith(".whl")}
    assert len(wheels) == 1
    assert found(wheels, EVERYTHING) == []


@pytest.mark.parametrize("student", ["right", "wrong", "raises", "garbage"])
def test_an_autograder_writes_and_logs_no_secret(term: Term, student: str, tmp_path: Path) -> None:
    """Graded as on Gradescope, neither the document nor the program's output holds a secret."""
    root = tmp_path / "autograder"
    with zipfile.ZipFile(term.place / "autograder.zip") as archive:
        archive.extractall(root / "source")
    place = term.place / "in" / planted.folder_of(student) / "vault"
    shutil.copytree(place, root / "submission")
    (root / "results").mkdir()
    told = {"created_at": "2027-01-01T10:00:00Z", "users": [{"email": "a@example.org", "id": 1}]}
    told["assignment"] = {"due_date": "2027-03-01T00:00:00Z"}  # type: ignore[assignment]
    (root / "submission_metadata.json").write_text(json.dumps(told))

    code, said = _run(term.place, "grader.cli.gradescope_run", str(root), cwd=tmp_path)

    assert code == 0, said.decode()
    written = {**below(root / "results"), "output": said}
    shown = _shown_on(student) | {word("folder of everything")} - OF_THE_MACHINE
    assert found(written, EVERYTHING - shown, allowed=shown) == []
    assert json.loads(written["results.json"])["tests"]


def test_logs_hold_no_secret(term: Term) -> None:
    """What the commands say holds names of folders that were asked for, and nothing hidden."""
    folders = {word("folder of everything"), *(word(f"folder of {s}") for s in SHOWN)}

    assert found(term.said, EVERYTHING - folders, allowed=folders) == []
    assert all(term.said.values())


@pytest.mark.parametrize("student", ["right", "wrong", "raises", "syntax", "garbage"])
def test_a_trial_on_the_students_machine_tells_nothing(
    term: Term, student: str, tmp_path: Path
) -> None:
    """`grader check` beside the release alone knows the visible checks, and nothing else."""
    shutil.copytree(term.course / "assignments", tmp_path / "assignments")
    shutil.copytree(term.place / "in" / planted.folder_of(student) / "vault", tmp_path / "mine")
    release = ("--release", str(tmp_path / "assignments/vault/vault.ipynb"))
    own = planted.own_words(student)

    for more in ((), ("--json",), ("--verbose",)):
        check = ("grader.cli.entry", "check", "mine/vault.ipynb", *release, *more)
        _, said = _run(term.place, *check, cwd=tmp_path)
        assert said
        assert found({"said": said}, EVERYTHING - own, allowed=own) == []


def test_a_page_that_leaked_would_be_found(term: Term) -> None:
    """The same search sees what is withheld as soon as a question shows it: it can fail."""
    report = term.reports["wrong"]
    opened = [question.model_copy(update={"show": "full"}) for question in report.questions]
    own = planted.own_words("wrong")

    page = student_page([report.model_copy(update={"questions": tuple(opened)})], course="A course")

    lines = found({"page": page.encode()}, EVERYTHING - own, allowed=own)
    said = {line.removeprefix("page: ") for line in lines}
    assert said - SHOWN["wrong"] >= {HINTS["outcome"], HINTS["nothing"], LABELS["nothing"]}
