"""The words that go with a release: a README for each assignment, and one for all of them.

May import `grader.course`. Must say nothing that is not in the TOML files or `course.md`: this is
published.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.course import Assignment, Course, Question

_GRADED_BY = {"auto": "hidden checks", "manual": "a person"}

_PAGE = """\
# {title}

{summary}

## How to work

- Open `{notebook}` in Jupyter, or `{py}` in any editor: both hold the same cells. Use one of them.
- Write your answers where it says `# YOUR CODE HERE`, and take the line
  `raise NotImplementedError()` out.
- The cells between the answers are locked. They are taken from this release when your work is
  graded, so a change there has no effect, but for imports that you add. You may add cells of your
  own.
- Python and NumPy are all you need.

## How to check your work

The cells after each answer hold a few checks. Run them: a cell that says nothing is content. To run
all of them at once:

    grader check {notebook}

`grader check` comes with the course's `grader` package; ask your instructor for it. Without it, run
the cells.

The checks pay nothing by themselves, and passing them does not mean that everything is right: try
inputs of your own as well.

## How it is graded

{table}

Your cells are run from the top in a fresh process, the answers in the order of this assignment.
A question graded by hidden checks pays for each check that your work passes, independently of
the others, so a mistake in one question costs as little as possible in the next. A cell that
fails to run costs what depends on it and nothing else. What you print, and warnings, never cost
points.

Hand in {files}.
"""

_INDEX = """\
# {title}

In this order:

{assignments}

Each folder holds the assignment as a notebook and as a Python file, and a `README.md` that says how
to work, how to check your work, and how it is graded.
{page}"""


def assignment_readme(assignment: Assignment) -> str:
    """What a student reads first about an assignment."""
    return _PAGE.format(
        title=assignment.title,
        summary=assignment.summary.strip(),
        notebook=assignment.release_notebook.name,
        py=assignment.release_py.name,
        table=_table(assignment.questions),
        files=" or ".join(f"`{name}`" for name in assignment.hand_in),
    )


def course_readme(course: Course, assignments: Sequence[Assignment]) -> str:
    """The order of the assignments, with a link to each; then the course's own page."""
    listed = [
        f"{i}. [{a.title}]({a.id}/README.md): {' '.join(a.summary.split())}"
        for i, a in enumerate(assignments, 1)
    ]
    page = course.page.read_text(encoding="utf-8").strip() if course.page.is_file() else ""
    return _INDEX.format(
        title=course.title, assignments="\n".join(listed), page=page and f"\n{page}\n"
    )


def points_text(points: float) -> str:
    """Points as people write them: 4 and not 4.0."""
    return f"{points:.10g}"


def _table(questions: Sequence[Question]) -> str:
    rows = ["| question | points | graded by |", "|---|---:|---|"]
    for question in questions:
        title = question.title.replace("|", "\\|")
        rows.append(f"| {title} | {points_text(question.points)} | {_GRADED_BY[question.kind]} |")
    total = points_text(sum(q.points for q in questions))
    return "\n".join([*rows, f"| **together** | **{total}** | |"])
