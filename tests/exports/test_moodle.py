"""A grading worksheet of Moodle makes the round trip, in any language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course.roster import Roster, Student
from grader.errors import UsageError
from grader.exports.grades import Grade, Made, grade_of, grades_of
from grader.exports.moodle import comment, moodle
from grader.exports.who import people
from grader.records import SubmissionReport
from tests.exports.conftest import question
from tests.exports.test_grades import LATE

Make = Callable[..., SubmissionReport]
DATA = Path(__file__).with_name("data")
ROSTER = Roster(
    {
        "s1": Student("s1", name="Ada Lovelace", email="ADA@example.org"),
        "s2": Student("s2", name="Hopper, Grace"),
        "s3": Student("s3", ids={"university_id": "42"}),
    }
)


@pytest.fixture
def grades(make: Make) -> dict[str, Grade]:
    """Two marked students."""
    class_ = [make("s1", 5.5, manual_score=2.0), make("s2", 22 / 3, manual_score=2.0)]
    return grades_of(class_, "median")


def _fill(template: Path, grades: dict[str, Grade], **more: object) -> Made:
    return moodle(template, grades, people(ROSTER, grades), **more)  # type: ignore[arg-type]


def _changed(tmp_path: Path, name: str, *change: str) -> Path:
    text = (DATA / name).read_bytes().decode("utf-8")
    assert change[0] in text
    path = tmp_path / name
    path.write_bytes(text.replace(*change).encode("utf-8"))
    return path


@pytest.mark.parametrize("name", ["moodle", "moodle_de", "moodle_fr"])
def test_the_golden_worksheet(grades: dict[str, Grade], name: str) -> None:
    """English, German with semicolons and commas, French known by place alone: two columns fill."""
    made = _fill(DATA / f"{name}_in.csv", grades)

    assert made.data.decode("utf-8") == (DATA / f"{name}_out.csv").read_bytes().decode("utf-8")


def test_everybody_is_accounted_for(grades: dict[str, Grade]) -> None:
    """A replaced grade, a person's own comment that is kept, a participant without a result."""
    assert _fill(DATA / "moodle_in.csv", grades).notes == (
        "2 scores in the column 'Grade'; students found: 1 by Email address, 1 by Full name",
        "found by name alone, though others have an id there: 1 (s2)",
        "replaced another score: 1 (s2 4.00 by 9.33)",
        "in the file without a result, left as they were: 1 (Emmy Noether)",
        "a comment was there already and is kept: 1 (s2)",
    )


@pytest.mark.parametrize("word", ["Participant ", ""])
def test_a_participants_number_is_nobodys_id(
    make: Make, grades: dict[str, Grade], tmp_path: Path, word: str
) -> None:
    """`Participant 42` is not the student whose university counts to 42, unless that is said."""
    grades |= grades_of([make("s3", 1.0, manual_score=0.0)], "median")
    template = _changed(tmp_path, "moodle_in.csv", "Participant ", word)

    usual = _fill(template, grades)
    asked = _fill(template, grades, identity="Identifier")

    assert usual.notes[-1 - 1] == "GRADED, BUT NOT IN THE FILE: 1 (s3)"
    assert "1 score in the column 'Grade'; students found: 1 by Identifier" in asked.notes


def test_a_waiting_grade_leaves_grade_and_comment_blank(make: Make) -> None:
    """Blank is what Moodle passes over; 0 would be a grade."""
    made = _fill(DATA / "moodle_fr_in.csv", grades_of([make("s1")], "median"))

    assert made.data == (DATA / "moodle_fr_in.csv").read_bytes()


def test_a_worksheet_without_comments_is_filled(tmp_path: Path, grades: dict[str, Grade]) -> None:
    """Where the last column says when a grade changed, it is left alone, and that is said."""
    text = (DATA / "moodle_fr_in.csv").read_text("utf-8")
    text = text.replace(',"Feedback par commentaires"', "").replace("-,\n", "-\n")
    path = tmp_path / "bare.csv"
    path.write_text(text, "utf-8")

    made = _fill(path, grades)

    assert made.data.decode("utf-8") == text.replace('""', '"7,5"')
    assert made.notes[-1] == "no comments: the worksheet has no column for them"


@pytest.mark.parametrize(
    ("name", "change", "options", "came"),
    [
        ("moodle_in.csv", ("Participant 42", "Grace"), {}, "'Grace' in row 3"),
        ("moodle_in.csv", ("10.00", "Excellent"), {}, "came:     none"),
        ("moodle_in.csv", ("10.00", "12.00"), {}, "pays 12 points"),
        ("moodle_in.csv", (",Yes,-,-,", ",Yes,-,"), {}, "10 cells in row 4"),
        ("moodle_in.csv", ("Grade,", "Grade,"), {"column": "Status"}, "numbers below 'Status'"),
        ("moodle_in.csv", ("Grade,", "Grade,"), {"column": "Mark"}, "called 'Mark'"),
        ("moodle_in.csv", ("Grade,", "Grade,"), {"identity": "Name"}, "which --match names"),
    ],
)
def test_what_is_no_worksheet_is_refused(
    tmp_path: Path,
    grades: dict[str, Grade],
    name: str,
    change: tuple[str, str],
    options: dict[str, str],
    came: str,
) -> None:
    """Other identifiers, a scale, other points, broken rows, unknown columns: all are refused."""
    with pytest.raises(UsageError) as caught:
        _fill(_changed(tmp_path, name, *change), grades, **options)

    assert came in str(caught.value)


def test_a_worksheet_of_nobody_is_refused(tmp_path: Path, grades: dict[str, Grade]) -> None:
    """A header alone has no row to fill."""
    path = tmp_path / "head.csv"
    path.write_text((DATA / "moodle_in.csv").read_text("utf-8").splitlines()[0], "utf-8")

    with pytest.raises(UsageError, match="a header alone"):
        _fill(path, grades)


def test_a_comment_shows_what_the_student_may_see(make: Make) -> None:
    """Points of a withheld question are neither named nor to be found by subtraction."""
    hidden = (question("middle", 5.5, 6.0), question("secret", 1.25, 2.0, show="nothing"))
    late = LATE.model_copy(update={"words": "A day < late."})

    words = comment(grade_of(make(questions=hidden, score=6.75, late=late, final=6.0)))

    assert words.split("<br>") == [
        "Automatic feedback",
        "A day &lt; late.",
        "Question middle &lt;b&gt;: 5.5 of 6",
        "Question secret &lt;b&gt;: the result is not shown",
    ]


def test_an_account_called_like_a_student_gets_nothing(
    make: Make, tmp_path: Path, grades: dict[str, Grade]
) -> None:
    """Grade and comment are for the address of the roster, and what to do is told."""
    template = _changed(tmp_path, "moodle_in.csv", "ada@example.org", "evil@mail.org")

    made = _fill(template, grades)

    before, after = (data.splitlines()[1] for data in (template.read_bytes(), made.data))
    assert after == before
    assert "GRADED, BUT NOT IN THE FILE: 1 (s1)" in made.notes
    assert (
        "called like a student, but with another id, so left as they were: 1 (row 2 could be s1, "
        "but the email in roster.csv is ADA@example.org, not evil@mail.org); correct roster.csv "
        "where it is the same person"
    ) in made.notes


def test_a_worksheet_of_other_addresses_alone_says_so(
    make: Make, tmp_path: Path, grades: dict[str, Grade]
) -> None:
    """Where no row is left, the error names the addresses that are in the way."""
    template = _changed(tmp_path, "moodle_in.csv", "ada@example.org", "ada@home.org")

    with pytest.raises(UsageError, match=r"is ADA@example\.org, not ada@home\.org"):
        _fill(template, {"s1": grades["s1"]})
