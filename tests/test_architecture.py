"""The shape of the project: who may import whom, who starts processes, how long things are."""

from __future__ import annotations

import ast
import graphlib
import io
import re
import subprocess
import sys
import textwrap
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("grader", "autodiff_ref")

# Room to the rooms that it may import. This is the whole of it: what is not here is refused.
_BASE = {"errors", "records", "json_text"}
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "records": set(),
    "files": set(),
    "folders": set(),
    "json_text": set(),
    "worker": set(),
    "course": {*_BASE},
    "boundary": {"errors", "worker"},
    "testing": {"errors", "boundary"},
    "sandbox": {*_BASE, "folders", "worker"},
    "intake": {*_BASE, "files", "worker", "course"},
    "engine": {
        *_BASE, "folders", "worker", "course", "boundary", "testing", "sandbox", "intake",
    },
    "feedback": {*_BASE, "files", "intake"},
    "exports": {*_BASE, "course", "intake", "feedback"},
    "history": {*_BASE, "files", "course", "intake", "engine", "feedback", "exports"},
    "marking": {*_BASE, "files", "course", "engine", "feedback", "exports", "history"},
    "nbgrader_bridge": {
        *_BASE, "files", "folders", "course", "sandbox", "intake", "engine", "feedback", "exports",
    },
    "authoring": {
        *_BASE, "files", "folders", "course", "boundary", "intake", "engine", "nbgrader_bridge",
    },
    "cli": {
        *_BASE, "files", "folders", "worker", "course", "sandbox", "intake", "engine", "feedback",
        "exports", "authoring", "nbgrader_bridge", "history", "marking",
    },
}  # fmt: skip

# Room to what it may import from outside; the standard library is everybody's.
OUTSIDE: dict[str, set[str]] = {
    "records": {"pydantic"},
    "worker": {"numpy"},
    "course": {"pydantic"},
    "boundary": {"numpy"},
    "testing": {"numpy"},
    "sandbox": {"numpy"},
    "engine": {"numpy", "pydantic", "pytest", "_pytest", "hypothesis"},
    "feedback": {"pydantic", "jinja2", "markupsafe"},
    "exports": {"pydantic"},
    "nbgrader_bridge": {
        "nbgrader",
        "nbconvert",
        "nbformat",
        "traitlets",
        "jupytext",
        "sqlalchemy",
        "pydantic",
    },
    "authoring": {"numpy"},
    "cli": {"click", "rich", "pydantic"},
}

# The files that start processes, each with what for.
STARTS = {
    "grader/sandbox/": "the launcher, and bubblewrap around it",
    "grader/engine/session.py": "judges, which hold the suite and no submission",
    "grader/engine/judge.py": "a child of the judge for each submission",
    "grader/nbgrader_bridge/engine_run.py": "the engine, apart from nbgrader's own process",
    "grader/nbgrader_bridge/bulk_feedback.py": "nbgrader's converter, on a share of a class",
    "grader/worker/launcher.py": "workers",
    "grader/worker/probe.py": "tries whether a worker can, for the doctor",
}
_STARTING_MODULES = {"subprocess", "multiprocessing", "pty", "concurrent.futures.process"}
_STARTING_CALLS = re.compile(r"(fork(pty)?|system|popen|posix_spawnp?|spawn\w+|exec[lv]\w*)")

MODULE_LINES, FUNCTION_LINES = 300, 60
LONGER: dict[str, str] = {}
"""Modules and functions that may be longer, each with the reason: `path` or `path::name`."""

_WORKPLACE = "/wo" + "rk/"
_REGISTRY = re.compile("|".join(["pypi" + r"\.", r"python" + r"hosted\.", "conda" + r"\.org"]))
_INDEX = re.compile(r"-" + "-(?:extra-)?index" + "-url|index" + "_url|-" + "-find" + "-links")


class Module(NamedTuple):
    """A source file, parsed."""

    path: str
    name: str
    tree: ast.Module
    text: str

    @property
    def room(self) -> str:
        """The part of `grader` that it belongs to: a folder, or a file at the top."""
        return self.name.split(".")[1] if "." in self.name else ""


def _module(path: Path) -> Module:
    inner = path.relative_to(ROOT)
    parts = inner.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text(encoding="utf-8")
    return Module(inner.as_posix(), name, ast.parse(text), text)


MODULES = [_module(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
GRADER = [module for module in MODULES if module.name.startswith("grader")]


def _imports(module: Module, *, deferred: bool = True) -> Iterator[tuple[str, int]]:
    """Absolute names that a module imports, with the line; relative ones are made absolute.

    Without `deferred` only what is imported when the module is.
    """
    package = module.name if module.path.endswith("__init__.py") else module.name.rpartition(".")[0]
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - max(node.level - 1, 0)]
            root = ".".join([*base, node.module or ""]).strip(".") if node.level else node.module
            yield from ((f"{root}.{alias.name}", node.lineno) for alias in node.names)
        late = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or _only_for_types(node)
        if deferred or not late:
            waiting.extend(ast.iter_child_nodes(node))


def _only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _code_lines(text: str, node: ast.AST) -> int:
    """Lines that hold code: no blank ones, no comments, no docstrings."""
    first = getattr(node, "lineno", 1)
    last = getattr(node, "end_lineno", None) or text.count("\n") + 1
    source = "\n".join(text.splitlines()[first - 1 : last]) + "\n"
    lines: set[int] = set()
    blank = {
        tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
        tokenize.ENDMARKER,
    }  # fmt: skip
    for token in tokenize.generate_tokens(io.StringIO(textwrap.dedent(source)).readline):
        if token.type not in blank:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for inner in ast.walk(node):
        for statement in getattr(inner, "body", None) if _holds(inner) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                lines -= set(
                    range(statement.lineno - first + 1, (statement.end_lineno or 0) - first + 2)
                )
    return len(lines)


def _holds(node: ast.AST) -> bool:
    return isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)


def _functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _tracked() -> list[Path]:
    """Every file that git knows or would take."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = done.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_the_rooms_allow_no_circle() -> None:
    """The table of rooms orders them: each imports only rooms that stand below it."""
    order = list(graphlib.TopologicalSorter(ROOMS).static_order())

    assert set(order) == set(ROOMS)
    assert order[-1] == "cli"


def test_every_room_is_in_the_table() -> None:
    """A new room must say what it may import before it can be used."""
    rooms = {module.room for module in GRADER} - {""}

    assert rooms - set(ROOMS) == set()


def test_rooms_import_downwards_only() -> None:
    """No file of a room imports a room that the table does not allow it."""
    wrong = []
    for module in GRADER:
        allowed = ROOMS.get(module.room, set())
        for name, line in _imports(module):
            parts = name.split(".")
            inside = parts[0] == "grader" and len(parts) > 1 and parts[1] in ROOMS
            if inside and parts[1] not in {module.room, *allowed}:
                wrong.append(f"{module.path}:{line} imports grader.{parts[1]}")

    assert wrong == []


def test_rooms_import_what_the_table_gives_them_from_outside() -> None:
    """Only the nbgrader bridge imports nbgrader, only the engine pytest, only the CLI click."""
    ours = {"grader", "autodiff_ref", "worker"}
    wrong = []
    for module in GRADER:
        allowed = OUTSIDE.get(module.room, set()) | sys.stdlib_module_names | ours
        for name, line in _imports(module):
            if name.split(".")[0] not in allowed:
                wrong.append(f"{module.path}:{line} imports {name}")

    assert wrong == []


def test_the_engine_does_not_know_the_course() -> None:
    """No file of grader/ imports the reference, the solutions or the assignments."""
    known = {"autodiff_ref", "solutions", "assignments", "tests", "benchmarks"}

    found = [m.path for m in GRADER for name, _ in _imports(m) if name.split(".")[0] in known]

    assert found == []


def test_the_worker_is_alone() -> None:
    """What runs beside student code uses relative imports, the standard library and NumPy."""
    wrong = []
    for module in (m for m in GRADER if m.room == "worker"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.level > 1:
                wrong.append(f"{module.path}:{node.lineno} looks above its own folder")
            elif isinstance(node, ast.ImportFrom) and not node.level:
                # __main__ loads its folder as the package `worker`, and begins there.
                starts = module.path.endswith("__main__.py") and node.module == "worker.launcher"
                top = (node.module or "").split(".")[0]
                if not starts and top not in {*sys.stdlib_module_names, "numpy"}:
                    wrong.append(f"{module.path}:{node.lineno} imports {node.module}")

    assert wrong == []


def test_the_reference_needs_numpy_alone() -> None:
    """autodiff_ref imports NumPy and itself; array-api-compat stands in one file."""
    wrong = []
    for module in (m for m in MODULES if m.name.startswith("autodiff_ref")):
        allowed = {*sys.stdlib_module_names, "numpy", "autodiff_ref"}
        if module.path == "autodiff_ref/backend.py":
            allowed |= {"array_api_compat"}
        wrong += [
            f"{module.path}:{line} imports {name}"
            for name, line in _imports(module)
            if name.split(".")[0] not in allowed
        ]

    assert wrong == []


def test_modules_import_each_other_without_circles() -> None:
    """No module needs itself, through any chain of imports that run when it is loaded."""
    names = {module.name for module in MODULES}
    graph: dict[str, set[str]] = {}
    for module in MODULES:
        needed = graph.setdefault(module.name, set())
        for name, _ in _imports(module, deferred=False):
            found = name if name in names else name.rpartition(".")[0]
            if found in names and found != module.name:
                needed.add(found)

    list(graphlib.TopologicalSorter(graph).static_order())


def test_few_files_start_processes() -> None:
    """Only the sandbox and the engine's judges start processes, and each place says what for."""
    found = [
        f"{module.path}: {how}"
        for module in MODULES
        if not any(module.path.startswith(place) for place in STARTS)
        for how in _starts_processes(module)
    ]

    assert found == []


def _starts_processes(module: Module) -> Iterator[str]:
    """What in a module could start a process."""
    for name, line in _imports(module):
        if _STARTING_MODULES & {name, name.rpartition(".")[0], name.split(".")[0]}:
            yield f"line {line} imports {name}"
    for node in ast.walk(module.tree):
        from_os = isinstance(node, ast.Attribute) and ast.unparse(node.value) == "os"
        if from_os and _STARTING_CALLS.fullmatch(node.attr):
            yield f"line {node.lineno} uses os.{node.attr}"


def test_modules_and_functions_can_be_read_in_one_sitting() -> None:
    """Modules have fewer than 300 lines of code and functions fewer than 60."""
    long = dict(_long())

    assert long.keys() - LONGER.keys() == set(), long
    assert LONGER.keys() <= long.keys(), "an exception that nothing needs"


def _long() -> Iterator[tuple[str, int]]:
    """Every module and function over its limit, with its lines of code."""
    for module in MODULES:
        if (lines := _code_lines(module.text, module.tree)) >= MODULE_LINES:
            yield module.path, lines
        for function in _functions(module):
            if (lines := _code_lines(module.text, function)) >= FUNCTION_LINES:
                yield f"{module.path}::{function.name}", lines


def test_every_public_name_has_a_docstring() -> None:
    """Modules, and the public functions, classes and methods in them, say what they are."""
    missing = [module.path for module in MODULES if ast.get_docstring(module.tree) is None]
    for module in MODULES:
        for owner in ast.walk(module.tree):
            if not isinstance(owner, ast.Module | ast.ClassDef) or _private(owner):
                continue
            for node in owner.body:
                named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                if named and not _private(node) and ast.get_docstring(node) is None:
                    missing.append(f"{module.path}:{node.lineno} {node.name}")

    assert missing == []


def _private(node: ast.AST) -> bool:
    return getattr(node, "name", "").startswith("_")


def test_asserts_only_narrow_types() -> None:
    """An assert may tell the type checker what holds; it never decides about anybody's input."""
    wrong = []
    for module in MODULES:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Assert):
                said = ast.unparse(node.test)
                if not (said.endswith("is not None") or said.startswith("isinstance(")):
                    wrong.append(f"{module.path}:{node.lineno} asserts {said}")

    assert wrong == []


def test_module_docstrings_say_what_may_be_imported() -> None:
    """Each module of grader/ that does something says what it may import, or must never hold."""
    words = re.compile(r"(?i)\b(imports?|imported|may|never|needs?)\b")
    known = {"grader/__init__.py", "grader/worker/__main__.py"}  # they hold a few lines each
    silent = [m.path for m in GRADER if not words.search(ast.get_docstring(m.tree) or "")]

    assert [path for path in silent if path not in known] == []


@pytest.mark.needs("git")
def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    """Where packages come from, and where a checkout lies, is each machine's own affair."""
    patterns = [_REGISTRY, _INDEX, re.compile(_WORKPLACE)]
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in _tracked()}
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in texts.items()
        for pattern in patterns
        if (match := pattern.search(text))
    ]

    assert found == []


@pytest.mark.needs("git")
def test_what_leaves_and_what_stays_is_not_mixed() -> None:
    """No tracked file is a notebook outside the releases, a cache, or a result of a run."""
    names = [path.relative_to(ROOT).as_posix() for path in _tracked()]

    notebooks = [name for name in names if name.endswith(".ipynb")]
    assert [n for n in notebooks if "assignments/" not in n and not n.startswith("tests/")] == []
    assert [n for n in names if "__pycache__" in n or n.endswith((".pyc", "journal.jsonl"))] == []


def test_constraints_pin_every_dependency() -> None:
    """Each requirement of pyproject.toml has one exact version, which fits, and no address."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(
        line.split("==") for line in lines if line.strip() and not line.lstrip().startswith("#")
    )
    pinned = {canonicalize_name(name): version for name, version in pins.items()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for group in project["project"]["optional-dependencies"].values():
        asked += group
    for group in project["dependency-groups"].values():
        asked += [each for each in group if isinstance(each, str)]

    wrong = []
    for each in map(Requirement, asked):
        version = pinned.get(canonicalize_name(each.name))
        if version is None or not each.specifier.contains(version):
            wrong.append(f"{each} is pinned to {version}")

    assert wrong == []
    assert len(pinned) == len(pins)


def test_every_warning_that_is_let_through_is_named() -> None:
    """Warnings are errors; one that is let through names its message or its category."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    filters = project["tool"]["pytest"]["filterwarnings"]

    assert filters[0] == "error"
    assert [f for f in filters[1:] if not re.fullmatch(r"(ignore|default):.{12,}", f)] == []
