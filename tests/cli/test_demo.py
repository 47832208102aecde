"""The demo class: what it is made of, how it is compared, how the command ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.generate import generate
from grader.cli.app import run
from grader.cli.demo.classroom import (
    Student,
    hand_in,
    read_class,
    surprises,
    write_class,
)
from grader.course import Assignment, load_course
from grader.course.answers import read_answers
from grader.errors import CourseError
from grader.records import SubmissionReport

ROOT = Path(__file__).resolve().parents[2]
ID = "number_with_grad"
Make = Callable[..., SubmissionReport]


@pytest.fixture(scope="module")
def course_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project's course, with its releases generated."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "course.toml", root)
    shutil.copytree(ROOT / "solutions", root / "solutions")
    generate(load_course(root), [ID])
    return root


@pytest.fixture(scope="module")
def assignment(course_root: Path) -> Assignment:
    """The assignment that has a demo class."""
    return load_course(course_root).assignment(ID)


@pytest.fixture
def write_toml(assignment: Assignment) -> Iterator[Callable[[str], Assignment]]:
    """Puts another demo.toml into the course for the length of a test."""
    path = assignment.folder / "demo" / "demo.toml"
    before = path.read_text(encoding="utf-8")

    def put(text: str) -> Assignment:
        path.write_text(text, encoding="utf-8")
        return assignment

    yield put
    path.write_text(before, encoding="utf-8")


def _cells(text: str) -> dict[str, str]:
    """Source by grade id, of a notebook's solution cells."""
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
        for cell in json.loads(text)["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }


def test_the_class_is_what_it_should_be(assignment: Assignment) -> None:
    """At least fourteen hand-ins of both forms, right, wrong and broken; no name twice."""
    students = read_class(assignment)

    assert len(students) >= 14
    assert len({s.name for s in students}) == len(students)
    assert {s.form for s in students} == {"ipynb", "py"}
    assert sum(s.status == "graded" and not s.loses for s in students) >= 4
    assert any(s.status == "unreadable" for s in students)
    assert any(not s.answers and not s.file for s in students)


def test_the_class_names_real_questions(assignment: Assignment) -> None:
    """Every question that a hand-in must lose is one that checks grade, and each is lost by one."""
    auto = {question.id for question in assignment.auto}

    assert {name for s in read_class(assignment) for name in s.loses} == auto


def test_every_answer_finds_its_cell(assignment: Assignment) -> None:
    """An answer replaces the stub's text in both forms, and nothing of it is lost."""
    released = _cells(assignment.release_notebook.read_text(encoding="utf-8"))
    for student in read_class(assignment):
        if not student.answers:
            continue
        answers = {
            cell.name: cell.source
            for name in student.answers
            for cell in read_answers(
                (assignment.folder / "demo" / name).read_text(encoding="utf-8")
            )
        }
        text = hand_in(assignment, student)

        assert set(answers) - {""} <= set(released)
        if student.form == "ipynb":
            filled = _cells(text)
            assert {**released, **answers} == {**filled, **answers}
            assert all(filled[name] == answers[name] for name in set(answers) - {""})
        else:
            assert all(source in text for source in answers.values())


def test_a_notebook_keeps_its_locked_cells(assignment: Assignment) -> None:
    """Only answers change and only further cells are added; every released cell is still there."""
    student = Student(name="x", form="ipynb", answers=("construct.txt", "plots_and_training.txt"))
    released = json.loads(assignment.release_notebook.read_text(encoding="utf-8"))["cells"]

    cells = json.loads(hand_in(assignment, student))["cells"]

    assert [c["id"] for c in cells if not c["id"].startswith("own-")] == [c["id"] for c in released]
    assert [c["id"] for c in cells if c["id"].startswith("own-")] == [cells[-1]["id"]]


def test_a_hand_in_without_answers_is_the_release(assignment: Assignment) -> None:
    """The empty stub is handed in as it was given, in both forms."""
    for form, path in (("py", assignment.release_py), ("ipynb", assignment.release_notebook)):
        text = hand_in(assignment, Student(name="x", form=form))  # type: ignore[arg-type]
        released = path.read_text(encoding="utf-8")

        if form == "py":
            assert text == released
        else:
            assert _cells(text) == _cells(released)


def test_hand_ins_lie_where_grading_looks(assignment: Assignment, tmp_path: Path) -> None:
    """Each student has a folder, in it one for the assignment, in it one file."""
    write_class(assignment, read_class(assignment), tmp_path)

    for student in read_class(assignment):
        files = list((tmp_path / student.name / ID).iterdir())
        assert [f.name for f in files] == [f"{ID}.{student.form}"]


def test_cells_are_told_apart() -> None:
    """A file of answers is read into named, text and further cells; what precedes them is not."""
    text = (
        '# a remark\n# %% grade_id="one"\nx = 1\n\n'
        '# %%\ny = 2\n# %% [markdown] grade_id="why"\nIt is.\n'
    )

    cells = read_answers(text)

    assert [(c.name, c.markdown, c.source) for c in cells] == [
        ("one", False, "x = 1"),
        ("", False, "y = 2"),
        ("why", True, "It is."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        'students = "x"',
        "students = [1]",
        '[[students]]\nname = "x"\nform = "doc"',
        '[[students]]\nname = "../x"\nform = "py"',
        '[[students]]\nname = "x"\nform = "py"\nlose = ["forward"]',
        '[[students]]\nname = "x"\nform = "py"\nanswers = [1]',
    ],
)
def test_a_wrong_class_file_is_explained(
    write_toml: Callable[[str], Assignment], text: str
) -> None:
    """A mistake in demo.toml is the course's, and the message names the file."""
    with pytest.raises(CourseError, match=r"reading .*demo\.toml"):
        read_class(write_toml(text))


def test_a_missing_file_of_answers_is_explained(assignment: Assignment) -> None:
    """A name in demo.toml without a file is the course's mistake."""
    with pytest.raises(CourseError, match=r"the file .*nowhere\.txt"):
        hand_in(assignment, Student(name="x", form="py", answers=("nowhere.txt",)))


@pytest.mark.parametrize(
    ("fields", "known", "found"),
    [
        ({}, {"loses": ("cost",)}, []),
        ({}, {}, ["loses points in cost"]),
        ({}, {"loses": ("cost", "forward")}, ["loses nothing in forward"]),
        ({"status": "unreadable"}, {"status": "unreadable"}, []),
        (
            {"status": "engine_failed", "score": None, "message": "died"},
            {"loses": ("cost",)},
            ["status is engine_failed, expected graded: died"],
        ),
    ],
)
def test_surprises_are_named(
    make_report: Make, fields: dict[str, Any], known: dict[str, Any], found: list[str]
) -> None:
    """A result is compared by status and by the set of questions that lost points."""
    student = Student(name="ada", form="py", **known)

    assert surprises(make_report(**fields), student) == found
    assert surprises(None, student) == ["it has no record"]


@pytest.fixture
def small(
    write_toml: Callable[[str], Assignment], engine: Any, doctor: Any, make_report: Make
) -> Any:
    """A demo class of one, for which the stand-in engine gives the known result."""
    write_toml('[[students]]\nname = "ada"\nform = "py"\nloses = ["cost"]\n')
    engine.reports = [make_report("ada")]
    return engine


def test_a_demo_as_known_exits_0(
    small: Any, course_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The demo prints scores, losses, time and promises, and names the pages to open."""
    code = run(["demo", "--out", str(tmp_path / "d"), "--course", str(course_root)])

    captured = capsys.readouterr()
    assert code == 0
    for words in ("ada", "cost 1.5/4", "unforgeable", "1 known results: as expected", "2.0 s"):
        assert words in captured.out
    assert str(tmp_path / "d" / "results" / "pages" / "index.html") in captured.err
    assert (tmp_path / "d" / "submissions" / "ada" / ID / f"{ID}.py").is_file()
    assert small.asked[0]["unsafe"] is False


def test_a_demo_that_differs_exits_1(
    small: Any,
    make_report: Make,
    course_root: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A result that is not the known one is named, and the demo fails."""
    small.reports = [make_report("ada", questions=())]

    code = run(["demo", "--out", str(tmp_path / "d"), "--course", str(course_root)])

    assert code == 1
    assert "NOT AS EXPECTED: ada: loses nothing in cost" in capsys.readouterr().err


def test_a_missing_promise_is_said_aloud(
    small: Any, doctor: Any, course_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the machine does not keep a demanded promise, the demo goes on unsafe and says so."""
    doctor[2].reached = False

    run(["demo", "--out", str(tmp_path / "d"), "--course", str(course_root)])

    assert "UNSAFE: this machine does not keep contained" in capsys.readouterr().err
    assert small.asked[0]["unsafe"] is True


def test_a_demo_can_be_run_again(small: Any, course_root: Path, tmp_path: Path) -> None:
    """A second run replaces the hand-ins and leaves nothing of a former class."""
    arguments = ["demo", "--out", str(tmp_path / "d"), "--course", str(course_root)]
    run(arguments)
    (tmp_path / "d" / "submissions" / "former").mkdir()

    assert run(arguments) == 0
    assert [p.name for p in (tmp_path / "d" / "submissions").iterdir()] == ["ada"]


def test_a_demo_does_not_write_into_foreign_folders(
    small: Any, course_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that holds something else is left as it is."""
    (tmp_path / "thesis.txt").write_text("mine")

    assert run(["demo", "--out", str(tmp_path), "--course", str(course_root)]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    assert "which holds something else" in capsys.readouterr().err


def test_a_stale_release_is_generated(
    small: Any, course_root: Path, assignment: Assignment, tmp_path: Path
) -> None:
    """The demo hands in what the sources say now, not an old release."""
    released = assignment.release_py.read_text(encoding="utf-8")
    assignment.release_py.write_text("# old\n", encoding="utf-8")

    run(["demo", "--out", str(tmp_path / "d"), "--course", str(course_root)])

    assert assignment.release_py.read_text(encoding="utf-8") == released


def test_a_course_without_a_class_says_so(
    course_root: Path,
    assignment: Assignment,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a demo.toml there is nothing to show, and the message says which file is meant."""
    path = assignment.folder / "demo" / "demo.toml"
    aside = path.rename(path.with_suffix(".aside"))
    try:
        code = run(["demo", "--out", str(tmp_path / "d"), "--course", str(course_root)])
    finally:
        aside.rename(path)

    assert code == 2
    assert "solutions/<ID>/demo/demo.toml" in capsys.readouterr().err
