"""What an nbgrader course says to be graded by us: `configure(c)` in its `nbgrader_config.py`.

The classes are named, not imported, so that a command that needs none of them stays quick. May
import traitlets' form of a configuration and nbgrader's course folder; must never read a course.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

_HERE = "grader.nbgrader_bridge"


def configure(c: Any) -> None:
    """Set in nbgrader's configuration everything by which our engine grades in its place."""
    from grader.nbgrader_bridge.patience import be_patient

    be_patient()
    c.Autograde.exporter_class = f"{_HERE}.exporter.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [f"{_HERE}.saving.SaveGrades"]
    c.GenerateFeedback.preprocessors = [
        f"{_HERE}.saving.RefreshLateness",
        "nbgrader.preprocessors.GetGrades",
        f"{_HERE}.saving.ForStudents",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.ExchangeFactory.collect = f"{_HERE}.exchange.Collect"
    c.ExchangeFactory.release_assignment = f"{_HERE}.exchange.ReleaseAssignment"
    c.ExchangeFactory.release_feedback = f"{_HERE}.exchange.ReleaseFeedback"
    c.ExportApp.plugin_class = f"{_HERE}.exporting.GradesCsv"


def database(root: Path) -> str:
    """The address of a course's own gradebook, as nbgrader has it by itself."""
    return f"sqlite:///{root.resolve() / 'gradebook.db'}"
