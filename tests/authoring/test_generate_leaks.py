"""Nothing of solutions/ reaches a release: on the bytes that are written, and when it is tried."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.authoring.generate import generate, release
from grader.authoring.leaks import leaks
from grader.course import load_course
from grader.course.source import read_source
from grader.errors import GraderError
from tests.courses_helper import HIDDEN, MANUAL_SOURCE, SOURCE, make_course, replaced

SAMPLE = '# %% grade_id="double"\n   "cell_type": "code",\n'
SAMPLE += "raise NotImplementedError()\nan_old_answer = x * 2\n"

CORPUS = json.dumps(
    {"schema_version": 1, "entries": [["0x1.921fb54442d18p+1", "frozen-example-text"]]}
)

SECRETS = [
    "twice_as_much = x + x",
    "self.count = self.count + amount",
    "Because addition keeps what was counted before.",
    "tally = submission.Counter(10)",
    "Twice means two equal summands.",
    "A counter begins at its start and adds.",
    "why: the amount replaces what was counted before",
    "Adding must keep the old count.",
    "an_old_answer = x * 2",
    "frozen-example-text",
    "0x1.921fb54442d18p+1",
]


def course_root(tmp_path: Path, **changes: str | None) -> Path:
    """The toy course with a manual question and a corpus."""
    return make_course(
        tmp_path,
        {"solutions/toy/corpus.json": CORPUS, "solutions/toy/demo/right.txt": SAMPLE},
        manual=True,
        **changes,
    )


def found(tmp_path: Path, name: str, data: str) -> list[str]:
    """What the search says about one file to be published."""
    assignment = load_course(course_root(tmp_path)).assignment("toy")
    return leaks(assignment, read_source(assignment), {Path(name): data.encode()})


def test_the_courses_own_page_is_searched_too(tmp_path: Path) -> None:
    """A line of a solution in course.md stops the release, and nothing is written."""
    root = make_course(tmp_path, {"course.md": "Remember: self.count = self.count + amount\n"})

    with pytest.raises(GraderError, match=r"README\.md holds a line of"):
        generate(load_course(root))

    assert not (root / "assignments").exists()


def test_no_secret_is_in_the_bytes_of_a_release(tmp_path: Path) -> None:
    """Answers, hidden tests, hints, corpus, misconceptions and model answers stay behind."""
    root = course_root(tmp_path)
    generate(load_course(root))

    written = [p.read_text("utf-8") for p in (root / "assignments").rglob("*") if p.is_file()]
    everything = "\n".join(written)
    assert "def double(x):" in everything
    for secret in SECRETS:
        assert secret not in everything


@pytest.mark.parametrize("secret", SECRETS)
def test_each_secret_is_found_in_every_kind_of_file(tmp_path: Path, secret: str) -> None:
    """A secret line is seen in Markdown, in Python, in a comment and in a notebook's strings."""
    notebook = {"cells": [{"source": ["a\n", f"    {secret}\n"], "outputs": [{"text": secret}]}]}

    assert found(tmp_path, "README.md", f"Look: {secret}")
    assert found(tmp_path, "toy.py", f"x = 1\n# {secret}\n")
    assert found(tmp_path, "toy.ipynb", json.dumps(notebook))
    assert found(tmp_path, "toy.ipynb", json.dumps({"metadata": {secret: 1}}))
    assert found(tmp_path, "toy.ipynb", f"{{not JSON: {secret}")


def test_a_secret_in_other_clothes_is_found(tmp_path: Path) -> None:
    """Blanks do not hide a line, nor do a notebook's quotes and escapes."""
    hidden = 'close(submission.double(x), want, "double(x)")'

    assert found(tmp_path, "a.md", "self.count=self.count  +  amount")
    assert found(tmp_path, "a.ipynb", json.dumps({"source": [f"{hidden}\n"]}))
    assert found(tmp_path, "a.ipynb", json.dumps({"x": "self.count = self.count + am\u006funt"}))


def test_what_students_may_read_is_no_leak(tmp_path: Path) -> None:
    """Lines that the source shows, titles and names are public, also if hidden files hold them."""
    for text in (
        "def __init__(self, start=0):",
        "import numpy as np",
        "Doubling and counting",
        "tally.add(5)",
        "x = 1",
        "schema_version",
        "raise NotImplementedError()",
        '# %% grade_id="double"',
    ):
        assert found(tmp_path, "a.md", text) == []


def test_a_visible_sentence_that_a_hint_repeats_is_no_leak(tmp_path: Path) -> None:
    """A hint may quote the notebook's own words: in quotes they are still the visible line."""
    hidden = replaced(HIDDEN, "Twice means two equal summands.", "Two small things to write.")

    generate(load_course(course_root(tmp_path, hidden=hidden)))

    assert "Two small things to write." in (tmp_path / "assignments/toy/toy.py").read_text()


def test_a_leak_names_its_origin_and_not_the_line(tmp_path: Path) -> None:
    """The message says where the line is from; the line itself is not repeated."""
    said = found(tmp_path, "README.md", "tally = submission.Counter(10)\nreturn twice_as_much")

    assert said == [
        "README.md holds a line of the answer double (source.py, cell at line 17)",
        "README.md holds a line of hidden/test_toy.py",
    ]


def test_generate_refuses_to_write_a_leak(tmp_path: Path) -> None:
    """A hidden line quoted in a README's summary stops the release, and nothing is written."""
    root = course_root(tmp_path)
    (root / "assignments").mkdir()
    line = "A counter begins at its start and adds."
    # The summary itself is public; so the leak goes in through the page's fixed words.
    from grader.authoring import generate as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "assignment_readme", lambda _: f"# Title\n\n{line}\n")
        with pytest.raises(
            GraderError, match=r"README.md holds a line of hidden/test_toy.py"
        ) as caught:
            generate(load_course(root))

    assert line not in str(caught.value)
    assert caught.value.exit_code == 3
    assert list((root / "assignments").iterdir()) == []


def test_a_stripping_that_fails_silently_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the answers were left in the notebook, the search would stop the release."""
    from grader.nbgrader_bridge import strip as bridge

    monkeypatch.setattr(bridge, "strip", lambda notebook: notebook)

    with pytest.raises(GraderError, match=r"toy\.ipynb holds a line of the answer double"):
        release(load_course(course_root(tmp_path)).assignment("toy"))


def test_odd_hidden_files_are_searched_or_passed_over(tmp_path: Path) -> None:
    """Broken Python, broken JSON and bytes are searched as text; caches are not read."""
    files = {
        "solutions/toy/hidden/broken.py": "this is not ( python at all",
        "solutions/toy/hidden/data.json": "{broken json with words",
        "solutions/toy/hidden/__pycache__/x.py": "a line that is cached here",
    }
    root = make_course(tmp_path, files, manual=True)
    (root / "solutions/toy/hidden/raw.bin").write_bytes(b"\xff\xfe secret raw bytes")
    assignment = load_course(root).assignment("toy")
    page = "this is not ( python at all\n{broken json with words\na line that is cached here\n"

    said = leaks(assignment, read_source(assignment), {Path("a.md"): page.encode()})

    assert said == [
        "a.md holds a line of hidden/broken.py",
        "a.md holds a line of hidden/data.json",
    ]


def test_a_check_cell_that_quotes_the_suite_is_public(tmp_path: Path) -> None:
    """A line that the instructor shows in a visible check is public, so it may be released."""
    text = replaced(SOURCE, "assert tally.count == 7", "assert tally.count == 7\ntally.add(4)")
    hidden = HIDDEN + "\n\ndef helper(tally):\n    assert tally.count == 7\n"

    generate(load_course(course_root(tmp_path, source=text + MANUAL_SOURCE, hidden=hidden)))

    assert (tmp_path / "assignments/toy/toy.py").exists()
