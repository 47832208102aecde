"""Odd but right answers: the model's, wrapped and given back in every form that may be.

`tests/odd/functions.txt` wraps what the answers define, `results.txt` changes the form of what they
give back, `numbers.txt` builds on the class of the first assignment. All of it stands in one cell
at the end, as a student's own. Imports `odd_hand_ins` and the standard library.
"""

from __future__ import annotations

import ast

from tests.odd_hand_ins import HandIn, Odd, Right, bare, ipynb, own_cell, py, read_odd

WITH_A_CLASS = "number_with_grad"
_NOT_PLAIN = ("numeric_jacobian",)
"""Takes a function, which can neither be copied nor written down."""
_GIVING = """
def mapped(x):
    if isinstance(x, (list, tuple)):
        x = type(x)(mapped(each) for each in x)
    elif isinstance(x, dict):
        x = {key: mapped(value) for key, value in x.items()}
    return changed(x)
def giving(function):
    return lambda *args, **kwargs: mapped(function(*args, **kwargs))
for name in NAMES:
    globals()[name] = giving(globals()[name])
"""


def odd_answers(right: Right) -> list[Odd]:
    """Every oddity that fits an assignment's answers."""
    defined = [
        each.name
        for answer in right.answers.values()
        for each in ast.parse(answer).body
        if isinstance(each, ast.FunctionDef)
    ]
    of_class = right.assignment == WITH_A_CLASS
    plain = [name for name in defined if name not in _NOT_PLAIN and not of_class]
    head = f"import numpy as np\nNAMES = {defined!r}\nPLAIN = {plain!r}\n"
    rows = read_odd("functions")
    rows += [Odd(each.name, each.code + _GIVING) for each in read_odd("results")]
    rows += read_odd("numbers") if of_class else []
    return [Odd(each.name, head + each.code) for each in rows]


def in_the_last_cell(right: Right, odd: Odd) -> HandIn:
    """The oddity in a notebook's last cell."""
    notebook = right.filled()
    notebook["cells"].append(own_cell(odd.code))
    return ipynb(right, notebook, *odd.told)


def at_the_end(right: Right, odd: Odd) -> HandIn:
    """The oddity at the end of a `.py` without marks."""
    return py(right, f"{bare(right)}\n\n{odd.code}\n", *odd.told)


def handed_in(right: Right) -> dict[str, HandIn]:
    """Every oddity of answers, by name: half of them in a notebook, half in a `.py`."""
    ways = (in_the_last_cell, at_the_end)
    return {odd.name: ways[n % 2](right, odd) for n, odd in enumerate(odd_answers(right))}
