"""Marks by hand in nbgrader's gradebook: written, taken over, and never lost on the way."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.cli.app import run
from grader.course import Course
from grader.engine.marking import Mark, Marks, add_marks, digest_of, load_marks
from grader.errors import UsageError
from grader.marking.carry import open_results
from grader.marking.formgrader import enter_from_gradebook
from grader.marking.rows import Checked
from grader.nbgrader_bridge.manual import Written, as_comment, read_marks, write_marks
from grader.records import ItemGiven, Late, SubmissionReport
from tests.courses_helper import ASSIGNMENT_TOML, MANUAL_SOURCE, SOURCE
from tests.marking import desk
from tests.nbgrader_bridge.nb_course import PATH, nb_course
from tests.postgres_server import server

pytestmark = pytest.mark.needs("nbgrader")
ITEM = ItemGiven(id="keeps", text="Says that the old count is kept.", points=1.5, max_points=2.0)
STUDENTS = ("ada", "bo")

Grade = Callable[..., Any]


def mark(points: float | None = 2.0, **fields: Any) -> Mark:
    """A mark of anna's for ada's answer."""
    given = {
        "student": "ada",
        "assignment": "toy",
        "question": "why",
        "points": points,
        "reader": "anna",
        "at": desk.AT,
        "answer": digest_of("Because."),
        "source": "csv",
        **fields,
    }
    return Mark(**given)


def _make(root: Path, db_url: str = "") -> Course:
    """An nbgrader course with the questions of the desk."""
    return nb_course(
        root,
        db_url=db_url,
        assignment_toml=ASSIGNMENT_TOML + desk.QUESTIONS,
        source=SOURCE + MANUAL_SOURCE + desk.SECOND,
    )


def _hand_in(gradebook: Any) -> None:
    """Two fresh submissions, as an autograding leaves their manual questions."""
    for student in STUDENTS:
        gradebook.update_or_create_student(student)
        submission = gradebook.update_or_create_submission("toy", student)
        for grade in submission.notebooks[0].grades:
            grade.auto_score = None if grade.name in ("why", "how") else 2.0
            grade.needs_manual_grade = grade.auto_score is None
    gradebook.db.commit()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course, made once."""
    return _make(tmp_path_factory.mktemp("nbgrader") / "course")


@pytest.fixture
def course(made: Course, monkeypatch: pytest.MonkeyPatch) -> Iterator[Course]:
    """The course with two submissions."""
    monkeypatch.setenv("PATH", PATH)
    with _gradebook(made) as gradebook:
        _hand_in(gradebook)
    yield made
    with _gradebook(made) as gradebook:
        for student in STUDENTS:
            gradebook.remove_submission("toy", student)


def _gradebook(course: Course) -> Any:
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{course.root}/gradebook.db", "toy-course")


@pytest.fixture
def grade(course: Course) -> Grade:
    """A grade of a student as nbgrader itself finds it, changed first where values are given.

    Points by hand end the waiting, as when formgrader saves them.
    """

    def find(student: str, question: str, comment: str | None = None, **values: Any) -> Any:
        with _gradebook(course) as gradebook:
            found = gradebook.find_grade(question, "toy", "toy", student)
            said = gradebook.find_comment(question.removeprefix("check_"), "toy", "toy", student)
            saved = {"needs_manual_grade": False} if "manual_score" in values else {}
            for name, value in {**saved, **values}.items():
                setattr(found, name, value)
            if comment is not None:
                said.manual_comment = comment
            gradebook.db.commit()
            return {
                "score": found.score,
                "manual": found.manual_score,
                "waits": found.needs_manual_grade,
                "comment": said.manual_comment,
                "penalty": found.notebook.late_submission_penalty,
            }

    return find


def write(course: Course, *marks: Mark, late: float = 0.0, **options: Any) -> Written:
    """Writes these marks, of students whose hand-ins lost that percentage."""
    reports = []
    for student in STUDENTS:
        found = Late(policy="per_day", due=desk.AT, handed_in=desk.AT + timedelta(days=1),
                     days_late=1, deducted_percent=late, words="late")  # fmt: skip
        reports.append(desk.report(student, late=found if late else None))
    return write_marks(course, Marks(marks), reports, **options)


def test_a_mark_is_the_manual_score_of_its_cell(course: Course, grade: Grade) -> None:
    """Nbgrader finds score and comment, nobody waits for it, and the rest is as before."""
    untouched = grade("ada", "how"), grade("bo", "why")

    written = write(course, mark(1.5, items=(ITEM,), comment="Good *work*."))

    assert (written.changed, written.left_out) == (1, ())
    after = grade("ada", "why")
    assert (after["score"], after["manual"], after["waits"]) == (1.5, 1.5, False)
    assert after["comment"] == "- Says that the old count is kept. (1.5 of 2)\n\nGood *work*."
    assert (grade("ada", "how"), grade("bo", "why")) == untouched


def test_writing_again_changes_nothing(course: Course) -> None:
    """What is there already is known by points and comment."""
    marks = [mark(1.5, items=(ITEM,), comment="x"), mark(0.0, student="bo")]

    assert write(course, *marks).changed == 2
    assert write(course, *marks).changed == 0


def test_a_comment_runs_nothing(course: Course, grade: Grade) -> None:
    """Nbgrader shows comments with raw HTML let through: what a reader quotes stays a quotation."""
    write(course, mark(comment="You wrote <script>alert(1)</script> ![x](http://example.org/p)"))

    text = grade("ada", "why")["comment"]
    assert "<script" not in text
    assert "](" not in text


def test_a_mark_that_was_taken_back_is_taken_back_there(course: Course, grade: Grade) -> None:
    """The answer waits again, without points and comment."""
    given = mark(comment="x")
    write(course, given)

    assert write(course, given, mark(None)).changed == 1

    after = grade("ada", "why")
    assert (after["manual"], after["waits"], after["comment"]) == (None, True, None)


def test_a_newer_mark_replaces_ours(course: Course, grade: Grade) -> None:
    """What stands there is an earlier mark of the history, so it may go."""
    first = mark(1.0, comment="a")
    write(course, first)

    assert write(course, first, mark(3.0, comment="b")).changed == 1
    assert grade("ada", "why")["manual"] == 3.0


def test_what_formgrader_holds_is_not_written_over(course: Course, grade: Grade) -> None:
    """Points of another person stay and are told; with a word they are replaced."""
    grade("ada", "why", manual_score=0.5, needs_manual_grade=False)

    written = write(course, mark(), mark(1.0, student="bo"))

    assert written.changed == 1
    assert [name for name, _ in written.left_out] == ["ada (toy why)"]
    assert "formgrader holds other points" in written.left_out[0][1]
    assert grade("ada", "why")["manual"] == 0.5
    assert write(course, mark(), overwrite=True).changed == 1
    assert grade("ada", "why")["manual"] == 2.0


def test_who_has_no_row_is_told(course: Course) -> None:
    """A mark without a place is named with what to do; the others are written."""
    strangers = [mark(student="cy"), mark(question="who"), mark(assignment="other")]

    written = write(course, mark(), *strangers)

    assert written.changed == 1
    assert {name: why.split(":")[0] for name, why in written.left_out} == {
        "cy (toy why)": "no submission in the gradebook",
        "ada (toy who)": "the gradebook does not know this question",
        "ada (other why)": "the gradebook does not know this question",
    }


def test_what_lateness_takes_follows_the_mark(course: Course, grade: Grade) -> None:
    """The penalty is the percentage of all points, those by hand with them."""
    write(course, mark(3.0), late=10.0)

    assert grade("ada", "why")["penalty"] == pytest.approx(0.7)  # of 2 + 2 by checks and 3


def test_without_a_gradebook_nothing_is_made(tmp_path: Path) -> None:
    """A folder that is no nbgrader course is refused."""
    plain = desk.course(tmp_path)

    with pytest.raises(UsageError, match="as a course of nbgrader"):
        write_marks(plain, Marks((mark(),)), [])
    with pytest.raises(UsageError, match="as a course of nbgrader"):
        read_marks(plain, ["toy"], [])

    assert not (tmp_path / "gradebook.db").exists()


def take(course: Course, out: Path, **options: Any) -> Checked:
    """Takes over what formgrader holds."""
    found = read_marks(course, ["toy"], open_results(course, out).reports)
    return enter_from_gradebook(course, out, found.marks, as_comment, at=desk.AT, **options)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The results of both students."""
    return desk.results(tmp_path, [desk.report(student) for student in STUDENTS])


def test_what_formgrader_gave_is_taken_over(course: Course, grade: Grade, out: Path) -> None:
    """Points and comment become a mark of formgrader's, and reports follow; once is enough."""
    grade("ada", "why", "Well **done**", manual_score=2.5)

    checked = take(course, out)

    (kept,) = load_marks(out).history
    assert (kept.points, kept.comment) == (2.5, "Well **done**")
    assert (kept.reader, kept.source, kept.answer) == (
        "formgrader",
        "formgrader",
        digest_of("Because."),
    )
    assert [change.kind for change in checked.changes] == ["new"]
    assert "Well **done**" in (out / "pages" / "ada.html").read_text(encoding="utf-8")
    assert (take(course, out).changes, take(course, out).same) == ((), 1)


def test_our_own_marks_are_not_taken_back_from_there(
    course: Course, grade: Grade, out: Path
) -> None:
    """What we wrote is the same; what is older than the last table is left and told."""
    first = mark(1.0, items=(ITEM,), comment="a <b>")
    add_marks(out, [first])
    write_marks(course, load_marks(out), [])
    assert take(course, out).same == 1

    add_marks(out, [mark(3.0)])
    checked = take(course, out)

    assert checked.changes == ()
    assert checked.notes == ("ada (toy why): an older mark; --gradebook writes the newer one",)


def test_a_readers_mark_needs_a_word(course: Course, grade: Grade, out: Path) -> None:
    """Formgrader's points do not replace a table's in silence."""
    add_marks(out, [mark(1.0)])
    grade("ada", "why", manual_score=3.0)

    with pytest.raises(UsageError, match="ada has 1 from anna"):
        take(course, out)
    take(course, out, overwrite=True)

    assert [each.points for each in load_marks(out).history] == [1.0, 3.0]


def _flags(out: Path) -> tuple[str, ...]:
    return SubmissionReport.model_validate_json(_reports(out, "ada")).flags


def test_a_mark_from_before_a_regrade_is_of_no_known_answer(
    course: Course, grade: Grade, out: Path
) -> None:
    """Where nbgrader asks to look again it is flagged and told; after Resolve it is bound."""
    grade("ada", "why", manual_score=2.5, needs_manual_grade=True)

    checked = take(course, out)

    assert checked.notes == (
        "ada (toy why): graded again after this mark, which counts as one of another answer: read "
        "the answer in formgrader, press Resolve there and import again",
    )
    assert _flags(out) == ("mark-of-another-answer",)
    assert (take(course, out).changes, take(course, out).same) == ((), 1)
    grade("ada", "why", needs_manual_grade=False)
    assert [change.kind for change in take(course, out).changes] == ["changed"]
    assert _flags(out) == ()
    assert load_marks(out).history[-1].answer == digest_of("Because.")
    assert (take(course, out).changes, take(course, out).notes) == ((), ())


def test_a_mark_that_was_taken_over_follows_resolve(
    course: Course, grade: Grade, out: Path, tmp_path: Path
) -> None:
    """Handed in anew it is flagged, asked about, and bound to the new answer once it is read."""
    grade("ada", "why", manual_score=2.5)
    take(course, out)
    desk.results(tmp_path, [desk.report("ada", "asdf"), desk.report("bo")])
    grade("ada", "why", needs_manual_grade=True)

    checked = take(course, out)

    assert (checked.changes, checked.same, len(checked.notes)) == ((), 1, 1)
    assert _flags(out) == ("mark-of-another-answer",)
    grade("ada", "why", needs_manual_grade=False)
    take(course, out)
    assert _flags(out) == ()


def test_a_mark_from_before_a_regrade_replaces_nobodys_in_silence(
    course: Course, grade: Grade, out: Path
) -> None:
    """A reader's mark of the answer that is there stays, unless somebody says so."""
    add_marks(out, [mark(1.0)])
    grade("ada", "why", manual_score=3.0, needs_manual_grade=True)

    with pytest.raises(UsageError, match="ada has 1 from anna"):
        take(course, out)


@pytest.fixture
def autograded(course: Course) -> Iterator[Callable[[str], None]]:
    """Puts ada's answer into the notebook that formgrader shows."""
    folder = course.root / "autograded" / "ada" / "toy"
    folder.mkdir(parents=True)

    def put(text: str) -> None:
        cell = {"metadata": {"nbgrader": {"grade_id": "why"}}, "source": text.splitlines(True)}
        (folder / "toy.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")

    yield put
    shutil.rmtree(course.root / "autograded")


def test_a_mark_is_of_the_answer_that_formgrader_shows(
    course: Course,
    grade: Grade,
    out: Path,
    tmp_path: Path,
    autograded: Callable[[str], None],
) -> None:
    """A newer hand-in that was graded without the gradebook has not been read there."""
    autograded("Because.\n")
    grade("ada", "why", manual_score=2.5)
    take(course, out)
    assert _flags(out) == ()

    desk.results(tmp_path, [desk.report("ada", "asdf"), desk.report("bo")])
    checked = take(course, out)

    assert checked.changes == ()
    assert checked.notes[0].startswith("ada (toy why): formgrader shows an earlier answer")
    assert _flags(out) == ("mark-of-another-answer",)
    desk.results(tmp_path, [desk.report("ada", " "), desk.report("bo")])
    assert take(course, out).changes == ()
    autograded("not JSON" * 9)
    assert take(course, out).changes == ()


def test_a_mark_of_another_answer_still_waits_in_the_gradebook(
    course: Course, grade: Grade
) -> None:
    """Nobody has read what is there now, or it pays less now: formgrader goes on asking."""
    old, high = mark(answer=digest_of("Before.")), mark(5.0, student="bo")

    assert write(course, old, high).changed == 2

    assert [grade(student, "why")["waits"] for student in STUDENTS] == [True, True]


@pytest.mark.parametrize("points", [3.5, -1.0, float("inf")])
def test_points_that_no_answer_can_have_are_left(
    course: Course, grade: Grade, out: Path, points: float
) -> None:
    """Formgrader takes any number; here it is told and not entered."""
    grade("ada", "why", manual_score=points)

    checked = take(course, out)

    assert checked.changes == ()
    assert checked.notes[0].startswith("ada (toy why): ")
    assert "points of 3; not entered" in checked.notes[0]


def test_points_that_no_mark_can_hold_are_told(course: Course, grade: Grade) -> None:
    """Extra credit, and a person's points on an auto question, are in the gradebook alone."""
    grade("ada", "why", extra_credit=1.0)
    grade("bo", "check_double", manual_score=0.5)

    found = read_marks(course, ["toy"], [])

    assert found.marks == ()
    assert set(found.beside) == {"ada 1 extra for why", "bo 0.5 by hand for check_double"}


def test_a_student_without_a_report_is_told(course: Course, grade: Grade, tmp_path: Path) -> None:
    """A mark needs a hand-in that was graded here."""
    grade("bo", "why", manual_score=1.0)
    out = desk.results(tmp_path, [desk.report("ada")])

    assert take(course, out).notes == ("bo (toy why): no report in --results; not entered",)


@pytest.fixture
def graded(course: Course) -> Iterator[Path]:
    """The results of both students where the gradebook's are."""
    yield desk.results(course.root, [desk.report(student) for student in STUDENTS])
    shutil.rmtree(course.root / "graded")


def test_the_command_writes_both_ways(
    course: Course, grade: Grade, graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--gradebook` after a table, `--from-gradebook` after formgrader."""
    where = ["--course", str(course.root), "--results", str(graded)]
    assert run(["manual", "export", *where, "--to", str(tmp_path / "m"), "--question", "why"]) == 0
    table = desk.fill(tmp_path / "m" / "toy-why.csv", {"ada": {"points (of 3)": "2"}})

    assert run(["manual", "import", *where, str(table), "--reader", "anna", "--gradebook"]) == 0
    assert "1 mark written into" in capsys.readouterr().out
    assert grade("ada", "why")["score"] == 2.0

    grade("ada", "how", manual_score=1.0, extra_credit=0.5)
    assert run(["manual", "import", *where, "--from-gradebook"]) == 0

    said = capsys.readouterr()
    assert "1 mark entered, 1 as before" in said.out
    assert "in the gradebook alone, and in no report: 1 (ada 0.5 extra for how)" in said.err
    report = SubmissionReport.model_validate_json(_reports(graded, "ada"))
    assert report.manual_score == 3.0


def test_marks_are_in_the_gradebook_whoever_listens(
    course: Course, grade: Grade, graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody reads what is printed, the gradebook has the marks that the results have."""
    where = ["--course", str(course.root), "--results", str(graded)]
    assert run(["manual", "export", *where, "--to", str(tmp_path / "m"), "--question", "why"]) == 0
    table = desk.fill(tmp_path / "m" / "toy-why.csv", {"ada": {"points (of 3)": "1"}})

    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("grader.cli.marks_in._told", gone)
    with contextlib.suppress(BrokenPipeError):
        run(["manual", "import", *where, str(table), "--reader", "anna", "--gradebook"])

    assert grade("ada", "why")["score"] == 1.0


@pytest.mark.needs("postgresql")
def test_a_server_takes_marks_as_a_file_does(tmp_path: Path) -> None:
    """On PostgreSQL a mark is written, known again, taken back and taken over from formgrader."""
    from nbgrader.api import Gradebook

    with server() as database:
        url = database()
        course = _make(tmp_path / "course", url)
        out = desk.results(tmp_path, [desk.report(student) for student in STUDENTS])
        with Gradebook(url, "toy-course") as gradebook:
            _hand_in(gradebook)
        given = mark(1.5, items=(ITEM,), comment="x")

        assert [write(course, given, late=10.0).changed for _ in range(2)] == [1, 0]
        with Gradebook(url, "toy-course") as gradebook:
            found = gradebook.find_grade("why", "toy", "toy", "ada")
            assert (found.score, found.needs_manual_grade) == (1.5, False)
            assert found.notebook.late_submission_penalty == pytest.approx(0.55)
            gradebook.find_grade("how", "toy", "toy", "bo").manual_score = 1.0
            gradebook.db.commit()
        assert write(course, given, mark(None)).changed == 1
        assert [change.mark.points for change in take(course, out).changes] == [1.0]


def _reports(out: Path, student: str) -> str:
    text = (out / "reports" / f"{student}.json").read_text(encoding="utf-8")
    return json.dumps(json.loads(text)["reports"][0])
