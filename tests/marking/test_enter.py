"""Tables that come back: what is entered, what is refused, and what is published after it."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Course, load_course
from grader.engine.marking import MARKS, load_marks
from grader.errors import CourseError, GraderError, UsageError
from grader.marking.carry import enter_files
from grader.marking.hand_out import HandedOut
from grader.marking.rows import Checked
from grader.marking.table import expanded
from grader.records import SubmissionReport
from tests.marking import desk

POINTS = "points (of 3)"
Export = Callable[..., tuple[HandedOut, ...]]
Enter = Callable[..., Checked]


@pytest.fixture
def enter(course: Course, out: Path) -> Enter:
    """Enters tables as anna, at a fixed time."""

    def call(*paths: Path, **options: Any) -> Checked:
        given_ = {"reader": "anna", "at": desk.AT, **options}
        return enter_files(course, out, paths, **given_)

    return call


def reports(out: Path) -> dict[str, SubmissionReport]:
    """The published reports by student."""
    found = {}
    for path in (out / "reports").glob("*.json"):
        for one in json.loads(path.read_bytes())["reports"]:
            found[one["student"]] = SubmissionReport.model_validate_json(json.dumps(one))
    return found


def files(out: Path) -> dict[str, bytes]:
    """Every file of the folder but locks and the secret."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name not in (".publishing.lock", "marking.key")
    }


def test_marks_reach_reports_pages_and_summary(enter: Enter, out: Path, why: Path) -> None:
    """After an import everything that people read has the marks, and nothing was run."""
    desk.fill(why, {"ada": {"keeps (2)": "x", "adds (0.5)": "0.25", "comment": "Good. #reason"}})

    checked = enter(why)

    assert [(c.kind, c.mark.student, c.mark.points) for c in checked.changes] == [
        ("new", "ada", 2.25)
    ]
    assert (checked.same, checked.empty) == (0, 2)
    question = reports(out)["ada"].questions[2]
    assert question.points == 2.25
    assert question.mark is not None
    assert [(i.id, i.points, i.max_points) for i in question.mark.items] == [
        ("keeps", 2.0, 2.0),
        ("adds", 0.25, 0.5),
    ]
    assert question.mark.comment == "Good. Say why."
    page = (out / "pages" / "ada.html").read_text(encoding="utf-8")
    assert "Says that the old count is kept." in page
    assert "Good. Say why." in page
    assert "anna" not in page
    summary = json.loads((out / "summary.json").read_bytes())
    assert summary["assignments"][0]["questions"][2]["points"]["n"] == 2  # dee has no answer: 0
    assert summary["timing"]["executed"] == 7
    assert "late-comer" in (out / "pages" / "index.html").read_text(encoding="utf-8")


def test_the_sum_follows_when_everything_is_marked(
    enter: Enter, export: Export, out: Path, tmp_path: Path
) -> None:
    """`manual_score` and `manual_final` are there once the last question is marked."""
    export()
    why, how = (tmp_path / "marking" / f"toy-{name}.csv" for name in ("why", "how"))
    desk.fill(why, {"ada": {POINTS: "3"}})
    desk.fill(how, {"ada": {"points (of 1.5)": "1,5"}})

    enter(why)
    assert reports(out)["ada"].manual_score is None
    enter(how)

    ada = reports(out)["ada"]
    assert (ada.manual_score, ada.manual_final) == (4.5, 4.5)


def test_the_points_that_are_written_count_instead_of_the_sum(enter: Enter, why: Path) -> None:
    """A reader may give other points than the items do, and is told so."""
    desk.fill(why, {"ada": {"keeps (2)": "x", POINTS: "1.5"}})

    checked = enter(why)

    assert checked.changes[0].mark.points == 1.5
    assert "1.5 points, while its items are 2" in checked.notes[0]


@pytest.mark.parametrize(
    ("cells", "points"),
    [
        ({POINTS: "0"}, 0.0),
        ({POINTS: "2,5"}, 2.5),
        ({"keeps (2)": "X", "adds (0.5)": "✓"}, 2.5),
        ({"keeps (2)": "1"}, 1.0),
        ({"keeps (2)": "0", "adds (0.5)": "0"}, 0.0),
    ],
)
def test_ways_to_write_points(
    enter: Enter, why: Path, cells: dict[str, str], points: float
) -> None:
    """A number is points, a cross is the whole item, and zeros are a mark of 0."""
    desk.fill(why, {"ada": cells})

    assert [change.mark.points for change in enter(why).changes] == [points]


def test_a_spreadsheet_may_have_saved_it(enter: Enter, why: Path) -> None:
    """Semicolons, a byte order mark, decimal commas and a comment of two lines are taken."""
    desk.fill(why, {"ada": {POINTS: "2,5", "comment": "one\r\ntwo"}}, delimiter=";")
    why.write_bytes(b"\xef\xbb\xbf" + why.read_bytes())

    (change,) = enter(why).changes

    assert (change.mark.points, change.mark.comment) == (2.5, "one\ntwo")


def test_a_number_that_lost_its_zeros_is_still_its_student(
    enter: Enter, export: Export, tmp_path: Path
) -> None:
    """The row's code says that 7 is 007; where somebody is called 7 it is refused."""
    desk.results(tmp_path, [desk.report("007"), desk.report("ada")])
    table = export(questions=["why"])[0].table
    assert table is not None
    desk.rewrite(table, lambda row: {**row, "student": row["student"].lstrip("0"), POINTS: "1"})
    assert {change.mark.student for change in enter(table, dry_run=True).changes} == {"007", "ada"}

    desk.results(tmp_path, [desk.report("007"), desk.report("7"), desk.report("ada")])

    with pytest.raises(CourseError, match="'7', but the line's code belongs to '007'"):
        enter(table)


def test_a_dry_run_writes_nothing(enter: Enter, out: Path, why: Path) -> None:
    """What would change is told; no byte of the results changes."""
    desk.fill(why, {"ada": {POINTS: "3"}})
    before = files(out)

    assert len(enter(why, dry_run=True).changes) == 1
    assert files(out) == before


def test_the_same_table_again_changes_nothing(enter: Enter, out: Path, why: Path) -> None:
    """A second import of the same file enters no second mark."""
    desk.fill(why, {"ada": {POINTS: "3"}, "bo": {"keeps (2)": "x"}})
    enter(why)
    before = files(out)

    checked = enter(why)

    assert (checked.changes, checked.same) == ((), 2)
    assert files(out) == before


def test_what_a_killed_import_left_is_published(enter: Enter, out: Path, why: Path) -> None:
    """Marks that were added without being published reach the reports with the next import."""
    desk.fill(why, {"ada": {POINTS: "3"}})
    stale = (out / "reports" / "ada.json").read_bytes()
    enter(why)
    (out / "reports" / "ada.json").write_bytes(stale)

    enter(why)

    assert reports(out)["ada"].questions[2].points == 3.0


def test_another_readers_mark_needs_a_word(enter: Enter, out: Path, why: Path) -> None:
    """It is not replaced in silence, and nothing else of the file is entered either."""
    desk.fill(why, {"ada": {POINTS: "3"}})
    enter(why)
    desk.fill(why, {"ada": {POINTS: "1"}, "bo": {POINTS: "1"}})
    before = files(out)

    with pytest.raises(UsageError, match="ada has 3 from anna, 2026-03-04"):
        enter(why, reader="bob")
    assert files(out) == before
    assert [c.conflict for c in enter(why, reader="bob", dry_run=True).changes] == [True, False]

    enter(why, reader="bob", overwrite=True)

    assert reports(out)["ada"].questions[2].points == 1.0
    assert [m.reader for m in load_marks(out).history if m.student == "ada"] == ["anna", "bob"]


def test_a_reader_may_change_their_own_mark(enter: Enter, out: Path, why: Path) -> None:
    """No word is needed for that, and the history has both."""
    desk.fill(why, {"ada": {POINTS: "3"}})
    enter(why)
    desk.fill(why, {"ada": {POINTS: "2"}})

    assert [change.kind for change in enter(why).changes] == ["changed"]
    assert [mark.points for mark in load_marks(out).history] == [3.0, 2.0]


def test_a_mark_can_be_taken_back(enter: Enter, out: Path, why: Path) -> None:
    """`withdraw` makes the answer wait again; an empty row does not."""
    desk.fill(why, {"ada": {POINTS: "3"}})
    enter(why)
    desk.fill(why, {"ada": {POINTS: ""}})
    enter(why)
    assert reports(out)["ada"].questions[2].points == 3.0

    desk.fill(why, {"ada": {POINTS: "withdraw"}})
    enter(why)

    assert reports(out)["ada"].questions[2].points is None
    assert [mark.points for mark in load_marks(out).history] == [3.0, None]


def test_a_table_of_everybody_comes_back_as_it_went_out(
    enter: Enter, export: Export, why: Path
) -> None:
    """Items, comments with `#` and formulas, and another reader's name survive the way."""
    comment = "=1+1 costs #reason, and C# or ## too"
    desk.fill(why, {"ada": {"keeps (2)": "0.75", "comment": comment}, "bo": {POINTS: "0"}})
    enter(why)

    table = export("all", questions=["why"], which="all")[0].table
    assert table is not None
    checked = enter(table, reader="bob")

    assert (checked.changes, checked.same) == ((), 2)
    (row,) = [row for row in desk.rows(table) if row["student"] == "ada"]
    assert row["comment"] == "'=1+1 costs Say why., and C## or ## too"


def test_blind_tables_come_back_blind(enter: Enter, export: Export, out: Path) -> None:
    """A pseudonym leads to its student, and what is told names the pseudonym."""
    one = export("blind", questions=["why"], blind=True)[0]
    assert one.table is not None
    shown = {answer.student: answer.shown for answer in one.reading.rows}
    desk.fill(one.table, {shown["bo"]: {POINTS: "2"}})

    (change,) = enter(one.table).changes

    assert (change.shown, change.mark.student) == (shown["bo"], "bo")
    assert reports(out)["bo"].questions[2].points == 2.0


def test_equal_answers_with_other_points_are_told(enter: Enter, why: Path) -> None:
    """It is the reader's right, but nobody should do it without knowing."""
    desk.fill(why, {"bo": {POINTS: "3"}, "cy": {POINTS: "1"}})

    assert enter(why).notes == ("equal answers, other points: bo 3, cy 1",)


def test_a_comment_without_points_is_told(enter: Enter, why: Path) -> None:
    """It is no mark, and not dropped in silence."""
    desk.fill(why, {"ada": {"comment": "hm"}})

    checked = enter(why)

    assert checked.changes == ()
    assert checked.notes == ("toy-why.csv, line 2: a comment and no points; not entered",)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({POINTS: "3.5"}, "line 2, column points: '3.5': points from 0 to 3, or `withdraw`"),
        ({POINTS: "-1"}, "'-1': points from 0 to 3"),
        ({POINTS: "nan"}, "'nan': points"),
        ({POINTS: "1e1"}, "'1e1': points"),
        ({POINTS: "01. Mai"}, "'01. Mai': points"),
        ({POINTS: "withdraw"}, "`withdraw`, and there is no mark"),
        ({POINTS: "withdraw", "keeps (2)": "x"}, "`withdraw`, and items beside it"),
        ({"keeps (2)": "2.5"}, "line 2, column keeps: '2.5': x, or points from 0 to 2"),
        ({"keeps (2)": "yes"}, "'yes': x, or points"),
        ({POINTS: "1", "comment": "#raeson"}, "no comment `#raeson`: did you mean 'reason'?"),
        ({POINTS: "1", "reader": "carl"}, "'carl' is neither --reader nor who has marked it"),
        ({POINTS: "1", "student": "bo"}, "'bo', but the line's code belongs to 'ada'"),
        ({POINTS: "1", "answer": "12"}, "no code of an answer: '12'; export again"),
        ({POINTS: "1", "question": "how"}, "no column 'points (of 1.5)': it has 'points (of 3)'"),
        ({POINTS: "1", "question": "who"}, "no question of this course that is marked by hand"),
        ({POINTS: "1", "comment": "a\x07"}, "a character that does not show: U+0007"),
    ],
)
def test_a_wrong_row_stops_the_whole_import(
    enter: Enter, out: Path, why: Path, cells: dict[str, str], words: str
) -> None:
    """The message names line and column; a right row of the same file is not entered."""
    desk.fill(why, {"ada": cells, "bo": {POINTS: "1"}})
    before = files(out)

    with pytest.raises(CourseError) as caught:
        enter(why)

    assert words in str(caught.value)
    assert caught.value.exit_code == 2
    assert files(out) == before


def test_a_table_is_of_one_question(enter: Enter, why: Path) -> None:
    """A row of another question than the first one's is refused."""
    desk.fill(why, {"bo": {POINTS: "1", "question": "how"}})

    with pytest.raises(CourseError, match="line 3: another question than above: toy how"):
        enter(why)


def test_every_wrong_row_is_told_at_once(enter: Enter, why: Path) -> None:
    """A reader mends one file once."""
    desk.fill(why, {"ada": {POINTS: "9"}, "bo": {POINTS: "8"}, "cy": {"keeps (2)": "7"}})

    with pytest.raises(CourseError) as caught:
        enter(why)

    assert all(f"line {n}, column" in caught.value.came for n in (2, 3, 4))


def test_a_column_sorted_alone_is_noticed(enter: Enter, why: Path) -> None:
    """Where names have moved against their rows, no mark goes to another student."""
    names = iter(["cy", "bo", "ada"])
    desk.rewrite(why, lambda row: {**row, "student": next(names), POINTS: "1"})

    with pytest.raises(CourseError, match="'cy', but the line's code belongs to 'ada'"):
        enter(why)


def test_an_answer_that_changed_since_is_not_marked(
    enter: Enter, why: Path, tmp_path: Path
) -> None:
    """Who handed in again is named; the reader reads the new answer first."""
    desk.fill(why, {"ada": {POINTS: "1"}})
    desk.results(tmp_path, [desk.report("ada", "Something else."), desk.report("bo")])

    with pytest.raises(CourseError, match=r"line 2.*the answer has changed since .* \[ada\]"):
        enter(why)


def test_a_student_without_a_report_is_unknown(enter: Enter, why: Path, tmp_path: Path) -> None:
    """Marks are for hand-ins that were graded."""
    desk.fill(why, {"ada": {POINTS: "1"}})
    desk.results(tmp_path, [desk.report("bo"), desk.report("adam")])

    with pytest.raises(CourseError, match="no report of 'ada' in --results: did you mean 'adam'"):
        enter(why)


def test_a_table_of_another_folder_is_refused(enter: Enter, why: Path, out: Path) -> None:
    """Its codes were made with another secret."""
    desk.fill(why, {"ada": {POINTS: "1"}})
    (out / "marking.key").unlink()

    with pytest.raises(CourseError, match="a code of another folder of results"):
        enter(why)


def test_two_rows_for_one_answer_are_refused(enter: Enter, why: Path, tmp_path: Path) -> None:
    """Within a file and between two files alike."""
    desk.fill(why, {"ada": {POINTS: "1"}})
    copy = tmp_path / "copy.csv"
    copy.write_bytes(why.read_bytes())
    with pytest.raises(CourseError, match=r"the same answer as in toy-why\.csv, line 2"):
        enter(why, copy)

    lines = why.read_bytes().splitlines(keepends=True)
    why.write_bytes(b"".join([*lines, lines[1]]))

    with pytest.raises(
        CourseError, match=r"line 5: the same answer as in toy-why\.csv, line 2 \[ada\]"
    ):
        enter(why)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda t: t.replace("keeps (2)", "keeps (1)"),
            "no column 'keeps (2)': it has 'keeps (1)'",
        ),
        (lambda t: t.replace("keeps (2)", "kept"), "no column 'keeps (2)': export the table again"),
        (lambda t: t.replace("keeps (2)", "kept"), "unknown column 'kept': known: "),
        (lambda t: t.replace("comment", "remark"), "column comment: is missing"),
        (
            lambda t: t.replace("student,", "pseudonym,student,").replace("\nada,", "\nada,ada,"),
            "unknown column 'student'",
        ),
        (lambda t: t.replace("reader", "reader,mine"), "unknown column 'mine'"),
        (lambda t: t.partition("\n")[0] + "\n", "a heading, and no row below it"),
        (lambda t: "a;b\n1;2\n", "column answer: is missing"),
        (lambda t: t + '"open', "unexpected end of data"),
        (lambda t: "", "is missing"),
    ],
)
def test_another_form_is_refused(
    enter: Enter, out: Path, why: Path, change: Callable[[str], str], words: str
) -> None:
    """A heading that was changed, or no table at all, is told with what is expected."""
    why.write_text(change(why.read_text(encoding="utf-8")), encoding="utf-8")
    before = files(out)

    with pytest.raises(CourseError) as caught:
        enter(why)

    assert words in str(caught.value)
    assert files(out) == before


@pytest.mark.parametrize("data", [b"\xff\xfes\x00t\x00", "student,Ünal".encode("cp1252")])
def test_another_encoding_is_refused(enter: Enter, why: Path, data: bytes) -> None:
    """What is no UTF-8 is not guessed at."""
    why.write_bytes(data)

    with pytest.raises(CourseError, match="is not UTF-8"):
        enter(why)


def test_a_folder_that_is_no_results_folder_is_refused(
    course: Course, why: Path, tmp_path: Path
) -> None:
    """Nothing is made in it."""
    other = tmp_path / "other"
    other.mkdir()

    with pytest.raises(UsageError, match=r"no reports/\*\.json"):
        enter_files(course, other, [why], reader="anna", at=desk.AT)

    assert list(other.iterdir()) == []


def test_damaged_marks_stop_an_import(enter: Enter, out: Path, why: Path) -> None:
    """Nothing is added behind a damaged line."""
    desk.fill(why, {"ada": {POINTS: "3"}, "bo": {POINTS: "2"}})
    enter(why)
    path = out / MARKS
    damaged = path.read_bytes().replace(b'"points":3.0', b'"points":2.0')
    path.write_bytes(damaged)

    with pytest.raises(GraderError, match="line 1 is damaged"):
        enter(why)

    assert path.read_bytes() == damaged


def test_reports_that_were_edited_are_not_published_as_ours(
    enter: Enter, out: Path, why: Path
) -> None:
    """Publishing again would hide that somebody has changed a report by hand."""
    path = out / "reports" / "bo.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"score": 5.0', '"score": 4.0'))
    desk.fill(why, {"ada": {POINTS: "3"}})

    with pytest.raises(UsageError, match=r"edited by hand: bo\.json"):
        enter(why)

    assert load_marks(out).history == ()


def _one_reader(root: str, out: str, table: str, reader: str, start: Any) -> None:
    """A reader's program: enters a table when all are ready."""
    start.wait(30)
    enter_files(load_course(Path(root)), Path(out), [Path(table)], reader=reader, at=desk.AT)


def test_two_readers_of_different_questions_do_not_collide(
    course: Course, export: Export, tmp_path: Path
) -> None:
    """Imports at the same moment wait for each other; all marks are kept and published."""
    students = [f"s{n:02}" for n in range(12)]
    out = desk.results(tmp_path, [desk.report(each) for each in students])
    export()
    tables = {name: tmp_path / "marking" / f"toy-{name}.csv" for name in ("why", "how")}
    desk.fill(tables["why"], {each: {POINTS: "2"} for each in students})
    desk.fill(tables["how"], {each: {"points (of 1.5)": "1"} for each in students})
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)

    readers = [
        context.Process(
            target=_one_reader, args=(str(course.root), str(out), str(table), name, start)
        )
        for name, table in tables.items()
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(60)

    assert [reader.exitcode for reader in readers] == [0, 0]
    assert len(load_marks(out).history) == 24
    assert {each.manual_score for each in reports(out).values()} == {3.0}


words = st.text(st.sampled_from("#ab ,.reason_x1&/"), max_size=20)


@given(comment=words)
def test_a_comment_survives_the_table(comment: str) -> None:
    """What is written into a table for a comment is read from it as the same comment."""
    from grader.course.models import Question

    question = Question(id="q", title="Q", kind="manual", points=1, comments={"reason": "Why?"})

    assert expanded(comment.replace("#", "##"), question) == (comment, [])


@given(before=words, after=words)
def test_a_key_is_replaced_wherever_it_stands(before: str, after: str) -> None:
    """`#reason` between blanks becomes its sentence; an unknown key is named and never kept."""
    from grader.course.models import Question

    question = Question(id="q", title="Q", kind="manual", points=1, comments={"reason": "Why?"})
    text = f"{before.replace('#', '')} #reason {after.replace('#', '')} #resaon"

    shown, unknown = expanded(text, question)

    assert unknown == ["resaon"]
    assert "Why?" in shown
    assert "#reason" not in shown
