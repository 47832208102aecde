"""A hand-in that meets a limit is told which one, how much it is, what it means, and what to do.

Every limit is met for real, by a hand-in graded with the real command; what is looked at is the
student's own page and what Gradescope shows.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass

import pytest

from grader.cli.app import run
from grader.course.models import Limits
from grader.engine.compiling import NO_TIME, TOO_LARGE
from grader.engine.limits import MET, WORDS_LIMIT, explained
from grader.exports.grades import read_reports
from grader.exports.gradescope import gradescope
from grader.records import SubmissionReport
from tests.limits.hand_ins import FILES_OF_THE_COURSE, HAND_INS

MEMORY = "Your code may use 128 MB of memory."
CPU = "A check may take 0.4 s, or 20 times what the model answer takes."
FILES = "Your code may write 64 MB in 1000 files"
OUTSIDE = "Graded code begins in an empty folder of its own and sees none of your files"
STARTS = "Graded code may start no program or process and open no connection."
ENDS = "Graded code may not end Python: give the answer back with `return`."
DIES = "Nothing of a hand-in may end Python."
LARGE = "One answer may have 100000 values in 4 MB, and 8000000 more in arrays."
DEEP = "Python reads some 200 brackets inside each other"
TOLD = {
    "cpu": CPU,
    "sleeps": "A check may wait 4 s in all.",
    "memory": MEMORY,
    "memory_in_an_array": MEMORY,
    "cell_memory": MEMORY,
    "recursion": "Python follows some 1000 calls inside each other.",
    "exit": DIES,
    "cell_exits": DIES,
    "sys_exit": ENDS,
    "quit": ENDS,
    "threads": "Your code may run 128 threads at most, fewer where their memory ends",
    "descriptors": "Your code may have 32 files open at a time.",
    "file_size": "A file that your code writes may have 4 MB",
    "scratch_bytes": FILES,
    "scratch_files": FILES,
    "processes": STARTS,
    "network": STARTS,
    "multiprocessing": "Graded code ",  # with bubblewrap the one sentence, without it the other
    "read_outside": OUTSIDE,
    "write_outside": OUTSIDE,
    "data_file": OUTSIDE,
    "cell_reads": OUTSIDE,
    "long_text": LARGE,
    "long_list": LARGE,
    "large_array": LARGE,
    "many_keys": "A dict in an answer may have 10000 keys.",
    "large_int": "An integer in an answer may have 65536 bits.",
    "dimensions": "An array in an answer may have 32 dimensions.",
    "file_too_large": "one.py is larger than 200 KB. Clear its outputs",
    "cells": "The file has more than 2000 cells; no more are read. Usually",
    "cells_of_py": "The file has more than 2000 cells; no more are read. Usually",
    "json_depth": "A notebook may hold some 1000 lists inside each other.",
    "json_number": "A number in a notebook's file may have 4300 digits.",
    "deep_source": DEEP,
    "deep_minus": DEEP,
    "cell_cpu": "One cell may take 0.3 s.",
    "cell_sleeps": "One cell may wait 0.9 s in all.",
    "cells_together": "All cells together may take 0.6 s",
}
"""Student to words that must be told; the small limits of this course are in them."""
UNTOLD = {"memory_swallowed"}
"""Who caught the error of a limit: what was answered is just wrong."""
RARE = {
    "Its cells hold more than 4 MB of text; none is read.": "The cells of a file may hold 4 MB",
    "Reading the file took too long.": "Reading a file may take 2 s.",
    "Your code did not finish: it used more than twice what loading took at first, and a second.": (
        "Your cells are loaded again for each check"
    ),
    "it could not be compiled: it used more than its share of 2 s of CPU time": (
        "Compiling may take 2 s."
    ),
    NO_TIME: "Compiling may take 2 s.",
    TOO_LARGE: "All cells together may compile to 64 MB of code.",
}
"""Words of the engine that no hand-in of this size calls forth, to what they are told with."""
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Class:
    """What each student reads, and the records behind it."""

    pages: dict[str, str]
    """Student to the words of the page."""
    reports: dict[str, SubmissionReport]


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Everybody who goes beyond a limit, graded."""
    root = tmp_path_factory.mktemp("limits")
    for name, text in FILES_OF_THE_COURSE.items():
        (root / "course" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "course" / name).write_text(text, "utf-8")
    for student, (name, data) in HAND_INS.items():
        (root / "in" / student / "one").mkdir(parents=True)
        (root / "in" / student / "one" / name).write_bytes(data)
    course = ["--course", str(root / "course")]
    assert run(["generate", *course]) == 0
    assert run(["freeze", *course]) == 0
    out = ["--submissions", str(root / "in"), "--out", str(root / "out")]
    assert run(["grade", *course, *out]) == 0
    pages = {each: (root / f"out/pages/{each}.html").read_text("utf-8") for each in HAND_INS}
    reports = {report.student: report for report in read_reports(root / "out")}
    return Class({each: _words(page) for each, page in pages.items()}, reports)


def _words(page: str) -> str:
    """What stands on a page, as a reader sees it; code keeps its quotes."""
    text = _STYLE.sub("", page).replace("<code>", "`").replace("</code>", "`")
    return " ".join(html.unescape(_TAG.sub(" ", text)).split()).replace("` .", "`.")


pytestmark = pytest.mark.needs("linux", "landlock", "seccomp")


@pytest.mark.parametrize("student", TOLD)
def test_the_page_names_the_limit(class_: Class, student: str) -> None:
    """The limit stands on the page with its number, and no word of ours that nobody knows."""
    page = class_.pages[student]

    assert TOLD[student] in page
    assert "The same again" in page
    for inner in ("Traceback", "grader/", "site-packages", "test_one", "protocol"):
        assert inner not in page


@pytest.mark.parametrize("student", TOLD)
def test_gradescope_says_the_same(class_: Class, student: str) -> None:
    """The sentence is in the plain text that Gradescope shows, too."""
    document = json.loads(gradescope(class_.reports[student], wall_s=1.0))
    text = " ".join([document["output"], *(each["output"] for each in document["tests"])])

    assert TOLD[student] in " ".join(text.split())


@pytest.mark.parametrize("student", sorted(UNTOLD))
def test_who_caught_the_error_is_told_what_was_wrong(class_: Class, student: str) -> None:
    """No limit is named where the code went on and answered."""
    assert [c.message for c in class_.reports[student].checks] == ["same(7): expected 7, got 0."]
    assert MEMORY not in class_.pages[student]


def test_nobody_is_our_fault_and_everybody_has_a_grade(class_: Class) -> None:
    """A limit that was met is the student's affair: there is a score, and nothing for staff."""
    assert set(class_.reports) == set(HAND_INS) == {*TOLD, *UNTOLD}
    for report in class_.reports.values():
        assert report.score is not None, report.student
        assert all(check.outcome != "ours" for check in report.checks), report.student


def test_what_was_left_out_costs_nothing_more(class_: Class) -> None:
    """A cell beyond a limit is left out and told; the answer in another cell earns its point."""
    for student in ("cell_cpu", "cell_sleeps", "cell_memory", "cell_exits", "cells_together"):
        report = class_.reports[student]
        assert (report.score, bool(report.receipt.left_out)) == (1.0, True), student


def test_a_sentence_is_told_once(class_: Class) -> None:
    """Where one limit left out many cells, its sentence stands at the first alone."""
    assert len(class_.reports["cells_together"].receipt.left_out) > 5
    assert class_.pages["cells_together"].count("All cells together may take") == 1


@pytest.mark.parametrize("words", RARE)
def test_rare_words_are_explained(words: str) -> None:
    """What only a slow machine or a very large file meets has its sentence too."""
    assert RARE[words] in explained(words, Limits())


def test_every_limit_is_met_by_somebody(class_: Class) -> None:
    """No row of the table is dead: its pattern fits words that a real grading recorded."""
    messages = [report.message for report in class_.reports.values()]
    messages += [check.message for report in class_.reports.values() for check in report.checks]
    for report in class_.reports.values():
        messages += [left.why for left in report.receipt.left_out]
    dead = [met.what for met in MET if not any(re.match(met.seen, each) for each in messages)]

    met_rarely = [met.what for met in MET if any(re.match(met.seen, words) for words in RARE)]
    assert sorted(dead) == sorted(met_rarely)


@pytest.mark.parametrize(
    "words",
    [
        "double(x): expected 6, got MemoryError.",
        "Your code raised ValueError: MemoryError.",
        "Your code raised TypeError: [Errno 2] is no number.",
        "Expected a number, your `f` gave back a `list`.",
        "",
    ],
)
def test_other_words_stay_as_they_are(words: str) -> None:
    """A word like that of a limit, in a student's own message, is not taken for it."""
    assert explained(words, Limits()) == words


def test_a_long_message_leaves_room_for_the_sentence() -> None:
    """A student's long text is cut, the sentence is not."""
    said = explained(f"Your code raised MemoryError: {'x' * 5000}.", Limits())

    assert len(said) <= WORDS_LIMIT
    assert said.endswith("print lengths and shapes on a small input.")
    assert "Your code may use 512 MB of memory." in said
