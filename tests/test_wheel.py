"""What is handed out as a package: the engine, and nothing that a course keeps."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.secrets import real

ROOT = Path(__file__).resolve().parents[1]


class Built(NamedTuple):
    """The names in both archives, and every text in them."""

    wheel: list[str]
    sdist: list[str]
    texts: dict[str, str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The archives that `python -m build` makes here; the wheel is made from the other one."""
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    texts: dict[str, str] = {}
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        texts |= {name: archive.read(name).decode("utf-8", "replace") for name in names}
    with tarfile.open(sdist) as archive_:
        members = [each for each in archive_.getmembers() if each.isfile()]
        inner = [each.name.partition("/")[2] for each in members]
        for name, member in zip(inner, members, strict=True):
            file = archive_.extractfile(member)
            assert file is not None
            texts[f"sdist {name}"] = file.read().decode("utf-8", "replace")
    return Built(names, inner, texts)


def test_the_wheel_holds_the_engine_alone(built: Built) -> None:
    """Every file of the wheel is one of grader/, or describes the wheel."""
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "grader").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    engine = {name for name in built.wheel if ".dist-info/" not in name}

    assert engine == expected
    assert all(name.startswith("grader-") for name in set(built.wheel) - engine)


def test_the_wheel_brings_its_licence_and_its_command(built: Built) -> None:
    """The licence with the lectures' attribution goes along, and `grader` is the command."""
    (licence,) = (name for name in built.wheel if name.endswith("licenses/LICENSE"))
    (commands,) = (name for name in built.wheel if name.endswith("entry_points.txt"))

    assert "Seth Weidman" in built.texts[licence]
    assert "grader = grader.cli.entry:main" in built.texts[commands]


def test_the_source_archive_holds_no_course(built: Built) -> None:
    """The source archive has the engine and what describes it: no course, no tests."""
    known = {"README.md", "LICENSE", "pyproject.toml", "PKG-INFO", ".gitignore"}

    assert [n for n in built.sdist if n not in known and not n.startswith("grader/")] == []


def test_no_line_of_a_solution_is_in_an_archive(built: Built) -> None:
    """No recognisable line of a solution, a hidden suite or a misconception is handed out."""
    secrets = real.lines()
    found = {line: name for name, text in built.texts.items() for line in real.recognisable(text)}

    assert len(secrets) > 500
    assert {found[line]: line for line in secrets & found.keys()} == {}


@pytest.mark.parametrize("assignment", real.ASSIGNMENTS)
def test_no_name_hint_or_example_is_in_an_archive(built: Built, assignment: str) -> None:
    """No check's name, hint, reason, frozen array or digest of an assignment is handed out."""
    for wanted in (real.never_shown, real.hints, real.numbers):
        assert real.seen(built.texts, wanted(assignment)) == []
