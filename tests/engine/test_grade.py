"""Grading a class end to end, on the toy course: outcomes, points, statuses, what is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.engine import grade as module
from grader.engine.grade import Grading, Progress, grade
from grader.errors import CourseError, SandboxError, UsageError
from grader.records import SubmissionReport
from tests.engine import toy
from tests.engine.toy import COUNTER, COUNTS_DOWN, COUNTS_UP, DOUBLE, DOUBLE_0, DOUBLE_3, RIGHT

# A worker that answers for itself what a list of modules should have been.
FORGED = """(lambda text: len(text).to_bytes(4, 'little') + bytes(4) + text)(
    b'{"n": 2, "cell": {"state": "ran", "absent": 5, "skipped": {"a": 1}, "error": [1]}}')"""
CELLS = "# %%\n{}\n# %%\n{}\n# %%\n{}\n"
SWITCHED = """# %%
MODE = {{"m": 0}}
def configure():
    MODE["m"] = 1
def double(x):
    return x + x if MODE["m"] == 0 else x
# %%
{}
# %%
configure()
for i in range(3_000_000):
    pass
""".format(toy.COUNTER.replace("+= amount", "+= amount if MODE['m'] else 0"))
SPOILED = CELLS.format(
    "def spoil():\n    global double\n    double = lambda x: 0\n" + DOUBLE,
    COUNTER,
    "for i in range(3_000_000):\n    pass\nspoil()",
)
HAND_INS = {
    "switched": SWITCHED,
    "spoiled": SPOILED,
    "breaks-it-later": CELLS.format(
        DOUBLE,
        COUNTER,
        "C = Counter\nC.add = lambda *_: None\nfor i in range(3_000_000):\n    pass",
    ),
    "right": RIGHT,
    "wrong-double": "def double(x):\n    return x\n" + COUNTER,
    "wrong-counter": DOUBLE + toy.REPLACES,
    "loops": RIGHT + "def double(x):\n    while x == 3:\n        pass\n    return x + x\n",
    "leaves": "import os\n" + RIGHT + "def double(x):\n    return x + x if x else os._exit(0)\n",
    "breaks": CELLS.format(DOUBLE, "before = 1\n1 / 0\nafter = 1", COUNTER),
    "never-ends": CELLS.format(DOUBLE, "while True:\n    pass", COUNTER),
    "asks-in-answer": CELLS.format(DOUBLE + "input('Well? ')\ntoo = 1", "x = 1", COUNTER),
    "loops-in-answer": CELLS.format(
        "first = 1\nwhile True:\n    pass\n" + DOUBLE, "x = 1", COUNTER
    ),
    "asks": CELLS.format(DOUBLE, "name = input('Who are you? ')", COUNTER),
    "absent": "import seaborn as sns\n" + RIGHT,
    "no-counter": DOUBLE,
    "no-python": "def double(x):\n    return x +\n",
    "not-implemented": "def double(x):\n    raise NotImplementedError('later')\n" + COUNTER,
    "not-a-number": "def double(x):\n    return str(x + x)\n" + COUNTER,
    "forger": "__import__('os').write(3, " + FORGED + ")\n" + RIGHT,
    "big": RIGHT + "# " + "x" * 20_000,
}
LONE = {  # student to the files that are no toy.py
    "unreadable": {"toy.ipynb": "this is no notebook"},
    "empty": {"essay.txt": "I did not get to it."},
    "ambiguous": {"toy (1).py": RIGHT, "toy (2).py": DOUBLE},
    "renamed": {"toy-1.py": RIGHT},
    "both": {"toy.py": DOUBLE, "toy.ipynb": ""},
}


def notebook(*sources: str) -> str:
    """A notebook whose code cells hold the sources."""
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"c{at}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for at, source in enumerate(sources)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def write_class(submissions: Path, release: Path) -> None:
    """Every hand-in of this module."""
    toy.hand_in(submissions, "untouched-notebook", release.read_bytes(), "toy.ipynb")
    toy.hand_in(submissions, "untouched-notebook", RIGHT)
    for student, text in HAND_INS.items():
        toy.hand_in(submissions, student, text)
    for student, files in LONE.items():
        for name, text in files.items():
            toy.hand_in(submissions, student, text or notebook(DOUBLE, COUNTER), name)
    (submissions / "missing" / "toy").mkdir(parents=True)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The toy course."""
    return toy.ready(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def progress() -> list[Progress]:
    """What was told while the class was graded."""
    return []


@pytest.fixture(scope="module")
def grading(
    keeps_promises: None,
    course: Course,
    progress: list[Progress],
    tmp_path_factory: pytest.TempPathFactory,
) -> Grading:
    """The class, graded once."""
    folder = tmp_path_factory.mktemp("class")
    write_class(folder / "in", course.assignment("toy").release_notebook)
    return grade(
        course,
        [],
        submissions=folder / "in",
        out=folder / "out",
        jobs=2,
        on_progress=progress.append,
    )


@pytest.fixture(scope="module")
def reports(grading: Grading) -> Mapping[str, SubmissionReport]:
    """Student to report."""
    return {report.student: report for report in grading.reports}


def lost(report: SubmissionReport) -> dict[str, str]:
    """Check to outcome, of the checks that earned nothing."""
    return {each.name: each.outcome for each in report.checks if each.outcome != "passed"}


def told(report: SubmissionReport) -> str:
    """Everything that the receipt says about what was not run."""
    left = [f"{each.where}: {each.why}" for each in report.receipt.left_out]
    return "\n".join([*left, *report.receipt.notes])


def test_a_right_hand_in_earns_every_point(reports: Mapping[str, SubmissionReport]) -> None:
    """A right submission has the full score, each check's share adds up, and nothing is hinted."""
    report = reports["right"]

    assert (report.status, report.score, report.max_score) == ("graded", 5.0, 5.0)
    assert [question.points for question in report.questions] == [2.0, 3.0]
    assert sum(check.points for check in report.checks) == pytest.approx(5.0)
    assert lost(report) == {}
    assert all(not (check.hint or check.message) for check in report.checks)
    assert told(report) == ""


@pytest.mark.parametrize(
    ("student", "points"), [("wrong-double", [0.0 + 2 / 3, 3.0]), ("wrong-counter", [2.0, 1.0])]
)
def test_a_wrong_answer_loses_its_question_only(
    reports: Mapping[str, SubmissionReport], student: str, points: list[float]
) -> None:
    """A mistake in one question costs nothing in another one."""
    report = reports[student]

    assert [question.points for question in report.questions] == pytest.approx(points)
    assert report.score == pytest.approx(sum(points))


def test_a_lost_check_says_what_was_expected(reports: Mapping[str, SubmissionReport]) -> None:
    """A failed check has its title, both values, a program to paste, and the suite's hint."""
    report = reports["wrong-double"]

    (check,) = [each for each in report.checks if each.name == DOUBLE_3]
    assert (check.title, check.message) == (
        "Doubling 3 gives 6.",
        "double(x): expected 6, got 3.",
    )
    assert check.hint == "Twice means two equal summands."
    assert check.counterexample is not None
    assert check.counterexample.program == "double(3)"
    assert (check.counterexample.expected, check.counterexample.got) == ("6", "3")


@pytest.mark.parametrize(
    ("student", "outcomes"),
    [
        ("loops", {DOUBLE_3: "timeout"}),
        ("leaves", {DOUBLE_0: "crashed"}),
        ("no-counter", {COUNTS_UP: "failed", COUNTS_DOWN: "failed"}),
    ],
)
def test_what_hangs_or_dies_costs_its_own_checks(
    reports: Mapping[str, SubmissionReport], student: str, outcomes: dict[str, str]
) -> None:
    """An endless loop, os._exit or a missing name costs just the checks that meet it."""
    assert reports[student].status == "graded"
    assert lost(reports[student]) == outcomes


def test_a_missing_name_is_named(reports: Mapping[str, SubmissionReport]) -> None:
    """A check of a name that the hand-in lacks says which."""
    messages = {each.message for each in reports["no-counter"].checks if each.message}

    assert messages == {"Your code raised NameError: your hand-in does not define `Counter`."}


def test_what_is_not_implemented_fails(reports: Mapping[str, SubmissionReport]) -> None:
    """A stub's NotImplementedError fails its checks, with the student's own line."""
    checks = [each for each in reports["not-implemented"].checks if each.question == "double"]

    assert {each.outcome for each in checks} == {"failed"}
    assert checks[0].message == "Your code raised NotImplementedError: later."
    assert checks[0].traceback[-1].endswith("raise NotImplementedError('later')")


def test_a_value_of_another_kind_is_refused(reports: Mapping[str, SubmissionReport]) -> None:
    """Where a number was declared, a text is refused, and the message says both kinds."""
    checks = [each for each in reports["not-a-number"].checks if each.question == "double"]

    assert {each.outcome for each in checks} == {"refused"}
    assert "expected a number" in checks[0].message.lower()
    assert "`double` gave back" in checks[0].message


@pytest.mark.parametrize("student", ["breaks", "never-ends", "asks"])
def test_a_cell_that_cannot_run_costs_nothing_else(
    reports: Mapping[str, SubmissionReport], student: str
) -> None:
    """A cell that raises, never ends or asks for input is told; the cells after it are run."""
    report = reports[student]

    assert report.score == 5.0
    (left,) = report.receipt.left_out
    assert "cell 2" in left.where
    assert {
        "breaks": "ZeroDivisionError",
        "never-ends": "CPU time",
        "asks": "asks for input",
    }[student] in left.why


@pytest.mark.parametrize(
    ("student", "line"), [("asks-in-answer", "line 3"), ("loops-in-answer", "line 2")]
)
def test_a_statement_that_cannot_run_costs_no_answer(
    reports: Mapping[str, SubmissionReport], student: str, line: str
) -> None:
    """In an answer's own cell the one statement is left out that asks for input or never ends."""
    report = reports[student]

    assert report.score == 5.0
    (left,) = report.receipt.left_out
    assert left.where.endswith(line)


def test_an_untouched_notebook_loses_to_an_answered_file(
    reports: Mapping[str, SubmissionReport],
) -> None:
    """Who hands in the whole folder and worked in the .py is graded on the .py, and told so."""
    report = reports["untouched-notebook"]

    assert report.score == 5.0
    assert "toy.py is graded" in told(report)


def test_two_programs_never_make_one_grade(reports: Mapping[str, SubmissionReport]) -> None:
    """What a costly last cell changes decides every check, or no check at all."""
    assert DOUBLE_3 in lost(reports["switched"])
    assert COUNTS_UP not in lost(reports["switched"])


def test_what_breaks_an_answer_later_counts(reports: Mapping[str, SubmissionReport]) -> None:
    """A costly last cell that changes an answer under another name is part of every check."""
    assert set(lost(reports["breaks-it-later"])) >= {COUNTS_UP}
    assert DOUBLE_3 not in lost(reports["breaks-it-later"])


def test_what_a_call_breaks_counts(reports: Mapping[str, SubmissionReport]) -> None:
    """A costly last cell that only calls what replaces an answer is part of every check."""
    assert DOUBLE_3 in lost(reports["spoiled"])


def test_an_absent_module_costs_nothing_else(reports: Mapping[str, SubmissionReport]) -> None:
    """A right solution below an import that is not there when grading earns everything, told so."""
    assert reports["absent"].score == 5.0
    assert "seaborn" in told(reports["absent"])


def test_a_forged_answer_harms_only_its_author(reports: Mapping[str, SubmissionReport]) -> None:
    """A hand-in that answers in its worker's stead is graded, as what it left of itself."""
    report = reports["forger"]

    assert report.status == "graded"
    assert report.receipt.left_out != ()


def test_a_syntax_error_is_told(reports: Mapping[str, SubmissionReport]) -> None:
    """A hand-in that is no Python is graded, earns nothing, and is told the error and its line."""
    report = reports["no-python"]

    assert (report.status, report.score) == ("graded", 0.0)
    assert "SyntaxError" in told(report)
    assert "line 2" in told(report)


@pytest.mark.parametrize(
    ("student", "status", "words"),
    [
        ("unreadable", "unreadable", "notebook"),
        ("empty", "empty", "essay.txt"),
        ("missing", "empty", "no file came"),
        ("ambiguous", "ambiguous", "toy (1).py, toy (2).py"),
        ("big", "too_large", "larger than 16 KB"),
    ],
)
def test_what_cannot_be_read_scores_0_with_a_reason(
    reports: Mapping[str, SubmissionReport], student: str, status: str, words: str
) -> None:
    """Each status but `graded` and `engine_failed` scores 0 and says why in the student's words."""
    report = reports[student]

    assert (report.status, report.score, report.max_score) == (status, 0.0, 5.0)
    assert words in report.message
    assert [question.points for question in report.questions] == [0.0, 0.0]
    assert report.checks == ()


def test_a_browsers_name_is_accepted(reports: Mapping[str, SubmissionReport]) -> None:
    """A file that a browser renamed is graded, and the receipt says what it was taken for."""
    assert reports["renamed"].score == 5.0
    assert "taken for toy.py" in told(reports["renamed"]) or "toy-1.py" in told(reports["renamed"])


def test_notebook_before_python_file(reports: Mapping[str, SubmissionReport]) -> None:
    """Of a notebook and a different .py the notebook is graded, and the receipt says so."""
    report = reports["both"]

    assert (report.receipt.file, report.score) == ("toy.ipynb", 5.0)
    assert "toy.py is there too and holds other code; toy.ipynb is graded." in told(report)


def test_every_submission_has_its_report(
    grading: Grading, progress: list[Progress], course: Course
) -> None:
    """Reports come in the students' order, one each; progress counts to the total."""
    students = sorted([*HAND_INS, *LONE, "missing", "untouched-notebook"])

    assert [report.student for report in grading.reports] == students
    assert [each.done for each in progress] == list(range(1, len(students) + 1))
    assert {each.total for each in progress} == {len(students)}
    assert {each.student: each.status for each in progress} == {
        report.student: report.status for report in grading.reports
    }
    assert all(report.promises == dict.fromkeys(toy.PROMISES, True) for report in grading.reports)
    assert not grading.unsafe


def test_a_missing_promise_stops_before_anything_is_written(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the course demands what the machine lacks, nothing is graded, and it says what."""
    monkeypatch.setattr(module, "examine", lambda: toy.findings(("unreadable",)))

    with pytest.raises(SandboxError, match="no unreadable") as caught:
        grade(course, [], submissions=tmp_path, out=tmp_path / "out")

    assert "buy another machine" in caught.value.todo
    assert not (tmp_path / "out").exists()


def test_a_promise_that_is_not_demanded_may_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what course.toml demands is needed; what is missing stands in the report."""
    monkeypatch.setattr(module, "examine", lambda: toy.findings(("unreadable",)))
    toml = 'id = "c"\ntitle = "C"\nassignments = ["toy"]\npromises = ["unforgeable"]\n'
    course = toy.ready(tmp_path / "course", course_toml=toml)
    toy.hand_in(tmp_path / "in", "ada", "")

    grading = grade(course, [], submissions=tmp_path / "in", out=tmp_path / "out")

    assert grading.reports[0].promises["unreadable"] is False
    assert grading.reports[0].unsafe is False


def test_unknown_students_get_a_suggestion(
    keeps_promises: None, course: Course, tmp_path: Path
) -> None:
    """A mistyped student is refused with the nearest name."""
    toy.hand_in(tmp_path / "in", "grace", RIGHT)

    with pytest.raises(UsageError, match="did you mean 'grace'"):
        grade(course, [], submissions=tmp_path / "in", out=tmp_path / "out", only=["grcae"])


def test_at_least_one_at_a_time(keeps_promises: None, course: Course, tmp_path: Path) -> None:
    """A number of jobs below one is refused."""
    with pytest.raises(UsageError, match="side by side"):
        grade(course, [], submissions=tmp_path, out=tmp_path / "out", jobs=0)


def test_an_assignment_named_twice_is_graded_once(keeps_promises: None, tmp_path: Path) -> None:
    """Naming an assignment twice gives one report for each submission."""
    course = toy.ready(tmp_path / "course")
    toy.hand_in(tmp_path / "in", "ada", RIGHT)

    grading = grade(course, ["toy", "toy"], submissions=tmp_path / "in", out=tmp_path / "out")

    assert [report.student for report in grading.reports] == ["ada"]


def test_a_suite_that_fails_on_the_reference_grades_nobody(
    keeps_promises: None, tmp_path: Path
) -> None:
    """A check that the reference fails stops the grading, named, before anyone has a grade."""
    hidden = '''\
import pytest
from grader.testing import close

@pytest.mark.check(question="double")
def test_thrice(submission):
    """Doubling gives thrice."""
    close(submission.double(3), 9)

@pytest.mark.check(question="counter")
def test_counter(submission):
    """A counter counts."""
    close(submission.Counter(3).count, 3)
'''
    course = toy.ready(tmp_path / "course", hidden=hidden)
    toy.hand_in(tmp_path / "in", "ada", RIGHT)

    with pytest.raises(UsageError, match=r"test_toy\.py::test_thrice: failed: Expected 9"):
        grade(course, [], submissions=tmp_path / "in", out=tmp_path / "out")

    assert (tmp_path / "out" / "journal.jsonl").read_bytes() == b""
    assert load_course(course.root) == course


@pytest.mark.parametrize("spoiled", ["stripped", "one stripped", "no cells", "gone"])
def test_a_release_without_its_cells_is_told_before_anybody_is_graded(
    keeps_promises: None, tmp_path: Path, spoiled: str
) -> None:
    """A notebook whose metadata an editor dropped would give everybody nothing, in silence."""
    course = toy.ready(tmp_path / "course")
    release = course.assignment("toy").release_notebook
    notebook = json.loads(release.read_text())
    if spoiled == "no cells":
        notebook["cells"] = []
    answers = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    for cell in answers[-1:] if spoiled == "one stripped" else notebook["cells"]:
        cell["metadata"] = {}
    release.write_text(json.dumps(notebook))
    if spoiled == "gone":
        release.unlink()
    toy.hand_in(tmp_path / "in", "ada", RIGHT)

    with pytest.raises(CourseError, match="reading the release") as told:
        grade(course, ["toy"], submissions=tmp_path / "in", out=tmp_path / "out", jobs=1)

    assert "grader generate" in told.value.todo
    assert not (tmp_path / "out" / "journal.jsonl").exists()


def test_a_folder_that_is_a_link_is_told(keeps_promises: None, tmp_path: Path) -> None:
    """A student's link to a folder is not followed, so they are among those who handed in none."""
    course = toy.ready(tmp_path / "course")
    toy.hand_in(tmp_path / "in", "ada", RIGHT)
    (tmp_path / "in" / "bo" / "src").mkdir(parents=True)
    (tmp_path / "in" / "bo" / "src" / "toy.py").write_text(RIGHT)
    (tmp_path / "in" / "bo" / "toy").symlink_to("src")

    grading = grade(course, ["toy"], submissions=tmp_path / "in", out=tmp_path / "out", jobs=1)

    assert [report.student for report in grading.reports] == ["ada"]
    assert grading.without == {"toy": ("bo (it has src, toy)",)}
