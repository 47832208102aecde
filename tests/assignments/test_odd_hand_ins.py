"""Innocent odd code never costs a point: right hand-ins with oddities are graded as right ones.

A class whose students are the oddities is graded in one run for each assignment. On every push a
sample of them, at night all, and pairs drawn by GRADER_ODD_SEED.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from grader.course import load_course
from grader.engine.grade import grade
from grader.records import SubmissionReport
from tests import odd_answers, odd_cells, odd_files
from tests.odd_hand_ins import PLACES, HandIn, Odd, Right, on_top, read_odd, right

pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")
ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "example"
REAL = load_course(ROOT).assignments
COURSES = {"median": EXAMPLE, **dict.fromkeys(REAL, ROOT)}
SEED = int(os.environ.get("GRADER_ODD_SEED", "7"))
EVERY_PUSH = 24
"""So many oddities of the example."""
PUSHED = {"number_with_grad", "matrix_backprop", "batch_vectorization"}
"""A class, dicts and counted steps; the other assignments wait for the night."""
PAIRS = 25
CODE = read_odd("code")
TOGETHER = (
    "absent_modules", "loops_that_print", "printing_options",
    "errors_of_numpy_warn", "global_counters", "large_numbers", "source_of_itself", "main_module",
    "timed_and_printed", "every_call_remembered", "callable_objects", "further_keywords",
    "warnings_given", "read_only", "columns_first", "numbers_of_numpy", "lists_of_their_own",
)  # fmt: skip
"""Odd code and odd answers that go together in one hand-in, and load fast."""
NAMES_TAKEN = {"every_style_of_import", "star_from_many", "names_of_built_ins_kept"}
"""Take names that answers of the real assignments use or define, which rightly costs them."""
HEAVY = {
    "half_a_second_of_work", "work_that_leaves_a_lot_behind", "large_lists", "large_arrays",
    "pasted_data", "program_of_tests", "much_of_the_library",
}  # fmt: skip
"""Right, and slow before each of a hundred checks: the example is enough."""
STRICT = {
    "warnings_are_errors", "errors_of_numpy_raise", "errors_of_numpy_call", "floating_errors_raise",
}  # fmt: skip
"""What another oddity does after these may be an error, and then rightly is."""
Place = Callable[[Right, Odd], HandIn]


def graded(
    root: Path, assignment: str, hand_ins: Mapping[str, HandIn], place: Path
) -> dict[str, SubmissionReport]:
    """Each student's report; a student is called as what is odd about the hand-in."""
    for name, hand_in in hand_ins.items():
        folder = place / "in" / name / assignment
        folder.mkdir(parents=True)
        (folder / hand_in.file).write_bytes(hand_in.data)
    course = load_course(root)
    found = grade(course, [assignment], submissions=place / "in", out=place / "out", jobs=1)
    return {report.student: report for report in found.reports}


def lost(report: SubmissionReport) -> list[str]:
    """A line for each check that is lost or flagged, and for points that are missing."""
    found = [f"{report.status}: {report.message}"] if report.status != "graded" else []
    if report.score != report.max_score:
        found.append(f"{report.score} of {report.max_score} points")
    found += [
        f"{check.name}: {check.outcome} {check.flags}: {check.message}"
        for check in report.checks
        if check.outcome != "passed" or check.flags
    ]
    return found


def wrongs(report: SubmissionReport, hand_in: HandIn) -> list[str]:
    """A line for each thing that is not as it is for a right hand-in without oddities."""
    found = lost(report)
    whys = [left.why for left in report.receipt.left_out if not left.why.startswith(OURS)]
    found += [f"left out: {why}" for why in whys if not any(t in why for t in hand_in.told)]
    found += [f"not told: {t}" for t in hand_in.told if not any(t in why for why in whys)]
    return found


OURS = "it is a given cell: the release's own is used"
"""A bare file holds the given cells' code, too; in a notebook nobody changed them."""


def assert_right(root: Path, assignment: str, hand_ins: Mapping[str, HandIn], place: Path) -> None:
    """Each is graded, earns every point and no flag, and nothing is left out that should not be."""
    reports = graded(root, assignment, hand_ins, place)

    assert reports.keys() == hand_ins.keys()
    found = {name: wrongs(reports[name], hand_in) for name, hand_in in hand_ins.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def everything_odd(made: Right) -> dict[str, HandIn]:
    """Every oddity: each piece of code in one place, which the next one does not share."""
    code = {
        f"{odd.name} {place.__name__}": place(made, odd)
        for at, odd in enumerate(fitting(made))
        for place in [PLACES[at % len(PLACES)]]
    }
    files = {way.__name__: way(made) for way in (*odd_files.FILES, *odd_cells.CELLS)}
    return code | odd_answers.handed_in(made) | files


def drawn_pairs(made: Right, count: int) -> dict[str, HandIn]:
    """Two pieces of odd code in one hand-in, drawn by the seed."""
    draw = random.Random(f"{SEED} {made.assignment}")
    rows = [*fitting(made), *odd_answers.odd_answers(made)]
    rows = [each for each in rows if each.name not in STRICT]
    found = {}
    for _ in range(count):
        one, other = draw.sample(rows, 2)
        place = draw.choice([each for each in PLACES if each is not on_top])
        found[f"{one.name} {other.name}"] = place(made, together([one, other]))
    return found


def fitting(made: Right) -> list[Odd]:
    """The odd code that leaves an assignment's answers as they are, and fast."""
    without = NAMES_TAKEN | HEAVY if made.assignment in REAL else set()
    return [odd for odd in CODE if odd.name not in without]


def together(rows: Sequence[Odd]) -> Odd:
    """Several pieces of odd code as one."""
    told = tuple(words for each in rows for words in each.told)
    return Odd("together", "\n".join(each.code for each in rows), told)


def test_a_sample_of_all_oddities(tmp_path: Path) -> None:
    """In the example's course odd code, odd answers and odd files cost nothing."""
    every = everything_odd(right(EXAMPLE, "median"))
    chosen = random.Random(SEED).sample(sorted(every), EVERY_PUSH)

    assert_right(EXAMPLE, "median", {name: every[name] for name in chosen}, tmp_path)


@pytest.mark.parametrize(
    "assignment",
    [pytest.param(name, marks=[] if name in PUSHED else pytest.mark.nightly) for name in REAL],
)
def test_many_oddities_in_one_hand_in(assignment: str, tmp_path: Path) -> None:
    """In each real assignment a hand-in with many oddities earns every point."""
    made = right(ROOT, assignment)
    rows = {each.name: each for each in [*CODE, *odd_answers.odd_answers(made)]}
    odd = together([rows[name] for name in TOGETHER])

    ways = (odd_answers.in_the_last_cell, odd_answers.at_the_end)
    hand_in = ways[REAL.index(assignment) % 2](made, odd)

    assert_right(ROOT, assignment, {"many": hand_in}, tmp_path)


@pytest.mark.nightly
class TestAtNight:
    """The same with everything."""

    @pytest.mark.parametrize("place", PLACES, ids=lambda each: each.__name__)
    def test_all_odd_code_in_each_place(self, place: Place, tmp_path: Path) -> None:
        """Each piece of odd code, in every place of a hand-in to the example."""
        made = right(EXAMPLE, "median")

        assert_right(EXAMPLE, "median", {odd.name: place(made, odd) for odd in CODE}, tmp_path)

    @pytest.mark.parametrize("assignment", COURSES)
    def test_every_oddity(self, assignment: str, tmp_path: Path) -> None:
        """Every oddity in every assignment."""
        made = right(COURSES[assignment], assignment)

        assert_right(COURSES[assignment], assignment, everything_odd(made), tmp_path)

    @pytest.mark.parametrize("assignment", COURSES)
    def test_pairs(self, assignment: str, tmp_path: Path) -> None:
        """Two oddities in one hand-in, drawn by the seed."""
        made = right(COURSES[assignment], assignment)

        reports = graded(COURSES[assignment], assignment, drawn_pairs(made, PAIRS), tmp_path)

        # One may well stop the other's own code, which stands below all answers or apart.
        assert {name: lost(each) for name, each in reports.items() if lost(each)} == {}
