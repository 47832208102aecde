"""A small course with a planted word in every place that must not leave, and a class for it.

Each question shows as much of a lost check as its name says. What may be read is told by the words:
`words_in` finds them all, so that none can be forgotten in a list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from tests.secrets.scan import STEM, word

_WORD = re.compile(STEM + "[a-z0-9]+")
HINTS = {name: word(f"hint of {name}") for name in ("full", "message", "outcome", "nothing")}
MISTAKE_HINT = word("hint of a mistake")
LABELS = {name: word(f"label of {name}") for name in HINTS}
"""What `close` is told to call the value: a student reads it where a check's message is shown."""
FROZEN = word("frozen example")
"""Given to the submission as an input, which it may read; of no concern to a page."""

COURSE = """\
id = "planted"
title = "A course with planted words"
assignments = ["vault"]

[deadlines.due]
vault = 2099-01-15T23:59:00
"""

TOML = f"""\
# {word("comment in the TOML")}
title = "Four functions"
summary = "Functions that multiply."

[limits]
memory_mb = 256
submission_kb = 64
check_cpu_s = 2.0
cell_cpu_s = 0.5

[[questions]]
id = "full"
title = "Twice"
kind = "auto"
points = 2

[[questions]]
id = "message"
title = "Three times"
kind = "auto"
points = 2
show = "message"

[[questions]]
id = "outcome"
title = "The square"
kind = "auto"
points = 2
show = "outcome"

[[questions]]
id = "nothing"
title = "The opposite"
kind = "auto"
points = 2
show = "nothing"

[[questions]]
id = "why"
title = "In your own words"
kind = "manual"
points = 1

[[questions.rubric]]
id = "first"
text = "{word("item of a rubric")}"
points = 1

[questions.comments]
vague = "{word("comment of a bank")}"
"""

_CELL = '''

# %% solution="{name}"
def {name}({argument}):
    """Written by the student."""
    ### BEGIN SOLUTION
    # {comment}
    {variable} = {answer}
    return {variable}
    ### END SOLUTION


# %% check="{question}"
assert {visible}
'''
_ANSWERS = {
    "twice": ("full", "x", "x + x", "twice(3) == 6"),
    "thrice": ("message", "x", "x + x + x", "thrice(3) == 9"),
    "square": ("outcome", "x", "x * x if isinstance(x, (int, float)) else x", "square(3) == 9"),
    "negate": ("nothing", "x", "-x", "negate(3) == -3"),
}

SOURCE = (
    """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Functions that multiply

# %%
import numpy as np
"""
    + "".join(
        _CELL.format(
            name=name, question=question, argument=argument, answer=answer, visible=visible,
            comment=word(f"comment in the answer {name}"),
            variable=word(f"variable in the answer {name}"),
        )
        for name, (question, argument, answer, visible) in _ANSWERS.items()
    )
    + f"""

# %% [markdown] manual="why"
# {word("model answer in words")}
"""
)  # fmt: skip

INTERFACE = f'''\
"""{word("docstring of the interface")}"""


def twice(x: Number) -> Number: ...
def thrice(x: Number) -> Number: ...
def square(x: Number | Str) -> Number | Str: ...
def negate(x: Number) -> Number: ...
'''

_CHECK = '''

@pytest.mark.check(question="{name}", hint="{hint}")
{drawn}
def test_{test}(submission, x):
    """{title}

    {docstring}
    """
    # {comment}
    {variable} = {want}
    compare = close if isinstance(x, int | float) else equal
    compare(submission.{function}(x), {variable}, "{label}")
'''
_NUMBERS = "[1, 2.5, -4]"
_DRAWN = "@settings(max_examples=6)\n@given(x=st.sampled_from({values}))"
_CHECKS = {
    "full": ("twice", f"{word('helper module')}.twice_of(x)", _DRAWN.format(values=_NUMBERS)),
    "message": ("thrice", "3 * x", '@pytest.mark.parametrize("x", [7])'),
    "outcome": (
        "square",
        "x * x if isinstance(x, int | float) else x",
        _DRAWN.format(values=f"[1, 2.5, '{FROZEN}']"),
    ),
    "nothing": ("negate", "-x", _DRAWN.format(values=_NUMBERS)),
}

HIDDEN = (
    f'''\
"""{word("docstring of the suite")}"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import {word("helper module")}
from grader.testing import close, equal

{word("constant of the suite")} = "{word("value of a constant")}"


@pytest.fixture
def {word("fixture")}():
    """{word("docstring of a fixture")}"""
    return None
'''
    + "".join(
        _CHECK.format(
            name=name, hint=HINTS[name], label=LABELS[name], test=word(f"check of {name}"),
            title=f"The function {function} is right.", function=function, want=want, drawn=drawn,
            docstring=word(f"rest of the docstring of {name}"),
            comment=word(f"comment in the check of {name}"),
            variable=word(f"variable in the check of {name}"),
        )
        for name, (function, want, drawn) in _CHECKS.items()
    )
)  # fmt: skip

HELPER = f'''\
"""{word("docstring of the helper module")}"""

from {word("reference package")} import twice_of
'''
REFERENCE = f'''\
"""{word("docstring of the reference package")}"""


def twice_of(x):
    """{word("docstring in the reference package")}"""
    {word("variable in the reference package")} = x
    return 2 * {word("variable in the reference package")}
'''
MISTAKE = f"""\
# loses: full
# why: {word("why of a mistake")}
# hint: {MISTAKE_HINT}


def twice(x):
    {word("variable of a mistake")} = x * x
    return {word("variable of a mistake")}
"""
ALSO_RIGHT = f'''\
"""{word("docstring of another right answer")}"""


# %% grade_id="twice"
def twice(x):
    {word("variable of another right answer")} = 2
    return x * {word("variable of another right answer")}
'''
EQUIVALENT = f"""\
# {word("an equivalent mutant")}
"""
ROSTER = f"""\
student,name,email,section
right,{word("name of right")},{word("mail of right")}@example.org,{word("section")}
wrong,{word("name of wrong")},{word("mail of wrong")}@example.org,{word("section")}
"""
EXTENSIONS = f"""\
student,assignment,days,reason
wrong,vault,2,{word("reason of an extension")}
"""
FILES = {
    "course.toml": COURSE,
    "roster.csv": ROSTER,
    "extensions.csv": EXTENSIONS,
    f"{word('reference package')}/__init__.py": REFERENCE,
    "solutions/vault/assignment.toml": TOML,
    "solutions/vault/source.py": SOURCE,
    "solutions/vault/interface.py": INTERFACE,
    "solutions/vault/hidden/test_vault.py": HIDDEN,
    f"solutions/vault/hidden/{word('helper module')}.py": HELPER,
    f"solutions/vault/hidden/{word('data file')}.txt": word("text of a data file"),
    f"solutions/vault/misconceptions/{word('file of a mistake')}.py": MISTAKE,
    f"solutions/vault/also_right/{word('file of another right answer')}.py": ALSO_RIGHT,
    "solutions/vault/equivalent.toml": EQUIVALENT,
    "solutions/vault/demo/demo.txt": word("a hand-in of the demo"),
}

RIGHT = {
    "twice": "def twice(x):\n    return 2 * x\n",
    "thrice": "def thrice(x):\n    return 3 * x\n",
    "square": "def square(x):\n    return x if isinstance(x, str) else x ** 2\n",
    "negate": "def negate(x):\n    return -x\n",
}
_SAYING = "    raise ValueError('it said ' + repr(x)[:200])\n"
HAND_INS = {
    "right": {},
    "wrong": {"twice": "def twice(x):\n    return 2 * x + 1\n",
              "thrice": "def thrice(x):\n    return 4 * x\n",
              "square": "def square(x):\n    return 7\n",
              "negate": "def negate(x):\n    return 7\n"},
    "known": {"twice": "def twice(x):\n    return x * x\n"},
    "stub": dict.fromkeys(RIGHT, "raise NotImplementedError()\n"),
    "raises": {name: f"def {name}(x):\n" + _SAYING for name in ("thrice", "square", "negate")},
    "kinds": {name: f"def {name}(x):\n    return [x]\n" for name in RIGHT},
    "exits": {name: f"import os\ndef {name}(x):\n    os._exit(3)\n" for name in RIGHT},
    "loops": {"square": "def square(x):\n    while True: pass\n"},
    "floods": {"twice": "def twice(x):\n    return 'x' * 9_000_000\n",
               "thrice": "def thrice(x):\n    return [0.5] * 90_000_000\n"},
    "asks": {"twice": "x = input()\n"},
    "syntax": {"negate": "def negate(x) return x\n"},
}  # fmt: skip
"""Student to the answers that are not right."""
ODD = {
    "garbage": {"vault.ipynb": b"{not JSON"},
    "nothing": {"notes.txt": b"nothing"},
    "large": {"vault.py": b"# " + b"x" * 99_999},
    "twofold": {"vault.py": b"x = 1", "vault (1).py": b"x = 2"},
}
"""Student to the files of a hand-in that is not run."""


def words_in(texts: Iterable[str | bytes]) -> frozenset[str]:
    """Every planted word that stands in the texts."""
    plain = (each if isinstance(each, str) else each.decode("latin-1") for each in texts)
    return frozenset(match for text in plain for match in _WORD.findall(text))


SECRET = words_in([*FILES, *FILES.values()])
"""Every word of the course; `own_words` adds those of the class."""


def own_words(student: str) -> frozenset[str]:
    """What a student planted: in the name of the folder, in code, its output and its answer."""
    places = ("folder", "comment", "output", "error", "answer in words", "name of a file")
    return frozenset(word(f"{place} of {student}") for place in places)


def folder_of(student: str) -> str:
    """The student's folder among the hand-ins: two of them have a word in its name."""
    return f"{student}-{word(f'folder of {student}')}" if student in ("right", "wrong") else student


def write_course(root: Path) -> Path:
    """Writes the course; `root` again."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def hand_in(folder: Path, student: str, notebook: bytes) -> None:
    """Hands in one student's work, made from the released notebook."""
    place = folder / folder_of(student) / "vault"
    place.mkdir(parents=True)
    if student in ODD:
        for name, data in ODD[student].items():
            (place / name).write_bytes(data)
        return
    document = json.loads(notebook)
    answers = {**RIGHT, **HAND_INS[student]}
    for cell in document["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = f"# {word(f'comment of {student}')}\n{answers[name]}"
            printed = {"output_type": "stream", "name": "stdout",
                       "text": word(f"output of {student}")}  # fmt: skip
            cell["outputs"] = [printed]
        elif name == "why":
            cell["source"] = f"Because {word(f'answer in words of {student}')}."
    (place / "vault.ipynb").write_text(json.dumps(document), "utf-8")
    (place / f"{word(f'name of a file of {student}')}.txt").write_text("notes")
