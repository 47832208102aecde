"""The roster is read as people and spreadsheets write it, and refused with line and column."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.course.roster import ExtraTime, Roster, Student, load_roster
from grader.errors import CourseError, UsageError
from tests.courses_helper import make_course

FULL = """\
student,name,email,section,group,extra_time,status,canvas_id,sis_id
ada,Ada L.,Ada@example.org,A,red,25%,,17,s-1
bo,"Bo, the second",bo@example.org,B,,2 d,excused,18,

cy,,,,,1.5 h,dropped,,s-3
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The toy course, without a roster."""
    return load_course(make_course(tmp_path))


def read(course: Course, text: str | bytes) -> Roster:
    """The roster that the text makes."""
    data = text if isinstance(text, bytes) else text.encode()
    (course.root / "roster.csv").write_bytes(data)
    return load_roster(course)


def refused(course: Course, text: str | bytes) -> str:
    """What is said about a wrong roster."""
    with pytest.raises(CourseError) as caught:
        read(course, text)
    return str(caught.value)


def test_a_course_needs_no_roster(course: Course) -> None:
    """Without the file nobody is on the roster, and nobody is found."""
    roster = load_roster(course)

    assert dict(roster.students) == {}
    assert roster.find("ada") is None


def test_every_column_arrives(course: Course) -> None:
    """Each cell is where it belongs; what is left out has its default; order is kept."""
    students = read(course, FULL).students

    assert list(students) == ["ada", "bo", "cy"]
    assert students["ada"] == Student(
        student="ada",
        name="Ada L.",
        email="Ada@example.org",
        section="A",
        group="red",
        ids={"canvas_id": "17", "sis_id": "s-1"},
        extra_time=ExtraTime(percent=25),
        status="enrolled",
    )
    assert students["bo"].name == "Bo, the second"
    assert students["bo"].extra_time == ExtraTime(days=2)
    assert students["bo"].ids == {"canvas_id": "18"}
    assert students["cy"].extra_time == ExtraTime(hours=1.5)
    assert [one.status for one in students.values()] == ["enrolled", "excused", "dropped"]


@pytest.mark.parametrize(
    "data",
    [FULL.encode("utf-8-sig"), FULL.replace("\n", "\r\n").encode()],
    ids=["mark", "windows"],
)
def test_a_spreadsheet_may_have_written_it(course: Course, data: bytes) -> None:
    """A mark at the beginning and the line ends of Windows change nothing."""
    assert read(course, data) == read(course, FULL)


def test_columns_may_be_parted_by_semicolons(course: Course) -> None:
    """Where the first line has semicolons, a comma is text."""
    roster = read(course, "student;name;email\nada;Lovelace, Ada;a@example.org\n")

    assert roster.students["ada"].name == "Lovelace, Ada"


def test_names_are_in_one_form_of_unicode(course: Course) -> None:
    """A name that a Mac wrote in pieces is found by its usual form, and the other way round."""
    pieces = unicodedata.normalize("NFD", "Zoë")
    roster = read(course, f"student,name\n{pieces},{pieces}\n")

    assert list(roster.students) == ["Zo\u00eb"]
    assert roster.students["Zo\u00eb"].name == "Zo\u00eb"
    assert roster.find(pieces) == roster.students["Zo\u00eb"]


@pytest.mark.parametrize(
    ("text", "column", "student"),
    [
        ("ada", "", "ada"),
        (" bo ", "", "bo"),
        ("ADA@EXAMPLE.ORG", "", "ada"),
        ("18", "", "bo"),
        ("18", "canvas_id", "bo"),
        ("s-3", "sis_id", "cy"),
    ],
)
def test_a_student_is_found_by_anything(
    course: Course, text: str, column: str, student: str
) -> None:
    """Folder, e-mail in any case, and each id lead to the same student."""
    found = read(course, FULL).find(text, column)

    assert found is not None
    assert found.student == student


@pytest.mark.parametrize(
    ("text", "column"), [("", ""), ("nobody", ""), ("17", "sis_id"), ("ada", "canvas_id")]
)
def test_nobody_is_found_by_what_nobody_has(course: Course, text: str, column: str) -> None:
    """Another text, or another column, is nobody's; an empty id is not one."""
    assert read(course, FULL).find(text, column) is None


def test_an_id_of_two_systems_is_not_guessed(course: Course) -> None:
    """Where two systems count alike, the column decides, and without it nobody is chosen."""
    roster = read(course, "student,canvas_id,moodle_id\nada,7,8\nbo,8,9\n")

    with pytest.raises(UsageError, match="ada \\(moodle_id\\) and bo \\(canvas_id\\)"):
        roster.find("8")
    by_column = roster.find("8", "moodle_id")
    assert by_column is not None
    assert by_column.student == "ada"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("name\nAda\n", "line 1, column student: is missing"),
        ("", "line 1, column student: is missing"),
        ("student,nmae\nada,x\n", "line 1, column nmae: unknown column: did you mean 'name'?"),
        ("student,Email\nada,x\n", "line 1, column Email: unknown column: did you mean 'email'?"),
        ("student,name,name\nada,x,y\n", "line 1, column name: stands there twice"),
        ("student,,name\nada,x,y\n", "line 1, column 2: has no name"),
        ("student\nada\nbo\nada\n", "line 4, column student: 'ada' stands at line 2 already"),
        (
            "student,email\nada,a@b.c\nbo,A@b.c\n",
            "line 3, column email: 'A@b.c' stands at line 2 already",
        ),
        ("student,sis_id\nada,1\nbo,1\n", "line 3, column sis_id: '1' stands at line 2 already"),
        ("student,name\n,Ada\n", "line 2, column student: is empty"),
        ("student\n../ada\n", "line 2, column student: '../ada' cannot be the name of a folder"),
        ("student\n.ada\n", "line 2, column student: '.ada' cannot be the name of a folder"),
        ("student,email\nada,ada at home\n", "line 2, column email: 'ada at home' is no e-mail"),
        ("student,status\nada,enroled\n", "unknown status 'enroled': did you mean 'enrolled'?"),
        ("student,extra_time\nada,a week\n", "column extra_time: expected a form such as 25%"),
        ("student,extra_time\nada,1.5 d\n", "column extra_time: expected a form such as 25%"),
        ("student,extra_time\nada,-5%\n", "column extra_time: expected a form such as 25%"),
        ("student,sis_id\nada,1.2E+11\n", "line 2, column sis_id: '1.2E+11' is a number that a"),
        ("student,name\nada,x,y\n", "line 2: 3 cells, and 2 columns"),
        ("student,name\nada,a\x07b\n", "line 2, column name: a character that does not show"),
        ('student,name\nada,"two\nlines"\nbo,"x"y\n', "line 4: "),
        ('student,name\nada,"never closed\n', "line 2: "),
        (
            "student,name\nada,x\nbo,Jürgen\n".encode("latin-1"),
            "line 3, byte 5 is not UTF-8",
        ),
        ("\ufeffstudent\n".encode() + b"a\xff\n", "line 2, byte 2 is not UTF-8"),
    ],
)
def test_a_mistake_has_its_line_and_column(course: Course, text: str | bytes, part: str) -> None:
    """Each kind of mistake is refused, and said with its place."""
    said = refused(course, text)

    assert part in said
    assert f"reading {course.root / 'roster.csv'}" in said


def test_every_mistake_is_told_at_once(course: Course) -> None:
    """One error holds them all in the order of the file, and does not drown the reader."""
    said = refused(course, "student,status\n" + "ada,gone\n" * 40)

    lines = said.splitlines()
    assert "line 2, column status" in lines[2]
    assert "line 3, column student" in said
    assert sum("column" in line for line in lines) == 20 + 1  # and the line of what was expected
    assert "and 59 more" in said


@pytest.mark.parametrize("odd", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u202e"])
def test_what_identifies_a_student_holds_nothing_invisible(course: Course, odd: str) -> None:
    """Folder, e-mail and ids with a character that nobody sees would never be found again."""
    text = f"student,email,canvas_id\nad{odd}a,a{odd}@example.org,1{odd}7\n"

    said = refused(course, text)

    assert said.count(f"U+{ord(odd):04X}") == 3
    assert all(f"line 2, column {name}" in said for name in ("student", "email", "canvas_id"))


def test_a_name_keeps_its_joiners(course: Course) -> None:
    """Scripts that join letters need such characters in a name."""
    name = "\u0646\u06cc\u200c\u0645"

    assert read(course, f"student,name\nada,{name}\n").students["ada"].name == name


def test_a_roster_that_leads_nowhere_is_not_taken_for_none(course: Course) -> None:
    """A link to a share that is not mounted is told with where it leads: extra time hangs on it."""
    (course.root / "roster.csv").symlink_to("/nowhere/roster.csv")

    with pytest.raises(CourseError, match=r"roster\.csv(.|\n)*a link to /nowhere/roster\.csv"):
        load_roster(course)
