"""Which pieces of a hand-in need not be repeated for every check."""

from __future__ import annotations

import ast

from grader.engine.pieces import Piece, idle_pieces
from grader.intake.rebuild import RunCell
from grader.worker.effects import effects


def piece(source: str, grade_id: str | None = None, origin: str = "student") -> Piece:
    """A compiled piece as `prepare` knows it."""
    known = effects(ast.parse(source).body)
    return Piece(
        RunCell("cell 1", source, grade_id, origin),  # type: ignore[arg-type]
        b"",
        0,
        frozenset(known["binds"]),
        frozenset(known["uses"]),
        known["reaches"],
        known["defines"],
    )


ANSWER = piece("def double(x):\n    return 2 * x", "double")


def test_training_that_nobody_uses_is_idle() -> None:
    """A cell of the student's own whose names nobody reads is run on trial alone."""
    assert idle_pieces([ANSWER, piece("total = sum(double(i) for i in range(9))")]) == {1}


def test_an_answer_is_never_idle() -> None:
    """What is graded is loaded for every check, whatever it looks like."""
    assert idle_pieces([ANSWER]) == frozenset()


def test_a_given_cell_is_never_idle() -> None:
    """Cells of the release are run as they were released."""
    assert idle_pieces([piece("x = 1", origin="release")]) == frozenset()


def test_a_helper_of_an_answer_is_needed() -> None:
    """A name that an answer reads makes the cell that binds it needed."""
    helper = piece("def twice(x):\n    return x + x")
    answer = piece("def double(x):\n    return twice(x)", "double")

    assert idle_pieces([helper, answer]) == frozenset()


def test_a_later_version_of_an_answer_is_needed() -> None:
    """A cell that binds an answer's name anew is part of what is graded."""
    assert idle_pieces([ANSWER, piece("def double(x):\n    return 3 * x")]) == frozenset()


def test_what_a_needed_cell_needs_is_needed() -> None:
    """Needing goes on through cells of the student's own."""
    pieces = [
        piece("base = 2"),
        piece("def twice(x):\n    return base * x"),
        piece("def double(x):\n    return twice(x)", "double"),
        piece("plot = double(3)"),
    ]

    assert idle_pieces(pieces) == {3}


def test_idle_cells_may_use_each_other() -> None:
    """Training and then plotting is idle together."""
    assert idle_pieces([ANSWER, piece("losses = [1, 2]"), piece("print(losses)")]) == {1, 2}
