"""What a student reads beyond a bare error when code met a limit: which one, and what to do.

One table, `MET`: an instructor's table in docs/writing-an-assignment.md says the same, and a test
holds them together. The sentence goes behind the words that a record holds, when a report is made.
May import course's models, the worker, the sandbox's numbers; must never decide an outcome.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from grader.course.models import Limits
from grader.engine.compiling import COMPILE_CPU_S, TOO_LARGE, most_code_bytes
from grader.engine.handin import READ_CPU_S
from grader.engine.line import LOADING
from grader.engine.prepare import TRIAL_WALL_FACTOR
from grader.engine.thinning import REPEATED_FACTOR
from grader.intake.find import in_words
from grader.sandbox import scratch
from grader.sandbox.budget import WALL_FACTOR
from grader.sandbox.launcher import WorkerLimits
from grader.worker import reading, wire

WORDS_LIMIT = 900
"""Characters of a message with its sentence; a long one is cut before the sentence."""
_FIXED = WorkerLimits()
_MB = 1 << 20
_RAISED = r"(?:Your code raised|it stopped with) "
_GAVE = r".*your `[^`]*` gave back .*"


@dataclass(frozen=True)
class Met:
    """One limit, and the sentence of who met it."""

    what: str
    """The limit in words, for instructors."""
    holds: Callable[[Limits], str]
    """How much it is, in words."""
    sentence: str
    """What the student reads; `{}` stands for how much."""
    seen: str
    """Pattern of the words that a record holds when it was met."""
    key: str = ""
    """Its name in `[limits]`; empty where it is the same for every assignment."""


def _fixed(words: str) -> Callable[[Limits], str]:
    return lambda _: words


MET: tuple[Met, ...] = (
    Met(
        "memory of a check, and of a cell",
        lambda limits: f"{limits.memory_mb} MB",
        "Your code may use {} of memory. Usually something grows in a loop without end, or an "
        "array is far larger than was meant: print lengths and shapes on a small input.",
        _RAISED + r"\w*MemoryError\b",
        "memory_mb",
    ),
    Met(
        "processor time of loading, in each check",
        _fixed(LOADING),
        "Your cells are loaded again for each check, which may take {}. Usually training ends by "
        "chance or by the clock: leave it out of what you hand in.",
        rf"Your code did not finish: it used more than {LOADING}",
    ),
    Met(
        "processor time of a check: the larger of the two",
        lambda limits: (
            f"{limits.check_cpu_s:g} s, or {limits.check_times:g} times what the model answer takes"
        ),
        "A check may take {}. Usually a loop does not "
        "end, or does far more than is needed: count its turns on a small input.",
        rf"Your code did not finish: it used more than (?!{LOADING})",
        "check_cpu_s, check_times",
    ),
    Met(
        "waiting in a check",
        lambda limits: f"{WALL_FACTOR * limits.check_cpu_s:g} s",
        "A check may wait {} in all. Usually it sleeps, or waits for a lock or a thread that "
        "never comes: take the waiting out.",
        r"Your code did not finish: it did not answer ",
    ),
    Met(
        "processor time of one cell while the hand-in is loaded",
        lambda limits: f"{limits.cell_cpu_s:g} s",
        "One cell may take {}. Usually a loop does not end, or training runs for long: leave it "
        "out of what you hand in, or make it shorter.",
        r"it had not finished after .* of CPU time",
        "cell_cpu_s",
    ),
    Met(
        "waiting in one cell while the hand-in is loaded",
        lambda limits: f"{TRIAL_WALL_FACTOR * limits.cell_cpu_s:g} s",
        "One cell may wait {} in all. Usually it sleeps: take that out.",
        r"it had not finished after .* of waiting",
    ),
    Met(
        "processor time of all that is run before each check",
        lambda limits: f"{REPEATED_FACTOR * limits.cell_cpu_s:g} s",
        "All cells together may take {}, since each check runs them again. Keep what the answers "
        "need, and leave training and plots out of what you hand in.",
        r"together your cells took too long",
    ),
    Met(
        "processor time of reading a file",
        _fixed(f"{READ_CPU_S:g} s"),
        "Reading a file may take {}. Usually outputs fill it: clear them, save it, and hand it in "
        "again.",
        r"Reading the file took too long",
    ),
    Met(
        "processor time of compiling all cells",
        _fixed(f"{COMPILE_CPU_S:g} s"),
        "Compiling may take {}. Usually a very long line or table of numbers stands in a cell: "
        "shorten it.",
        r"it could not be compiled: ",
    ),
    Met(
        "code that all cells compile to, together",
        lambda limits: in_words(most_code_bytes(limits)),
        "All cells together may compile to {} of code. Usually a long constant such as "
        "`'x' * 4096` stands there many times: make it when the code runs, in a loop.",
        re.escape(TOO_LARGE),
        "memory_mb",
    ),
    Met(
        "size of a file that is handed in",
        lambda limits: in_words(limits.submission_kb * 1024),
        "Pictures and tables that were pasted into a cell count, too: take them out.",
        r"\S.* is larger than \d+ [KM]B\.",
        "submission_kb",
    ),
    Met(
        "cells of a file that is handed in",
        _fixed(f"{reading.MAX_CELLS}"),
        "Usually cells were pasted many times over: delete those that you do not need, and hand "
        "it in again.",
        r"The file has more than \d+ cells",
    ),
    Met(
        "text of all cells of a file",
        _fixed(in_words(wire.MAX_ANSWER_BYTES)),
        "The cells of a file may hold {} of text. Usually a picture or a table was pasted into "
        "one: take it out, and hand the file in again.",
        r"Its cells hold more than \d+ [KM]B of text",
    ),
    Met(
        "lists inside each other in a notebook",
        _fixed("1000"),
        "A notebook may hold some {} lists inside each other. Jupyter writes none like that: open "
        "the last one that you saved there, save it again, and hand that in.",
        r"The notebook is nested too deeply",
    ),
    Met(
        "digits of a number in a notebook",
        _fixed("4300"),
        "A number in a notebook's file may have {} digits. Jupyter writes none like that: open the "
        "last one that you saved there, save it again, and hand that in.",
        r"The notebook holds a number that is too long",
    ),
    Met(
        "brackets and signs inside each other in code",
        _fixed("200"),
        "Python reads some {} brackets inside each other, and some more signs. Usually something "
        "was pasted many times over: shorten that line.",
        r"it is not valid Python: (?:MemoryError|RecursionError|SyntaxError: too many nested)",
    ),
    Met(
        "calls inside each other",
        _fixed("1000"),
        "Python follows some {} calls inside each other. Usually a function calls itself without "
        "end, or once for each of many things: look for the case in which it stops, or use a loop.",
        _RAISED + r"\w*RecursionError\b",
    ),
    Met(
        "size of one answer",
        _fixed(
            f"{wire.MAX_VALUES} values in {wire.MAX_ANSWER_BYTES // _MB} MB, and "
            f"{wire.MAX_ITEMS} more in arrays"
        ),
        "One answer may have {}. Usually a text or a list grows without end, or holds far more "
        "than was asked for: print its length on a small input.",
        _GAVE + r"(?:too large for one message|a string of \d+ characters|an array of \d+ bytes)",
    ),
    Met(
        "keys of a dict in an answer",
        _fixed(f"{wire.MAX_KEYS}"),
        "A dict in an answer may have {} keys. Usually it holds far more than was asked for.",
        _GAVE + r"a dict of \d+ keys",
    ),
    Met(
        "bits of an integer in an answer",
        _fixed(f"{wire.MAX_INT_BITS}"),
        "An integer in an answer may have {} bits. Usually a product or a power grows without "
        "end: start from 1.0, or look at what is multiplied.",
        _GAVE + r"an integer of \d+ bits",
    ),
    Met(
        "dimensions of an array in an answer",
        _fixed(f"{wire.MAX_DIMENSIONS}"),
        "An array in an answer may have {} dimensions. Usually one is added in a loop: print the "
        "shape on a small input.",
        _GAVE + r"an array of \d+ dimensions",
    ),
    Met(
        "files open at a time",
        _fixed(f"{_FIXED.descriptors}"),
        "Your code may have {} files open at a time. Close each as soon as it was read, with "
        "`with open(...) as file:`.",
        _RAISED + r".*\[Errno 24\]",
    ),
    Met(
        "size of one file that code writes",
        lambda limits: f"{limits.file_mb} MB",
        "A file that your code writes may have {}, and nobody reads it. Usually a loop writes "
        "without end: take the writing out.",
        _RAISED + r".*\[Errno 27\]",
        "file_mb",
    ),
    Met(
        "files that code writes, together",
        _fixed(f"{scratch.MAX_BYTES // _MB} MB in {scratch.MAX_ENTRIES} files"),
        "Your code may write {}, and nobody reads them. Usually a loop writes without end: take "
        "the writing out.",
        r".*in its folder for temporary files",
    ),
    Met(
        "threads at a time, fewer where their memory ends",
        _fixed(f"{_FIXED.threads}"),
        "Your code may run {} threads at most, fewer where their memory ends, and needs none. "
        "Usually a loop starts them: take them out.",
        _RAISED + r"RuntimeError: can't start new thread|.* threads at a time",
    ),
    Met(
        "programs, processes and connections",
        _fixed("none"),
        "Graded code may start no program or process and open no connection. Usually a line that "
        "installs or downloads something, or a pool of processes, was left: take it out.",
        _RAISED + r"(?:PermissionError: \[Errno 1\]|OSError: \[Errno 30\] Read-only file system\.?$"
        r"|URLError|gaierror|Connection\w*Error|BlockingIOError: \[Errno 11\])",
    ),
    Met(
        "files of others",
        _fixed("none"),
        "Graded code begins in an empty folder of its own and sees none of your files: write small "
        "data into a cell, and write files by a plain name alone.",
        _RAISED + r"(?:FileNotFoundError: \[Errno 2\]|PermissionError: \[Errno 13\]"
        r"|OSError: \[Errno 30\])",
    ),
    Met(
        "ways to end Python",
        _fixed("none"),
        "Graded code may not end Python: give the answer back with `return`.",
        _RAISED + r"(?:SystemExit|NameError: name '(?:quit|exit)' is not defined)",
    ),
    Met(
        "faults that end Python",
        _fixed("none"),
        "Nothing of a hand-in may end Python. Usually it calls `os._exit()`, or goes too deep in "
        "code that is not Python's own: look for the line after which nothing is printed any more.",
        r".*(?:ended by itself|it ended the process that ran it)",
    ),
)
"""Every limit that a hand-in can meet, in the order in which they are looked for."""


def explained(words: str, limits: Limits) -> str:
    """The words, and behind them the sentence of the limit that they say was met.

    Words that say nothing of a limit come back as they are.
    """
    for met in MET:
        if re.match(met.seen, words):
            sentence = met.sentence.format(met.holds(limits))
            most = WORDS_LIMIT - len(sentence)
            shown = words if len(words) < most else words[: most - 5] + " ..."
            return f"{shown.rstrip()}{'' if shown.endswith('.') else '.'} {sentence}"
    return words
