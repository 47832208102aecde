"""Marks by hand: the file that keeps them, and what they make of reports."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.engine.marking import (
    MARKS,
    Mark,
    Marks,
    add_marks,
    digest_of,
    load_marks,
    marked,
    remarked,
)
from grader.errors import GraderError
from grader.records import ItemGiven, Late, QuestionReport, Receipt, SubmissionReport

AT = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
ANSWER = "Because of the order."


def mark(points: float | None = 2.0, **fields: Any) -> Mark:
    """A mark for the answer of the report below."""
    given_: dict[str, Any] = {
        "student": "ada",
        "assignment": "toy",
        "question": "why",
        "points": points,
        "reader": "anna",
        "at": AT,
        "answer": digest_of(ANSWER),
        "source": "csv",
    }
    return Mark(**{**given_, **fields})


def question(name: str, kind: str, points: float | None, most: float) -> QuestionReport:
    """A question's report."""
    return QuestionReport(
        id=name, title=name, kind=kind, show="full", points=points, max_points=most
    )


def report(answer: str | None = ANSWER, **fields: Any) -> SubmissionReport:
    """A report with one auto and two manual questions, of which one is blank."""
    texts = {} if answer is None else {"why": answer}
    given_: dict[str, Any] = {
        "student": "ada",
        "assignment": "toy",
        "title": "Toy",
        "status": "graded",
        "score": 4.0,
        "max_score": 5.0,
        "manual_score": None,
        "manual_max_score": 3.0,
        "promises": {},
        "unsafe": False,
        "receipt": Receipt(file="toy.py", free_text=texts),
        "questions": (question("double", "auto", 4.0, 5.0), question("why", "manual", None, 3.0)),
        "checks": (),
        "final": 4.0,
    }
    return SubmissionReport(**{**given_, **fields})


def hold(*marks: Mark) -> dict[Any, Mark]:
    """What these marks leave in force."""
    return Marks(marks).holding


def test_marks_come_back_as_they_were_given(tmp_path: Path) -> None:
    """The file gives back every mark in order, with items, comment, reader and time."""
    items = (ItemGiven(id="a", text="Says a", points=0.5, max_points=1.0),)
    first = [mark(items=items, comment="good\n<b>"), mark(None)]

    add_marks(tmp_path, first)
    add_marks(tmp_path, [mark(1.0, reader="bo", source="formgrader")])

    history = load_marks(tmp_path).history
    assert list(history[:2]) == first
    assert (history[2].points, history[2].reader, history[2].source) == (1.0, "bo", "formgrader")


def test_no_file_is_no_marks(tmp_path: Path) -> None:
    """A folder without marks has none, and reading makes no file."""
    assert load_marks(tmp_path).history == ()
    assert list(tmp_path.iterdir()) == []


def test_a_mark_that_a_crash_cut_off_is_dropped(tmp_path: Path) -> None:
    """A torn last line is no mark; the next one that is added begins a line of its own."""
    add_marks(tmp_path, [mark(1.0), mark(2.0)])
    path = tmp_path / MARKS
    path.write_bytes(path.read_bytes()[:-9])

    add_marks(tmp_path, [mark(3.0)])

    assert [each.points for each in load_marks(tmp_path).history] == [1.0, 3.0]


def test_a_damaged_mark_stops_everything(tmp_path: Path) -> None:
    """A changed byte before the last line is an error that says what to do, never a mark less."""
    add_marks(tmp_path, [mark(1.0), mark(2.0)])
    path = tmp_path / MARKS
    path.write_bytes(path.read_bytes().replace(b'"points":1.0', b'"points":3.0'))

    with pytest.raises(GraderError, match="line 1 is damaged") as caught:
        load_marks(tmp_path)

    assert caught.value.exit_code == 3
    assert "nothing is graded" in caught.value.todo


def test_a_line_that_is_no_mark_stops_everything(tmp_path: Path) -> None:
    """A whole line with other content is damage too."""
    from grader.engine.journal import Journal

    with Journal(tmp_path / MARKS) as journal:
        journal.append({"t": "mark", "student": "ada"})

    with pytest.raises(GraderError, match="line 1 is no mark"):
        load_marks(tmp_path)


def test_a_mark_gives_points_and_what_the_student_reads() -> None:
    """Points, items, comment, reader and time stand in the question's report; the sum follows."""
    items = (ItemGiven(id="a", text="Says a", points=2.0, max_points=2.0),)

    (after,) = marked([report()], hold(mark(items=items, comment="Good.")))

    given_ = after.questions[1].mark
    assert given_ is not None
    assert (after.questions[1].points, after.manual_score) == (2.0, 2.0)
    assert (given_.items, given_.comment, given_.reader, given_.at) == (items, "Good.", "anna", AT)
    assert given_.of_this_answer
    assert after.flags == ()


def test_checks_are_left_alone() -> None:
    """A mark changes no auto question, no score and no status."""
    before = report()

    (after,) = marked([before], hold(mark()))

    assert after.questions[0] == before.questions[0]
    assert (after.score, after.status, after.checks) == (4.0, "graded", ())


def test_a_mark_for_an_auto_question_is_not_taken() -> None:
    """Only manual questions take marks, whatever the file says."""
    (after,) = marked([report()], hold(mark(5.0, question="double")))

    assert after.questions[0].points == 4.0
    assert after.manual_score is None


@pytest.mark.parametrize("other", ["student", "assignment", "question"])
def test_a_mark_is_for_one_answer(other: str) -> None:
    """Another student's, assignment's or question's mark changes nothing."""
    before = marked([report()], {})

    assert marked([report()], hold(mark(**{other: "other"}))) == before


def test_an_answer_waits_until_somebody_marks_it() -> None:
    """Without a mark an answer has no points and the sum of all is not known."""
    (after,) = marked([report()], {})

    assert (after.questions[1].points, after.manual_score) == (None, None)


@pytest.mark.parametrize("answer", [None, "", " \n\t "])
@pytest.mark.parametrize("status", ["graded", "unreadable", "empty"])
def test_no_answer_earns_nothing_and_waits_for_nobody(answer: str | None, status: str) -> None:
    """A blank answer is 0, as in nbgrader's gradebook; a person may give points all the same."""
    blank = report(answer, status=status)

    (unmarked,) = marked([blank], {})
    (by_hand,) = marked([blank], hold(mark(1.0, answer=digest_of(""))))

    assert (unmarked.questions[1].points, unmarked.manual_score) == (0.0, 0.0)
    assert (by_hand.questions[1].points, by_hand.flags) == (1.0, ())


def test_where_the_engine_failed_nothing_is_blank() -> None:
    """Our fault leaves the answer waiting, and an earlier mark stands without a flag."""
    failed = report(None, status="engine_failed", score=None, final=None)

    (waits,) = marked([failed], {})
    (by_hand,) = marked([failed], hold(mark()))

    assert waits.questions[1].points is None
    assert (by_hand.questions[1].points, by_hand.flags) == (2.0, ())


def test_a_mark_of_another_answer_stands_and_is_flagged() -> None:
    """Who hands in again keeps the mark; staff see that it is of something else."""
    (after,) = marked([report("Because I say so.")], hold(mark()))

    given_ = after.questions[1].mark
    assert after.questions[1].points == 2.0
    assert after.flags == ("mark-of-another-answer",)
    assert given_ is not None
    assert not given_.of_this_answer


def test_a_mark_above_what_is_paid_now_waits() -> None:
    """Where the question pays less by now, nobody knows what the mark is worth."""
    (after,) = marked([report()], hold(mark(3.5)))

    assert (after.questions[1].points, after.manual_score) == (None, None)
    assert after.flags == ("mark-above-maximum",)


def test_the_last_mark_holds_and_one_can_be_taken_back() -> None:
    """The newest line decides; a line without points makes the answer wait again."""
    assert marked([report()], hold(mark(1.0), mark(3.0)))[0].manual_score == 3.0
    assert marked([report()], hold(mark(1.0), mark(None)))[0].manual_score is None
    assert marked([report()], hold(mark(None), mark(1.0)))[0].manual_score == 1.0


def test_points_of_two_questions_are_added_only_when_both_are_known() -> None:
    """One answer that waits leaves no sum."""
    two = (question("why", "manual", None, 3.0), question("how", "manual", None, 3.0))
    both = report(questions=two, receipt=Receipt(free_text={"why": ANSWER, "how": ANSWER}))
    first, second = mark(0.5), mark(0.25, question="how")

    assert marked([both], hold(first))[0].manual_score is None
    assert marked([both], hold(first, second))[0].manual_score == 0.75


def test_an_assignment_without_manual_questions_stays_as_it_was() -> None:
    """Nothing is made up where no person is asked."""
    auto = report(questions=(question("double", "auto", 4.0, 5.0),), manual_max_score=0.0)

    assert marked([auto], hold(mark())) == [auto]


def test_what_counts_follows_the_mark() -> None:
    """A settled report marked anew loses the same percentage of the new points."""
    late = Late(policy="per_day", due=AT, handed_in=AT + timedelta(days=1), days_late=1,
                deducted_percent=10.0, words="late")  # fmt: skip

    (after,) = remarked([report(late=late)], hold(mark(3.0)))
    (excused,) = remarked([report(late=late, enrolment="excused")], hold(mark(3.0)))

    assert after.manual_final == pytest.approx(2.7)
    assert after.final == pytest.approx(3.6)
    assert (excused.manual_score, excused.manual_final) == (3.0, None)


marks_of_a_report = st.lists(
    st.builds(
        lambda points, reader, text: mark(points, reader=reader, answer=digest_of(text)),
        st.none() | st.floats(0, 4),
        st.sampled_from(["anna", "bo"]),
        st.sampled_from([ANSWER, "other"]),
    ),
    max_size=4,
)


@given(
    marks=marks_of_a_report,
    answer=st.sampled_from([ANSWER, "", None]),
    status=st.sampled_from(["graded", "unreadable", "engine_failed"]),
)
def test_marking_again_changes_nothing_and_never_exceeds_the_maximum(
    marks: list[Mark], answer: str | None, status: Any
) -> None:
    """Marking is idempotent, its points fit the question, and a sum is there when all are known."""
    (once,) = marked([report(answer, status=status)], hold(*marks))

    assert marked([once], hold(*marks)) == [once]
    points = once.questions[1].points
    assert points is None or 0 <= points <= 3.0
    assert once.manual_score == points
    assert once.score == 4.0


@given(
    lines=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8), max_size=4
    )
)
def test_spaces_at_the_ends_of_lines_are_no_other_answer(lines: list[str]) -> None:
    """A digest sees neither blanks at line ends nor the kind of line end; it sees the words."""
    text = "x" + "\n".join(lines) + "y"

    assert digest_of(text) == digest_of("\n  " + text.replace("\n", "  \n") + "\n")
    assert digest_of(text) != digest_of(text + "z")
    assert digest_of(text)[0] == "a"
    assert len(digest_of(text)) == 17


def test_every_field_of_a_mark_is_explained() -> None:
    """The table in docs/marking-by-hand.md names each field of a line once, and no other."""
    page = Path(__file__).resolve().parents[2] / "docs" / "marking-by-hand.md"
    table = page.read_text(encoding="utf-8").partition("| field | holds |")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(["t", *Mark.model_fields])
