"""No pattern that reads a student's text takes time that grows faster than the text.

Students may hand in megabytes, and what reads them here has no budget of its own.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

import grader.boundary
import grader.engine
import grader.feedback
import grader.intake

OF_NAMES_ALONE = {"grader.intake.gradescope", "grader.intake.readings"}
"""Their patterns are for whole lines of one platform's own file, and for names of files."""
LENGTH, CPU_S = 60_000, 4.0
"""What grows with the length takes hundredths of a second, what grows with its square a minute."""
UNITS = (
    *"\n \t#\"'a0(\\<=-_.%!&[`|,é", "\r\n", " \n", "a ", "a\n", "a.", "0.", "&#", "\x1b[", "# %%\n",
    '"""', "\\\n", "x,", "from ", "from\n", "from __future__ import (\n",
)  # fmt: skip


def _patterns() -> Iterator[object]:
    seen = set()
    for package in (grader.boundary, grader.engine, grader.feedback, grader.intake):
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(info.name)).items():
                held = value.values() if isinstance(value, dict) else [value]
                for each in held:
                    known = not isinstance(each, re.Pattern) or each in seen
                    if not known and info.name not in OF_NAMES_ALONE:
                        seen.add(each)
                        yield pytest.param(each, id=f"{info.name.removeprefix('grader.')}.{name}")


class _TooLong(Exception):
    pass


@pytest.mark.parametrize("pattern", list(_patterns()))
def test_time_grows_with_the_text_alone(pattern: re.Pattern[str] | re.Pattern[bytes]) -> None:
    """Whatever is repeated in it: blank lines, signs, words."""
    texts = [(unit * LENGTH)[:LENGTH] for unit in UNITS]

    def end(_: int, __: FrameType | None) -> None:
        raise _TooLong(repr(text[:40]))

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_S)
    try:
        for text in texts:
            if isinstance(pattern.pattern, bytes):
                pattern.search(text.encode())  # type: ignore[arg-type]  # one of bytes
            else:
                pattern.search(text)  # type: ignore[arg-type]  # one of text
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
