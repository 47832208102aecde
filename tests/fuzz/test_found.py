"""What fuzzing found once: each of these files ended its reader with an exception of Python's own.

A new finding is added here as the smallest file that shows it, then mended in the reader.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.engine.journal import Journal
from grader.engine.store import Store
from grader.errors import CourseError
from grader.intake.names import blackboard_name, canvas_piece
from grader.json_text import from_json
from grader.records import to_json
from tests.courses_helper import ASSIGNMENT_TOML, COURSE_TOML, INTERFACE, SOURCE, make_course
from tests.fuzz.courses import CORPUS, DEADLINES, RUBRIC, sealed_again
from tests.fuzz.downloads import LISTED
from tests.fuzz.every import READERS
from tests.fuzz.results import JOURNAL, OUTCOME, REPORT, SUMMARY, journal

DEEP = "[" * 5000
LONG = "9" * 5000
HEX = "0x" + "f" * 4000
SPREAD = "x = " + "-" * 4000 + "1\n"


def edited(**changes: Any) -> bytes:
    """Frozen examples with other entries, sealed again."""
    return sealed_again({**json.loads(CORPUS), **changes})


def line_of(text: str) -> bytes:
    """A line of a journal with the right sum."""
    return b"%08x %s" % (zlib.crc32(text.encode()), text.encode())


REFUSED: dict[str, tuple[str, str | bytes]] = {
    "deep_toml": (
        "course_toml",
        COURSE_TOML + f"a = {DEEP}",
    ),
    "long_number": (
        "course_toml",
        COURSE_TOML + f"a = {LONG}",
    ),
    "hexadecimal_id": (
        "course_toml",
        COURSE_TOML.replace('"toy-course"', HEX),
    ),
    "long_percent": (
        "course_toml",
        COURSE_TOML + DEADLINES.replace("percent = 10", f"percent = {HEX}"),
    ),
    "large_file": (
        "course_toml",
        COURSE_TOML + "#" * (1 << 18),
    ),
    "many_keys": (
        "course_toml",
        COURSE_TOML + "".join(f"key_{n} = 1\n" for n in range(5000)),
    ),
    "long_key": (
        "course_toml",
        COURSE_TOML + f"{'a' * 100_000} = 1\n",
    ),
    "huge_points": (
        "assignment_toml",
        ASSIGNMENT_TOML + RUBRIC.replace("points = 2\n", "points = 1" + "0" * 400 + "\n"),
    ),
    "hexadecimal_kind": (
        "assignment_toml",
        ASSIGNMENT_TOML.replace('"auto"', HEX, 1),
    ),
    "many_questions": (
        "assignment_toml",
        "[[questions]]\n" * 5000,
    ),
    "long_column": (
        "roster",
        "student," + "a" * 100_000 + "\nada,\n",
    ),
    "long_sum_in_a_source": (
        "source",
        SOURCE.replace("import numpy as np", SPREAD),
    ),
    "long_sum_in_an_interface": (
        "interface",
        INTERFACE + SPREAD,
    ),
    "many_bases": (
        "interface",
        INTERFACE + f"class A({', '.join(f'b{n}' for n in range(9000))}): ...\n",
    ),
    "versions_text": (
        "corpus",
        edited(versions="6.1"),
    ),
    "no_versions": (
        "corpus",
        edited(versions=None),
    ),
    "fingerprints_list": (
        "corpus",
        edited(fingerprints=[]),
    ),
    "no_fingerprint": (
        "corpus",
        edited(fingerprints={"mistake": {"test": None}}),
    ),
    "fingerprint_text": (
        "corpus",
        edited(fingerprints={"mistake": "test"}),
    ),
    "overflowing_float": (
        "corpus",
        edited(examples={"test": [{"x": {"f": "0x1p5000"}}]}),
    ),
    "structured_array": (
        "corpus",
        edited(examples={"test": [{"x": {"a": ["f8,f8", [0], ""]}}]}),
    ),
    "negative_shape": (
        "corpus",
        edited(examples={"test": [{"x": {"a": ["<f8", [-1], ""]}}], "more": {}}),
    ),
    "cell_number": (
        "release",
        json.dumps({"cells": [{"cell_type": "code", "id": 1, "metadata": {}, "source": ""}]}),
    ),
    "metadata_flag": (
        "release",
        json.dumps({"cells": [{"cell_type": "code", "id": "a", "metadata": True, "source": ""}]}),
    ),
    "deep_release": (
        "release",
        '{"metadata": ' + DEEP,
    ),
    "deep_list": (
        "collected",
        DEEP,
    ),
    "deep_listing": (
        "collected",
        '{"schema": ' + DEEP,
    ),
    "files_text": (
        "collected",
        json.dumps({**LISTED, "hand_ins": [{**LISTED["hand_ins"][0], "files": ""}]}),
    ),
    "student_number": (
        "collected",
        json.dumps({**LISTED, "hand_ins": [{**LISTED["hand_ins"][0], "student": 5}]}),
    ),
    "deep_report": (
        "report",
        DEEP,
    ),
    "reports_number": (
        "report",
        json.dumps({**REPORT, "reports": 5}),
    ),
    "change_list": (
        "change",
        "[]",
    ),
    "deep_change": (
        "change",
        DEEP,
    ),
    "deep_counts": (
        "forgotten",
        DEEP,
    ),
    "infinite_count": (
        "forgotten",
        '{"submissions": {"toy": Infinity}}',
    ),
    "broken_count": (
        "forgotten",
        '{"submissions": {"toy": 2.5}}',
    ),
    "deep_summary": (
        "summary",
        DEEP,
    ),
    "huge_time": (
        "summary",
        json.dumps({**SUMMARY, "timing": {**SUMMARY["timing"], "cpu_s": 10**400}}),
    ),
    "no_time": (
        "summary",
        json.dumps({**SUMMARY, "timing": {**SUMMARY["timing"], "cpu_s": float("nan")}}),
    ),
    "long_row": (
        "moodle",
        "Identifier,Grade,Maximum\n" + "a" * 100_000 + ",1,2\n",
    ),
    "sum_in_capitals": (
        "journal",
        JOURNAL.replace(JOURNAL[:8], JOURNAL[:8].upper(), 1),
    ),
    "deep_line": (
        "journal",
        line_of(DEEP) + b"\n" + line_of("{}") + b"\n",
    ),
}


@pytest.mark.parametrize(("name", "data"), REFUSED.values(), ids=list(REFUSED))
def test_a_file_that_broke_its_reader_is_refused(name: str, data: str | bytes) -> None:
    """Each is refused in four parts that a person can read, and by nothing else."""
    file = data if isinstance(data, bytes) else data.encode()

    assert READERS[name].read(file) is False


def test_of_many_mistakes_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    """Twenty of 5,000 are shown, and the message says how many there are beside them."""
    text = COURSE_TOML + "".join(f"key_{n} = 1\n" for n in range(5000))
    root = make_course(tmp_path, course_toml=text)

    with pytest.raises(CourseError) as refused:
        load_course(root)

    assert len(refused.value.came.splitlines()) == 21
    assert refused.value.came.endswith("and 4980 more")


@pytest.mark.parametrize(
    "record",
    [
        {"key": "k1", "unsafe": False},
        {"t": "check", "unsafe": False, "outcome": to_json(OUTCOME)},
        {"t": "check", "key": ["k1"], "unsafe": False, "outcome": to_json(OUTCOME)},
        {"t": "check", "key": "k1", "unsafe": False},
        {"t": "check", "key": "k1", "unsafe": False, "outcome": {**to_json(OUTCOME), "new": 1}},
        {"t": "load", "key": "k1", "unsafe": False, "left_out": [{"where": 1}]},
    ],
    ids=["no_kind", "no_key", "odd_key", "no_outcome", "another_version", "odd_load"],
)
def test_what_a_journal_says_in_another_form_is_found_out_again(
    record: dict[str, Any], tmp_path: Path
) -> None:
    """A record that this version does not know is used for nothing, and stops nothing."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(journal([record]))

    with Journal(path) as opened:
        store = Store(opened, unsafe=False)

        assert store.known({"test": "k1"}) == {}
        assert store.known_load("k1") is None
        assert store.reused == 0


@pytest.mark.parametrize(
    ("name", "read"),
    [
        (f"ada_1_{'9' * 5000}_x.py", canvas_piece),
        ("_" * 65_000, canvas_piece),
        ("1_" * 32_000, canvas_piece),
        ("a_" * 32_000 + "_attempt_", blackboard_name),
    ],
    ids=["long_number", "no_parts", "many_numbers", "many_parts"],
)
def test_a_long_name_is_nobodys_or_somebodys(name: str, read: Callable[[str], object]) -> None:
    """A name as long as an archive can have it is looked at once, and never ends the reading."""
    found = read(name)

    assert found is None or getattr(found, "entry", "") == name


@pytest.mark.parametrize("text", [DEEP, LONG, '{"a": ' * 5000, "", "{", b"\xff", b"\xff\xfe["])
def test_whatever_is_wrong_with_json_is_one_exception(text: str | bytes) -> None:
    """Too deep, too long, cut off or no text: who catches ValueError has caught it."""
    with pytest.raises(ValueError):
        from_json(text)
