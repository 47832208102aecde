"""Which names of folders cannot be a student's id in nbgrader.

An id stands in nbgrader's tables and, as it is, in formgrader's pages; nbgrader looks for it as for
a pattern of file names. May import how text is made safe, and the name of the list that `grader
collect` keeps; must never open a file.
"""

from __future__ import annotations

from grader.feedback.text import clean
from grader.intake.students import LISTING

LONGEST_NAME = 128
"""Characters of a student's name that nbgrader's tables hold."""
_MARKUP = frozenset('<>&"`\\/%#')
"""What formgrader's pages would obey: they put an id between tags, into a script's text and into
addresses, as it is, where `%62ob` is `bob`."""


def is_path(student: str) -> bool:
    """Whether a student who is asked for would be looked for in somebody else's folder."""
    return "/" in student or "\\" in student or student in (".", "..")


def unfit(student: str) -> str:
    """Why a folder's name cannot be a student's in nbgrader, in words; empty where it can."""
    if len(student) > LONGEST_NAME:
        return f"a name of {len(student)} characters; nbgrader takes {LONGEST_NAME}"
    try:
        student.encode()
    except UnicodeEncodeError:
        return "a name with bytes that are no UTF-8"
    if found := sorted(_MARKUP.intersection(student)):
        return f"a name with {' '.join(found)} in it, which nbgrader's pages would obey"
    if "*" in student or "?" in student:
        return "a name that nbgrader takes for a pattern, which other names fit"
    if student == LISTING:
        return "the name of a file that `grader collect` keeps there"
    if clean(student) != student or "\n" in student or "\t" in student:
        return "a name with characters in it that cannot be seen"
    return ""
