"""What a course, an assignment and a question are, and where their files lie.

May import pydantic, `grader.errors` and `grader.records`; holds no reading of files, except that
`Course.assignment` asks `reading` for one.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints

from grader.errors import UsageError, suggestion
from grader.records import LatePolicy, Promise, Record, Show

T = TypeVar("T")
# TOML gives lists where the records hold tuples; only the container is taken leniently.
Several = Annotated[tuple[T, ...], Field(strict=False)]

# In this pattern language (Rust) `$` is the end of the text, never a line break before it.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=50)]
CourseName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=50)]
Line = Annotated[str, StringConstraints(pattern=r"^\S(?:[^\r\n]*\S)?$", max_length=200)]
ModuleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")]
Sentence = Annotated[str, StringConstraints(pattern=r"^\S(?:[^\r\n]*\S)?$", max_length=600)]
HandIn = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*\.(?:ipynb|py)$")]

DISPLAY_MODULES = ("matplotlib", "IPython", "ipywidgets", "tqdm", "pandas", "google.colab")
PROMISES: tuple[Promise, ...] = ("unforgeable", "unreadable", "contained")


class RubricItem(Record):
    """One thing that an answer in words may hold, and what it earns."""

    id: Name
    text: Sentence
    """For staff beside the answers; for the student once it was given."""
    points: Annotated[float, Field(gt=0, le=10_000)]


class Question(Record):
    """The unit that carries points: one grade cell of the notebook."""

    id: Name
    title: Line
    kind: Literal["auto", "manual"]
    points: Annotated[float, Field(gt=0, le=10_000)]
    show: Show = "full"
    """How much of a lost check the student reads."""
    rubric: Several[RubricItem] = ()
    """Of a manual question; together they earn at most its points, as `reading` demands."""
    comments: dict[Name, Sentence] = Field(default_factory=dict)
    """Of a manual question: key to a sentence, which `#key` in a reader's comment stands for."""


class Limits(Record):
    """What one submission may use."""

    memory_mb: Annotated[int, Field(ge=64, le=16_384)] = 512
    """Above what the worker uses before it loads the submission."""
    submission_kb: Annotated[int, Field(ge=1, le=65_536)] = 20_480
    """Size of a hand-in file. Most of a large one is pictures, which are not run: what is read of
    it is bounded by itself, by the message that carries its cells."""
    cell_cpu_s: Annotated[float, Field(ge=0.1, le=120)] = 2.0
    """CPU time in which one cell of the submission must load."""
    check_cpu_s: Annotated[float, Field(ge=0.05, le=120)] = 0.5
    """The least CPU budget of a check."""
    check_times: Annotated[float, Field(ge=3, le=1000)] = 20.0
    """The CPU budget of a check, as a multiple of what the reference needs for it."""
    file_mb: Annotated[int, Field(ge=1, le=32)] = 4
    """Size of one file that a submission writes: it may hold 32 of them open without a name."""


class LateRule(Record):
    """`[deadlines.late]`: what a late hand-in costs; `reading` says which keys go together."""

    policy: LatePolicy = "none"
    """`none` deducts nothing, `per_day` a percentage for each day begun; under `grace_days` each
    student has some days over the whole course that cost nothing, and then `then` holds."""
    percent: Annotated[float, Field(gt=0, le=100)] | None = None
    """Of what was earned, for each day begun after the deadline."""
    most_percent: Annotated[float, Field(gt=0, le=100)] = 100.0
    """The most that is deducted before the last day."""
    days: Annotated[int, Field(ge=1, le=365)] | None = None
    """What is handed in later than so many days counts nothing; None: there is no last day."""
    grace_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    """Every limit is later by this, without a word on it before."""
    budget: Annotated[int, Field(ge=1, le=365)] | None = None
    """The days of each student under `grace_days`."""
    then: Literal["per_day", "refused"] = "refused"
    """What holds under `grace_days` for days beyond the budget."""


class Deadlines(Record):
    """When assignments are due; every time is aware, with the zone's offset at that time."""

    timezone: str = "UTC"
    due: dict[str, datetime] = Field(default_factory=dict)
    released: dict[str, datetime] = Field(default_factory=dict)
    """When students got it; needed where a student has a percentage of extra time."""
    late: LateRule = LateRule()


class Assignment(Record):
    """One assignment: what it asks, what it pays, and where its files lie."""

    root: Path
    """The course's folder."""
    id: Name
    title: Line
    summary: Annotated[str, StringConstraints(pattern=r"\S", max_length=2000)]
    hand_in: Annotated[Several[HandIn], Field(min_length=1)]
    limits: Limits = Limits()
    questions: Annotated[Several[Question], Field(min_length=1)]

    @property
    def folder(self) -> Path:
        """The folder that never leaves the instructor."""
        return self.root / "solutions" / self.id

    @property
    def toml(self) -> Path:
        """The file that this record was read from."""
        return self.folder / "assignment.toml"

    @property
    def source(self) -> Path:
        """The one source of notebook and reference."""
        return self.folder / "source.py"

    @property
    def interface(self) -> Path:
        """The names that checks may touch."""
        return self.folder / "interface.py"

    @property
    def hidden(self) -> Path:
        """The folder of the hidden suite."""
        return self.folder / "hidden"

    @property
    def corpus(self) -> Path:
        """The frozen examples."""
        return self.folder / "corpus.json"

    @property
    def misconceptions(self) -> Path:
        """The folder of known mistakes."""
        return self.folder / "misconceptions"

    @property
    def release_folder(self) -> Path:
        """The folder that students get."""
        return self.root / "assignments" / self.id

    @property
    def release_notebook(self) -> Path:
        """The notebook that students get."""
        return self.release_folder / f"{self.id}.ipynb"

    @property
    def release_py(self) -> Path:
        """The same cells as a Python file."""
        return self.release_folder / f"{self.id}.py"

    @property
    def auto(self) -> tuple[Question, ...]:
        """The questions that checks grade, in order."""
        return tuple(q for q in self.questions if q.kind == "auto")

    @property
    def manual(self) -> tuple[Question, ...]:
        """The questions that a person grades, in order."""
        return tuple(q for q in self.questions if q.kind == "manual")

    def question(self, name: str) -> Question:
        """The question of that id."""
        for question in self.questions:
            if question.id == name:
                return question
        known = [q.id for q in self.questions]
        raise UsageError(
            f"looking up a question of {self.id}",
            expected="the id of a question in assignment.toml",
            came=repr(name),
            todo=suggestion(name, known),
        )


class Course(Record):
    """A course: its assignments in order, what it demands of the sandbox, its deadlines."""

    root: Path
    id: CourseName
    title: Line
    assignments: Annotated[Several[Name], Field(min_length=1)]
    promises: Annotated[Several[Promise], Field(min_length=1)] = PROMISES
    """What the sandbox must keep before anything is graded."""
    display_modules: Several[ModuleName] = DISPLAY_MODULES
    """Modules that are silent stand-ins beside student code."""
    deadlines: Deadlines = Deadlines()

    @property
    def toml(self) -> Path:
        """The file that this record was read from."""
        return self.root / "course.toml"

    @property
    def extensions(self) -> Path:
        """Deadlines of single students; it need not be there."""
        return self.root / "extensions.csv"

    @property
    def page(self) -> Path:
        """What students read about the whole course; it need not be there."""
        return self.root / "course.md"

    def assignment(self, name: str) -> Assignment:
        """The assignment of that id, read from its folder."""
        from grader.course.reading import load_assignment  # reading imports this module

        if name not in self.assignments:
            raise UsageError(
                f"looking up an assignment of {self.toml}",
                expected="an id that stands in `assignments`",
                came=repr(name),
                todo=suggestion(name, self.assignments),
            )
        return load_assignment(self.root, name)
