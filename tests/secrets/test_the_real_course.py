"""What the course's own assignments keep to themselves is in no release and on no page."""

from __future__ import annotations

import html
import json
import shutil
from pathlib import Path

import pytest

from grader.cli.app import run
from grader.exports.grades import read_reports
from grader.exports.gradescope import gradescope
from tests.secrets import real
from tests.secrets.real import ASSIGNMENTS, ROOT

_BELONGS_TO_TEXT = {".ipynb", ".py", ".md", ".toml", ".json", ".txt"}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_there_is_much_to_look_for(assignment: str) -> None:
    """Each assignment has names, hints, and digests of frozen examples that can be looked for."""
    origins = set(real.never_shown(assignment).values())

    assert len(real.never_shown(assignment)) > 100
    assert len(real.hints(assignment)) > 20
    assert {"corpus.json"} < origins
    assert len(ASSIGNMENTS) == 5


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_search_finds_what_is_put_in(assignment: str) -> None:
    """Each text is found in a page that holds it, so that finding nothing says something."""
    wanted = {**real.never_shown(assignment), **real.hints(assignment)}
    page = {"page": "before " + " between ".join(wanted) + " after"}

    assert len(real.seen(page, wanted)) == len(wanted)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_release_holds_nothing_of_it(assignment: str) -> None:
    """No name, hint, reason, number or digest of any assignment stands in what is published."""
    published = {
        path.relative_to(ROOT).as_posix(): _text(path)
        for path in sorted((ROOT / "assignments").rglob("*"))
        if path.is_file() and path.suffix in _BELONGS_TO_TEXT
    }

    assert len(published) > 15
    for wanted in (real.never_shown, real.hints, real.numbers):
        assert real.seen(published, wanted(assignment)) == []


def _text(path: Path) -> str:
    """The file's text; of JSON every string as it reads."""
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    return text + "\n".join("".join(cell["source"]) for cell in cells)


@pytest.mark.nightly
@pytest.mark.needs("landlock", "seccomp")
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_what_students_read_holds_what_they_earned(assignment: str, tmp_path: Path) -> None:
    """Of a stub, a right and wrong hand-ins no page or document shows more than a hint earned."""
    for name in ("solutions", "autodiff_ref", "assignments"):
        shutil.copytree(ROOT / name, tmp_path / "course" / name)
    shutil.copy(ROOT / "course.toml", tmp_path / "course")
    folder = ROOT / "solutions" / assignment
    source = (folder / "source.py").read_text("utf-8")
    mistakes = sorted((folder / "misconceptions").glob("*.py"))[::12]
    hand_ins = {"stub": (ROOT / f"assignments/{assignment}/{assignment}.py").read_text("utf-8")}
    hand_ins |= {"right": source, "nothing": "x = 1\n"}
    more = [f"{source}\n# %%\n{path.read_text('utf-8')}" for path in mistakes]
    hand_ins |= {f"wrong{at}": text for at, text in enumerate(more)}
    for student, text in hand_ins.items():
        place = tmp_path / "in" / student / assignment
        place.mkdir(parents=True)
        (place / f"{assignment}.py").write_text(text, "utf-8")
    out = tmp_path / "out"
    course = ["--course", str(tmp_path / "course")]
    assert run(["grade", *course, assignment, "--submissions", str(tmp_path / "in"),
                "--out", str(out)]) == 0  # fmt: skip

    reports = read_reports(out)
    assert any("misconception:" in str(check.flags) for r in reports for check in r.checks)
    for report in reports:
        named = {flag.partition(":")[2] for check in report.checks for flag in check.flags}
        page = (out / f"pages/{report.student}.html").read_text("utf-8")
        texts = {"page": html.unescape(page), "results": gradescope(report, wall_s=1.0).decode()}
        # What the hand-in says itself is not told by us.
        own = hand_ins[report.student]
        secret = {text: at for text, at in real.never_shown(assignment).items() if text not in own}
        unearned = {
            hint: name
            for hint, name in real.hints(assignment).items()
            if name not in named and hint not in own
        }
        assert real.seen(texts, secret | unearned) == [], report.student
