"""Runs a student's cells and the visible checks in this very process: a trial, not a grading.

The same reading, rebuilding, compiling and loading as when it is graded, without a sandbox and
without limits of time: on the student's own machine there is nothing to protect. May import
`grader.worker` and the light part of this room; needs the standard library and NumPy alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from grader.intake.rebuild import Rebuilt, Receipt, RunCell, rebuild
from grader.intake.release import Release, ReleaseCell
from grader.intake.told import frames, left_out_by_load
from grader.worker.describe import clean_text, describe_error
from grader.worker.loading import prepare, run_cell
from grader.worker.transform import compile_cells

CHECK_ID = "check_"


@dataclass(frozen=True, slots=True)
class Question:
    """How the visible checks of one question went."""

    id: str
    passed: bool
    message: str = ""
    where: tuple[str, ...] = ()
    """The student's own lines that led to an exception, outermost first."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found, what was not run, and how the visible checks went."""

    receipt: Receipt
    questions: tuple[Question, ...]


class Interrupted(Exception):
    """The person at the keyboard stopped the trial; the text names the cell that was running."""


def own_release(hand_in: Mapping[str, Any]) -> Release:
    """A hand-in as its own release, for a student who has no other: its check cells are known."""
    return Release(tuple(_own_cell(cell) for cell in hand_in["cells"]))


def try_out(
    release: Release,
    hand_in: Mapping[str, Any],
    file_name: str,
    display_modules: Iterable[str],
) -> Trial:
    """The trial of one hand-in. Changes this process for good; raises Interrupted."""
    rebuilt = rebuild(release, hand_in, file_name)
    module = _ready(display_modules)
    left_out = list(rebuilt.receipt.left_out)
    for cell, compiled in zip(rebuilt.cells, _compiled(rebuilt.cells), strict=True):
        left_out += left_out_by_load(cell, compiled, None)
        for part in compiled["finer"] or compiled["parts"]:
            loaded = run_cell(module, part["code"], cell.label, cell.source)
            _stop_if_interrupted(loaded["error"], cell.label)
            left_out += left_out_by_load(cell, {}, loaded)
    receipt = replace(rebuilt.receipt, left_out=tuple(left_out))
    return Trial(receipt, tuple(_questions(release, module, rebuilt)))


def _own_cell(cell: Mapping[str, Any]) -> ReleaseCell:
    name = cell["grade_id"]
    is_check = cell["type"] == "code" and name is not None and name.startswith(CHECK_ID)
    return ReleaseCell(
        type=cell["type"],
        source=cell["source"],
        grade_id=name if is_check else None,
        grade=is_check,
        solution=False,
        locked=False,
        points=None,
    )


class _NothingElse(MetaPathFinder):
    """Makes absent here what is absent when graded: all but Python's library and NumPy."""

    allowed = frozenset(sys.stdlib_module_names) | {"numpy", "submission"}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in self.allowed:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def _ready(display_modules: Iterable[str]) -> ModuleType:
    module = prepare(display_modules)
    sys.meta_path.insert(1, _NothingElse())  # after the stand-ins
    # Otherwise it would end the trial without a word.
    os._exit = sys.exit  # type: ignore[assignment]  # the parameter has another name
    return module


def _compiled(cells: Sequence[RunCell]) -> list[dict[str, Any]]:
    own = [cell for cell in cells if cell.origin == "student"]
    return compile_cells([
        {"label": cell.label, "source": cell.source, "split": own == [cell],
         "finer": cell.statements}
        for cell in cells
    ])  # fmt: skip


def _stop_if_interrupted(error: Mapping[str, Any] | None, label: str) -> None:
    if error is not None and "KeyboardInterrupt" in error["bases"]:
        raise Interrupted(label)


def _questions(release: Release, module: ModuleType, rebuilt: Rebuilt) -> Iterable[Question]:
    checks = release.of_role("check")
    names = [(cell.grade_id or "").removeprefix(CHECK_ID) for cell in checks]
    cells = [
        RunCell(f"check {name}", cell.source, cell.grade_id, "release")
        for name, cell in zip(names, checks, strict=True)
    ]
    for name, cell, compiled in zip(names, cells, _compiled(cells), strict=True):
        if compiled["code"] is None:
            yield _failed(name, compiled["error"])
        else:
            yield _question(name, _run_check(module, cell, compiled["code"]), cell.label)


def _question(name: str, error: Mapping[str, Any] | None, label: str) -> Question:
    _stop_if_interrupted(error, label)
    return Question(name, True) if error is None else _failed(name, error)


def _run_check(module: ModuleType, cell: RunCell, code: bytes) -> dict[str, Any] | None:
    """Why a check cell failed. Its names are its own: the next check does not see them."""
    copy = ModuleType(module.__name__)
    copy.__dict__.update(module.__dict__)
    result = run_cell(copy, code, cell.label, cell.source)
    error: dict[str, Any] | None = result["error"]
    if error is None and result["absent"]:  # in a check nothing may be passed over
        modules = ", ".join(result["absent"])
        return describe_error(ModuleNotFoundError(f"it needs {modules}, which is not there"))
    if error is None and result["denied"]:
        return describe_error(PermissionError("it does what is not allowed here"))
    return error


def _failed(name: str, error: Mapping[str, Any]) -> Question:
    known = frames(error)
    own = tuple(
        f"{label}, line {line}{f', in {function}' if function else ''}: {source}"
        for label, line, function, source in known
        if label.startswith("cell ")
    )
    text = clean_text(str(error["text"]), 500)
    if error["type"] != "AssertionError":
        text = f"{error['type']}: {text}" if text else str(error["type"])
    elif not text:
        text = f"this does not hold: {known[-1][3]}" if known else "a check does not hold"
    return Question(name, False, text, own)
