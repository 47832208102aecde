"""Which answer formgrader shows of a hand-in: the one that stands in the autograded notebook.

A person who marks there has read that one, and not the one of a later hand-in that was graded
without the gradebook. May import the engine's marks, records and `.markdown`; must
never write a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.engine.marking import answer_of, digest_of
from grader.json_text import from_json
from grader.nbgrader_bridge.markdown import harmless
from grader.records import SubmissionReport

_THEN = "read the answer in formgrader, press Resolve there and import again"
_AGAIN = f"graded again after this mark, which counts as one of another answer: {_THEN}"
_SHOWN = (
    "formgrader shows an earlier answer, so the mark counts as one of another: grade with "
    f"--gradebook, {_THEN}"
)


def earlier(
    autograded: Path,
    released: Path,
    report: SubmissionReport | None,
    question: str,
    *,
    waits: bool,
) -> str:
    """Why a mark is perhaps of an earlier answer than the report's, and what to do; empty if not.

    Parameters
    ----------
    autograded, released:
        The notebook that formgrader shows, and the one that was given out.
    waits:
        Whether the gradebook asks a person to look once more.
    """
    if report is None:
        return ""
    if waits:
        return _AGAIN
    return "" if _shows(autograded, released, question, answer_of(report, question)) else _SHOWN


def _shows(autograded: Path, released: Path, question: str, answer: str) -> bool:
    if not autograded.is_file():
        return True  # formgrader shows nothing, and nothing says that it is another
    shown = _source(autograded, question)
    # A blank answer leaves the text that was given out.
    given = harmless(answer) if answer.strip() else _source(released, question)
    return shown is not None and given is not None and digest_of(shown) == digest_of(given)


def _source(notebook: Path, question: str) -> str | None:
    """The text of the question's cell; None where it cannot be read."""
    try:
        cells: list[dict[str, Any]] = from_json(notebook.read_bytes())["cells"]
        for cell in cells:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == question:
                return "".join(cell["source"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return None
