"""What hostile hand-ins deserved, what each grader made of them, and the tables of it.

A result is one word for one hand-in and one grader. May import the standard library and
`tests.hostile_set`; must run nothing of a hand-in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.hostile_set import CHECKS, Hostile

WORDS = {
    "right": "the points that its answers deserve, and nobody else is touched",
    "forged": "more points than its answers deserve",
    "robbed": "a right hand-in beside it loses points or its grade",
    "leaked": "a planted secret stands in what comes out, or something was sent out",
    "harmed": "files of others or of the course were changed, or something runs on",
    "hung": "the grader had to be ended from outside",
    "reached": "it says itself that it reached what is denied to it: a file, a process, a socket",
    "no grade": "the grader wrote none",
    "fewer": "fewer points than its own right answers deserve",
}
"""Each word and what it means; of several the first counts, after `right`."""
GROUPS = ("forge", "read", "deny", "interfere", "evade")
BEGIN = "<!-- written by benchmarks/hostile.py --write -->"
END = "<!-- end of what benchmarks/hostile.py wrote -->"
LEFT_OUT = {
    "too_large": "its due is a limit of this project",
    "overrides_given_cells": "which cells count is a rule of this project",
    "another_coding": "which coding of a file counts is a rule of this project",
    "in_sixteen_bits": "which coding of a file counts is a rule of this project",
    "python_named_notebook": "which names count is a rule of this project",
    "odd_arrays": "some of its numbers are right, and of a kind that this project refuses",
    "buffers_as_answers": "some of its numbers are right, and of a kind that this project refuses",
    "true_for_a_number": "True is 1, and this project refuses it",
    "broadcast_answer": "np.allclose takes it, so that it is for who writes a check",
}
"""Hand-ins that say nothing of another grader."""
TITLES = {
    "pytest": "pytest",
    "nbgrader": "nbgrader",
    "otter": "otter-grader",
    "prairielearn": "pytest-prairielearn-grader",
    "ours": "this project",
}

_OWN = re.compile(
    rb'worker\.(program|serve|wire|kinds)|\b(start|end)swith\("worker|"worker\." \+|os\.dup\(3\)'
    rb"|fileno=3\b|\b(write|writev|send|sendmsg|read|open|fdopen|close|closerange|shutdown)\(3\b"
    rb"|\bdup2\(.*, ?3\)|\b_say\(|\b_place\(\)"
)
"""What a hand-in says that attacks this project's worker or its socket, the descriptor 3."""

Results = Mapping[str, Mapping[str, Any]]


def is_about_us(hostile: Hostile) -> bool:
    """Whether a hand-in attacks this project's own worker or wire, which no other grader has."""
    return bool(_OWN.search(hostile.body))


def deserved(hostile: Hostile) -> tuple[int, int]:
    """Fewest and most points that a hand-in may rightly get, one for each check.

    A check that ends in a crash or in time under this project may pass under another whose wire
    is another and whose limits are larger, where right answers stand before the attack.
    """
    low = high = 0
    for outcomes in hostile.expected.values():
        low += outcomes == ("passed",)
        spared = {"crashed", "timeout"} if "after" in hostile.header else set()
        high += bool({"passed", *spared} & set(outcomes))
    return low, high


def word(hostile: Hostile, found: Mapping[str, Any]) -> str:
    """The word for what a grader made of a hand-in."""
    low, high = deserved(hostile)
    score = found["score"]
    if score is not None and score > high:
        return "forged"
    if any(other != len(CHECKS) for other in found.get("others", ())):
        return "robbed"
    if found.get("planted") or found.get("heard"):
        return "leaked"
    if found.get("changed") or found.get("left"):
        return "harmed"
    if found.get("hung"):
        return "hung"
    if found.get("leak"):
        return "reached"
    if score is None:
        return "no grade" if hostile.status == "graded" else "right"
    return "fewer" if score < low else "right"


def tables(results: Results) -> str:
    """The Markdown of all results: what the words mean, totals, a table per group, who forged."""
    rows: Mapping[str, Mapping[str, Any]] = results["hand_ins"]
    tools = [tool for tool in TITLES if tool in results["versions"]]
    parts = [_about(results["versions"]), _meanings()]
    honest = [row["words"] for row in rows.values() if row["group"] == "honest"]
    attacks = [row for row in rows.values() if row["group"] != "honest"]
    parts.append(f"All {len(attacks)} attacks:\n\n{_counts(tools, [r['words'] for r in attacks])}")
    for group in GROUPS:
        words = [row["words"] for row in attacks if row["group"] == group]
        parts.append(f"*{group}*, {len(words)}:\n\n{_counts(tools, words)}")
    parts.append(f"Control, {len(honest)} right hand-ins:\n\n{_counts(tools, honest)}")
    for told in ("forged", "robbed", "leaked", "harmed"):
        lines = _named(tools, rows, told)
        if lines:
            parts.append(f"{told.capitalize()}, by name:\n\n{lines}")
    return "\n\n".join(parts)


def _about(versions: Mapping[str, Mapping[str, str]]) -> str:
    """What was compared, and which files of the catalogue were not."""
    known = [f"{name} {it}" for each in versions.values() for name, it in sorted(each.items())]
    left_out = [f"- `{name}`: {why}" for name, why in sorted(LEFT_OUT.items())]
    return "\n".join(
        [f"Versions: {', '.join(sorted(set(known)))}.", "", "Left out:", "", *left_out]
    )


def _meanings() -> str:
    words = [f"- *{name}*: {what}" for name, what in WORDS.items()]
    return "\n".join(["Of several words the first counts, after *right*:", "", *words])


def _counts(tools: Sequence[str], words: Sequence[Mapping[str, str]]) -> str:
    table = [["", "tried", *WORDS]]
    for tool in tools:
        counted = Counter(each[tool] for each in words if tool in each)
        numbers = (counted.total(), *(counted[name] for name in WORDS))
        table.append([TITLES[tool], *(str(number or "·") for number in numbers)])
    return markdown(table)


def _named(tools: Sequence[str], rows: Mapping[str, Mapping[str, Any]], told: str) -> str:
    lines = []
    for tool in tools:
        names = [f"`{name}`" for name, row in rows.items() if row["words"].get(tool) == told]
        if names:
            lines.append(f"- {TITLES[tool]} ({len(names)}): {', '.join(names)}")
    return "\n".join(lines)


def markdown(table: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its head."""
    head, *rows = (f"| {' | '.join(row)} |" for row in table)
    return "\n".join([head, "|" + "---|" * len(table[0]), *rows])


def between_markers(text: str, block: str) -> str:
    """The text with the block in the place of what stood between the two markers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(
            "writing the table of hostile hand-ins\n"
            f"  expected: the lines {BEGIN!r} and {END!r}, in this order\n"
            f"  came:     {'the first alone' if begin else 'not the first'}\n"
            "  do next:  put both where the table shall stand, and run it again"
        )
    return f"{before}{BEGIN}\n\n{block}\n\n{END}{after}"
