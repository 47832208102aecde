"""The eight checks of the hostile course, written as each of the other graders has them.

Texts alone: what is done with them is in `peers.py`. Inputs are drawn anew wherever
the course's own suite draws them, by NumPy or hypothesis, so that none can be known in advance.
"""

from __future__ import annotations

import re
from typing import Any

from tests.hostile_set import CHECKS, COURSE

PLANTED = 'PLANTED = "PLANTED-SUITE-9b3e44a8"'
BODIES = {
    "add": """
for _ in range(8):
    a, b = rng.uniform(-50, 50, 2).tolist()
    assert np.isclose(add(a, b), a + b)
""",
    "mean": """
for size in range(1, 6):
    values = rng.integers(-20, 20, size).tolist()
    assert np.isclose(mean(values), sum(values) / len(values))
""",
    "softmax": """
for size in range(1, 6):
    x = rng.uniform(-20, 20, size)
    raised = np.exp(x - x.max())
    assert np.allclose(softmax(x.copy()), raised / raised.sum())
""",
    "identity": """
assert identity("seven") == "seven"
assert list(identity([3, 1])) == [3, 1]
""",
    "data": """
assert np.allclose(Tensor([2.5, -3.0]).data, [2.5, -3.0])
""",
    "plus": """
a, b = Tensor([1.0, 2.0]), Tensor([5.0, 7.5])
assert np.allclose((a + b + a).data, [7.0, 11.5])
""",
    "backward": """
a, b = Tensor([1.0, 2.0]), Tensor([5.0, 7.5])
c = a + b + a
c.backward()
assert np.allclose(a.grad, [2.0, 2.0])
assert np.allclose(b.grad, [1.0, 1.0])
""",
    "rejects": """
assert np.allclose(Tensor([1.5]).data, [1.5])
try:
    Tensor("text")
except TypeError:
    pass
else:
    raise AssertionError("a text was taken for a tensor")
""",
}
"""Check to its lines, for graders that run them where the submission runs."""
NAMES = ("add", "mean", "softmax", "identity", "Tensor")


def pytest_suite() -> str:
    """The course's own suite over the submission as a module, compared by NumPy and `==`."""
    suite = (COURSE / "solutions" / "tensor" / "hidden" / "test_tensor.py").read_text("utf-8")
    suite = suite.replace(
        "from grader.testing import close, equal, raises",
        "import tensor as submission\n\n\ndef close(got, want, _):\n"
        "    np.testing.assert_allclose(got, want, rtol=1e-5)\n\n\n"
        "def equal(got, want, _):\n    assert got == want\n\n\nraises = pytest.raises",
    )
    suite = re.sub(r"@pytest.mark.check\(.*\)\n", "", suite)
    suite = suite.replace("@settings(", "@settings(deadline=None, phases=[Phase.generate], ")
    suite = suite.replace("import given, settings", "import Phase, given, settings")
    return suite.replace("(submission, ", "(").replace("(submission)", "()")


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.strip().splitlines())


def otter_tests() -> dict[str, str]:
    """Check to its file: exception-based, one hidden case and one point each."""
    return {
        check: f'from otter.test_files import test_case\nimport numpy as np\n\n{PLANTED}\n'
        f'OK_FORMAT = False\nname = "{check}"\npoints = 1\n'
        "rng = np.random.default_rng()\n\n\n"
        f"@test_case(points=1, hidden=True)\ndef test_{check}({', '.join(NAMES)}):\n"
        + _indented(body)
        for check, body in BODIES.items()
    }  # fmt: skip


def stock_checks() -> dict[str, str]:
    """Check to the cell of hidden tests that nbgrader has for it."""
    made = {}
    for check in CHECKS:
        hidden = f"{PLANTED}\n{_APART}rng = np.random.default_rng()\n{BODIES[check]}"
        made[check] = f"### BEGIN HIDDEN TESTS\n{hidden.strip()}\n### END HIDDEN TESTS"
    return made


def stock_cells(answer: str, planted: str) -> dict[str, Any]:
    """The instructor's notebook for nbgrader: two answer cells, and hidden tests for each check."""
    functions, _, tensor = answer.partition("class Tensor")
    cells = [
        _cell("functions", _solution(f"{functions}\n{planted}"), grade=False),
        _cell("tensor", _solution("class Tensor" + tensor), grade=False),
    ]
    cells += [_cell(f"check_{each}", text, grade=True) for each, text in stock_checks().items()]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": _KERNEL, "cells": cells}


_KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}


_APART = "".join(f"import {name}\n" for name in ("math", "random", "operator", "itertools", "time"))
_APART += "import numpy as np\n"
"""A failing line is shown with those around it, so that a wrong answer alone would leak."""


def _solution(text: str) -> str:
    return f"### BEGIN SOLUTION\n{text.strip()}\n### END SOLUTION"


def _cell(name: str, source: str, *, grade: bool) -> dict[str, Any]:
    about = {
        "grade_id": name, "grade": grade, "solution": not grade, "locked": grade, "task": False,
        "schema_version": 3,
    } | ({"points": 1} if grade else {})  # fmt: skip
    return {
        "cell_type": "code", "id": name.replace("_", "-"), "source": source, "outputs": [],
        "execution_count": None, "metadata": {"nbgrader": about},
    }  # fmt: skip


TRAILING = """
def _tensor_data(values):
    return Tensor(values).data


def _tensor_plus(one, two):
    a, b = Tensor(one), Tensor(two)
    return (a + b + a).data


def _tensor_grads(one, two):
    a, b = Tensor(one), Tensor(two)
    c = a + b + a
    c.backward()
    return [list(map(float, a.grad)), list(map(float, b.grad))]
"""
"""Run behind the submission, in its process: this grader's way to ask for objects."""
BUILTINS = (
    "all", "any", "ascii", "bin", "bytearray", "classmethod", "delattr", "filter", "format",
    "frozenset", "getattr", "hasattr", "iter", "memoryview", "next", "object", "property",
    "reversed", "setattr", "staticmethod", "sum", "super", "type", "NotImplemented", "Ellipsis",
    "RecursionError", "TimeoutError", "StopAsyncIteration", "PermissionError", "FileNotFoundError",
)  # fmt: skip
PRAIRIELEARN_SUITE = f"""
import numpy as np
import pytest
from pytest_prairielearn_grader import ConfigObject

{PLANTED}
autograder_config = ConfigObject(
    sandbox_timeout=5.0,
    student_code_pattern="student_code*",
    builtin_whitelist={list(BUILTINS)!r},
)
rng = np.random.default_rng()


def case(name):
    return pytest.mark.grading_data(name=name, points=1)


@case("add")
def test_add(sandbox):
    for _ in range(8):
        a, b = rng.uniform(-50, 50, 2).tolist()
        np.testing.assert_allclose(sandbox.query_function("add", a, b), a + b)


@case("mean")
def test_mean(sandbox):
    for size in range(1, 6):
        values = rng.integers(-20, 20, size).tolist()
        np.testing.assert_allclose(sandbox.query_function("mean", values), sum(values) / size)


@case("softmax")
def test_softmax(sandbox):
    for size in range(1, 6):
        x = rng.uniform(-20, 20, size)
        raised = np.exp(x - x.max())
        got = sandbox.query_function("softmax", x)
        np.testing.assert_allclose(got, raised / raised.sum(), rtol=1e-5)


@case("identity")
def test_identity(sandbox):
    assert sandbox.query_function("identity", "seven") == "seven"
    assert list(sandbox.query_function("identity", [3, 1])) == [3, 1]


@case("data")
def test_data(sandbox):
    got = sandbox.query_function("_tensor_data", [2.5, -3.0])
    np.testing.assert_allclose(got, [2.5, -3.0])


@case("plus")
def test_plus(sandbox):
    got = sandbox.query_function("_tensor_plus", [1.0, 2.0], [5.0, 7.5])
    np.testing.assert_allclose(got, [7.0, 11.5])


@case("backward")
def test_backward(sandbox):
    got = sandbox.query_function("_tensor_grads", [1.0, 2.0], [5.0, 7.5])
    np.testing.assert_allclose(got, [[2.0, 2.0], [1.0, 1.0]])


@case("rejects")
def test_rejects(sandbox):
    np.testing.assert_allclose(sandbox.query_function("_tensor_data", [1.5]), [1.5])
    response = sandbox.query_function_raw("_tensor_data", "text")
    assert response["exception_name"].endswith("TypeError")
"""


def prairielearn_files() -> dict[str, str]:
    """Path to text, as its own container lays a question out.

    It loads pandas, networkx and plot-serializer in every process, also where no check uses them;
    empty modules stand in for them here, which spares three seconds for each check.
    """
    return {
        "run/test_student.py": PRAIRIELEARN_SUITE,
        "run/test_student/trailing_code.py": TRAILING,
        "lib/pandas.py": "class DataFrame:\n    pass\n",
        "lib/networkx.py": "",
        "lib/plot_serializer/__init__.py": "",
        "lib/plot_serializer/matplotlib/__init__.py": "",
        "lib/plot_serializer/matplotlib/deserializer.py": "deserialize_from_json = None\n",
        "lib/plot_serializer/matplotlib/serializer.py": "class MatplotlibSerializer:\n    pass\n",
    }
