"""The table of limits that instructors read says what is true: names, defaults, sentences."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from grader.course import load_course
from grader.course.models import Limits
from grader.engine.limits import MET
from grader.errors import CourseError
from tests.limits.hand_ins import FILES_OF_THE_COURSE, TOML

PAGE = Path(__file__).resolve().parents[2] / "docs" / "writing-an-assignment.md"
SECTION = PAGE.read_text("utf-8").partition("\n## Limits\n")[2].partition("\n## ")[0]
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in SECTION.splitlines()
    if line.startswith("| ") and not line.startswith("| limit ")
]


def test_each_limit_has_its_row() -> None:
    """What it is, its key, how much it is by default, and the sentence that a student reads."""
    said = [
        (
            met.what,
            ", ".join(f"`{key}`" for key in met.key.split(", ") if key),
            met.holds(Limits()),
            met.sentence.format(met.holds(Limits())),
        )
        for met in MET
    ]

    assert said == ROWS
    assert len(ROWS) > 20


def test_each_key_and_default_is_on_the_page() -> None:
    """The TOML on the page is every key with its default, and each key is in the table."""
    shown = "\n".join(line[4:] for line in SECTION.splitlines() if line.startswith("    "))

    assert tomllib.loads(shown)["limits"] == Limits().model_dump()
    assert set(re.findall(r"`(\w+)`", " ".join(row[1] for row in ROWS))) == set(Limits.model_fields)


def _course(root: Path, limits: str) -> Path:
    for name, text in FILES_OF_THE_COURSE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    own = TOML[TOML.index("[limits]") : TOML.index("[[questions]]")]
    text = TOML.replace(own, f"[limits]\n{limits}\n\n")
    (root / "solutions/one/assignment.toml").write_text(text, "utf-8")
    return root


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("memory_mb = 63", "greater than or equal to 64"),
        ("memory_mb = 16_385", "less than or equal to 16384"),
        ("submission_kb = 0", "greater than or equal to 1"),
        ("submission_kb = 65_537", "less than or equal to 65536"),
        ("cell_cpu_s = 0.05", "greater than or equal to 0.1"),
        ("cell_cpu_s = 121", "less than or equal to 120"),
        ("check_cpu_s = nan", "a finite number"),
        ("check_cpu_s = inf", "a finite number"),
        ("check_times = 2", "greater than or equal to 3"),
        ("check_times = 1001", "less than or equal to 1000"),
        ("file_mb = 0", "greater than or equal to 1"),
        ("file_mb = 33", "less than or equal to 32"),
        ("file_mb = 1.5", "a whole number"),
        ('memory_mb = "512"', "a whole number"),
        ("check_cpu_s = true", "number"),
        ("memory_gb = 1", "memory_mb"),
    ],
)
def test_a_bad_value_is_refused_in_words(tmp_path: Path, line: str, words: str) -> None:
    """The message names the file, the key, what came and what would be right."""
    with pytest.raises(CourseError) as caught:
        load_course(_course(tmp_path, line)).assignment("one")

    said = str(caught.value)
    assert "assignment.toml" in said
    assert line.partition(" ")[0] in said
    assert words in said


def test_what_is_set_is_told(tmp_path: Path) -> None:
    """The sentences hold the numbers of the assignment, not the defaults."""
    lines = "memory_mb = 70\ncell_cpu_s = 0.7\ncheck_cpu_s = 0.9\ncheck_times = 6.5\nfile_mb = 3"
    limits = load_course(_course(tmp_path, lines)).assignment("one").limits

    told = " ".join(met.holds(limits) for met in MET)

    for words in ("70 MB", "0.7 s", "0.9 s, or 6.5 times", "9 s", "2.1 s", "1.4 s", "3 MB"):
        assert words in told
