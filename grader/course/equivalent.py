"""Mutants of the model answer that no check can tell from it, each with the reason.

May import pydantic, `.models` and `.reading`. Never looks whether a mutant exists: `verify` does.
"""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import Field, StringConstraints

from grader.course.mistakes import refuse, repeated
from grader.course.models import Assignment, Several
from grader.course.reading import read_record
from grader.records import Record

Words = Annotated[str, StringConstraints(pattern=r"\S", max_length=2000)]


class Equivalent(Record):
    """One mutant that is as right as the model answer."""

    mutant: Words
    """Its id, as `verify` prints it."""
    reason: Words
    """Why no check may tell it from the model answer."""


class _File(Record):
    equivalent: Several[Equivalent] = Field(default=())


def load_equivalents(assignment: Assignment) -> tuple[Equivalent, ...]:
    """What `equivalent.toml` of an assignment records; nothing where there is none.

    Raises
    ------
    CourseError
        When an entry lacks its reason, or one mutant stands there twice.
    """
    path = assignment.folder / "equivalent.toml"
    if not os.path.lexists(path):
        return ()
    found = read_record(_File, path).equivalent
    twice = repeated(each.mutant for each in found)
    if twice:
        refuse(path, [f"[[equivalent]]: the mutant {name!r} is recorded twice" for name in twice])
    return found
