"""Tests of `grader.intake.rebuild` and `placing`: what of a hand-in is run, in which order."""

from __future__ import annotations

import ast
import json
import random
import resource
import time
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import records
from grader.errors import GraderError
from grader.intake import rebuild as room
from grader.intake.binding import bound_names
from grader.intake.imports import added_imports
from grader.intake.rebuild import LeftOut, Rebuilt, rebuild
from grader.intake.release import Release, release_of
from tests.intake.hand_ins import ANSWERS, RELEASE, STUB_A, STUB_B, cell, hand_in, read

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
A, B = ANSWERS["construct"], ANSWERS["backward"]
GIVEN_1, GIVEN_2 = "import math", "Net.backward = backward"


def rebuilt(cells: list[dict[str, Any]], **more: Any) -> Rebuilt:
    """The cells that are run of a hand-in."""
    return rebuild(RELEASE, {**read(cells), **more}, "net.ipynb")


def run(cells: list[dict[str, Any]]) -> list[str]:
    """The sources that are run, in order."""
    return [each.source for each in rebuilt(cells).cells]


def states(cells: list[dict[str, Any]]) -> list[str]:
    """What was found for the two answers."""
    return [each.state for each in rebuilt(cells).receipt.answers]


def stripped(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same cells without their ids."""
    return [{**each, "grade_id": None} for each in cells]


def test_an_answered_release() -> None:
    """Given cells from the release, answers from the student, no check, nothing untouched."""
    got = rebuilt(hand_in())

    assert [(each.label, each.source, each.origin) for each in got.cells] == [
        ("given cell 1", GIVEN_1, "release"),
        ("cell 3", A, "student"),
        ("cell 6", B, "student"),
        ("given cell 2", GIVEN_2, "release"),
    ]
    assert asdict(got.receipt) == {
        "file": "net.ipynb",
        "answers": (
            {"cell": "construct", "state": "answered"},
            {"cell": "backward", "state": "answered"},
        ),
        "left_out": (),
        "notes": (),
        "free_text": {"why": "Because."},
        "beside": "",
    }


def test_an_untouched_release_is_unchanged() -> None:
    """Stubs are run, so that what is missing says NotImplementedError; no text counts as none."""
    cells = hand_in(construct=STUB_A + "  \n\n", backward=STUB_B, why="YOUR ANSWER HERE")

    assert states(cells) == ["unchanged", "unchanged"]
    assert run(cells)[1:3] == [STUB_A + "  \n\n", STUB_B]
    assert rebuilt(cells).receipt.free_text == {"why": ""}


def test_missing_and_emptied_answers() -> None:
    """A deleted or emptied answer is missing, nothing runs in its place, the given cells stay."""
    cells = hand_in(backward="\n")
    del cells[2]

    assert states(cells) == ["missing", "missing"]
    assert run(cells) == [GIVEN_1, GIVEN_2]


def test_a_cell_to_play_with_is_run_once_it_is_the_students() -> None:
    """As released it is not run, since it may train for seconds; changed, it is like any other."""
    cells = hand_in()
    cells[8] = cell("print('try this')")

    assert run(cells) == [GIVEN_1, A, B, GIVEN_2, "print('try this')"]
    assert rebuilt(hand_in()).receipt.left_out == ()


@pytest.mark.parametrize(
    "source",
    [
        "def helper(): pass",
        "helper = 3",
        "helper: int = 3",
        "first, helper = 1, 2",
        "(first, [*helper]), rest = pairs",
        "(\n    first,  # one, or\n    helper,\n) = pair",
        "first = helper = 3",
        "first, rest = helper, more = 1, 2",
        "helper += 3",
        "helper **= 3",
        "for helper in (1, 2): pass",
        "for first, (helper, more) in pairs: pass",
        "async for helper in pairs: pass",
        "for first in pairs:\n    if first:\n        helper = first",
        "with open(path) as helper: pass",
        "with open(path) as first, open(path) as (more, helper):\n    pass",
        "import helper",
        "import first.second, helper.third",
        "import first as helper",
        "from first import (more,\n    other as helper)",
        "from .first import helper",
        "import first; import helper",
        "first = 1; helper = 2",
        "print(helper := 3)",
        "try:\n    import first\nexcept ImportError:\n    helper = 3",
        "if True:\n    def helper(): pass",
        "first = 'it\\'s', \"#\"\nhelper = 3",
        'first = """\n(((\n"""\nhelper = 3',
    ],
)
def test_a_cell_to_play_with_is_run_where_somebody_uses_it(source: str) -> None:
    """What it defines is there for an answer, or a cell of the student's own, that uses it."""
    played = replace(RELEASE.cells[8], source=source)
    release = replace(RELEASE, cells=(*RELEASE.cells[:8], played, *RELEASE.cells[9:]))
    unused, used = hand_in(), hand_in(backward=B + "\nhelper")
    unused[8] = used[8] = cell(source)

    def ran(cells: list[dict[str, Any]]) -> list[str]:
        return [each.source for each in rebuild(release, read(cells), "net.ipynb").cells]

    assert source not in ran(unused)
    assert source in ran(used)


@pytest.mark.parametrize(
    "source",
    [
        "print(helper)",
        "print(key=helper, other=3)",
        "first = 3  # helper = 4",
        "first = 'helper = 4'",
        '"""\nhelper = 4\n"""',
        "first == helper",
        "first.helper = 3",
        "first['helper'] = helper",
        "def first():\n    helper = 3\n    return helper",
        "@first\ndef second(helper=3):\n    import helper\n\nprint(3)",
        "class First:\n    helper = 3",
        "first = lambda helper=3: 4",
        "from helper import first",
        "import helper as first",
    ],
)
def test_a_cell_to_play_with_is_not_run_for_a_name_that_it_does_not_bind(source: str) -> None:
    """What it reads, says or has inside of a function is not there for others."""
    played = replace(RELEASE.cells[8], source=source)
    release = replace(RELEASE, cells=(*RELEASE.cells[:8], played, *RELEASE.cells[9:]))
    cells = hand_in(backward=B + "\nhelper")
    cells[8] = cell(source)

    ran = [each.source for each in rebuild(release, read(cells), "net.ipynb").cells]
    assert source not in ran


def test_of_a_released_assignment_the_cell_to_play_with_that_is_used_is_run() -> None:
    """It gives two names at once; nobody uses what the others give."""
    path = ASSIGNMENTS / "batch_vectorization" / "batch_vectorization.ipynb"
    release = release_of(json.loads(path.read_bytes()))
    cells = [cell(each.source, each.grade_id, each.type) for each in release.cells]
    free = [each.source for each in release.cells if each.role == "free"]
    played = next(source for source in free if source.startswith("outputs, targets = "))
    own = "difference = outputs - targets"

    got = rebuild(release, read([*cells, cell(own)]), path.name)
    assert [each.source for each in got.cells if each.source in (*free, own)] == [played, own]


UNITS = (
    *(
        "a, ",
        "(",
        "(a, ",
        "a = ",
        "for a in ",
        "if a: ",
        "x; ",
        "'",
        '"""',
        "as a ",
        "as (a ",
        "a:",
    ),
    *(
        "import a, ",
        "def f(): ",
        "\\\n",
        "[(",
        "a\n",
        " a\n",
        "# a",
        "a :=",
        "with a as (b, ",
        "a.",
    ),
)


@pytest.mark.parametrize("unit", UNITS)
def test_names_are_found_in_time_linear_in_the_text(unit: str) -> None:
    """Whatever begins and does not end."""
    begun = time.process_time()

    bound_names(unit * (400_000 // len(unit)))

    assert time.process_time() - begun < 20


def test_the_last_copy_of_an_answer_wins() -> None:
    """Of answers with the same id the last is run; the other is told."""
    cells = hand_in()
    cells.append(cell("def backward(self):\n    return 6", "backward"))

    assert run(cells)[2] == "def backward(self):\n    return 6"
    assert rebuilt(cells).receipt.left_out == (
        LeftOut("cell 6", "it is another copy of the answer backward; cell 12 is used"),
    )


def test_an_untouched_copy_does_not_win() -> None:
    """A stub that was copied before it was answered costs nothing."""
    cells = hand_in()
    cells.append(cell(STUB_B, "backward"))

    assert run(cells)[2] == B
    assert states(cells) == ["answered", "answered"]


HELPER, CLASS = "def number(x):\n    return x", "class Net:\n    x = number(3)"


def split(*parts: str) -> list[dict[str, Any]]:
    """The answered release with the answer `construct` in several cells of its id."""
    cells = hand_in()
    cells[2:3] = [cell(part, "construct") for part in parts]
    return cells


def test_a_split_answer_is_run_whole() -> None:
    """Copies that define different names are parts of one answer, run in order in its place."""
    got = rebuilt(split(HELPER, CLASS))

    assert [each.source for each in got.cells][:4] == [GIVEN_1, HELPER, CLASS, B]
    assert [each.grade_id for each in got.cells][1:3] == ["construct", "construct"]
    assert got.receipt.notes == ("the answer construct stands in 2 cells; all are used",)
    assert got.receipt.left_out == ()
    assert states(split(HELPER, CLASS)) == ["answered", "answered"]


def test_a_part_without_definitions_is_kept_once() -> None:
    """Statements split off are run; an exact copy of them is not run twice."""
    assert run(split("k = 3", A, "Net.y = k"))[1:4] == ["k = 3", A, "Net.y = k"]
    assert run(split(A, "Net.y = k", "Net.y = k"))[1:4] == [A, "Net.y = k", B]


def test_of_two_parts_with_one_name_the_later_wins() -> None:
    """A copy is dropped, and told, where all that it defines is defined later."""
    cells = split(HELPER, "class Net:\n    x = 1", CLASS)

    assert run(cells)[1:4] == [HELPER, CLASS, B]
    assert rebuilt(cells).receipt.left_out == (
        LeftOut(
            "cell 4",
            "it is another copy of the answer construct; cell 3 and cell 5 are used",
        ),
    )


def test_a_copy_that_alone_defines_something_is_kept() -> None:
    """A whole answer is not lost to a later copy of one half of it; the later half still counts."""
    whole = f"{HELPER}\n{A}"

    assert run(split(whole, CLASS))[1:4] == [whole, CLASS, B]


def test_what_stands_between_two_parts_runs_between_them() -> None:
    """A cell of the student's own that the second part needs comes before it."""
    cells = split(HELPER, CLASS)
    cells.insert(3, cell("k = 3"))

    assert run(cells)[1:5] == [HELPER, "k = 3", CLASS, B]


def test_a_split_stub_is_unchanged_and_never_beats_an_answer() -> None:
    """Pieces of the stub are no answer, and an untouched one does not undo an answered copy."""
    lines = STUB_A.splitlines()
    pieces = ["\n".join(lines[:1]), "\n".join(lines[1:])]

    assert states(split(*pieces)) == ["unchanged", "answered"]
    assert run(split(A, pieces[0]))[1:3] == [A, B]
    assert run(split(A, STUB_A))[1:3] == [A, B]


def test_a_remark_split_off_is_not_run() -> None:
    """The lower half turned into text is prose, not the answer."""
    cells = split(A, "My remark on it.")
    cells[3]["type"] = "markdown"

    assert run(cells)[1:3] == [A, B]
    assert rebuilt(cells).receipt.notes == ()


def test_a_split_cell_without_ids_is_placed() -> None:
    """Cells that define different names of one answer are its parts without ids too."""
    stub = f"def number(x):\n    raise NotImplementedError()\n\n{STUB_A}"
    cells = tuple(
        replace(each, source=stub) if each.grade_id == "construct" else each
        for each in RELEASE.cells
    )
    got = rebuild(Release(cells), read(stripped(split(HELPER, CLASS))), "net.ipynb")

    assert [each.source for each in got.cells][:4] == [GIVEN_1, HELPER, CLASS, B]
    assert [each.state for each in got.receipt.answers] == ["answered", "answered"]


def test_a_split_answer_in_words_is_kept_whole() -> None:
    """Both parts of a free-text answer reach the person who reads it."""
    cells = hand_in()
    cells.append(cell("And so.", "why", "markdown"))

    assert rebuilt(cells).receipt.free_text == {"why": "Because.\n\nAnd so."}


def test_further_cells_stay_behind_their_neighbour() -> None:
    """A cell of the student's own runs where it stands, also behind a check or a text."""
    cells = hand_in()
    for at, name in ((11, "f"), (8, "e"), (7, "d"), (4, "c"), (3, "b"), (0, "a")):
        cells.insert(at, cell(name))

    assert run(cells) == [
        *("a", GIVEN_1, A, "b", "c", B, GIVEN_2, "d", "e", "f")
    ]  # fmt: skip


def test_cells_above_all_known_ones_run_right_before_them() -> None:
    """With the title and the imports deleted, the given imports still come first."""
    cells = hand_in()
    cells[:2] = [cell("x = math.pi")]

    assert run(cells)[:3] == [GIVEN_1, "x = math.pi", A]


def test_further_cells_take_time_in_proportion() -> None:
    """Each may bind what a long answer below it binds, which is read once for all of them."""
    answer = f"{A}\n" + "".join(f"name_{at} = 1\n" for at in range(20_000))

    def cpu_s(count: int) -> float:
        cells = [*(cell(f"x{at} = 1") for at in range(count)), *hand_in(construct=answer)]
        begun = time.process_time()
        rebuilt(cells)
        return time.process_time() - begun

    few = min(cpu_s(10) for _ in range(3))
    # A ratio of CPU times: 40 if it is read for each.
    assert cpu_s(400) < 15 * few


def test_the_releases_order_holds() -> None:
    """Answers in another order are run in the release's, each with the cells behind it."""
    cells = [cell(B, "backward"), cell("b"), cell(A, "construct"), cell("a")]

    assert run(cells) == [GIVEN_1, A, "a", B, "b", GIVEN_2]


def test_a_changed_locked_cell_is_not_run_and_told() -> None:
    """The release's own given and check cells count."""
    cells = hand_in(**{"given-1": "math = 3", "check_construct": "x = 1"})

    assert run(cells)[0] == GIVEN_1
    assert "x = 1" not in run(cells)
    assert [each.where for each in rebuilt(cells).receipt.left_out] == ["cell 2", "cell 4"]
    assert "your change is not run" in rebuilt(cells).receipt.left_out[0].why


MINE = "import os, sys as system  # mine\nfrom itertools import (\n    chain,\n    count\n)"


@pytest.mark.parametrize(
    ("version", "before", "after"),
    [
        (f"import math\n\n{MINE}", "", MINE),
        ("from numpy import *\nimport  math  # the given one\n", "from numpy import *", ""),
        (
            "import os.path as p\nfrom a.b import c as d, e",
            "import os.path as p\nfrom a.b import c as d, e",
            "",
        ),
        (
            '# mine\nr"""what\nimport is\n"""\nimport os\nimport math\nimport sys',
            "import os",
            "import sys",
        ),
        ("pass\nimport os", "", "import os"),
        (
            "import os; from a import b ; import c;  # x",
            "import os; from a import b ; import c;  # x",
            "",
        ),
        ("import math;\nfrom a import \\\n  b, \\\n  c", "", "from a import \\\n  b, \\\n  c"),
        ("from a import (  # two\n  b,  # (\n\n)", "from a import (  # two\n  b,  # (\n\n)", ""),
        ("import \\\n math\nimport os as \\\n o", "", "import os as \\\n o"),
    ],
)
def test_imports_added_to_a_given_cell_are_run_around_it(
    version: str, before: str, after: str
) -> None:
    """They are the student's own cells, in the order in which they stood, and are told as such."""
    got = rebuilt(hand_in(**{"given-1": version}))

    want = [("cell 2", before, "student"), ("given cell 1", GIVEN_1, "release"),
            ("cell 2", after, "student"), ("cell 3", A, "student")]  # fmt: skip
    run_first = [each for each in want if each[1]]
    found = [(each.label, each.source, each.origin) for each in got.cells]
    assert found[: len(run_first)] == run_first
    places = " and ".join(word for word, text in (("before", before), ("after", after)) if text)
    assert got.receipt.notes == (
        f"cell 2 is a given cell; the imports that you added there are run {places} it",
    )


@pytest.mark.parametrize(
    "text",
    [
        '"""\nimport os\n"""',
        "'''\nimport os\n'''",
        'words = f"""a \\""" b\nimport os\n"""',
        '"""it\'s\nimport os\n',
        "x = 'a\\\nimport os'",
        'x = "\\"\\\nimport os"',
    ],
)
def test_what_stands_in_a_text_is_no_import(text: str) -> None:
    """A text of several lines may hold anything; nothing of it is run as a line of its own."""
    got = rebuilt(hand_in(**{"given-1": f"{GIVEN_1}\n{text}\nimport sys"}))

    run_lines = [line for each in got.cells for line in ast.parse(each.source).body]
    assert "import os" not in [ast.unparse(each) for each in run_lines]


def test_an_import_behind_a_quote_in_a_comment_is_one() -> None:
    """A quote in a comment, or one of the other kind in a text, begins no text."""
    version = 'import math  # it\'s\nx = "\'"\ny = \'"""\'\nimport os'
    got = rebuilt(hand_in(**{"given-1": version}))

    assert [each.source for each in got.cells][:3] == [GIVEN_1, "import os", A]


PIECES = (
    *('"""', "'''\\", '"', "'\\", "r", "#\n", "\\", "import a, ", "import a\n", "import a;"),
    *("import a,\\\n", "from a import (", "from a import (b,\n", "from a import (#\n"),
    *("import a;\\\n", "from a import b;\\\n", "import a as b,\\\n", "import as import,\\\n"),
    *("from a import (b);\\\n", "import a \\\n", "\\\n", "import a.", "from . import a;\\\n"),
)


@pytest.mark.parametrize("piece", PIECES)
def test_a_given_cell_of_a_million_pieces_costs_little(piece: str) -> None:
    """Each character is looked at a few times at most, whatever begins and does not end."""
    usual = resource.getrusage(resource.RUSAGE_SELF).ru_utime

    rebuilt(hand_in(**{"given-1": piece * (400_000 // len(piece)) + "!"}))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - usual < 60


WORDS = ["import a", "from a import b", "from a import (b", "import", "from", " as b", "a.b", ";",
         ",", "\\\n", "\n", " ", "#x", "(", ")", '"""', "'", '"', "\\", "*"]  # fmt: skip


def test_no_repeated_words_in_a_given_cell_cost_much() -> None:
    """Whatever words of imports and texts follow each other, again and again, then nonsense."""
    usual, draw = resource.getrusage(resource.RUSAGE_SELF).ru_utime, random.Random(7)

    for _ in range(300):
        unit = "".join(draw.choices(WORDS, k=draw.randint(1, 5)))
        added_imports(unit * (200_000 // len(unit)) + "!", GIVEN_1)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - usual < 60


def test_of_a_changed_given_cell_only_the_imports_are_run() -> None:
    """Neither what else was written there, nor what only looks like an import."""
    version = (
        "import os\nmath = 3\nimport os; math = 4\n  import sys\nimport re as\nimport this is it\n"
        "import sys; import re; x = 1"
    )
    got = rebuilt(hand_in(**{"given-1": version}))

    assert [each.source for each in got.cells][:3] == ["import os", GIVEN_1, A]
    assert [(each.where, each.why) for each in got.receipt.left_out] == [(
        "cell 2",
        "it is a given cell: the release's own is used, of your changes only the imports are run",
    )]  # fmt: skip


def test_added_imports_do_not_move_the_stubs() -> None:
    """All else runs in the order in which it would run without them."""
    plain = run(hand_in(backward=STUB_B))

    assert run(hand_in(backward=STUB_B, **{"given-1": "import math\nimport os"})) == [
        plain[0], "import os", *plain[1:]
    ]  # fmt: skip


def test_a_second_copy_of_a_given_cell_is_the_students() -> None:
    """Attaching again after a redefinition works, with the id copied along or without."""
    again = [cell("def backward(self): return 7"), cell(GIVEN_2, "given-2"), cell(GIVEN_2)]

    assert run(hand_in() + again)[-3:] == ["def backward(self): return 7", GIVEN_2, GIVEN_2]


def test_copies_of_checks_are_never_run() -> None:
    """A failing visible check must not stop anything."""
    check = RELEASE.cells[3].source

    assert check not in run([*hand_in(), cell(check), cell(check, "check_construct")])


@pytest.mark.parametrize("grade_id", ["check_construct", "given-1"])
@pytest.mark.parametrize("above", ["", "def one():\n    return 1\n\n", "\n\nx = 1\n"])
@pytest.mark.parametrize("below", ["", "\n\ndef two():\n    return 2\n", "\nimport os\ny = os.sep"])
def test_what_is_written_beside_ours_is_run(grade_id: str, above: str, below: str) -> None:
    """Above or below our own text in a locked cell stands a cell of the student's, told as such."""
    ours = next(each.source for each in RELEASE.cells if each.grade_id == grade_id)
    source = f"{above}{ours}  {below}"
    got = rebuilt(hand_in(**{grade_id: source}))
    plain = rebuilt(hand_in())
    number = next(at for at, each in enumerate(RELEASE.cells, 1) if each.grade_id == grade_id)
    own = [each for each in got.cells if each.label == f"cell {number}"]

    assert [each for each in got.cells if each not in own] == list(plain.cells)
    assert [each.source.strip() for each in own] == [e.strip() for e in (above, below) if e]
    assert all(each.statements for each in own)
    assert not any(each.statements for each in plain.cells)
    assert got.receipt.left_out == ()
    kind = "check" if grade_id.startswith("check") else "given"
    told = f"cell {number} is a {kind} cell; what you added to it is run beside it"
    assert got.receipt.notes == ((told,) if own else ())
    for each in own:  # a traceback names the line of the hand-in
        for at, line in enumerate(each.source.split("\n")):
            assert line in ("", source.split("\n")[at])


@pytest.mark.parametrize(
    "source",
    ["assert Net", "x = (\nassert Net())", "assert Net()\x0cx = 1", "assert Net() or 1\nx"],
)
def test_a_changed_check_is_not_run(source: str) -> None:
    """Only what stands beside our whole text is somebody's own."""
    got = rebuilt(hand_in(check_construct=source))

    assert got.cells == rebuilt(hand_in()).cells
    assert [each.where for each in got.receipt.left_out] == ["cell 4"]


DRAFT = "def backward(self):\n    return 4"


@pytest.mark.parametrize("first", [DRAFT + "  # first", STUB_B, None])
def test_a_draft_above_the_answer_does_not_override_it(first: str | None) -> None:
    """In a notebook the last cell holds, also where the answer was moved behind a draft."""
    cells = hand_in()
    answer = next(each for each in cells if each["grade_id"] == "backward")
    at = cells.index(answer)
    copy = [] if first is None else [cell(first, "backward")]
    for moved in (
        [*cells[:at], *copy, cell(DRAFT), answer, *cells[at + 1 :]],
        [*cells[:at], *copy, *cells[at + 1 :], cell(DRAFT), answer],
        [*cells[:at], *copy, *cells[at + 1 :], cell("backward = None"), answer],
    ):
        sources = run(moved)

        assert [text for text in sources if "backward" in text][-2:] == [B, GIVEN_2]
        assert len(sources) == 5


def test_an_answer_in_a_cell_of_its_own_beats_a_text_with_its_id() -> None:
    """Who pasted the answer anew and made the old cell text runs the new one."""
    cells = hand_in()
    at = next(at for at, each in enumerate(cells) if each["grade_id"] == "backward")
    cells[at : at + 1] = [cell(B), cell(DRAFT, "backward", "markdown")]

    assert run(cells) == run(hand_in())
    assert states(cells) == ["answered", "in_file"]


def test_a_draft_is_no_answer_where_another_cell_has_both() -> None:
    """Who writes two answers into the first one's cell keeps a draft of both above it."""
    both = f"{A}\n\n{B}"
    cells = [each for each in hand_in(construct=both) if each["grade_id"] != "backward"]
    draft = f"class Net:\n    x = 2\n\n{DRAFT}"

    sources = run([*cells[:2], cell(draft), *cells[2:]])
    assert [text for text in sources if "backward" in text] == [draft, both, GIVEN_2]


def test_a_trial_below_the_answer_stays_below_it() -> None:
    """A cell that binds anew what stands above it is the student's last word."""
    cells = hand_in()
    at = next(at for at, each in enumerate(cells) if each["grade_id"] == "backward")

    sources = run([*cells[: at + 1], cell(DRAFT), *cells[at + 1 :]])
    assert sources.index(B) < sources.index(DRAFT)


@pytest.mark.parametrize("fence", ["{}", "```python\n{}\n```"])
@pytest.mark.parametrize("below", [True, False])
def test_a_copy_put_away_as_text_is_no_answer(fence: str, below: bool) -> None:
    """A raw or text copy of an answer keeps its id; no program runs it."""
    cells = hand_in()
    at = next(at for at, each in enumerate(cells) if each["grade_id"] == "backward") + below
    cells.insert(at, cell(fence.format(DRAFT), "backward", "markdown"))

    assert run(cells) == run(hand_in())
    assert states(cells) == ["answered", "answered"]


def test_an_answer_turned_into_text_is_run() -> None:
    """A wrong key press costs no points, and is noted."""
    cells = hand_in()
    cells[2]["type"] = "markdown"

    assert run(cells)[1] == A
    assert rebuilt(cells).receipt.notes == (
        "cell 3 is the answer construct, turned into text; it is run as code",
    )


def test_code_in_a_locked_text_cell_is_run() -> None:
    """A text cell turned into code is a cell of the student's own."""
    cells = hand_in(**{"text-2": "y = 1"})
    cells[4]["type"] = "code"

    assert "y = 1" in run(cells)


def test_without_ids_answers_are_known_by_their_names() -> None:
    """An editor that drops the metadata costs nothing."""
    assert rebuilt(stripped(hand_in())).receipt.free_text == {"why": "Because."}
    assert run(stripped(hand_in())) == run(hand_in())
    assert states(stripped(hand_in())) == ["answered", "answered"]


def test_without_ids_stubs_are_known_by_their_text() -> None:
    """An untouched stub without its id is unchanged, not answered."""
    cells = stripped(hand_in(backward=STUB_B))

    assert states(cells) == ["answered", "unchanged"]
    assert run(cells) == run(hand_in(backward=STUB_B))


def test_what_is_ambiguous_stays_where_it_is() -> None:
    """Two cells that define an answer's name are both run, in order, as cells of the student's."""
    cells = stripped(hand_in())
    cells.insert(6, cell("def backward(self): return 8"))

    assert run(cells) == [GIVEN_1, A, B, "def backward(self): return 8", GIVEN_2]
    assert states(cells) == ["answered", "in_file"]


def test_a_bare_file_stands_for_the_first_answer() -> None:
    """One cell with everything: after the given cells above the first answer, before the others."""
    whole = f"import os\n{A}\n\n{B}"

    assert run([cell(whole)]) == [GIVEN_1, whole, GIVEN_2]
    assert states([cell(whole)]) == ["in_file", "in_file"]


def test_a_bare_file_tells_what_is_not_answered() -> None:
    """A stub inside the file is unchanged; a name that is not there is missing."""
    assert states([cell(f"import os\n{A}\n\n{STUB_B}")]) == ["in_file", "unchanged"]
    assert states([cell(f"import os\n{A}")]) == ["answered", "missing"]
    assert states([cell("x = 1")]) == ["missing", "missing"]


@pytest.mark.parametrize("source", [A, f"{A}\n\n{B}", f"{A}\n    def backward(self): pass"])
def test_the_answers_of_a_bare_py_are_in_the_file(source: str) -> None:
    """One cell of Python cannot be told apart into answers, so none is called missing."""
    got = rebuild(RELEASE, read([cell(source)], "py"), "net.py")

    assert [each.state for each in got.receipt.answers] == ["in_file", "in_file"]


def test_an_empty_py_has_no_answers() -> None:
    """Where there is nothing, nothing is found."""
    got = rebuild(RELEASE, read([cell("\n")], "py"), "net.py")

    assert [each.state for each in got.receipt.answers] == ["missing", "missing"]


def test_an_untouched_stub_does_not_undo_what_stands_above_it() -> None:
    """Who writes a function of a later answer into the first one keeps it: stubs are run first."""
    cells = hand_in(construct=A + "\n\n" + B, backward=STUB_B)

    assert run(cells)[1:3] == [STUB_B, A + "\n\n" + B]


def test_a_stub_with_the_answer_elsewhere_is_found() -> None:
    """A student may leave the stub and write the function in a cell below it."""
    cells = hand_in(backward=STUB_B)
    cells.insert(6, cell(B))

    assert run(cells)[1:5] == [STUB_B, A, B, GIVEN_2]
    assert states(cells) == ["answered", "in_file"]


def test_an_answer_in_words_may_go_on_below() -> None:
    """Text cells below a manual question belong to the answer, also with a cell of code between."""
    more = [cell("And more.", kind="markdown"), cell("x = 1"), cell("Still.", kind="markdown")]

    assert rebuilt(hand_in() + more).receipt.free_text == {"why": "Because.\n\nAnd more.\n\nStill."}
    untouched = hand_in(why="YOUR ANSWER HERE") + more
    assert rebuilt(untouched).receipt.free_text == {"why": "And more.\n\nStill."}


def test_an_answer_in_words_is_found_in_another_cell() -> None:
    """A person reads texts from elsewhere where the question's own cell has none."""
    elsewhere = [cell("My answer is here.", kind="markdown"), *hand_in(why="YOUR ANSWER HERE")]

    receipt = rebuilt(elsewhere).receipt

    assert receipt.free_text == {"why": "My answer is here."}
    assert receipt.notes == ("no text for why in its cell; what you wrote elsewhere is read",)
    deleted = [*hand_in()[:-1], cell("x = 1"), cell("And here.", kind="markdown")]
    assert rebuilt(deleted).receipt.free_text == {"why": "And here."}
    answered = [cell("My notes.", kind="markdown"), *hand_in()]
    assert rebuilt(answered).receipt.free_text == {"why": "Because."}


def test_an_answer_in_words_is_found_in_the_comments_of_a_bare_py() -> None:
    """A `.py` has no cell for it; what was given out and the line about its bytes are no answer."""
    source = "#!/usr/bin/python\n# coding: utf-8\n" + A + "\n# Because of that.\nx = 1  # no\n"
    source += "'''\nAnd of\nthis.\n'''\n" + STUB_B + "\n"

    texts = rebuild(RELEASE, {**read([cell(source)]), "kind": "py"}, "net.py").receipt.free_text

    assert texts == {"why": "Because of that.\n\nAnd of\nthis."}
    assert rebuilt([cell(A)], kind="py").receipt.free_text == {}


def test_no_manual_cell_no_text() -> None:
    """A deleted manual question has no answer in the receipt."""
    assert rebuilt(hand_in()[:-1]).receipt.free_text == {}


def test_notes_of_the_reader_are_passed_on_bounded() -> None:
    """The reading child's notes come along, at most fifty of three hundred characters."""
    notes = rebuilt(hand_in(), notes=["x" * 1000] * 100).receipt.notes

    assert (len(notes), {len(note) for note in notes}) == (50, {300})


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"cells": 3, "notes": []},
        {"cells": [3], "notes": []},
        {"cells": [{"type": "code", "source": 3, "grade_id": None}], "notes": []},
        {"cells": [{"type": "other", "source": "", "grade_id": None}], "notes": []},
        {"cells": [{"type": "code", "source": "", "grade_id": []}], "notes": []},
        {"cells": [], "notes": "text"},
    ],
)
def test_a_reader_that_answers_nonsense_is_our_fault(bad: dict[str, Any]) -> None:
    """A child that read untrusted bytes is not believed blindly."""
    with pytest.raises(GraderError, match="of another form"):
        rebuild(RELEASE, bad, "net.ipynb")


@pytest.mark.parametrize("name", ["Receipt", "LeftOut", "AnswerFound"])
def test_the_records_have_the_same_fields(name: str) -> None:
    """The engine can make its records of these without a table."""
    assert [each.name for each in fields(getattr(room, name))] == list(
        getattr(records, name).model_fields
    )


SOURCES = st.sampled_from(
    [
        A,
        B,
        STUB_A,
        STUB_B,
        GIVEN_1,
        GIVEN_2,
        f"{GIVEN_1}\n{MINE}",
        "assert Net()",
        "x = 1",
        "",
        "# Title",
        "Why?",
    ]
)
IDS = st.sampled_from([None, *(each.grade_id for each in RELEASE.cells), "unknown"])
CELLS = st.lists(st.builds(cell, SOURCES, IDS, st.sampled_from(["code", "markdown"])), max_size=14)


@given(CELLS)
def test_whatever_comes_the_skeleton_stands(cells: list[dict[str, Any]]) -> None:
    """Given cells run once each and in order, no check runs, no cell of the student runs twice."""
    got = rebuilt(cells)

    assert [c.source for c in got.cells if c.origin == "release"] == [GIVEN_1, GIVEN_2]
    labels = [each.label for each in got.cells]
    assert len(set(labels)) == len(labels)
    further = [each.source for each in got.cells if each.grade_id is None]
    assert not any(source.startswith("assert") for source in further)
    assert [each.cell for each in got.receipt.answers] == ["construct", "backward"]


@given(CELLS)
def test_no_code_is_lost_silently(cells: list[dict[str, Any]]) -> None:
    """Each code cell runs, is a cell of ours, or is told to be left out."""
    got = rebuilt(cells)

    told = {each.label for each in got.cells} | {each.where for each in got.receipt.left_out}
    ours = {each.source for each in RELEASE.cells}
    for number, each in enumerate(cells, 1):
        if each["type"] == "code" and each["source"] and each["source"] not in ours:
            assert f"cell {number}" in told or each["grade_id"] == "why"
