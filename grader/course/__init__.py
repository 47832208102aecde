"""A course as its TOML files describe it: validated, frozen, with every mistake named.

May import `grader.errors` and `grader.records`. Must never import a notebook library, read a hidden
test, or run anything.
"""

from grader.course.models import Assignment, Course, Deadlines, Limits, Question
from grader.course.reading import find_course, load_assignment, load_course

__all__ = [
    "Assignment",
    "Course",
    "Deadlines",
    "Limits",
    "Question",
    "find_course",
    "load_assignment",
    "load_course",
]
