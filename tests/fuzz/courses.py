"""Readers of what an instructor writes: TOML, sheets, sources, interfaces, frozen examples."""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import math
import random
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from grader.boundary.interface import parse_interface
from grader.course import Assignment, Course, load_course
from grader.course.answers import read_answers
from grader.course.equivalent import load_equivalents
from grader.course.extensions import load_extensions
from grader.course.misconception import load_misconceptions
from grader.course.reading import load_assignment
from grader.course.roster import load_roster
from grader.course.source import parse_source, stub_cells
from grader.engine import corpus
from grader.intake.release import read_release
from tests.courses_helper import (
    ASSIGNMENT_TOML,
    COURSE_TOML,
    INTERFACE,
    MANUAL_SOURCE,
    MANUAL_TOML,
    MISCONCEPTION,
    SOURCE,
    make_course,
)  # fmt: skip
from tests.fuzz.damage import (
    bent_some,
    json_file,
    json_text,
    table_file,
    text_file,
    toml_file,
)  # fmt: skip
from tests.fuzz.reader import Reader, file_of, folder, refusal
from tests.toy import INTERFACE as TOY_INTERFACE

DEADLINES = """
promises = ["unforgeable", "contained"]
display_modules = ["matplotlib", "google.colab"]

[deadlines]
timezone = "Europe/Berlin"

[deadlines.due]
toy = 2027-01-15T23:59:00

[deadlines.released]
toy = 2027-01-01T08:00:00

[deadlines.late]
policy = "grace_days"
budget = 4
then = "per_day"
percent = 10
most_percent = 50
grace_minutes = 15
days = 7
"""
LIMITS = """
hand_in = ["toy.ipynb", "toy.py"]

[limits]
memory_mb = 256
submission_kb = 500
cell_cpu_s = 1.5
check_cpu_s = 0.25
"""
RUBRIC = """
[[questions]]
id = "how"
title = "How it counts"
kind = "manual"
points = 2.5

[[questions.rubric]]
id = "keeps"
text = "Says that the old count is kept."
points = 2

[[questions.rubric]]
id = "adds"
text = "Says that amounts add up."
points = 0.5

[questions.comments]
reason = "Say why."
"""
SHORT = "\n".join(ASSIGNMENT_TOML.split("\n")[:2]) + LIMITS + ASSIGNMENT_TOML.partition("\n\n")[2]


@functools.cache
def course() -> Course:
    """A course with deadlines and one assignment."""
    root = make_course(folder() / "course", course_toml=COURSE_TOML + DEADLINES, manual=True)
    return load_course(root)


def _assignment() -> Assignment:
    return course().assignment("toy")


def read_course_toml(data: bytes) -> bool:
    """A course is refused, or holds what any TOML reader finds in the file."""
    root = make_course(folder() / "other")
    (root / "course.toml").write_bytes(data)
    with refusal() as refused:
        found = load_course(root)
        said = tomllib.loads(data.decode("utf-8-sig"))
        assert found.id == said["id"]
        assert list(found.assignments) == said["assignments"]
        deadlines = said.get("deadlines", {})
        assert set(found.deadlines.due) == set(deadlines.get("due", {}))
        for name, when in found.deadlines.due.items():
            assert when.tzinfo is not None
            written = deadlines["due"][name]
            if written.tzinfo is None:
                assert when.replace(tzinfo=None) == written
            else:
                assert when == written
        percent = deadlines.get("late", {}).get("percent")
        assert percent is None or found.deadlines.late.percent == percent
    return not refused


def read_assignment_toml(data: bytes) -> bool:
    """An assignment is refused, or its questions pay what the file says."""
    root = make_course(folder() / "other")
    (root / "solutions/toy/assignment.toml").write_bytes(data)
    with refusal() as refused:
        found = load_assignment(root, "toy")
        said = tomllib.loads(data.decode("utf-8-sig"))
        assert [q.id for q in found.questions] == [q["id"] for q in said["questions"]]
        assert [q.points for q in found.questions] == [q["points"] for q in said["questions"]]
        assert all(math.isfinite(q.points) and q.points > 0 for q in found.questions)
        assert found.limits.memory_mb == said.get("limits", {}).get("memory_mb", 512)
        for question in found.questions:
            assert sum(i.points for i in question.rubric) <= question.points + 1e-6
    return not refused


def read_equivalent(data: bytes) -> bool:
    """Mutants that no check can tell are refused, or are those of the file."""
    file_of("course/solutions/toy/equivalent.toml", data)
    with refusal() as refused:
        found = load_equivalents(_assignment())
        said = tomllib.loads(data.decode("utf-8-sig")).get("equivalent", [])
        assert [each.mutant for each in found] == [each["mutant"] for each in said]
    return not refused


def read_roster(data: bytes) -> bool:
    """A roster is refused, or every student has a folder's name and ids of their own."""
    file_of("course/roster.csv", data)
    try:
        with refusal() as refused:
            roster = load_roster(course())
            everybody = list(roster.students.values())
            for one in everybody:
                assert one.student
                assert one.student[0] != "."
                assert not set("/\\\0") & set(one.student)
                assert roster.find(one.student) is one
                extra = one.extra_time
                assert extra is None or math.isfinite(extra.percent + extra.days + extra.hours)
            assert len({one.email.casefold() for one in everybody if one.email}) == sum(
                bool(one.email) for one in everybody
            )
    finally:
        (folder() / "course/roster.csv").unlink()
    return not refused


ROSTER = """\
student,name,email,section,group,canvas_id,extra_time,status
ada,"Lovelace, Ada",ada@example.org,A,,901,25%,enrolled
bo,Bo,bo@example.org,A,g1,902,2 d,excused
cy,Cy,,B,g1,903,,
"""
EXTENSIONS = """\
student,assignment,until,days,reason
ada,toy,2027-01-20T23:59,,ill
bo,toy,,3,"says, no"
cy,toy,2027-01-20T12:00+01:00,,
"""


def read_extensions(data: bytes) -> bool:
    """Extensions are refused, or are later than the deadline, each for one student."""
    file_of("course/roster.csv", ROSTER.encode())
    file_of("course/extensions.csv", data)
    try:
        with refusal() as refused:
            found = load_extensions(course(), load_roster(course()))
            for (student, assignment), extension in found.items():
                assert student in {"ada", "bo", "cy"}
                assert assignment == "toy"
                assert 0 <= extension.days <= 365
                assert (extension.until is None) == (extension.days > 0)
    finally:
        (folder() / "course/roster.csv").unlink()
        (folder() / "course/extensions.csv").unlink()
    return not refused


def read_source(data: bytes) -> bool:
    """A source is refused, or no line of an answer stands outside the answers."""
    text = data.decode("utf-8", "replace")
    with refusal() as refused:
        found = parse_source(text, _assignment())
        checks = [cell.question for cell in found.cells if cell.kind == "check"]
        assert sorted(checks) == ["counter", "double"]
        for cell in found.cells:
            if cell.kind != "text":
                cell.text.encode("utf-8")
    return not refused


def read_interface(data: bytes) -> bool:
    """An interface is refused with its line, or declares the names that Python sees there."""
    text = data.decode("utf-8", "replace")
    with refusal() as refused:
        found = parse_interface(text, Path("interface.py"))
        tree = ast.parse(text)
        kinds = {"classes": ast.ClassDef, "functions": ast.FunctionDef}
        for name, kind in kinds.items():
            assert set(getattr(found, name)) == {
                node.name for node in tree.body if isinstance(node, kind)
            }
        json.dumps([each.result for each in found.functions.values()])
    return not refused


def sealed(draw: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Frozen examples that somebody edited and sealed again: the hash is that of the content."""
    body = bent_some(draw, json.loads(draw.choice(seeds)))
    return json_text(draw, json.loads(sealed_again(body)) if isinstance(body, dict) else body)


def sealed_again(body: dict[str, Any]) -> bytes:
    """Frozen examples with the hash of their content, by the words of their documentation."""
    content = {name: each for name, each in body.items() if name != "sha256"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return json.dumps({**content, "sha256": hashlib.sha256(text.encode()).hexdigest()}).encode()


def read_corpus(data: bytes) -> bool:
    """Frozen examples are refused, or are plain data that freezes to the same again."""
    path = file_of("corpus.json", data)
    with refusal() as refused:
        found = corpus.load(path)
        for rows in found.examples.values():
            corpus.digest_of(rows)
        path.write_bytes(corpus.dump(found))
        again = corpus.load(path)
        assert corpus.dump(again) == corpus.dump(found)
        assert {type(d) for named in found.fingerprints.values() for d in named.values()} <= {str}
    return not refused


def read_misconception(data: bytes) -> bool:
    """A known mistake is refused, or loses questions that there are, with a hint."""
    file_of("course/solutions/toy/misconceptions/replaces_the_count.py", data)
    with refusal() as refused:
        (found,) = load_misconceptions(_assignment())
        assert set(found.loses) <= {"double", "counter"}
        assert found.loses
        assert found.hint
        assert found.why
    return not refused


def read_released(data: bytes) -> bool:
    """A released notebook is refused by both who read it, or is a skeleton of plain cells."""
    path = file_of("release.ipynb", data)
    with refusal() as refused:
        found = read_release(path)
        for cell in found.cells:
            assert type(cell.source) is str
            assert cell.points is None or type(cell.points) is float
            assert cell.role
    with refusal() as stubs:
        assert all(type(cell.text) is str for cell in stub_cells(path))
    return not refused and not stubs


def read_answer_cells(data: bytes) -> bool:
    """A file of answers is cells; every line below its first mark stands in one of them."""
    text = data.decode("utf-8", "replace")
    cells = read_answers(text)
    below = text.splitlines()
    held = sum(len(cell.source.splitlines()) for cell in cells)
    assert held <= len(below)
    return True


def _example(**values: Any) -> dict[str, Any]:
    return values


CORPUS = corpus.dump(
    corpus.Corpus(
        examples={
            "test_a.py::test_a": [
                _example(x=1.5, n=3, flag=True, text="\u00e9"),
                _example(items=[1, (2, None)], table={"a": 1, (1, "b"): 2.0}, z=1 + 2j),
                _example(array=np.arange(6.0).reshape(2, 3), none=np.zeros((0, 3), dtype="i1")),
            ],
            "test_a.py::test_b": [],
        },
        fingerprints={"mistake": {"test_a.py::test_a": "0" * 64}},
        versions={"hypothesis": "6.1"},
    )
)
EQUIVALENT = """\
[[equivalent]]
mutant = "answer double, line 3: + to -"
reason = "It is the same."

[[equivalent]]
mutant = "answer double, line 4"
reason = "It is never run."
"""
ROSTERS = (ROSTER.encode(), ROSTER.replace(",", ";").encode("utf-8-sig"), b"student\nada\n")
SOURCES = (SOURCE + MANUAL_SOURCE).encode(), (SOURCE + MANUAL_SOURCE).replace("\n", "\r\n").encode()


def _released() -> bytes:
    from tests.fuzz.hand_ins import RELEASED

    return json.dumps(RELEASED).encode()


Read = Callable[[bytes], bool]
READERS = (
    Reader(
        "course_toml", toml_file,
        (COURSE_TOML.encode(), (COURSE_TOML + DEADLINES).encode()), read_course_toml,
    ),
    Reader(
        "assignment_toml", toml_file,
        (SHORT.encode(), (ASSIGNMENT_TOML + MANUAL_TOML + RUBRIC).encode()), read_assignment_toml,
    ),
    Reader("equivalent_toml", toml_file, (EQUIVALENT.encode(),), read_equivalent),
    Reader("roster", table_file, ROSTERS, read_roster),
    Reader("extensions", table_file, (EXTENSIONS.encode(),), read_extensions),
    Reader("source", text_file, SOURCES, read_source),
    Reader("interface", text_file, (INTERFACE.encode(), TOY_INTERFACE.encode()), read_interface),
    Reader("corpus", sealed, (CORPUS,), read_corpus),
    Reader("corpus_as_it_came", json_file, (CORPUS,), read_corpus),
    Reader("misconception", text_file, (MISCONCEPTION.encode(),), read_misconception),
    Reader("release", json_file, (_released(),), read_released),
    Reader("answers", text_file, (SOURCE.encode(),), read_answer_cells),
)  # fmt: skip
