"""The autograded notebook: the release's skeleton, a student's words, points as they are."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.authoring.generate import generate
from grader.course import load_course
from grader.intake.rebuild import RunCell
from grader.nbgrader_bridge.notebook import autograded
from grader.records import (
    AnswerFound,
    CheckReport,
    LeftOut,
    QuestionReport,
    Receipt,
    SubmissionReport,
)
from tests.courses_helper import make_course
from tests.engine.toy import FIXED

pytestmark = pytest.mark.needs("nbgrader")

POINTS = st.floats(0, 3, allow_nan=False)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The toy course's released notebook: text, given, double, check, counter, check, free text."""
    course = load_course(make_course(tmp_path_factory.mktemp("course"), manual=True))
    generate(course)
    path = course.assignment("toy").release_notebook
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return notebook


def report(
    double: float | None = 2.0,
    counter: float | None = 3.0,
    *,
    status: str = "graded",
    free_text: dict[str, str] | None = None,
    **receipt: Any,
) -> SubmissionReport:
    """A report on the toy assignment, by hand."""
    failed = status == "engine_failed"
    questions = [("double", double, 2.0), ("counter", counter, 3.0)]
    return SubmissionReport(
        student="ada", assignment="toy", title="Doubling", status=status,  # type: ignore[arg-type]
        score=None if failed else (double or 0.0) + (counter or 0.0), max_score=5.0,
        manual_score=None, manual_max_score=1.5, promises={}, unsafe=False,
        receipt=Receipt(file="toy.ipynb", free_text=free_text or {}, **receipt),
        questions=(
            *(QuestionReport(id=name, title=name, kind="auto", show="full",
                             points=None if failed else points, max_points=most)
              for name, points, most in questions),
            QuestionReport(id="why", title="Why", kind="manual", show="full", points=None,
                           max_points=1.5),
        ),
        checks=() if failed else (
            CheckReport(name="test_toy.py::test_hidden_name", question="double", outcome="failed",
                        points=0.0, max_points=2.0, title="Doubling 3 gives 6",
                        message="got <script>7</script>"),
        ),
    )  # fmt: skip


def student(source: str, at: int, side: str = "in", grade_id: str | None = None) -> RunCell:
    """A cell of the student's, as a grading gives it."""
    return RunCell("cell 1", source, grade_id, "student", at, side)  # type: ignore[arg-type]


def by_id(notebook: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The cells that nbgrader knows, by grade id."""
    cells = notebook["cells"]
    return {
        marks["grade_id"]: cell
        for cell in cells
        if (marks := cell["metadata"].get("nbgrader", {})).get("grade_id")
    }


def graded(cell: dict[str, Any]) -> tuple[float | None, float]:
    """What nbgrader's own code makes of a grade cell."""
    import nbformat
    from nbgrader.utils import determine_grade

    found: tuple[float | None, float] = determine_grade(nbformat.from_dict(cell))  # type: ignore[no-untyped-call]
    return found


def test_it_is_the_release_with_the_answers(release: dict[str, Any]) -> None:
    """Cells, marks, order and metadata are the release's; the answers are the student's."""
    made = autograded(
        release,
        [student("before = 1", 2, "before"), student("def double(x): return 2 * x", 2),
         student("after = 1", 2, "after")],
        report(),
    )  # fmt: skip
    ours = [cell for cell in made["cells"] if cell["id"] in {c["id"] for c in release["cells"]}]
    added = [cell for cell in made["cells"] if cell not in ours]

    assert [c["id"] for c in ours] == [c["id"] for c in release["cells"]]
    assert [c["metadata"] for c in ours] == [c["metadata"] for c in release["cells"]]
    assert made["metadata"] == {**release["metadata"], "grader": {"hand_in": "", "beside": ""}}
    assert [c["source"] for c in added][1:] == ["before = 1", "after = 1"]
    assert [c["metadata"] for c in added] == [{}] * 3
    assert by_id(made)["double"]["source"] == "def double(x): return 2 * x"
    assert by_id(made)["counter"]["source"] == "".join(by_id(release)["counter"]["source"])
    at = [c["id"] for c in made["cells"]].index(by_id(made)["double"]["id"])
    assert [made["cells"][at + step]["source"] for step in (-1, 1)] == ["before = 1", "after = 1"]


def test_no_line_of_code_costs_much_to_colour(release: dict[str, Any]) -> None:
    """What colours Python takes the square of some lines: of 600 KB it would take half an hour."""
    dear = 'x = "' + "\\N{" * 200_000 + '"\ny = 1\n'
    cells = [student(dear, 1, "before"), student(f"{dear}def f(): pass", 1)]

    made = autograded(release, cells, report(double=2.0, counter=0.75))
    shown = [each["source"] for each in made["cells"] if "\\N{" in each["source"]]

    assert len(shown) == 2
    for source in shown:
        assert "599006 more characters]\ny = 1" in source
        assert max(map(len, source.split("\n"))) < 1100


@pytest.mark.parametrize("magic", ["%%perl", "%%javascript", "  %%R", "\n%%latex"])
def test_no_cell_chooses_how_it_is_coloured(release: dict[str, Any], magic: str) -> None:
    """Other languages' colouring has traps of its own; what was typed stands there all the same."""
    from nbconvert.preprocessors import HighlightMagicsPreprocessor

    made = autograded(release, [student(f"{magic}\nx = 1", 1, "before")], report())
    source = made["cells"][2]["source"]
    chooses = HighlightMagicsPreprocessor().which_magic_language(source)  # type: ignore[no-untyped-call]

    assert f"{magic}\nx = 1" in source
    assert chooses is None


def test_it_is_a_notebook_that_nbgrader_takes(release: dict[str, Any]) -> None:
    """It is valid by nbformat's schema and by nbgrader's, and its ids are unique."""
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator

    made = autograded(release, [student(f"x = {n}", 2, "after") for n in range(3)], report())
    node = nbformat.from_dict(made)  # type: ignore[no-untyped-call]

    nbformat.validate(node)
    MetadataValidator().validate_nb(node)
    assert len({cell["id"] for cell in made["cells"]}) == len(made["cells"])


def test_the_release_is_not_changed(release: dict[str, Any]) -> None:
    """The function gives back a new notebook, and the same one every time."""
    before = json.dumps(release)

    first = autograded(release, [student("x = 1", 2)], report(1.0))
    again = autograded(release, [student("x = 1", 2)], report(1.0))

    assert json.dumps(release) == before
    assert first == again
    first["cells"][1]["metadata"]["other"] = 1
    assert json.dumps(release) == before


@FIXED
@given(double=st.floats(0, 2), counter=POINTS)
def test_nbgrader_would_read_the_same_points(
    release: dict[str, Any], double: float, counter: float
) -> None:
    """The result of each check cell is a plain number between 0 and the maximum."""
    cells = by_id(autograded(release, [], report(double, counter)))

    assert graded(cells["check_double"]) == (double, 2.0)
    assert graded(cells["check_counter"]) == (counter, 3.0)
    for cell in cells.values():
        for output in cell.get("outputs", ()):
            if output["output_type"] == "execute_result":
                assert math.isfinite(float(output["data"]["text/plain"]))


@pytest.mark.parametrize("points", [math.nan, math.inf, -1.0, 2.5])
def test_points_that_cannot_be_are_refused(release: dict[str, Any], points: float) -> None:
    """What nbgrader would take for full marks becomes no notebook at all."""
    broken = report()
    wrong = broken.questions[0].model_copy(update={"points": points})

    with pytest.raises(Exception, match="double between 0 and 2"):
        autograded(release, [], broken.model_copy(update={"questions": (wrong,)}))


def test_an_engine_failure_gives_no_points_and_takes_none(release: dict[str, Any]) -> None:
    """Without a result there is an output that nbgrader never takes for a full score."""
    cells = by_id(autograded(release, [], report(status="engine_failed")))

    for name in ("check_double", "check_counter"):
        kinds = [output["output_type"] for output in cells[name]["outputs"]]
        assert kinds == ["display_data", "error"]
        assert graded(cells[name])[0] == 0.0
        assert "our fault" in cells[name]["outputs"][0]["data"]["text/html"]


def test_free_text_is_there_and_harmless(release: dict[str, Any]) -> None:
    """The student's words stand in their cell, broken up where they would be markup."""
    text = "Because **addition** keeps <img src=x onerror=alert(1)> [it](javascript:x)"

    cell = by_id(autograded(release, [], report(free_text={"why": text})))["why"]

    assert cell["source"].replace("\u2060", "") == text
    assert "<img" not in cell["source"]
    assert "](" not in cell["source"]
    assert graded(cell) == (None, 1.5)


@pytest.mark.parametrize("text", [{}, {"why": ""}, {"why": " \n"}])
def test_a_blank_free_text_is_the_releases(release: dict[str, Any], text: dict[str, str]) -> None:
    """Nothing written leaves nbgrader's words, for which it gives 0 itself."""
    cell = by_id(autograded(release, [], report(free_text=text)))["why"]

    assert cell["source"] == "YOUR ANSWER HERE"
    assert graded(cell) == (0, 1.5)


def test_what_was_left_out_is_told_at_the_top(release: dict[str, Any]) -> None:
    """The first cell says what was read, in HTML and in plain text, with nothing active."""
    made = autograded(
        release, [], report(
            answers=(AnswerFound(cell="double", state="missing"),),
            left_out=(LeftOut(where="cell 5", why="it asked for <input>"),),
            notes=("the file is called <b>x</b>",),
        ),
    )  # fmt: skip
    shown = made["cells"][0]["outputs"][0]["data"]

    assert "it asked for &lt;input&gt;" in shown["text/html"]
    assert "it asked for <input>" in shown["text/plain"]
    assert "is not in the file" in shown["text/html"]
    assert "<b>x</b>" not in shown["text/html"]


def test_nothing_hidden_is_in_it(release: dict[str, Any]) -> None:
    """No name of a check, no script of a student, no path."""
    text = json.dumps(autograded(release, [], report()))

    assert "test_hidden_name" not in text
    assert "test_toy" not in text
    assert "<script" not in text


def test_no_link_or_file_is_read(release: dict[str, Any], tmp_path: Path) -> None:
    """It needs no working folder: everything is in what it is given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert autograded(release, [], report())["nbformat"] == 4
