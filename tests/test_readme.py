"""The README tells the truth: its session is run, its tree and its links are looked up."""

from __future__ import annotations

import html.parser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_TIME = re.compile(r"\b\d+\.\d s\b")


class Session(NamedTuple):
    """The commands of the README's first block, what they said, and where they ran."""

    folder: Path
    shown: list[tuple[str, str]]
    """Command and the output that the README shows."""
    said: list[str]


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a Markdown text in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def _normal(text: str) -> str:
    """The text without times, and without blanks at the ends of lines or empty lines."""
    lines = (_TIME.sub("N s", line).rstrip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _commands(block: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The first block of the README, run in a copy of what it needs."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "docs", folder / "docs")
    (folder / ".venv" / "bin").mkdir(parents=True)
    door = folder / ".venv" / "bin" / "grader"
    door.write_text(f'#!/bin/sh\nexec {sys.executable} -m grader.cli.entry "$@"\n', "utf-8")
    door.chmod(0o755)
    shown = _commands(blocks(README, "console")[0])
    said = []
    for command, _ in shown:
        done = subprocess.run(
            ["sh", "-c", f"{command} 2>&1"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout
        said.append(done.stdout)
    return Session(folder, shown, said)


@pytest.mark.needs("linux")
def test_the_session_says_what_the_readme_shows(session: Session) -> None:
    """Each command of the first block prints what stands below it, but for the times."""
    assert [_normal(said) for said in session.said] == [_normal(text) for _, text in session.shown]


@pytest.mark.needs("linux")
def test_the_student_reads_what_the_readme_quotes(session: Session) -> None:
    """Every line of the quoted feedback stands on the student's page, in this order."""
    page = (session.folder / "graded" / "pages" / "wrong.html").read_text(encoding="utf-8")
    words = _words(page)

    place = 0
    for line in blocks(README, "text")[0].splitlines():
        found = words.find(" ".join(line.split()), place)
        assert found >= 0, f"{line!r} is not on the page after {words[:place][-80:]!r}"
        place = found


def _words(page: str) -> str:
    """What a person reads on a page, on one line."""

    class Reader(html.parser.HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.words: list[str] = []
            self.style = False

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.style = tag in ("style", "script")

        def handle_endtag(self, tag: str) -> None:
            self.style = False

        def handle_data(self, data: str) -> None:
            self.words += [] if self.style else data.split()

    reader = Reader()
    reader.feed(page)
    return " ".join(reader.words)


def test_the_first_screen_begins_with_the_purpose() -> None:
    """Title, one sentence, and then the session: nothing stands before the example."""
    head = README[: README.index("```console")]

    assert re.fullmatch(r"# \w+\n\n[^\n#!\[]+\n[^\n#!\[]+\n\n", head)
    assert head.count(". ") == 0


def test_the_tree_is_the_tree() -> None:
    """Every folder that the README lists is there, and every one that is there is listed."""
    tree = blocks(README, "text")[1]
    top = re.findall(r"^(\S+?)/? {2,}\S", tree, re.MULTILINE)
    rooms = re.findall(r"^  (\w+)/ ", tree, re.MULTILINE)
    kept = {".git", ".venv", ".github"}
    there = {path.name for path in ROOT.iterdir() if path.is_dir()} - kept

    assert [name for name in top if not (ROOT / name).exists()] == []
    assert [n for n in there if n not in top and not _ignored(n)] == []
    assert set(rooms) == {path.parent.name for path in (ROOT / "grader").glob("*/__init__.py")}


def _ignored(name: str) -> bool:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return name in {line.rstrip("/") for line in ignored} or name.endswith(".egg-info")


def test_every_file_that_is_named_is_there() -> None:
    """Each path in the table and each link leads to a file or folder of this project."""
    named = re.findall(r"`((?:grader|tests|docs|solutions)/[\w/.*<>]+)`", README)
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    patterns = [re.sub(r"<\w+>", "*", name).rstrip("/") for name in [*named, *linked]]

    assert len(patterns) > 15
    assert [name for name in patterns if not list(ROOT.glob(name))] == []


def test_every_target_of_make_that_is_named_is_there() -> None:
    """The README's `make` words are targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"make (\w+) {0,5}[`#]", README))

    assert named >= {"demo", "test", "setup", "help"}
    assert [n for n in named if not re.search(rf"^{n}:", makefile, re.MULTILINE)] == []
