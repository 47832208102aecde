"""A gradebook of Canvas comes back with one column filled and nothing else touched."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course.roster import Roster, Student
from grader.errors import UsageError
from grader.exports.canvas import canvas
from grader.exports.grades import Grade, Made, grades_of
from grader.exports.who import people
from grader.records import SubmissionReport

Make = Callable[..., SubmissionReport]
DATA = Path(__file__).with_name("data")


@pytest.fixture
def grades(make: Make) -> dict[str, Grade]:
    """Two marked students, one whose manual question waits, and one who is not in the file."""
    class_ = [
        make("ada", 5.5, manual_score=2.0),
        make("grace", 22 / 3, manual_score=2.0),
        make("emmy", 1.0, manual_score=1.0),
        make("carl", 8.0),
        make("nobody", 8.0, manual_score=2.0),
    ]
    return grades_of(class_, "median")


def _fill(template: Path, grades: dict[str, Grade], **more: object) -> Made:
    options = {"names": ["The median"], **more}
    return canvas(template, grades, people(Roster(), grades), **options)  # type: ignore[arg-type]


def _head(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "gradebook.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["canvas", "canvas_semicolon"])
def test_the_golden_gradebook(grades: dict[str, Grade], name: str) -> None:
    """Scores stand in the one column; quotes, marks, line ends and other cells are as they were."""
    made = _fill(DATA / f"{name}_in.csv", grades)

    assert made.data == (DATA / f"{name}_out.csv").read_bytes()


@pytest.mark.parametrize(
    ("points", "others", "score"),
    [
        ("10.0,", ["1,5", ""], "7.5"),
        ("10,", ["1,5", "late"], "7.5"),
        ("10,5", ["1,5", "late"], "7.5"),
        ("10,", ["1,5", "2"], "7.5"),
        ("10,4", ["1,5", "2"], "7,5"),
        ("10,4", ["1,5", "ex"], "7,5"),
        ("10.0,4", ["1,5", "2"], "7.5"),
        ("10,4", ["1,5", "2.5"], "7.5"),
        ("10,4", ["1,5", "0.125"], "7.5"),
        ("10,1000", ["2,5", "1.000"], "7,5"),
        ('"10,0",', ["", ""], "7,5"),
    ],
)
def test_a_comma_is_decimal_where_columns_of_numbers_say_so(
    make: Make, tmp_path: Path, points: str, others: list[str], score: str
) -> None:
    """A note such as 1,5 does not turn every score into one with a comma."""
    grades = grades_of([make("ada", 5.5, manual_score=2.0)], "median")
    rows = "".join(f'x,{n},s{n},1,,"{cell}"\n' for n, cell in enumerate(others))
    text = (
        "Student,ID,SIS Login ID,Section,The median (1),Notes\n"
        f"    Points Possible,,,,{points}\nAda,9,ada,1,,\n{rows}"
    )

    data = _fill(_head(tmp_path, text), grades).data.decode()

    (row,) = [row for row in csv.reader(data.splitlines()) if "ada" in row]
    assert row[4] == score


def test_everybody_is_accounted_for(grades: dict[str, Grade]) -> None:
    """Who was found, replaced, excused, left out on either side: each is said with its name."""
    notes = _fill(DATA / "canvas_in.csv", grades).notes

    assert notes == (
        "2 scores in the column 'The median (4711)'; students found: 3 by SIS Login ID",
        "replaced another score: 1 (grace 3 by 9.33)",
        "blank here, so that an old score stays there: 1 (carl 7.0)",
        "excused in Canvas, left as they were: 1 (Noether, Emmy)",
        "in the file without a result, left as they were: 1 (=SUM(A1))",
        "GRADED, BUT NOT IN THE FILE: 1 (nobody)",
    )


def test_a_filled_gradebook_fills_to_itself(grades: dict[str, Grade], tmp_path: Path) -> None:
    """Exporting into what was exported changes nothing."""
    once = _fill(DATA / "canvas_in.csv", grades).data
    path = tmp_path / "once.csv"
    path.write_bytes(once)

    assert _fill(path, grades).data == once


def test_a_column_of_other_points_is_refused_or_scaled(make: Make, tmp_path: Path) -> None:
    """5.5 of 8 is never written into a column of 10 as 5.5, but may become its share."""
    grades = grades_of([make("ada", 5.5)], "median", auto_only=True)

    with pytest.raises(UsageError, match="pays 8"):
        _fill(DATA / "canvas_in.csv", grades)

    data = _fill(DATA / "canvas_in.csv", grades, scale=True).data
    (row,) = [r for r in csv.reader(data.decode("utf-8-sig").splitlines()) if "ada" in r]
    assert row[6] == "6.87"  # 6.875, never rounded up


def test_reports_of_different_points_are_refused(make: Make) -> None:
    """Reports from before and after a change of points do not go into one column."""
    class_ = [make("ada", manual_score=0.0), make("grace", manual_score=0.0, max_score=9.0)]

    with pytest.raises(UsageError, match="came:     10, 11"):
        _fill(DATA / "canvas_in.csv", grades_of(class_, "median"))


@pytest.mark.parametrize("name", ["The median", "the MEDIAN", "The median (4711)"])
def test_a_column_is_found_by_its_title(grades: dict[str, Grade], name: str) -> None:
    """The number that Canvas appends need not be typed."""
    made = _fill(DATA / "canvas_in.csv", grades, names=[name])

    assert made.data == (DATA / "canvas_out.csv").read_bytes()


@pytest.mark.parametrize(
    ("change", "came"),
    [
        (("Section,", "Group,"), "the columns Student, ID and Section"),
        (("    Points Possible", "Nothing"), "Points Possible"),
        (("The median (4711)", "Other (4711)"), "came:     none"),
        (("Old work (11)", "The median (11)"), "came:     2 of them"),
        (("5.0,10.0", "5.0,(read only)"), "came:     none"),
        (("5.0,10.0", "5.0,"), "the points that the column"),
        (("The median (4711)", "Final Score of all (4711)"), "Canvas takes back"),
        (("903,S-3,emmy,", "emmy,"), "9 cells in row 6"),
        (("902,S-2,grace", "902,S-2,ada"), "'ada' in row 4 by SIS Login ID and row 5"),
        (("901,S-1,ada", "grace,S-1,ada"), "SIS Login ID says 'ada', ID says 'grace'"),
    ],
)
def test_a_gradebook_that_is_not_clear_is_refused(
    grades: dict[str, Grade], tmp_path: Path, change: tuple[str, str], came: str
) -> None:
    """A missing, double or closed column, a broken row, two students for one: all are refused."""
    text = (DATA / "canvas_in.csv").read_bytes().decode("utf-8")
    assert text.count(change[0]) == 1

    with pytest.raises(UsageError) as caught:
        _fill(
            _head(tmp_path, text.replace(*change)),
            grades,
            names=["The median", "Final Score of all"],
        )

    assert came in str(caught.value)


def test_one_column_can_be_chosen_for_finding_students(
    grades: dict[str, Grade], tmp_path: Path
) -> None:
    """Where two columns lead to two students, --match says which one counts."""
    text = (DATA / "canvas_in.csv").read_bytes().decode("utf-8-sig")
    template = _head(tmp_path, text.replace("901,S-1,ada", "grace,S-1,ada"))

    made = _fill(template, grades, identity="SIS Login ID")

    assert "students found: 3 by SIS Login ID" in made.notes[0]
    with pytest.raises(UsageError, match="which --match names"):
        _fill(template, grades, identity="Login")


def test_last_and_first_name_may_have_columns_of_their_own(make: Make, tmp_path: Path) -> None:
    """The other form of the export is read too, and a folder called as the student is found."""
    template = _head(
        tmp_path,
        "LastName,FirstName,ID,SIS Login ID,Section,The median (1)\n"
        "    Points Possible,,,,,10\nLovelace,Ada,901,al1815,1,\n",
    )
    grades = grades_of([make("Ada Lovelace", 5.5, manual_score=2.0)], "median")

    made = _fill(template, grades)

    assert made.data.endswith(b"Lovelace,Ada,901,al1815,1,7.5\n")


def test_a_gradebook_of_another_class_is_refused(make: Make) -> None:
    """Where no row is about a graded student, nothing is written."""
    with pytest.raises(UsageError, match="none is about zoe"):
        _fill(DATA / "canvas_in.csv", grades_of([make("zoe", manual_score=0.0)], "median"))


def test_points_that_could_be_thousands_are_refused(make: Make, tmp_path: Path) -> None:
    """With --scale a column of `1,000` would get shares of one point."""
    path = _head(tmp_path, 'Student,ID,SIS Login ID,Section,The median (1)\n'
                 '    Points Possible,,,,"1,000"\nA,1,ada,1,\n')  # fmt: skip

    with pytest.raises(UsageError, match=r"pays, a number"):
        _fill(path, grades_of([make("ada", 8.0, manual_score=2.0)], "median"), scale=True)


def test_a_stranger_of_the_same_name_gets_nothing(make: Make, tmp_path: Path) -> None:
    """A row with another Canvas number than the roster's is not the student's row."""
    path = _head(
        tmp_path,
        "Student,ID,SIS Login ID,Section,The median (1)\n    Points Possible,,,,10\n"
        '"Kim, Min",902,mk9,2,\n"Noether, Emmy",903,en1,1,\n',
    )
    roster = Roster({"s1": Student("s1", name="Min Kim", ids={"canvas_id": "901"})})
    class_ = [make("s1", 8.0, manual_score=2.0), make("en1", 8.0, manual_score=1.0)]
    grades = grades_of(class_, "median")

    made = canvas(path, grades, people(roster, grades), names=["The median"])

    assert made.data.decode().splitlines()[2:] == [
        '"Kim, Min",902,mk9,2,',
        '"Noether, Emmy",903,en1,1,9',
    ]
    assert "GRADED, BUT NOT IN THE FILE: 1 (s1)" in made.notes


def test_who_was_found_by_name_alone_is_named_where_others_have_ids(
    make: Make, tmp_path: Path
) -> None:
    """A namesake who is in no roster cannot be told from the student, so a person may look."""
    path = _head(
        tmp_path,
        "Student,ID,SIS Login ID,Section,The median (1)\n    Points Possible,,,,10\n"
        '"Kim, Min",902,mk9,2,\n"Noether, Emmy",903,en1,1,\n',
    )
    roster = Roster({"s1": Student("s1", name="Min Kim")})
    grades = grades_of(
        [make("s1", 8.0, manual_score=2.0), make("en1", 8.0, manual_score=1.0)], "median"
    )

    some, all_ = (
        canvas(path, found, people(roster, found), names=["The median"]).notes
        for found in (grades, {"s1": grades["s1"]})
    )

    assert "found by name alone, though others have an id there: 1 (s1)" in some
    assert not [note for note in all_ if "name alone" in note]
