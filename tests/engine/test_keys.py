"""Keys: what could change an outcome changes the key of just that check; nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.course.reach import reached
from grader.engine import corpus, keys
from grader.engine.keys import keys_of
from tests.courses_helper import replaced
from tests.engine import toy

TOY, OTHER, DEEP = "test_toy.py::test_a", "test_other.py::test_b[1]", "deep/test_deep.py::test_c"
CHECKS = (TOY, OTHER, DEEP)
FILES = {
    "solutions/toy/hidden/test_other.py": "# other\n",
    "solutions/toy/hidden/deep/test_deep.py": "# deep\n",
    "solutions/toy/hidden/helping.py": (
        "import autodiff_ref.scalar\nimport numpy\nfrom tables.small import CASES\n"
        "from . import tables_of_its_own\n\ndef later():\n    import modules\n"
    ),
    "autodiff_ref/__init__.py": "",
    "autodiff_ref/scalar.py": "# reference\n",
    "modules.py": "# a module at the root\nimport further\n",
    "tables/small.py": "# no __init__.py is beside it\nfrom . import large\n",
    "inbox/ada_toy.py": "import hers\n",
}
PROMISED = dict.fromkeys(toy.PROMISES, True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with two test files, one in a folder of its own, and a frozen example."""
    toy.ready(tmp_path, FILES)
    examples = {TOY: [{"x": 1}], OTHER: [{"x": 1}]}
    (tmp_path / "solutions/toy/corpus.json").write_bytes(corpus.dump(corpus.Corpus(examples)))
    return tmp_path


def found(
    root: Path, digest: str = "hand-in", promises: dict[str, bool] | None = None
) -> dict[str, str]:
    """The key of each check."""
    course = load_course(root)
    made = keys_of(course, course.assignment("toy"), promises or PROMISED)
    return {name: made.check(digest, name) for name in CHECKS}


def changed(root: Path, before: dict[str, str]) -> set[str]:
    """The checks whose key is another one now."""
    after = found(root)
    return {name for name in CHECKS if before[name] != after[name]}


def test_keys_are_all_different_and_stable(root: Path) -> None:
    """Each check has a key of its own, the same every time."""
    assert found(root) == found(root)
    assert len(set(found(root).values())) == len(CHECKS)


@pytest.mark.parametrize(
    ("path", "checks"),
    [
        ("solutions/toy/hidden/test_toy.py", {TOY}),
        ("solutions/toy/hidden/test_other.py", {OTHER}),
        ("solutions/toy/hidden/deep/test_deep.py", {DEEP}),
        ("solutions/toy/hidden/helping.py", set(CHECKS)),
        ("solutions/toy/hidden/new_helper.py", set(CHECKS)),
        ("solutions/toy/hidden/deep/table.csv", set(CHECKS)),
        ("solutions/toy/interface.py", set(CHECKS)),
        ("solutions/toy/source.py", set(CHECKS)),
        ("autodiff_ref/scalar.py", set(CHECKS)),
        ("autodiff_ref/deeper/more.py", set(CHECKS)),
        ("autodiff_ref/cases.json", set(CHECKS)),
        ("autodiff_ref/deeper/cases.npz", set(CHECKS)),
        ("autodiff_ref/__pycache__/scalar.cpython-311.pyc", set()),
        ("autodiff_ref/.cache/scalar.json", set()),
        ("modules.py", set(CHECKS)),
        ("further.py", set(CHECKS)),
        ("further/without_an_init.csv", set(CHECKS)),
        ("tables/small.py", set(CHECKS)),
        ("tables/deeper/large.json", set(CHECKS)),
        ("submitted/__init__.py/toy/toy.py", set()),
        ("submitted.py/ada/toy/toy.py", set()),
        ("inbox/ada_toy.py", set()),
        ("graded/reports/ada.json", set()),
        ("hers.py", set()),
        ("tables_of_its_own.py", set()),
        ("nobody_imports_it/__init__.py", set()),
        ("nobody_imports_it.py", set()),
        ("solutions/toy/misconceptions/replaces_the_count.py", set()),
        ("solutions/toy/hidden/__pycache__/test_toy.cpython-311.pyc", set()),
        ("assignments/toy/toy.ipynb", set()),
        ("assignments/toy/README.md", set()),
        ("README.md", set()),
    ],
)
def test_a_changed_file_changes_what_depends_on_it(root: Path, path: str, checks: set[str]) -> None:
    """A change to a file changes the keys of the checks that it could make come out otherwise."""
    before = found(root)
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    old = file.read_text() if file.exists() else ""
    file.write_text(old + "\n# changed\n")

    assert changed(root, before) == checks


def test_a_helper_that_moves_changes_keys(root: Path) -> None:
    """The place of a file counts, not only its name and content."""
    before = found(root)
    hidden = root / "solutions/toy/hidden"
    (hidden / "helping.py").rename(hidden / "deep" / "helping.py")

    assert changed(root, before) == set(CHECKS)


def test_other_examples_change_their_check_only(root: Path) -> None:
    """A check's frozen examples are in its key, and in no other one."""
    before = found(root)
    examples: dict[str, list[corpus.Example]] = {TOY: [{"x": 1}], OTHER: [{"x": True}]}
    (root / "solutions/toy/corpus.json").write_bytes(corpus.dump(corpus.Corpus(examples)))

    assert changed(root, before) == {OTHER}


def test_fingerprints_change_nothing(root: Path) -> None:
    """What known mistakes answer names a mistake in a report; no outcome depends on it."""
    before = found(root)
    examples = {TOY: [{"x": 1}], OTHER: [{"x": 1}]}
    stored = corpus.Corpus(examples, {"mistake": {TOY: "abc"}}, {"hypothesis": "9"})
    (root / "solutions/toy/corpus.json").write_bytes(corpus.dump(stored))

    assert changed(root, before) == set()


@pytest.mark.parametrize(
    ("old", "new", "checks"),
    [
        ("points = 2", "points = 7", set()),
        ('title = "A counter"', 'title = "Counting"', set()),
        ('title = "A counter"', 'title = "A counter"\nshow = "nothing"', set()),
        ("check_cpu_s = 0.3", "check_cpu_s = 0.4", set(CHECKS)),
        ("[limits]", "[limits]\nmemory_mb = 300", set(CHECKS)),
    ],
)
def test_of_the_assignment_only_limits_count(
    root: Path, old: str, new: str, checks: set[str]
) -> None:
    """Points, titles and visibility are no part of a key; limits are."""
    before = found(root)
    toml = root / "solutions/toy/assignment.toml"
    toml.write_text(replaced(toml.read_text(), old, new))

    assert changed(root, before) == checks


def test_the_display_modules_count(root: Path) -> None:
    """Which modules are stand-ins may change what a hand-in does."""
    before = found(root)
    toml = root / "course.toml"
    toml.write_text(toml.read_text() + 'display_modules = ["matplotlib"]\n')

    assert changed(root, before) == set(CHECKS)


def test_the_title_of_the_course_does_not_count(root: Path) -> None:
    """Titles and deadlines of a course are no part of a key."""
    before = found(root)
    toml = root / "course.toml"
    toml.write_text(replaced(toml.read_text(), "A toy course", "Toys"))

    assert changed(root, before) == set()


def test_the_hand_in_and_the_promises_count(root: Path) -> None:
    """Another hand-in, or another lock, is another key."""
    weaker = {**PROMISED, "contained": False}

    assert found(root)[TOY] != found(root, "another hand-in")[TOY]
    assert found(root)[TOY] != found(root, promises=weaker)[TOY]


def test_the_place_of_the_course_does_not_count(root: Path) -> None:
    """The same course in another folder has the same keys."""
    before = found(root)
    moved = root.rename(root.with_name("moved"))

    assert changed(moved, before) == set()


def test_the_engine_and_its_environment_count(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change to the engine, or to a library that outcomes depend on, changes every key."""
    before = found(root)
    monkeypatch.setattr(keys, "engine_digest", lambda: "another engine")
    engine = changed(root, before)
    monkeypatch.undo()
    monkeypatch.setattr(keys, "environment", lambda: {"numpy": "0"})

    assert engine == set(CHECKS)
    assert changed(root, before) == set(CHECKS)


def test_a_course_that_is_the_graders_own_folder(course_of_ours: Course) -> None:
    """Where the course lies beside the grader, the grader's own files are no reference."""
    files = reached(course_of_ours.root, course_of_ours.assignment("number_with_grad").hidden)

    assert not any("grader" in path.relative_to(course_of_ours.root).parts for path in files)
    assert any(path.name == "scalar.py" for path in files)


@pytest.fixture
def course_of_ours() -> Course:
    """The course that the repository holds."""
    return load_course(Path(__file__).parents[2])
