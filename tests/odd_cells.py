"""Odd but right notebooks: what else may stand in the cells, between them and in which order.

Each way is a function from the right hand-in to one file; its docstring says what it is. Imports
`odd_hand_ins` and the standard library.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable
from typing import Any

from tests.odd_hand_ins import HandIn, Notebook, Right, answer_cells, ipynb, own_cell

File = Callable[[Right], HandIn]


def _marks(cell: Notebook) -> dict[str, Any]:
    return dict(cell["metadata"].get("nbgrader", {}))


def _draft(answer: str) -> str:
    """An earlier, wrong answer that defines the same names."""
    lines = answer.splitlines()
    returns = [each for each in ast.walk(ast.parse(answer)) if isinstance(each, ast.Return)]
    for each in sorted(returns, key=lambda one: -one.lineno):  # from below, so that lines stay
        head = lines[each.lineno - 1][: each.col_offset]
        lines[each.lineno - 1 : each.end_lineno] = [f"{head}return None"]
    return "\n".join(lines)


def cells_of_all_kinds_between(right: Right) -> HandIn:
    """Notes, raw and empty cells between all others."""
    notebook = right.filled()
    cells: list[Any] = []
    for cell in notebook["cells"]:
        cells += [
            cell,
            {"cell_type": "markdown", "metadata": {}, "source": "# my notes\n`def f(): pass`"},
            {"cell_type": "raw", "metadata": {}, "source": "def nothing(: not code"},
            own_cell(""), own_cell("# a comment"), own_cell("   \n\n"),
        ]  # fmt: skip
    return ipynb(right, {**notebook, "cells": cells})


def magics_in_every_answer(right: Right) -> HandIn:
    """Each answer is timed by a magic on top of its cell."""
    notebook = right.filled()
    for cell in answer_cells(right, notebook):
        cell["source"] = f"%%time\n%matplotlib inline\n{cell['source']}\n!echo done\n"
    return ipynb(right, notebook)


def cells_of_other_languages(right: Right) -> HandIn:
    """Cells that are no Python, and one that writes a file, between the answers."""
    notebook = right.filled()
    texts = ("%%bash\nls -la", "%%html\n<b>x</b>", "%%writefile notes.txt\nnot code at all")
    cells = [*map(own_cell, texts), *notebook["cells"], own_cell("%%capture out\nprint(1)")]
    return ipynb(right, {**notebook, "cells": cells}, "begins with %%")


def an_error_behind(right: Right) -> HandIn:
    """The last cell is a leftover that raises."""
    notebook = right.filled()
    notebook["cells"].append(own_cell("print(undefined_here)"))
    return ipynb(right, notebook, "it stopped with NameError")


def an_error_before(right: Right) -> HandIn:
    """A leftover above everything raises, and another one is no Python."""
    notebook = right.filled()
    broken = [own_cell("1 / 0\nprint(1)"), own_cell("def f(:\n    return")]
    cells = [*broken, *notebook["cells"]]
    why = ("it stopped with ZeroDivisionError", "it is not valid Python")
    return ipynb(right, {**notebook, "cells": cells}, *why)


def stopped_below_the_answer(right: Right) -> HandIn:
    """The first answer's cell ends with a test of their own that fails for another reason."""
    name, answer = next(iter(right.answers.items()))
    notebook = right.filled({name: f"{answer}\n\nassert undefined_here == 3\n"})
    notebook["cells"].append(own_cell("x = 1"))
    return ipynb(right, notebook, "it stopped with NameError")


def asks_below(right: Right) -> HandIn:
    """A cell at the end waits for a key."""
    notebook = right.filled()
    notebook["cells"].append(own_cell("input('Press enter to end')"))
    return ipynb(right, notebook, "it asks for input")


def ends_python_below(right: Right) -> HandIn:
    """A cell at the end ends the program."""
    notebook = right.filled()
    notebook["cells"] += [own_cell("exit()"), own_cell("import sys\nsys.exit(0)")]
    return ipynb(right, notebook, "SystemExit")


def loops_below(right: Right) -> HandIn:
    """A cell at the end never ends."""
    notebook = right.filled()
    notebook["cells"].append(own_cell("while True: pass"))
    return ipynb(right, notebook, "it had not finished")


def draft_in_an_earlier_cell(right: Right) -> HandIn:
    """Before each answer a cell of their own with a first, wrong try."""
    notebook = right.filled()
    cells: list[Any] = []
    answers = list(answer_cells(right, notebook))
    for cell in notebook["cells"]:
        cells += [own_cell(_draft(cell["source"]))] if cell in answers else []
        cells.append(cell)
    return ipynb(right, {**notebook, "cells": cells})


def draft_above_in_the_cell(right: Right) -> HandIn:
    """The first try stands above the answer, in the same cell."""
    changed = {name: f"{_draft(text)}\n\n\n{text}" for name, text in right.answers.items()}
    return ipynb(right, right.filled(changed))


def answers_twice(right: Right) -> HandIn:
    """Every answer's cell was copied, marks and all; the copies are equal."""
    notebook = right.filled()
    answers = list(answer_cells(right, notebook))
    cells = [each for cell in notebook["cells"] for each in [cell] * (1 + (cell in answers))]
    return ipynb(right, {**notebook, "cells": cells}, "it is another copy of the answer")


def checks_copied(right: Right) -> HandIn:
    """The visible checks were copied into cells of their own at the end."""
    notebook = right.filled()
    checks = [
        cell["source"]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and _marks(cell).get("grade")
    ]
    notebook["cells"] += [own_cell(f"{source}\nprint('right')") for source in checks]
    return ipynb(right, notebook)


def text_shuffled(right: Right) -> HandIn:
    """The explanations stand in another order than they were given out."""
    notebook = right.filled()
    places = [at for at, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "markdown"]
    texts = [notebook["cells"][at] for at in places]
    random.Random(3).shuffle(texts)
    for at, cell in zip(places, texts, strict=True):
        notebook["cells"][at] = cell
    return ipynb(right, notebook)


def text_and_checks_deleted(right: Right) -> HandIn:
    """Only answers and given cells are left."""
    notebook = right.filled()
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and not _marks(cell).get("grade")
    ]
    return ipynb(right, notebook)


def each_definition_in_a_cell(right: Right) -> HandIn:
    """The answers were split: nbgrader's marks stay with the first piece."""
    notebook = right.filled()
    cells: list[Any] = []
    answers = list(answer_cells(right, notebook))
    for cell in notebook["cells"]:
        pieces = re.split(r"\n\n\n+(?=def |class )", cell["source"]) if cell in answers else []
        cells.append({**cell, "source": pieces[0]} if pieces else cell)
        cells += [own_cell(piece) for piece in pieces[1:]]
    return ipynb(right, {**notebook, "cells": cells})


def imports_beside_ours(right: Right) -> HandIn:
    """Their imports stand in the locked cell of the given ones, and the answers need them."""
    needs = {name: f"maths.pi, sep\n{answer}" for name, answer in right.answers.items()}
    notebook = right.filled(needs)
    code = [each for each in notebook["cells"] if each["cell_type"] == "code"]
    given = [each for each in code if _marks(each).get("locked") and not _marks(each)["grade"]]
    cell = (given or code)[0]
    cell["source"] = f"import math as maths\nfrom os.path import (\n    sep,\n)\n{cell['source']}"
    return ipynb(right, notebook)


CELLS: tuple[File, ...] = (
    cells_of_all_kinds_between,
    magics_in_every_answer,
    cells_of_other_languages,
    an_error_behind,
    an_error_before,
    stopped_below_the_answer,
    asks_below,
    ends_python_below,
    loops_below,
    draft_in_an_earlier_cell,
    draft_above_in_the_cell,
    answers_twice,
    checks_copied,
    text_shuffled,
    text_and_checks_deleted,
    each_definition_in_a_cell,
    imports_beside_ours,
)
