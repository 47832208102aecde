"""Nothing planted is in a worker: not in its memory, its files, its environment, wherever it runs.

A spy is handed in that looks at every object, every page of memory that it can find, every open
descriptor and every file, and says what it saw. It proves that it can see by a word of its own.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.exports.grades import read_reports
from tests.deployments import DEPLOYMENTS, Deployment
from tests.secrets import planted
from tests.secrets.scan import found, word

pytestmark = pytest.mark.needs("linux", "root", "landlock", "seccomp", "schedstat")
SPY = Path(__file__).with_name("spy.py")
NEIGHBOUR = word("code of a neighbour")


def _deployments() -> Iterator[Any]:
    for name in ("root", "user-without-bubblewrap", "docker-user"):
        marks = [pytest.mark.needs("bubblewrap")] if name == "root" else []
        yield pytest.param(name, marks=marks)
    for name in ("user", "root-without-bubblewrap", "docker-root", "no-user-namespaces"):
        needs = pytest.mark.needs("bubblewrap", "user_namespaces")
        yield pytest.param(name, marks=[pytest.mark.nightly, needs])


@pytest.fixture(scope="module")
def course() -> Iterator[Path]:
    """The planted course, released and frozen, where every account may enter."""
    place = Path(tempfile.mkdtemp(prefix="secrets-"))
    try:
        place.chmod(0o755)
        root = planted.write_course(place / word("folder of everything"))
        for verb in ("generate", "freeze"):
            done = DEPLOYMENTS["root"].run(["--course", str(root), verb], {})
            assert done.returncode == 0, done.stderr
        yield root
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _hand_in(folder: Path, guesses: list[Path]) -> None:
    # The page quotes what a hand-in says in words, and the scan knows hex.
    encoded = bytes(c + 1 for c in "\n".join(map(str, guesses)).encode()).hex()
    texts = {
        "a neighbour": f"# {NEIGHBOUR}\n" + "".join(planted.RIGHT.values()),
        "spy": SPY.read_text("utf-8").replace("@GUESSES@", encoded),
        "the next": f"# {NEIGHBOUR}\n" + "".join(planted.RIGHT.values()),
    }
    for student, text in texts.items():
        (folder / student / "vault").mkdir(parents=True)
        (folder / student / "vault/vault.py").write_text(text, "utf-8")


def _grade(deployment: Deployment, course: Path) -> Path:
    """The results of a class with a spy in it, on a machine with secrets of its own."""
    place = course.parent / deployment.name
    submissions, out = place / "in", place / "out"
    solutions = course / "solutions/vault"
    _hand_in(submissions, [
        course, solutions / "hidden/test_vault.py", solutions / "source.py",
        submissions / "a neighbour/vault/vault.py", out / "journal.jsonl", place,
    ])  # fmt: skip
    place.chmod(0o777)  # whoever grades there writes into it
    done = deployment.run(
        ["--course", str(course), "grade", "--submissions", str(submissions), "--out", str(out)],
        {"GRADER_TOKEN": word("token"), "USER": word("user"), "HOME": f"/{word('home')}"},
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("name", list(_deployments()))
def test_a_spy_sees_nothing(name: str, course: Path) -> None:
    """A spy between two others finds no word of course, class or machine; itself it finds."""
    deployment = DEPLOYMENTS[name]
    if not deployment.interpreter():
        pytest.skip("needs readable_python: no Python of this version that every account may run")

    out = _grade(deployment, course)

    spy = next(report for report in read_reports(out) if report.student == "spy")
    said = {check.question: check.message for check in spy.checks}
    assert "clean files=True" in said["full"]
    assert "clean memory=True" in said["message"]
    page = (out / "pages/spy.html").read_bytes()
    shown = {planted.HINTS["full"], planted.HINTS["message"]}
    assert found({"page": page}, planted.SECRET | {NEIGHBOUR}, allowed=shown) == []
