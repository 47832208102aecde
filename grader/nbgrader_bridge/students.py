"""Puts the students of a roster into nbgrader's gradebook, with their names and addresses.

May import nbgrader, late, and the course's roster; must never take a student out, nor change what
nbgrader knows of one beyond name, address and id.
"""

from __future__ import annotations

import unicodedata

from grader.course.roster import Roster, Student
from grader.nbgrader_bridge.patience import find_programs


def add_students(db_url: str, course_id: str, roster: Roster) -> list[str]:
    """The students whom the gradebook did not know; it is made where there is none."""
    from nbgrader.api import Gradebook

    find_programs()
    with Gradebook(db_url, course_id) as gradebook:
        # A folder's name, which the roster may write in another of Unicode's forms.
        known = {unicodedata.normalize("NFC", one.id): one.id for one in gradebook.students}
        for student in roster.students.values():
            if student.status != "dropped" or student.student in known:
                name = known.get(student.student, student.student)
                gradebook.update_or_create_student(name, **_about(student))
    return [name for name, one in roster.students.items() if name not in known and _takes(one)]


def _takes(student: Student) -> bool:
    return student.status != "dropped"


def _about(student: Student) -> dict[str, str]:
    """The fields of nbgrader's table that a line of the roster fills; the others stay."""
    first, last = names(student.name)
    ids = next(iter(student.ids.values()), "")
    about = {"first_name": first, "last_name": last, "email": student.email, "lms_user_id": ids}
    return {name: text for name, text in about.items() if text}


def names(name: str) -> tuple[str, str]:
    """First and last name: as `Lovelace, Ada` says it, else the last word is the last name."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first.strip(), last
