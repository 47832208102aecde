"""Whether a hand-in is another one than that of which nbgrader keeps a grading.

nbgrader itself looks at `timestamp.txt` alone, which not everything that is collected has. May
import the intake's answer for a digest; must never parse what a student sent.
"""

from __future__ import annotations

from pathlib import Path

from grader.course import Assignment
from grader.intake.anew import is_another
from grader.json_text import from_json
from grader.records import SubmissionReport

_MARK = "grader"


def mark_of(report: SubmissionReport) -> dict[str, dict[str, str]]:
    """What an autograded notebook's metadata says of the hand-in that it was made of."""
    return {_MARK: {"hand_in": report.digest, "beside": report.receipt.beside}}


def handed_in_anew(folder: Path, autograded: Path, assignment: Assignment) -> bool:
    """Whether a folder holds another hand-in than an autograded notebook was made of.

    A notebook that does not say what it was made of is taken to be of this hand-in.
    """
    try:
        mark = from_json(autograded.read_bytes())["metadata"][_MARK]
        digest, beside = str(mark["hand_in"]), str(mark["beside"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return False
    most = assignment.limits.submission_kb * 1024
    return is_another(digest, beside, folder, assignment.hand_in, most)
