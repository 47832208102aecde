"""The table in docs/security.md of what other graders make of the hostile class."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks._hostile.tables import (
    BEGIN,
    END,
    GROUPS,
    LEFT_OUT,
    TITLES,
    WORDS,
    between_markers,
    deserved,
    is_about_us,
    tables,
    word,
)
from tests import hostile_set
from tests.hostile_set import CHECKS, Hostile

ROOT = Path(__file__).resolve().parents[1]
SAVED = ROOT / "benchmarks" / "hostile.json"
FINE = {"score": 8.0, "hung": False}


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    """What the last run of the benchmark saved."""
    saved: dict[str, Any] = json.loads(SAVED.read_text("utf-8"))
    return saved


def hostile(expect: str, *, after: bool = False, body: bytes = b"", **more: str) -> Hostile:
    """A hand-in whose header says so."""
    header = {"group": "forge", "expect": expect, **({"after": "right"} if after else {}), **more}
    return Hostile("made_up", header, body)


def test_the_document_shows_the_saved_results(results: dict[str, Any]) -> None:
    """What stands between the markers of docs/security.md is made from the saved results."""
    text = (ROOT / "docs" / "security.md").read_text("utf-8")

    assert between_markers(text, tables(results)) == text


def test_the_saved_results_are_of_the_catalogue(results: dict[str, Any]) -> None:
    """Each result is of a file that is there, in its group; nearly every file has results."""
    there = {each.name: each.header["group"] for each in hostile_set.read_all()}
    saved = {name: row["group"] for name, row in results["hand_ins"].items()}

    assert {name: there.get(name) for name in saved} == saved
    assert not set(LEFT_OUT) & set(saved)
    assert set(LEFT_OUT) <= set(there)
    assert len(saved) >= 0.7 * (len(there) - len(LEFT_OUT))


def test_what_a_result_is_true_of_is_saved_beside_it(results: dict[str, Any]) -> None:
    """A grader's word that has a key is not asked for again; each key is of a word."""
    for name, row in results["hand_ins"].items():
        assert set(row["keys"]) <= set(row["words"]) - {"ours"}, name


def test_every_result_is_counted_once(results: dict[str, Any]) -> None:
    """The columns of all groups together add up to what each grader tried."""
    rows = results["hand_ins"].values()
    tried = Counter(tool for row in rows for tool in row["words"])

    assert set(tried) == set(TITLES)
    assert {word for row in rows for word in row["words"].values()} <= set(WORDS)
    lines = tables(results).splitlines()
    for tool, title in TITLES.items():
        numbers = [
            [int(cell.replace("·", "0")) for cell in line.split("|")[2:-1]]
            for line in lines
            if line.startswith(f"| {title} |")
        ]
        total, *groups, control = numbers
        assert len(groups) == len(GROUPS)
        assert total == [sum(column) for column in zip(*groups, strict=True)]
        assert all(first == sum(rest) for first, *rest in numbers)
        assert total[0] + control[0] == tried[tool]


def test_right_hand_ins_are_graded_right_by_all(results: dict[str, Any]) -> None:
    """The control: no grader's container or checks keep a right hand-in from its points."""
    honest = [row["words"] for row in results["hand_ins"].values() if row["group"] == "honest"]

    assert len(honest) == 2
    assert {word for words in honest for word in words.values()} == {"right"}


@pytest.mark.parametrize(
    ("made", "points"),
    [
        (hostile("*=passed"), (8, 8)),
        (hostile("*=refused"), (0, 0)),
        (hostile("*=crashed"), (0, 0)),
        (hostile("*=crashed", after=True), (0, 8)),
        (hostile("add=timeout mean=failed *=passed", after=True), (6, 7)),
        (hostile("add=failed|passed *=passed"), (7, 8)),
        (hostile("", status="unreadable"), (0, 0)),
    ],
)
def test_what_is_deserved(made: Hostile, points: tuple[int, int]) -> None:
    """A check counts where it passes; where right answers crash here, another may pass them."""
    assert deserved(made) == points


@pytest.mark.parametrize(
    ("made", "found", "said"),
    [
        (hostile("*=passed"), FINE, "right"),
        (hostile("*=refused"), {**FINE, "score": 0.0}, "right"),
        (hostile("*=refused"), {**FINE, "score": 1.0}, "forged"),
        (hostile("*=refused"), {**FINE, "others": [8.0, 0.0], "leak": True}, "forged"),
        (hostile("*=passed"), {**FINE, "others": [8.0, None]}, "robbed"),
        (hostile("*=passed"), {**FINE, "others": [8.0, 8.0]}, "right"),
        (hostile("*=passed"), {**FINE, "planted": True, "leak": True}, "leaked"),
        (hostile("*=passed"), {**FINE, "heard": 11, "changed": ["x"]}, "leaked"),
        (hostile("*=passed"), {**FINE, "changed": ["x"], "leak": True}, "harmed"),
        (hostile("*=passed"), {**FINE, "left": ["sleep"]}, "harmed"),
        (hostile("*=passed"), {"score": None, "hung": True}, "hung"),
        (hostile("*=passed"), {**FINE, "leak": True}, "reached"),
        (hostile("*=passed"), {"score": None}, "no grade"),
        (hostile("", status="unreadable"), {"score": None}, "right"),
        (hostile("", status="unreadable"), {"score": 1.0}, "forged"),
        (hostile("*=passed"), {**FINE, "score": 7.0}, "fewer"),
    ],
)
def test_the_worst_is_said(made: Hostile, found: dict[str, Any], said: str) -> None:
    """Of all that became of a hand-in the first word in the order of the words is said."""
    assert word(made, found) == said


def test_attacks_on_our_own_worker_are_known() -> None:
    """A hand-in that writes to our socket or changes our worker is tried with no other grader."""
    own = (b"os.write(3, data)", b'sys.modules["worker.serve"]', b"socket(fileno=3)")
    others = (b'os.write(1, b"x")', b"class Evil: pass", b"range(3, 0)", b"math.pow(3, 2)")

    assert [is_about_us(hostile("*=passed", body=body)) for body in own] == [True] * len(own)
    assert [is_about_us(hostile("*=passed", body=body)) for body in others] == [False] * len(others)
    assert len(CHECKS) == 8


def test_the_block_is_put_between_the_markers() -> None:
    """What stood between the markers is replaced, and nothing else."""
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"

    assert between_markers(text, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


@pytest.mark.parametrize(
    ("text", "came"), [("nothing", "not the first"), (f"{END} {BEGIN}", "the first alone")]
)
def test_a_document_without_markers_is_refused(text: str, came: str) -> None:
    """Where a marker is missing nothing is written, and what to do is said."""
    with pytest.raises(ValueError, match=f"came:     {came}\n  do next:  put both"):
        between_markers(text, "new")
