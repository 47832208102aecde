"""Courses and assignments are read as they are written, and refused with every mistake named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from grader.course import Limits, Question, find_course, load_assignment, load_course
from grader.course.equivalent import load_equivalents
from grader.errors import CourseError, UsageError
from tests.courses_helper import ASSIGNMENT_TOML, COURSE_TOML, make_course, replaced


def course_error(root: Path) -> str:
    """What reading a wrong course says."""
    with pytest.raises(CourseError) as caught:
        load_course(root)
    return str(caught.value)


def assignment_error(root: Path) -> str:
    """What reading a wrong assignment says."""
    with pytest.raises(CourseError) as caught:
        load_assignment(root, "toy")
    return str(caught.value)


def test_a_course_is_read_with_its_defaults(tmp_path: Path) -> None:
    """What course.toml leaves out has the documented default."""
    course = load_course(make_course(tmp_path))

    assert (course.id, course.title, course.assignments) == ("toy-course", "A toy course", ("toy",))
    assert course.promises == ("unforgeable", "unreadable", "contained")
    assert course.display_modules[0] == "matplotlib"
    assert course.display_modules[-1] == "google.colab"
    assert (course.deadlines.timezone, course.deadlines.due) == ("UTC", {})
    assert course.root == tmp_path.resolve()


def test_an_assignment_is_read_with_its_defaults(tmp_path: Path) -> None:
    """What assignment.toml leaves out has the documented default, and order is kept."""
    assignment = load_course(make_course(tmp_path, manual=True)).assignment("toy")

    assert assignment.hand_in == ("toy.ipynb", "toy.py")
    assert assignment.limits == Limits(
        memory_mb=512, submission_kb=20480, cell_cpu_s=2.0, check_cpu_s=0.5
    )
    assert [q.id for q in assignment.questions] == ["double", "counter", "why"]
    assert [q.id for q in assignment.auto] == ["double", "counter"]
    assert [q.id for q in assignment.manual] == ["why"]
    assert assignment.question("why") == Question(
        id="why", title="Why it counts", kind="manual", points=1.5, show="nothing"
    )
    assert assignment.question("double").show == "full"


def test_paths_follow_from_the_folder_and_the_id(tmp_path: Path) -> None:
    """Each path property names the file that the layout promises."""
    a = load_course(make_course(tmp_path)).assignment("toy")
    root = tmp_path.resolve()

    inside = [a.toml, a.source, a.interface, a.hidden, a.corpus, a.misconceptions]
    assert [p.relative_to(root / "solutions/toy").as_posix() for p in inside] == [
        "assignment.toml",
        "source.py",
        "interface.py",
        "hidden",
        "corpus.json",
        "misconceptions",
    ]
    outside = [a.release_folder, a.release_notebook, a.release_py]
    assert [p.relative_to(root / "assignments").as_posix() for p in outside] == [
        "toy",
        "toy/toy.ipynb",
        "toy/toy.py",
    ]


def test_the_nearest_course_above_is_found(tmp_path: Path) -> None:
    """A folder inside a course, and a file in it, lead to the course's root."""
    make_course(tmp_path)

    assert find_course(tmp_path / "solutions" / "toy") == tmp_path.resolve()
    assert find_course(tmp_path / "solutions" / "toy" / "source.py") == tmp_path.resolve()


def test_no_course_above_says_how_to_name_one(tmp_path: Path) -> None:
    """Outside every course the message names the folder and the option."""
    with pytest.raises(UsageError, match=r"(?s)none at or above .*--course DIR"):
        find_course(tmp_path)


@pytest.mark.parametrize("below", ["submitted/eve/toy", "in/eve/toy/deep/er"])
def test_a_course_in_a_hand_in_is_nobodys_course(tmp_path: Path, below: str) -> None:
    """A student may have put it there, and a suite is run as whoever typed the command."""
    make_course(tmp_path)
    theirs = tmp_path / below
    theirs.mkdir(parents=True)
    (theirs / "course.toml").write_text("id = 'mine'\nassignments = ['toy']\n")

    with pytest.raises(UsageError, match="looks like a hand-in") as caught:
        find_course(theirs)

    assert str(tmp_path.resolve()) in caught.value.todo


def test_a_course_beside_another_is_itself(tmp_path: Path) -> None:
    """Courses may lie in one another, as long as no hand-in lies between."""
    make_course(tmp_path)
    inner = make_course(tmp_path / "solutions" / "other")
    (tmp_path / "course.toml").write_text("[")

    assert find_course(inner) == inner.resolve()


def test_a_course_that_leads_nowhere_is_not_passed_over(tmp_path: Path) -> None:
    """A link to a share that is not mounted is the course; the one around it is another."""
    make_course(tmp_path)
    inner = tmp_path / "next-year"
    inner.mkdir()
    (inner / "course.toml").symlink_to("/nowhere/course.toml")

    assert find_course(inner) == inner.resolve()


def test_equivalents_that_lead_nowhere_are_not_taken_for_none(tmp_path: Path) -> None:
    """A link that leads nowhere is told: else `verify` would find mutants that were accepted."""
    assignment = load_course(make_course(tmp_path)).assignment("toy")
    (assignment.folder / "equivalent.toml").symlink_to("/nowhere/equivalent.toml")

    with pytest.raises(CourseError, match=r"equivalent\.toml(.|\n)*No such file"):
        load_equivalents(assignment)


def test_an_unknown_assignment_gets_a_suggestion(tmp_path: Path) -> None:
    """A mistyped id is answered with the nearest one."""
    course = load_course(make_course(tmp_path))

    with pytest.raises(UsageError, match=r"(?s)came:     'tyo'.*did you mean 'toy'\?"):
        course.assignment("tyo")


def test_an_unknown_question_gets_a_suggestion(tmp_path: Path) -> None:
    """A mistyped question is answered with the nearest one."""
    assignment = load_assignment(make_course(tmp_path), "toy")

    with pytest.raises(UsageError, match=r"(?s)'duoble'.*did you mean 'double'\?"):
        assignment.question("duoble")


def test_times_become_aware_in_the_zone_named(tmp_path: Path) -> None:
    """A due time without a zone is the local time, one with an offset keeps its instant."""
    text = COURSE_TOML.replace('["toy"]', '["toy", "two"]') + (
        '[deadlines]\ntimezone = "Europe/Berlin"\n'
        "[deadlines.due]\ntoy = 2027-01-15T23:59:00\ntwo = 2027-07-01T12:00:00Z\n"
    )
    root = make_course(
        tmp_path, {"solutions/two/assignment.toml": ASSIGNMENT_TOML}, course_toml=text
    )

    due = load_course(root).deadlines.due

    assert due["toy"] == datetime(2027, 1, 15, 22, 59, tzinfo=UTC)
    assert due["toy"].utcoffset() == timedelta(hours=1)
    assert due["two"] == datetime(2027, 7, 1, 12, 0, tzinfo=UTC)
    assert due["two"].utcoffset() == timedelta(hours=2)


def test_a_time_that_the_clock_shows_twice_is_the_later_one(tmp_path: Path) -> None:
    """Nobody is late because the clock was set back."""
    text = COURSE_TOML + (
        '[deadlines]\ntimezone = "Europe/Berlin"\n[deadlines.due]\ntoy = 2026-10-25T02:30:00\n'
    )

    due = load_course(make_course(tmp_path, course_toml=text)).deadlines.due

    assert due["toy"] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_every_mistake_of_a_course_is_reported_at_once(tmp_path: Path) -> None:
    """One error lists them all, each with key and place, and names the file."""
    text = """\
id = "Bad Id"
titel = "x"
assignments = ["toy", "toy", "tyo"]
promises = ["unforgable"]
display_modules = ["not a module"]
[deadlines]
timezone = "Europe/Berln"
late = { policy = "harsh" }
zone = 1
"""

    said = course_error(make_course(tmp_path, course_toml=text))

    assert f"reading {tmp_path.resolve() / 'course.toml'}" in said
    for part in (
        "`id`: expected a string that should match pattern",
        "unknown key `titel`: did you mean 'title'?",
        "missing key `title`",
        "`assignments`: 'toy' is listed twice",
        "'tyo' has no solutions/tyo/assignment.toml: did you mean 'toy'?",
        "item 1 of `promises`: unknown value 'unforgable': did you mean 'unforgeable'?",
        "item 1 of `display_modules`: expected",
        "`timezone` in [deadlines]: unknown time zone 'Europe/Berln': did you mean",
        "'Europe/Berlin'?",
        "`policy` in [deadlines] [late]: unknown value 'harsh'",
        "unknown key `zone` in [deadlines]: did you mean 'timezone'?",
        "do next:  mend these lines",
    ):
        assert part in said


def test_every_mistake_of_an_assignment_is_reported_at_once(tmp_path: Path) -> None:
    """One error lists wrong keys, kinds, bounds and repeated ids of an assignment."""
    text = """\
title = 3
summary = " "
hand_in = ["a.ipynb", "a.ipynb", "../b.py"]
[limits]
memory_mb = 12
cell_cpu_s = inf
cpu = 3
[[questions]]
id = "one"
title = "One"
kind = "manual"
points = -1
[[questions]]
id = "one"
title = "Two"
kind = "auot"
pionts = 3
points = "3"
show = 1
"""

    said = assignment_error(make_course(tmp_path, assignment_toml=text))

    for part in (
        "`title`: expected a string in quotes, came 3",
        "`summary`: expected",
        "`hand_in`: 'a.ipynb' is listed twice",
        "item 3 of `hand_in`: expected",
        "`memory_mb` in [limits]: expected greater than or equal to 64, came 12",
        "`cell_cpu_s` in [limits]: expected a finite number, came inf",
        "unknown key `cpu` in [limits]: ",
        "`points` in [[questions]] 1: expected greater than 0, came -1",
        "[[questions]]: the id 'one' is used twice",
        "`kind` in [[questions]] 2: unknown value 'auot': did you mean 'auto'?",
        "unknown key `pionts` in [[questions]] 2: did you mean 'points'?",
        "`points` in [[questions]] 2: expected a number, came '3'",
        "`show` in [[questions]] 2: unknown value 1: known: full, message, outcome, nothing",
        'none is of kind "auto"',
    ):
        assert part in said


@pytest.mark.parametrize(
    ("tail", "part"),
    [
        ("root = '/'", "unknown key `root`: it follows from the folder's name"),
        ("deadlines = 3", "`deadlines`: expected a table, came 3"),
        ("promises = []", "`promises`: expected"),
        ("promises = ['contained', 'contained']", "`promises`: 'contained' is listed twice"),
        ("[deadlines]\ntimezone = 1", "`timezone` in [deadlines]: expected a string in quotes"),
        ("[deadlines]\ntimezone = '../etc'", "unknown time zone '../etc'"),
        ("[deadlines.due]\ntoi = 2027-01-15T23:59:00", "unknown key `toi` in [deadlines.due]: did"),
        ("[deadlines.due]\ntoy = 2027-01-15", "a day without a time; write 2027-01-15T23:59:00"),
        (
            "[deadlines.due]\ntoy = 'soon'",
            "`toy` in [deadlines] [due]: expected a date with a time",
        ),
        (
            "[deadlines]\ntimezone = 'Europe/Berlin'\n[deadlines.due]\ntoy = 2027-03-28T02:30:00",
            "2027-03-28 02:30:00 does not exist in Europe/Berlin",
        ),
    ],
)
def test_a_mistake_in_a_course_is_named(tmp_path: Path, tail: str, part: str) -> None:
    """Each kind of mistake is said with its key and its place."""
    assert part in course_error(make_course(tmp_path, course_toml=f"{COURSE_TOML}{tail}\n"))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "missing key `title`"),
        ("", "missing key `questions`"),
        (f"id = 'toy'\n{ASSIGNMENT_TOML}", "unknown key `id`: it follows from the folder's name"),
        ("title = 'a'\nsummary = 'b'\nquestions = []", "`questions`: expected"),
        ("title = 'a'\nsummary = 'b'\nquestions = [3]", "item 1 of `questions`: expected a table"),
        ("title = 'a'\nsummary = 'b'\nquestions = 'x'", "`questions`: expected a list in brackets"),
        (
            ASSIGNMENT_TOML.replace("points = 2", "points = nan"),
            "expected a finite number, came nan",
        ),
        (ASSIGNMENT_TOML.replace("points = 2", "points = true"), "expected a number, came True"),
        (ASSIGNMENT_TOML.replace("points = 2", "points = 0"), "expected greater than 0, came 0"),
        (f"limits = {{ memory_mb = 1.5 }}\n{ASSIGNMENT_TOML}", "expected a whole number, came 1.5"),
        (f"hand_in = []\n{ASSIGNMENT_TOML}", "`hand_in`: expected"),
        (ASSIGNMENT_TOML.replace('"double"', '"double\\n"'), "`id` in [[questions]] 1: expected"),
    ],
)
def test_a_mistake_in_an_assignment_is_named(tmp_path: Path, text: str, part: str) -> None:
    """Each kind of mistake is said with its key and its place."""
    assert part in assignment_error(make_course(tmp_path, assignment_toml=text))


def test_a_syntax_error_is_reported_with_its_line(tmp_path: Path) -> None:
    """TOML that cannot be parsed names file and line."""
    said = course_error(make_course(tmp_path, course_toml='id = "x"\ntitle = unquoted\n'))

    assert "course.toml" in said
    assert "at line 2" in said


def test_bytes_that_are_not_utf8_are_reported(tmp_path: Path) -> None:
    """A file in another encoding says where it stops being UTF-8."""
    root = make_course(tmp_path)
    (root / "course.toml").write_bytes(b'id = "\xe4"')

    assert "byte 6 is not UTF-8" in course_error(root)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    """An assignment without its TOML file names the path."""
    root = make_course(tmp_path)

    with pytest.raises(CourseError, match=r"(?s)solutions/gone/assignment.toml.*No such file"):
        load_assignment(root, "gone")


def test_a_draft_that_the_course_does_not_list_can_be_read(tmp_path: Path) -> None:
    """An assignment's folder is readable before the course lists it, but not through the course."""
    root = make_course(tmp_path, {"solutions/draft/assignment.toml": ASSIGNMENT_TOML})

    assert load_assignment(root, "draft").hand_in == ("draft.ipynb", "draft.py")
    with pytest.raises(UsageError, match="'draft'"):
        load_course(root).assignment("draft")


def test_records_cannot_be_changed(tmp_path: Path) -> None:
    """A course is frozen once it is read."""
    course = load_course(make_course(tmp_path))

    with pytest.raises(ValidationError, match="frozen"):
        course.title = "other"  # type: ignore[misc]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """A file saved with a byte order mark reads as any other."""
    text = "\ufeff" + replaced(COURSE_TOML, "A toy course", "Bōm")

    assert load_course(make_course(tmp_path, course_toml=text)).title == "Bōm"


def test_a_wrong_question_does_not_make_the_list_too_short(tmp_path: Path) -> None:
    """One wrong question is one mistake; that no question is left then is not said."""
    text = """\
title = "One"
summary = "One question."
[[questions]]
id = "one"
title = "One"
kind = "auto"
points = 0
"""

    said = assignment_error(make_course(tmp_path, assignment_toml=text))

    assert "expected greater than 0, came 0" in said
    assert "at least 1 item" not in said
