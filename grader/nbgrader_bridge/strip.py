"""From the notebook with the answers to the one that students get, by nbgrader's own hands.

`nbgrader generate_assignment` runs a list of preprocessors on each notebook. We run the same list,
less three: header and footer (we have none), instantiated tests (they need a kernel), and saving
the cells (it would open a gradebook). What comes out is what nbgrader itself writes (a test
compares the two), without database, kernel or temporary course.

May import nbgrader, nbformat and traitlets, late. Must never write a file: the notebook that comes
in holds every answer.
"""

from __future__ import annotations

import logging
from typing import Any

from grader.errors import GraderError, UsageError


def strip(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook as students get it: answers replaced, cells locked, checksums made.

    Parameters
    ----------
    notebook:
        nbformat 4.5 as plain data, each source one string, with full nbgrader v3 metadata.
    """
    _available()
    import nbformat
    from nbconvert.exporters.exporter import ResourcesDict

    node: Any = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    resources = ResourcesDict()
    try:
        nbformat.validate(node)
        for preprocessor in _preprocessors():
            node, resources = preprocessor.preprocess(node, resources)
        nbformat.validate(node)
    except Exception as error:  # nbgrader raises RuntimeError, ValueError and its own kinds
        # No more than the first line, and no chained error: nbgrader's messages quote whole cells.
        said = str(error).strip().split("\n")[0][:100]
        raise GraderError(
            "stripping the answers with nbgrader",
            expected="a notebook that nbgrader accepts",
            came=f"{type(error).__name__}: {said}",
            todo="nothing was written; compare the versions with constraints.txt, or report this",
        ) from None
    stripped: dict[str, Any] = _plain(node)
    return stripped


def _available() -> None:
    try:
        import nbgrader  # noqa: F401  (asked for here so that its absence is explained once)
    except ImportError as error:
        raise UsageError(
            "making a release",
            expected="nbgrader 0.9.6, which strips the answers",
            came=f"{error}",
            todo="install the extra: pip install 'grader[nbgrader]'",
        ) from error


def _preprocessors() -> list[Any]:
    """The list of `nbgrader generate_assignment`, without the three steps named above."""
    from nbgrader import preprocessors as steps
    from traitlets.config import Config

    order = [
        steps.LockCells,
        steps.ClearSolutions,
        steps.ClearOutput,
        steps.CheckCellMetadata,
        steps.ComputeChecksums,
        steps.ClearHiddenTests,
        steps.ClearMarkScheme,
        steps.ComputeChecksums,
        steps.CheckCellMetadata,
    ]
    # An empty configuration of its own: a nbgrader_config.py of the user must not change a release.
    made = [step(config=Config()) for step in order]
    for step in made:
        step.log = _silent()
    return made


def _silent() -> logging.Logger:
    """A logger that says nothing: nbgrader logs the cells that it refuses, answers included."""
    log = logging.getLogger("grader.nbgrader_bridge.strip")
    log.disabled = True
    return log


def _plain(value: Any) -> Any:
    """Notebook nodes as plain dictionaries and lists."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
