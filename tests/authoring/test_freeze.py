"""Freezing: the same examples under every driver, all known mistakes answered, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.freeze import draw, freeze
from grader.authoring.verify import _corpus
from grader.course import Course
from grader.engine import corpus, session
from grader.engine import grade as engine
from grader.errors import CourseError, GraderError
from tests.authoring import sound
from tests.engine import toy

DOUBLE = "test_toy.py::test_double"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The sound course."""
    return sound.write(tmp_path / "course")


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The sound course, frozen once."""
    course = sound.write(tmp_path_factory.mktemp("frozen"))
    freeze(course)
    return course


def stored(course: Course) -> corpus.Corpus:
    """The corpus of the toy assignment."""
    return corpus.load(course.assignment("toy").corpus)


def test_what_freezing_writes(course: Course) -> None:
    """The corpus holds each property's examples, each mistake's wrong answers, and says so."""
    (done,) = freeze(course)

    found = stored(course)
    assert (done.assignment, done.changed, done.not_frozen) == ("toy", True, {})
    assert done.examples == {DOUBLE: 20} == {DOUBLE: len(found.examples[DOUBLE])}
    assert done.misconceptions == 3 == len(found.fingerprints)
    assert {name: set(marks) for name, marks in found.fingerprints.items()} == {
        "replaces": {"test_toy.py::test_up", "test_toy.py::test_down"},
        "never_down": {"test_toy.py::test_down"},
        "thrice_when_large": {DOUBLE},
    }
    assert all(type(each["x"]) is int for each in found.examples[DOUBLE])


def test_freezing_twice_changes_nothing(frozen: Course) -> None:
    """Frozen again, an unchanged course keeps its bytes."""
    before = frozen.assignment("toy").corpus.read_bytes()

    (done,) = freeze(frozen)

    assert not done.changed
    assert frozen.assignment("toy").corpus.read_bytes() == before


def test_examples_do_not_depend_on_what_else_is_imported(
    frozen: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers in other modules, in another driver or another folder draw no other examples."""
    odd = "ODD = (777, 613, 991, 345, 888, 0.3, 7.5, 1234.5)\n"
    other = sound.HEAD.replace("import pytest", "import pytest, odd") + sound.HIDDEN.split(
        "from grader.testing", 1
    )[1].join(["from grader.testing", ""])
    driver = tmp_path / "driver"
    driver.mkdir()
    (driver / "sitecustomize.py").write_text("import driver_numbers\n")
    (driver / "driver_numbers.py").write_text(odd.replace("ODD", "MORE"))
    monkeypatch.setenv("PYTHONPATH", str(driver))
    course = sound.write(
        tmp_path / "another" / "course", {"solutions/toy/hidden/odd.py": odd}, hidden=other
    )

    examples, _ = draw(course, course.assignment("toy"))

    assert examples.examples == stored(frozen).examples


def test_a_students_mistake_is_named(
    frozen: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who answers the frozen examples like a known mistake reads that mistake's hint."""
    monkeypatch.setattr(engine, "examine", toy.findings)
    file = tmp_path / "in" / "ada" / "toy" / "toy.py"
    file.parent.mkdir(parents=True)
    file.write_text(
        sound.COUNTER.format(new="self.count + abs(amount)")
        + "def double(x):\n    return x * 3 if x > 300 else x + x\n"
    )

    grading = engine.grade(frozen, [], submissions=tmp_path / "in", out=tmp_path / "out", jobs=1)

    hints = {each.name: (each.hint, each.flags) for each in grading.reports[0].checks}
    assert hints == {
        DOUBLE: ("Even large numbers.", ("misconception:thrice_when_large",)),
        "test_toy.py::test_up": ("", ()),
        "test_toy.py::test_down": ("Think again.", ("misconception:never_down",)),
    }
    (double,) = [each for each in grading.reports[0].checks if each.name == DOUBLE]
    assert double.counterexample is not None
    assert double.counterexample.program == "double(301)"


@pytest.mark.parametrize("before", [None, b"what was there before"])
def test_a_freeze_that_fails_leaves_what_was_there(
    course: Course, monkeypatch: pytest.MonkeyPatch, before: bytes | None
) -> None:
    """Where the known mistakes cannot be run, the corpus stays what it was, or absent."""
    path = course.assignment("toy").corpus
    if before is not None:
        path.write_bytes(before)

    def died(*_: object, **__: object) -> None:
        raise session.JudgeDied("on purpose")

    monkeypatch.setattr(session.JudgeProcess, "run_cells", died)

    with pytest.raises(GraderError, match="on purpose"):
        freeze(course)

    assert (path.read_bytes() if path.exists() else None) == before


def test_a_property_that_the_reference_fails_is_named(tmp_path: Path) -> None:
    """Examples are drawn only of properties that the reference passes."""
    hidden = sound.HIDDEN.replace("2 * x + 0.5", "2 * x + (x > 200)")
    course = sound.write(tmp_path, hidden=hidden)

    with pytest.raises(CourseError, match=f"{DOUBLE}: failed"):
        freeze(course)

    assert not course.assignment("toy").corpus.exists()


def test_a_suite_that_was_edited_since_is_not_fresh(tmp_path: Path) -> None:
    """Freezing keeps what it drew from; `verify` asks for a freeze even where the same is drawn."""
    course = sound.write(tmp_path)
    freeze(course)
    assignment = course.assignment("toy")
    assert list(stored(course).suite) == ["test_toy.py"]
    suite = assignment.hidden / "test_toy.py"
    suite.write_text(suite.read_text() + "# a remark\n")

    stale, _ = _corpus(course, assignment)

    words = "test_toy.py: edited since the examples were frozen; run `grader freeze`"
    assert stale == [words]
    freeze(course)
    assert _corpus(course, assignment)[0] == []
