"""The hostile submissions in `tests/hostile/`: what stands in their headers, and handing them in.

Each file begins with comment lines:

    # group: honest | forge | read | deny | interfere | evade
    # after: right              the file is handed in behind that one
    # name: tensor.ipynb        under which name; the header is then cut off
    # status: unreadable        when it is not graded
    # expect: add=timeout mean=failed|crashed *=passed     the outcome of every check
    # correct: what a correct grader must do

A word like `@COURSE@` is replaced by the place itself: a hostile student has guessed right.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "hostile"
COURSE = Path(__file__).parent / "courses" / "hostile"
ASSIGNMENT = "tensor"
CHECKS = ("add", "mean", "softmax", "identity", "data", "plus", "backward", "rejects")
GROUPS = ("honest", "forge", "read", "deny", "interfere", "evade")
OUTCOMES = ("passed", "failed", "refused", "timeout", "crashed")
PLANTED = "PLANTED-"
"""How every planted secret begins; none may be anywhere in what a grading writes."""
LEAK = "LEAK: "
"""What a hostile submission says when it reached something; written there in two halves."""
_LINE = re.compile(r"# (group|after|name|status|expect|correct): (.+)")


@dataclass(frozen=True)
class Hostile:
    """One file of `tests/hostile/`."""

    name: str
    header: Mapping[str, str]
    body: bytes
    """What is handed in, without the file that it comes after."""

    @property
    def status(self) -> str:
        """The expected status of the submission."""
        return self.header.get("status", "graded")

    @property
    def expected(self) -> dict[str, tuple[str, ...]]:
        """Check to the outcomes that are right; mostly there is one."""
        given = dict(each.split("=") for each in self.header.get("expect", "").split())
        rest = given.pop("*", "")
        outcomes = {check: given.pop(check, rest) for check in CHECKS} if rest or given else {}
        assert not given, f"{self.name}: no such check: {given}"
        return {check: tuple(outcome.split("|")) for check, outcome in outcomes.items()}


def read_all() -> list[Hostile]:
    """Every hostile file, in order of its name."""
    return [_read(path) for path in sorted(FOLDER.iterdir()) if path.is_file()]


def _read(path: Path) -> Hostile:
    header: dict[str, str] = {}
    rest = path.read_bytes()
    while found := _LINE.match(rest.partition(b"\n")[0].decode()):
        header[found[1]] = found[2]
        rest = rest.partition(b"\n")[2]
    return Hostile(path.stem, header, rest if "name" in header else path.read_bytes())


def hand_in(class_: Sequence[Hostile], submissions: Path, places: Mapping[str, str]) -> None:
    """Puts each into its student's folder, with the places filled in."""
    bodies = {each.name: each.body for each in class_}
    for each in class_:
        folder = submissions / each.name / ASSIGNMENT
        folder.mkdir(parents=True)
        text = each.body
        if "after" in each.header:
            text = bodies[each.header["after"]] + b"\n\n" + text
        for word, place in places.items():
            text = text.replace(f"@{word}@".encode(), place.encode())
        (folder / each.header.get("name", "tensor.py")).write_bytes(text)


def copy_course(target: Path) -> None:
    """A copy of the course, to which the release and the frozen examples are still to be added."""
    shutil.copytree(COURSE, target)
