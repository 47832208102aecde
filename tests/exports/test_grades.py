"""Who has which score, and what stays blank."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.exports.grades import grade_of, grades_of, notes_on, read_reports
from grader.records import Late, MarkGiven, SubmissionReport
from tests.exports.conftest import question

Make = Callable[..., SubmissionReport]
Results = Callable[[Sequence[SubmissionReport]], Path]
DUE = datetime(2027, 1, 15, tzinfo=UTC)
LATE = Late(
    policy="per_day", due=DUE, handed_in=DUE, days_late=1, deducted_percent=10.0, words="A day."
)


def test_what_a_grading_wrote_is_read_back(make: Make, results: Results) -> None:
    """Every report of every student comes back as it was."""
    written = [make("ada"), make("ada", assignment="other"), make("Zoë / x")]

    read = read_reports(results(written))

    assert sorted(read, key=lambda r: (r.student, r.assignment)) == sorted(
        written, key=lambda r: (r.student, r.assignment)
    )


def test_what_counts_is_exported(make: Make) -> None:
    """What is deducted for being late is gone from both parts; who is excused has no number."""
    late = make("ada", 5.0, manual_score=2.0, late=LATE, final=4.5, manual_final=1.8)
    excused = make("bo", 5.0, manual_score=2.0, enrolment="excused")

    assert grade_of(late).score == pytest.approx(6.3, rel=1e-12)  # one addition of floats
    assert grade_of(late, auto_only=True).score == 4.5
    assert (grade_of(excused).score, grade_of(excused).state) == (None, "excused")
    assert notes_on([grade_of(late), grade_of(excused)], auto_only=False) == [
        "blank, excused: 1 (bo)",
        "less what is deducted for being late: 1 (ada 10 %)",
    ]


def test_every_blank_and_every_zero_has_its_reason(make: Make) -> None:
    """Each student who is blank, or 0 without a check, is named with why."""
    class_ = [
        make("waits"),
        make("ours", None, status="engine_failed"),
        make("empty", 0.0, status="empty", manual_score=0.0),
        make("unsafe", 3.0, unsafe=True, manual_score=1.0),
    ]

    notes = notes_on(list(grades_of(class_, "median").values()), auto_only=False)

    assert notes == [
        "blank, because a manual question waits for a person: 1 (waits)",
        "blank, not graded by our fault: 1 (ours)",
        "0 without a check, because the hand-in could not be read: 1 (empty)",
        "graded under --unsafe: 1 (unsafe)",
    ]


def test_points_of_an_earlier_answer_are_told(make: Make) -> None:
    """Who counts with a mark of what they have handed in before is named, unless it is left out."""
    given = {"items": (), "comment": "", "reader": "anna", "at": DUE}
    old, new = (MarkGiven(**given, of_this_answer=same) for same in (False, True))
    class_ = [
        grade_of(
            make(
                name,
                manual_score=1.0,
                questions=(question("robust", 1.0, 2.0, kind="manual", mark=mark),),
            )
        )
        for name, mark in (("ada", old), ("bo", new))
    ]

    words = "points by hand of an earlier answer, as the one that is there now was not read"
    assert notes_on(class_, auto_only=False) == [f"{words}: 1 (ada)"]
    assert not any("earlier" in note for note in notes_on(class_, auto_only=True))


def test_what_students_are_not_shown_is_told(make: Make) -> None:
    """A score from which a withheld question's points could be found by subtraction is named."""
    secret = make(manual_max_score=0.0, questions=(question("secret", 1.0, 2.0, show="nothing"),))

    (note,) = notes_on([grade_of(secret)], auto_only=False)

    assert note == "in the score though its result is not shown to students: secret"


@pytest.mark.parametrize(
    ("text", "came"),
    [
        ("{", "JSONDecodeError"),
        ('{"schema": "grader/report/v0", "reports": []}', "grader/report/v0"),
        ('{"schema": "grader/report/v1"}', "no reports"),
        (
            '{"schema": "grader/report/v1", "student": "bo", "reports": [{"student": "bo"}]}',
            "Field required",
        ),
    ],
)
def test_a_report_that_cannot_be_read_is_not_passed_over(
    make: Make, results: Results, text: str, came: str
) -> None:
    """A broken, old or foreign file among the reports stops the export and is named."""
    folder = results([make()])
    (folder / "reports" / "bo.json").write_text(text)

    with pytest.raises(UsageError, match=r"reading the reports(.|\n)*bo\.json") as caught:
        read_reports(folder)

    assert came in caught.value.came


def test_two_reports_of_one_student_are_refused(make: Make, results: Results) -> None:
    """A copy of a report under another name is no second grade."""
    folder = results([make()])
    document = json.loads((folder / "reports" / "ada.json").read_text())
    (folder / "reports" / "copy.json").write_text(json.dumps(document))

    with pytest.raises(UsageError, match=r"copy\.json.*ada\.json"):
        read_reports(folder)


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    """The message says what kind of folder is meant."""
    with pytest.raises(UsageError, match=r"no reports/\*\.json"):
        read_reports(tmp_path)
