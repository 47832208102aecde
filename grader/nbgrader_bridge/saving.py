"""nbgrader's steps that touch grades, as preprocessors: what the engine found, and lateness.

What a person gave is never changed, and holds over the engine's points. May import nbgrader,
sqlalchemy's session through it, and the room; must never write `manual_score`, `manual_comment` or
`extra_credit`.
"""

from __future__ import annotations

import contextlib
import math
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from grader.course import load_course
from grader.engine.standing import Standings, load_standings
from grader.nbgrader_bridge.rows import Row, penalty


class SaveGrades(NbGraderPreprocessor):  # type: ignore[misc]  # traitlets has no types
    """Puts the engine's points, comments and lateness into the gradebook; the notebook stays."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is; the grades of its hand-in are saved."""
        exporter = self.parent
        if exporter.parent._sanitizing:
            return nb, resources
        row = exporter.run.row(resources["nbgrader"]["student"])
        with _in_gradebook(exporter, resources) as notebook:
            save(notebook, row)
        return nb, resources


@contextlib.contextmanager
def _in_gradebook(exporter: Any, resources: Any) -> Iterator[Any]:
    """The rows of the submitted notebook that is converted; changes are kept at the end."""
    about = resources["nbgrader"]
    with Gradebook(about["db_url"], exporter.parent.coursedir.course_id) as gradebook:
        yield gradebook.find_submission_notebook(
            about["notebook"], about["assignment"], about["student"]
        )
        gradebook.db.commit()


def save(notebook: Any, row: Row) -> None:
    """Change the rows of a submitted notebook to what the engine says; a person's words stay."""
    for grade in notebook.grades:
        ours = row.grades[grade.name]
        grade.auto_score = ours.auto_score
        # As nbgrader itself: what a person has marked, a person should look at once more.
        grade.needs_manual_grade = ours.waiting or grade.manual_score is not None
    for comment in notebook.comments:
        comment.auto_comment = row.comments.get(comment.name)
    charge(notebook, row.deducted_percent)


def charge(notebook: Any, percent: float) -> None:
    """Set what lateness takes from a submitted notebook, of its points as they are now."""
    taken = penalty([_score(grade) for grade in notebook.grades], percent)
    if notebook.late_submission_penalty != taken:
        notebook.late_submission_penalty = taken


def score_given(grade: Any) -> float | None:
    """What a grade cell counts for: a person's score, else ours; None where there is neither."""
    given: float | None = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return given


def _score(grade: Any) -> float:
    score = score_given(grade)
    return 0.0 if score is None else score + (grade.extra_credit or 0.0)


class RefreshLateness(NbGraderPreprocessor):  # type: ignore[misc]  # traitlets has no types
    """Sets the penalty anew before feedback is made: a person may have given points since."""

    display_data_priority: Any = List().tag(
        config=True
    )  # nbconvert sets it for every step of a page
    _standings: Standings | None = None

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is; its penalty in the gradebook is right."""
        percent = _percent(self, resources["nbgrader"])
        with _in_gradebook(self.parent, resources) as notebook:
            charge(notebook, percent)
        return nb, resources


def standings_of(root: Path, directory: Any) -> Standings:
    """What decides how late the class is, as nbgrader's course says where everything lies."""
    root = root.resolve()
    return load_standings(load_course(root), root / directory.submitted_directory)


def percent_of(standings: Standings, student: str, assignment: str) -> float:
    """What lateness takes from a student's points for an assignment, in percent.

    The student may be called as a gradebook does, in any of Unicode's forms.
    """
    late = standings.lateness(unicodedata.normalize("NFC", student)).get(assignment)
    return late.deducted_percent if late else 0.0


def _percent(step: Any, about: Any) -> float:
    """The same, asked by a step of a page; where everybody's lateness stands is read once."""
    if step._standings is None:
        directory = step.parent.parent.coursedir
        step._standings = standings_of(Path(directory.root or "."), directory)
    return percent_of(step._standings, about["student"], about["assignment"])


class ForStudents(NbGraderPreprocessor):  # type: ignore[misc]  # traitlets has no types
    """Makes of what nbgrader puts on a feedback page what a student may and should read.

    Points of a question with `show = "nothing"` are taken out, of the sums too, and so is what was
    said of it; what no person has marked yet is said to be so, since nbgrader writes 0 there.
    """

    display_data_priority: Any = List().tag(config=True)
    _standings: Standings | None = None

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as the page is made from it."""
        directory, about = self.parent.parent.coursedir, resources["nbgrader"]
        course = load_course(Path(directory.root or "."))
        questions = course.assignment(about["assignment"]).questions
        withheld = {
            f"check_{q.id}" if q.kind == "auto" else q.id for q in questions if q.show == "nothing"
        }
        with _in_gradebook(self.parent, resources) as notebook:
            waiting = {each.name for each in notebook.grades if score_given(each) is None}
            shown = [_score(each) for each in notebook.grades if each.name not in withheld]
        for cell in nb.cells:
            marks = cell.metadata.get("nbgrader", {})
            if marks.get("grade_id") in waiting - withheld and marks.get("solution"):
                said = marks.get("comment")
                marks["comment"] = f"{UNMARKED}\n\n{said}" if said else UNMARKED
        if withheld:
            _withhold(nb, about, withheld)
            # Added up anew, not taken away: the last digit would tell what was there. Lateness
            # takes its share of what is shown, for the same reason.
            about["late_penalty"] = penalty(shown, _percent(self, about)) or 0.0
            about["score"] = math.fsum(shown) - about["late_penalty"]
        return nb, resources


UNMARKED = "Not marked yet: a person will read it, and the score will change."
NOT_SHOWN = "What came of this question is not shown."


def _withhold(nb: Any, about: Any, names: set[str]) -> None:
    """Take the points of these grade cells out of the page, and what was said of them."""
    for cell in nb.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade_id") in names:
            about["max_score"] -= marks["points"]
            marks["score"] = marks["points"] = 0.0
            if "comment" in marks:
                marks["comment"] = NOT_SHOWN
            if cell.cell_type == "code":
                cell.outputs = [each for each in cell.outputs if each.output_type == "display_data"]
