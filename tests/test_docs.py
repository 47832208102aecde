"""The documentation is true: fields, commands, links, and the worked example, which is run."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from pydantic import BaseModel

from grader import records
from grader.errors import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, EXIT_OURS, EXIT_USAGE
from grader.feedback import summary
from grader.sandbox import doctor

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
EXAMPLE = DOCS / "example"
RESULT_RECORD = (DOCS / "result-record.md").read_text(encoding="utf-8")
WRITING = (DOCS / "writing-an-assignment.md").read_text(encoding="utf-8")
FILE_BLOCK = re.compile(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _models(module: ModuleType) -> dict[str, set[str]]:
    """Each record that a module defines, with its fields."""
    return {
        name: set(value.model_fields)
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, BaseModel)
        if value.__module__ == module.__name__ and value is not records.Record
    }


FIELDS = {
    **_models(records),
    **_models(summary),
    "Finding": {field.name for field in dataclasses.fields(doctor.Finding)},
}


def _documented(name: str) -> list[str]:
    """The fields in a record's own table, in order."""
    found = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", RESULT_RECORD, re.MULTILINE | re.DOTALL)
    table = found[1].strip().split("\n\n")[0] if found else ""
    return re.findall(r"^\| `(\w+)` \| \S", table, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_field_of_a_record_is_explained(name: str) -> None:
    """A record's table names each of its fields once, and no other."""
    fields = _documented(name)

    assert len(fields) == len(set(fields))
    assert set(fields) == FIELDS[name]


@pytest.mark.parametrize(
    "name", ["Outcome", "Status", "Show", "Promise", "RegradePolicy", "ChangeKind"]
)
def test_every_word_of_a_record_is_explained(name: str) -> None:
    """Each outcome, status, visibility and promise stands in the page."""
    words = get_args(getattr(records, name))

    assert [word for word in words if f"`{word}`" not in RESULT_RECORD] == []


def test_every_flag_and_every_schema_is_explained() -> None:
    """What the engine can write into `flags` and `schema` stands in the page."""
    engine = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "grader" / "engine").glob("*.py")
    )
    flags = set(re.findall(r"flags\.append\(\"([\w-]+)\"\)", engine))
    flags |= set(re.findall(r"\"(suite-\w+|reads-nothing|starved|engine-failed)\"", engine))
    schemas = {
        records.RESULTS_SCHEMA, records.REPORT_SCHEMA, summary.SUMMARY_SCHEMA, "grader/doctor/v1",
        "grader/verify/v1", records.CHANGE_SCHEMA, "grader/regrade/v1", "grader/history/v1",
        "grader/forget/v1",
    }  # fmt: skip

    assert len(flags) >= 6
    assert [flag for flag in flags if f"`{flag}`" not in RESULT_RECORD] == []
    assert [schema for schema in schemas if schema not in RESULT_RECORD] == []


def test_every_exit_code_is_explained() -> None:
    """The page lists the exit codes that the program has, and no others."""
    table = RESULT_RECORD.partition("## Exit codes")[2].partition("\n## ")[0]
    listed = [int(code) for code in re.findall(r"^\| (\d+) ", table, re.MULTILINE)]

    assert listed == [EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_OURS, EXIT_INTERRUPTED]


def test_the_command_reference_is_current() -> None:
    """docs/commands.md is what `python docs/commands.py` writes now."""
    spec = importlib.util.spec_from_file_location("commands_page", DOCS / "commands.py")
    assert spec is not None
    assert spec.loader is not None
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)

    assert writer.page() == writer.PAGE.read_text(encoding="utf-8"), "run docs/commands.py"


def test_every_link_leads_somewhere() -> None:
    """Each relative link of a page is a file of this project."""
    dead = [
        f"{page.name}: {target}"
        for page in sorted(DOCS.glob("*.md"))
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert dead == []


def test_the_index_lists_every_page() -> None:
    """docs/README.md names every page beside it."""
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in DOCS.glob("*.md")} - {"README.md"}

    assert [page for page in pages if f"({page})" not in index] == []


def test_the_rooms_are_drawn_in_the_design() -> None:
    """Every room of grader/ stands in the picture of design.md, and none that is gone."""
    design = (DOCS / "design.md").read_text(encoding="utf-8")
    picture = design.partition("## Rooms")[2].split("```")[1].removeprefix("text")
    folders = {path.parent.name for path in (ROOT / "grader").glob("*/__init__.py")}

    files = {"testing", "records", "errors", "files", "json_text"}
    assert set(picture.split()) == folders | files


def test_every_gate_of_verify_is_in_the_contracts() -> None:
    """The table of gates names those that the code tries."""
    code = (ROOT / "grader" / "authoring" / "verify.py").read_text(encoding="utf-8")
    tried = re.findall(r"(?:finding\(|Finding\(assignment\.id,)\s*\"([\w ]+)\"", code)
    contracts = (DOCS / "contracts.md").read_text(encoding="utf-8")
    table = contracts.partition("## Gates of `verify`")[2].partition("\n## ")[0]

    assert len(tried) >= 10
    assert [gate for gate in tried if gate != "stopped" and f"| {gate} |" not in table] == []


def test_the_example_is_the_one_that_the_page_writes() -> None:
    """Each file that the page shows lies in docs/example/, byte for byte, and no other is kept."""
    shown = dict(FILE_BLOCK.findall(WRITING))
    kept = [path for path in EXAMPLE.rglob("*") if path.is_file()]
    written = {
        path.relative_to(EXAMPLE).as_posix(): path.read_text(encoding="utf-8")
        for path in kept
        if path.suffix in {".py", ".toml"} and not _made(path)
    }

    assert shown == written


def _made(path: Path) -> bool:
    """Whether a file of the example is generated, a hand-in, or a cache."""
    inner = path.relative_to(EXAMPLE).parts
    return inner[0] in {"assignments", "submitted"} or any(p.startswith((".", "__")) for p in inner)


@pytest.mark.needs("linux", "nbgrader")
def test_the_worked_example_works(tmp_path: Path) -> None:
    """The page's files, written as it says, pass the page's commands and give what is committed."""
    for name, text in FILE_BLOCK.findall(WRITING):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(EXAMPLE / "submitted", tmp_path / "submitted")
    commands = re.findall(r"^\$ grader (.*)", WRITING, re.MULTILINE)

    assert [command.split()[0] for command in commands] == [
        "generate", "freeze", "generate", "verify", "grade",
    ]  # fmt: skip
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "grader.cli.entry", *command.split()],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    made = ["assignments/README.md", "solutions/median/corpus.json"]
    made += [f"assignments/median/{name}" for name in ("median.ipynb", "median.py", "README.md")]
    for name in made:
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes(), name
