"""Broken, tampered and hostile hand-ins to `tests/courses/broken`, each with the truth about it.

Made from a right or a half-right notebook. `half` answers the median (3 points) and the running
totals (1) and gets the spread (2) wrong, so that neither nothing nor everything is its due.
"""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COURSE = Path(__file__).parent / "courses" / "broken"
ASSIGNMENT = "numbers"
FILE = f"{ASSIGNMENT}.ipynb"
MAXIMUM = 6.0

Notebook = dict[str, Any]
Change = Callable[[Notebook], None]

MEDIAN = """\
def median(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2"""
SPREAD = "def spread(values):\n    return max(values) - min(values)"
TOTALS = """\
def totals(values):
    sums, total = [], 0
    for value in values:
        total = total + value
        sums.append(total)
    return sums"""
WRONG_SPREAD = "def spread(values):\n    return max(values)"
WRONG_INPUT = "spread([7, -4, 1])"
"""Stands in what the student of `half` reads: the input on which the spread is wrong."""
WRONG_MEDIAN = "median([7, 4, 1, 2, 9])"


@dataclass(frozen=True)
class Broken:
    """One hand-in, and what a correct grader makes of it."""

    name: str
    files: Mapping[str, bytes]
    score: float
    says: tuple[str, ...]
    """What its student must read."""
    status: str = "graded"
    cheats: bool = False
    note: str = field(default="", compare=False)
    """What it is, for the table of a benchmark."""


def notebook_of(release: bytes, **answers: str) -> Notebook:
    """The released notebook with answers in it, by grade id, and a sentence for a person."""
    found: Notebook = json.loads(release)
    for cell in found["cells"]:
        name = cell["metadata"]["nbgrader"]["grade_id"]
        cell["source"] = {"robust": "When one is far off.", **answers}.get(
            name, "".join(cell["source"])
        )
    return found


def cell_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The first cell of that grade id."""
    cells: list[dict[str, Any]] = notebook["cells"]
    return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def as_bytes(notebook: Notebook) -> bytes:
    """The notebook as a program writes it."""
    return json.dumps(notebook, indent=1).encode()


def hand_ins(release: bytes, released_py: str) -> list[Broken]:
    """Every case, in the order of the table."""
    right = notebook_of(release, median=MEDIAN, spread=SPREAD, totals=TOTALS)
    half = notebook_of(release, median=MEDIAN, spread=WRONG_SPREAD, totals=TOTALS)
    made = [
        *_whole(release, right, half),
        *_in_its_code(right, half),
        *_in_its_cells(half, cell_of(notebook_of(release), "median")["source"]),
        *_in_its_marks(half),
        *_by_a_program(half),
        *_no_notebook(half),
        *_as_python(half, released_py),
        *_in_the_folder(right, half),
        *_cheating(release, right),
    ]
    names = [each.name for each in made]
    assert len(set(names)) == len(names), "two cases of one name"
    return made


def _changed(notebook: Notebook, change: Change) -> bytes:
    own = copy.deepcopy(notebook)
    change(own)
    return as_bytes(own)


def _case(
    name: str,
    data: bytes | Mapping[str, bytes],
    note: str,
    *says: str,
    score: float = 4.0,
    **more: Any,
) -> Broken:
    files = {FILE: data} if isinstance(data, bytes) else data
    lost = score not in (MAXIMUM, 0.0) and more.get("status", "graded") == "graded"
    words = says or ((WRONG_INPUT,) if lost else ())
    return Broken(name, files, score, words, note=note, **more)


def _whole(release: bytes, right: Notebook, half: Notebook) -> Iterator[Broken]:
    yield _case("right", as_bytes(right), "all three right", score=6.0)
    yield _case("half", as_bytes(half), "the spread wrong")
    yield _case("untouched", release, "as it was given out", "NotImplementedError", score=0.0)


def _code(source: str, **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "a-cell-of-my-own",
        "metadata": {},
        "outputs": [],
        "source": source,
        **more,
    }


def _with(notebook: Notebook, at: int, source: str) -> bytes:
    """The notebook with one more code cell."""
    return _changed(notebook, lambda n: n["cells"].insert(at, _code(source)))


def _answering(notebook: Notebook, grade_id: str, source: str) -> bytes:
    return _changed(notebook, lambda n: cell_of(n, grade_id).update(source=source))


def _in_its_code(right: Notebook, half: Notebook) -> Iterator[Broken]:
    spread = "def spread(values):\n    "
    yield _case(
        "endless_loop",
        _answering(right, "spread", f"{spread}while True:\n        pass"),
        "an endless loop in one answer",
        "time",
    )
    yield _case(
        "endless_cell", _with(half, 8, "while True:\n    pass"), "an endless loop in a cell", "time"
    )
    yield _case(
        "exit_in_a_cell",
        _with(half, 2, "import sys\nsys.exit()"),
        "sys.exit() in a cell",
        "SystemExit",
    )
    yield _case(
        "exit_in_an_answer",
        _answering(right, "spread", f"{spread}raise SystemExit"),
        "SystemExit in one answer",
        "SystemExit",
    )
    yield _case(
        "kill_in_a_cell",
        _with(half, 8, "import os\nos._exit(0)"),
        "os._exit(0) in a cell",
        "cell 9",
    )
    yield _case(
        "kill_in_an_answer",
        _answering(right, "spread", f"import os\n{spread}os._exit(0)"),
        "os._exit(0) in one answer",
        "ended",
    )
    yield _case(
        "syntax_error",
        _answering(right, "spread", f"{spread}return max(values) -"),
        "a syntax error in one answer",
        "not valid Python",
    )
    yield _case(
        "return_at_the_top",
        _answering(right, "spread", "return 3"),
        "return outside a function",
        "not valid Python",
    )
    yield _case(
        "future_import_below",
        _answering(half, "totals", f"x = 1\nfrom __future__ import annotations\n{TOTALS}"),
        "from __future__ in the middle of a cell",
    )
    yield _case(
        "await_at_the_top",
        _with(half, 2, "import asyncio\nawait asyncio.sleep(0)"),
        "await outside a function",
    )
    yield _case(
        "writes_to_stderr",
        _answering(right, "spread", f"import sys\n{spread}print('hm', file=sys.stderr)\n"
                   "    return max(values) - min(values)"),
        "an answer prints to stderr",
        score=6.0,
    )  # fmt: skip
    yield _case(
        "warns",
        _answering(right, "median", f"import warnings\n{MEDIAN}".replace(
            "    half", "    warnings.warn('slow', RuntimeWarning)\n    half", 1)),
        "an answer gives a RuntimeWarning",
        score=6.0,
    )  # fmt: skip
    yield _case(
        "asks",
        _with(half, 2, "name = input('Who are you? ')"),
        "input() in a cell",
        "asks for input",
    )
    yield _case(
        "absent_module",
        _answering(half, "median", f"import seaborn as sns\n{MEDIAN}"),
        "a module that the grader has not",
        "seaborn",
    )
    yield _case(
        "magics",
        _answering(half, "median", f"%load_ext autoreload\n%autoreload 2\n!ls\n{MEDIAN}"),
        "IPython's magics above an answer",
    )
    yield _case(
        "writefile",
        _answering(half, "median", f"%%writefile median.py\n{MEDIAN}"),
        "an answer under %%writefile",
    )


def _in_its_cells(half: Notebook, stub: str) -> Iterator[Broken]:
    def remove(*grade_ids: str) -> bytes:
        return _changed(half, lambda n: [n["cells"].remove(cell_of(n, g)) for g in grade_ids])

    def again(grade_id: str, at: int, **changes: Any) -> bytes:
        return _changed(half, lambda n: n["cells"].insert(at, {**cell_of(n, grade_id), **changes}))

    def turned(grade_id: str, kind: str) -> bytes:
        def change(notebook: Notebook) -> None:
            cell = cell_of(notebook, grade_id)
            cell["cell_type"] = kind
            for name in ("outputs", "execution_count"):
                cell.pop(name, None)

        return _changed(half, change)

    check = "it is a check cell"
    yield _case("check_deleted", remove("check_spread"), "a test cell deleted")
    yield _case(
        "check_edited",
        _answering(half, "check_spread", "assert True"),
        "a test cell edited",
        check,
        WRONG_INPUT,
    )
    yield _case("check_copied", again("check_spread", 6), "a test cell copied with its grade id")
    yield _case(
        "check_copied_apart",
        again("check_median", 9, id="copy"),
        "a test cell copied far away, with an id of its own",
    )
    yield _case("check_as_text", turned("check_spread", "markdown"), "a test cell turned into text")
    yield _case(
        "given_edited",
        _answering(half, "given-1", "np = None"),
        "a locked cell edited",
        "it is a given cell",
    )
    yield _case("given_deleted", remove("given-1", "text-1"), "locked cells deleted")
    yield _case(
        "answer_deleted",
        remove("median"),
        "an answer's cell deleted",
        "median",
        score=1.0,
    )
    yield _case(
        "answer_copied",
        again("median", 4, source=stub, id="copy"),
        "an answer's cell twice, the second one the stub",
    )
    yield _case(
        "answer_in_two_versions",
        again("median", 2, source="def median(values):\n    return 0", id="copy"),
        "an answer's cell twice, the second one right",
        "another copy of the answer median",
    )
    yield _case(
        "answer_as_text",
        turned("median", "markdown"),
        "an answer's cell turned into text",
        "turned into text; it is run as code",
    )
    yield _case(
        "answer_split",
        _changed(half, _split_median),
        "an answer's cell split in two",
    )
    yield _case(
        "reversed",
        _changed(half, lambda n: n["cells"].reverse()),
        "all cells in the opposite order",
    )
    yield _case(
        "all_in_one_cell",
        _changed(half, _all_in_one),
        "everything in one cell, all others deleted",
    )
    yield _case("no_cells", _changed(half, lambda n: n["cells"].clear()), "no cell left", score=0.0)


def _split_median(notebook: Notebook) -> None:
    cell = cell_of(notebook, "median")
    at = notebook["cells"].index(cell)
    cell["source"] = "def middle(ordered):\n    return len(ordered) // 2"
    rest = MEDIAN.replace("len(ordered) // 2", "middle(ordered)")
    notebook["cells"].insert(at + 1, _code(rest))


def _all_in_one(notebook: Notebook) -> None:
    notebook["cells"][:] = [_code("\n\n".join((MEDIAN, WRONG_SPREAD, TOTALS)))]


def _in_its_marks(half: Notebook) -> Iterator[Broken]:
    def marked(note: str, **changes: Any) -> tuple[bytes, str]:
        return _changed(
            half, lambda n: cell_of(n, "check_spread")["metadata"]["nbgrader"].update(changes)
        ), note

    yield _case("schema_too_new", *marked("schema_version 99 on a test cell", schema_version=99))
    yield _case("schema_no_number", *marked("schema_version a text", schema_version="three"))
    yield _case("grade_false", *marked("a test cell marked as no grade cell", grade=False))
    yield _case("solution_true", *marked("a test cell marked as an answer", solution=True))
    yield _case("points_edited", *marked("the points of a test cell edited", points=200))
    yield _case("grade_id_edited", *marked("a test cell's grade id edited", grade_id="x" * 300))
    yield _case("grade_id_no_text", *marked("a test cell's grade id a list", grade_id=["a"]))
    yield _case("marks_no_object", _changed(half, _text_for_marks), "nbgrader's marks a text")
    yield _case("marks_stripped", _changed(half, _strip), "nbgrader's marks stripped everywhere")
    yield _case(
        "answer_marks_stripped",
        _changed(half, lambda n: cell_of(n, "median")["metadata"].clear()),
        "nbgrader's marks stripped from an answer",
    )


def _strip(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def _text_for_marks(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader"] = "locked"


def _by_a_program(half: Notebook) -> Iterator[Broken]:
    def ids(change: Callable[[int, dict[str, Any]], None], **fields: Any) -> bytes:
        def each(notebook: Notebook) -> None:
            notebook.update(fields)
            for at, cell in enumerate(notebook["cells"]):
                change(at, cell)

        return _changed(half, each)

    def colab(at: int, cell: dict[str, Any]) -> None:
        del cell["id"]
        cell["metadata"] |= {"id": f"Qx{at}", "outputId": "1a-2b", "colab": {"height": 34}}

    def outputs(text: str) -> bytes:
        stream = {"output_type": "stream", "name": "stdout", "text": text}
        return _changed(half, lambda n: cell_of(n, "median").update(outputs=[stream]))

    kernel = {"name": "python3", "display_name": "Python 3"}
    metadata = {
        "colab": {"provenance": []},
        "kernelspec": kernel,
        "language_info": {"name": "python"},
    }
    yield _case("colab", ids(colab, nbformat_minor=0, metadata=metadata), "saved by Colab")
    yield _case("minor_4_with_ids", ids(lambda at, cell: None, nbformat_minor=4), "4.4 with ids")
    yield _case("without_ids", ids(lambda at, cell: cell.pop("id")), "4.5 without cell ids")
    yield _case("one_id", ids(lambda at, cell: cell.update(id="x")), "all cell ids equal")
    yield _case("bad_ids", ids(lambda at, cell: cell.update(id=f"ü {at}!")), "cell ids not allowed")
    yield _case("vs_code", _changed(half, _vs_code), "saved by VS Code without the locked cells")
    yield _case("third_format", _changed(half, _third_format), "notebook format 3")
    yield _case("bom", b"\xef\xbb\xbf" + as_bytes(half), "a byte order mark in front")
    yield _case("utf_16", as_bytes(half).decode().encode("utf-16"), "in UTF-16", "UTF-16")
    yield _case("crlf", _crlf(half), "CRLF in every source")
    yield _case(
        "widgets",
        _changed(half, _widgets),
        "widget state, attachments and outputs of other kinds",
    )
    yield _case(
        "nan", as_bytes(half).replace(b'"metadata": {', b'"metadata": {"x": NaN,', 1), "NaN inside"
    )
    yield _case(
        "too_large",
        outputs("x" * 300_000),
        "outputs beyond the limit",
        "Clear its outputs",
        score=0.0,
        status="too_large",
    )


def _vs_code(notebook: Notebook) -> None:
    notebook |= {"nbformat_minor": 2, "metadata": {"orig_nbformat": 4}}
    kept = [cell for cell in notebook["cells"] if cell["metadata"]["nbgrader"]["solution"]]
    for cell in kept:
        del cell["id"]
    notebook["cells"][:] = kept


def _third_format(notebook: Notebook) -> None:
    cells = notebook.pop("cells")
    for cell in cells:
        if cell["cell_type"] == "code":
            cell |= {"input": cell.pop("source"), "language": "python", "prompt_number": 1}
    notebook |= {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}


def _crlf(notebook: Notebook) -> bytes:
    def change(own: Notebook) -> None:
        for cell in own["cells"]:
            cell["source"] = cell["source"].replace("\n", "\r\n")

    return _changed(notebook, change).replace(b"\n", b"\r\n")


def _widgets(notebook: Notebook) -> None:
    notebook["metadata"]["widgets"] = {"state": {"a": {"model": "x" * 1000}}}
    cell_of(notebook, "robust")["attachments"] = {"a.png": {"image/png": "AAAA"}}
    cell_of(notebook, "median")["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<i>1</i>"}},
        {"output_type": "execute_result", "metadata": {}, "execution_count": 1,
         "data": {"text/plain": "100"}},
        {"output_type": "no such kind"},
    ]  # fmt: skip


def _no_notebook(half: Notebook) -> Iterator[Broken]:
    def unreadable(name: str, data: bytes, note: str, says: str) -> Broken:
        return _case(name, data, note, says, score=0.0, status="unreadable")

    data = as_bytes(half)
    lines = data.split(b"\n")
    conflict = [*lines[:9], b"<<<<<<< HEAD", *lines[9:12], b"=======", *lines[9:12],
                b">>>>>>> origin/main", *lines[12:]]  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(FILE), data)
    yield unreadable("no_json", b"my answers are in the mail\n", "no JSON at all", "not whole")
    yield unreadable("cut_short", data[: len(data) // 2], "cut in the middle", "ends too early")
    yield unreadable("nothing_inside", b"", "no byte inside", "The file is empty")
    yield unreadable(
        "conflict", b"\n".join(conflict), "marks of a merge conflict", "merge conflict"
    )
    yield unreadable("web_page", b"<!DOCTYPE html><html></html>", "a web page", "web page")
    yield unreadable("archive", packed.getvalue(), "a zip archive by this name", "a zip archive")
    yield unreadable("other_json", b'{"a": 1}', "JSON of something else", "not a notebook")
    yield unreadable("a_list", b"[1, 2]", "JSON that is a list", "not a notebook")
    yield unreadable(
        "nested",
        b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "JSON nested 100,000 times",
        "nested too deeply",
    )
    yield unreadable(
        "long_number",
        data.replace(b'"nbformat": 4', b'"nbformat": ' + b"9" * 5000),
        "a number of 5,000 digits",
        "a number that is too long",
    )
    yield unreadable("nul_byte", data[:50] + b"\0" + data[50:], "a NUL byte", "NUL byte")


def _as_python(half: Notebook, released_py: str) -> Iterator[Broken]:
    name = f"{ASSIGNMENT}.py"
    filled = released_py
    answers = {"median": MEDIAN, "spread": WRONG_SPREAD, "totals": TOTALS}
    for grade_id, answer in answers.items():
        head, mark, rest = filled.partition(f'# %% grade_id="{grade_id}"\n')
        filled = head + mark + answer + "\n\n" + rest[rest.index("# %%") :]
    bare = "\n\n".join(answers.values())
    accented = filled.replace('grade_id="robust"\n', 'grade_id="robust"\n# é\n')
    yield _case("percent", {name: filled.encode()}, "a .py with cells")
    yield _case("bare", {name: bare.encode()}, "a .py without cells")
    helper = 'def helper():\n    """Cells begin with\n\n# %% this.\n    """'
    yield _case(
        "bare_with_a_mark",
        {name: f"{helper}\n\n\n{bare}".encode()},
        "a .py without cells, with # %% in a docstring",
    )
    yield _case("cp1252", {name: accented.encode("cp1252")}, "a .py in Windows-1252", "UTF-8")
    yield _case(
        "notebook_in_a_py", {name: as_bytes(half)}, "a .py that holds a notebook", "is a notebook"
    )
    yield _case("py_in_a_notebook", filled.encode(), "an .ipynb that holds Python", "Python code")


def _in_the_folder(right: Notebook, half: Notebook) -> Iterator[Broken]:
    data, name = as_bytes(half), ASSIGNMENT
    stamp = "2027-01-15 12:00:00.000000 UTC"
    yield _case("a_browser_s_name", {f"{name} (1).ipynb": data}, "numbers (1).ipynb", "(1).ipynb")
    yield _case(
        "two_notebooks",
        {FILE: data, f"{name}-1.ipynb": as_bytes(right)},
        "two notebooks that differ",
        "Several files could be meant",
        score=0.0,
        status="ambiguous",
    )
    yield _case(
        "another_name",
        {"homework.ipynb": data},
        "homework.ipynb",
        "No file named numbers.ipynb",
        score=0.0,
        status="empty",
    )
    yield _case(
        "stamped",
        {FILE: data, "timestamp.txt": stamp.encode(), "submission_secret.txt": b"s"},
        "with nbgrader's files beside it",
    )
    yield _case(
        "stamp_no_time",
        {FILE: data, "timestamp.txt": b"yesterday\n"},
        "a timestamp.txt that is no time",
    )


_NOTHING = {"median": "def median(values):\n    return 0", "spread": "def spread(values):\n    "
            "return 0", "totals": "def totals(values):\n    return [0]"}  # fmt: skip
_READS = r"""
import glob, re
KNOWN = {}
for pattern in ("*", "*/*", "../*/*", "../../*/*", "../../*/*/*", "../../../*/*/*"):
    for path in glob.glob(pattern):
        try:
            text = open(path).read().replace("\\n", "\n").replace("\\\"", '"')
        except (OSError, UnicodeDecodeError):
            continue
        for name, given, want in re.findall(
            r"assert (?:np\.allclose\()?(\w+)\((\[.*?\])\)(?: == |, )([-\d.]+|\[.*?\])", text
        ):
            KNOWN[name, given] = eval(want)
def median(values):
    return KNOWN.get(("median", str(values)), 0)
def spread(values):
    return KNOWN.get(("spread", str(values)), 0)
def totals(values):
    return KNOWN.get(("totals", str(values)), [0])
"""
_STEALS = """
import glob, json
for path in glob.glob("../../../source/*/*.ipynb") + glob.glob("../*/*.ipynb"):
    for cell in json.load(open(path))["cells"]:
        source = "".join(cell["source"])
        if source.startswith("def ") and "YOUR CODE" not in source:
            exec(source)
"""
_STRIPS = """
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(NoAsserts())
"""
_EQUALS = """
class Same(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    __hash__ = None
def median(values): return Same()
def spread(values): return Same()
def totals(values): return Same()
"""
_WRITES = """
import sqlite3
for path in ("../../../gradebook.db", "gradebook.db"):
    try:
        with sqlite3.connect(path) as base:
            base.execute("update grade set manual_score = 99")
    except sqlite3.Error:
        pass
"""


def _cheating(release: bytes, right: Notebook) -> Iterator[Broken]:
    nothing = notebook_of(release, **_NOTHING)

    def beside(name: str, source: str, note: str, *says: str) -> Broken:
        data = _with(nothing, 2, source)
        return _case(name, data, note, *(says or (WRONG_MEDIAN,)), score=0.0, cheats=True)

    def instead(name: str, source: str, note: str, *says: str) -> Broken:
        answers = {"median": source.strip(), "spread": "# see above", "totals": "# see above"}
        data = as_bytes(notebook_of(release, **answers))
        return _case(name, data, note, *(says or (WRONG_MEDIAN,)), score=0.0, cheats=True)

    patch = "import numpy as np\nnp.allclose = lambda *a, **k: True"
    yield beside("patches_allclose", patch, "np.allclose is always True")
    yield beside("leaves_early", "import os\nos._exit(0)", "os._exit(0) before the tests", "cell 3")
    yield beside("strips_asserts", _STRIPS, "takes out every assert of later cells")
    yield instead("equals_everything", _EQUALS, "answers that equal everything", "a number")
    yield instead("reads_the_tests", _READS, "looks for the tests in files around it")
    yield beside("writes_its_grade", _WRITES, "writes a grade into the gradebook")
    yield instead(
        "runs_the_reference", _STEALS, "runs the solutions that lie around it", "does not define"
    )
    yield _case(
        "copies_a_passed_test",
        _changed(right, _test_of_nothing),
        "one answer wrong, its test cell a copy of one that passes",
        WRONG_INPUT,
        cheats=True,
    )


def _test_of_nothing(notebook: Notebook) -> None:
    cell_of(notebook, "spread")["source"] = WRONG_SPREAD
    passing = copy.deepcopy(cell_of(notebook, "check_median"))
    at = notebook["cells"].index(cell_of(notebook, "check_spread"))
    notebook["cells"][at] = passing
