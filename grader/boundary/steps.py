"""One recorded operation on a submission. May import the standard library alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Reference:
    """Stands for an object of the submission in a recorded step."""

    number: int


class Step(NamedTuple):  # made for every operation, so it must be cheap
    """One operation. Arguments are plain values and, once recorded, References."""

    op: str
    name: str = ""
    on: int | None = None
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()
    out: int | None = None
