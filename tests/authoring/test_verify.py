"""Each gate of `verify`, where it holds and where it finds something."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.authoring.freeze import freeze
from grader.authoring.generate import generate
from grader.authoring.judges import EACH
from grader.authoring.verify import Finding, VerifyReport, verify
from grader.course import Assignment, Course, load_course
from grader.engine import corpus
from grader.errors import GraderError
from tests.authoring import sound
from tests.authoring.sound import COUNTER, HIDDEN, mistake
from tests.courses_helper import SOURCE, replaced

GATES = [
    "release is fresh",
    "corpus is fresh",
    "reference",
    "limits",
    "also right",
    "stub",
    "visible checks",
    "nonsense",
    "misconceptions",
    "fingerprints",
    "one by one",
    "mutants",
    "every check can fail",
]


def tried(course: Course) -> tuple[VerifyReport, Mapping[str, Finding]]:
    """The report, and its findings by gate."""
    report = verify(course)
    return report, {finding.gate: finding for finding in report.findings}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[VerifyReport, Mapping[str, Finding]]:
    """What is found about a sound course that has one check with live draws."""
    hidden = (
        HIDDEN
        + '''

@pytest.mark.check(question="counter")
@given(data=st.data())
@settings(max_examples=5)
def test_live(submission, data):
    """A counter begins at what was drawn."""
    start = data.draw(st.integers(5, 9))
    tally = submission.Counter(start)
    tally.add(100)
    equal(tally.count, start + 100)
'''
    )
    course = sound.write(tmp_path_factory.mktemp("good"), hidden=hidden)
    freeze(course)
    return tried(course)


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_holds_on_a_sound_course(
    good: tuple[VerifyReport, Mapping[str, Finding]], gate: str
) -> None:
    """On a sound course each gate holds, and says in a word what it proved."""
    report, found = good

    assert list(found) == GATES
    assert found[gate].ok, found[gate].detail
    assert found[gate].detail
    assert report.ok


def test_live_draws_are_told(good: tuple[VerifyReport, Mapping[str, Finding]]) -> None:
    """A check that cannot be frozen is named, with the reason, and is no failure."""
    detail = good[1]["corpus is fresh"].detail

    assert "full hypothesis for test_toy.py::test_live (it draws a DataObject)" in detail


BAD_MISTAKES = {
    "replaces": mistake("counter", COUNTER.format(new="amount"), checks="test_toy.py::test_idle"),
    "replaces_too": mistake("counter", COUNTER.format(new="amount + 1")),
    "wider_than_said": mistake(
        "counter", COUNTER.format(new="amount * 2") + "def double(x):\n    return 0\n"
    ),
    "harmless": mistake("double", "def double(x):\n    return x + x\n"),
    "broken": mistake("double", "def double(x):\n    return x +\n"),
    "never_down": mistake("double, counter", "double = Counter = None\n"),
    "thrice_when_large": mistake("double, counter", "def double(x):\n    return 7\nCounter = None"),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[VerifyReport, Mapping[str, Finding]]:
    """What is found about a course on which every gate but the reference's finds something."""
    hidden = (
        HIDDEN
        + '''

@pytest.mark.check(question="counter")
def test_idle(submission):
    """Passes on whatever has a count."""
    tally = submission.Counter(3)
    equal(tally.count == tally.count or True, True)
'''
    )
    files = {f"solutions/toy/misconceptions/{name}.py": code for name, code in BAD_MISTAKES.items()}
    source = replaced(SOURCE, "assert double(3) == 6\nassert np.isclose(double(0.5), 1.0)", "1 + 1")
    source = replaced(source, "assert tally.count == 7", "assert tally.count == 8")
    root = tmp_path_factory.mktemp("bad")
    course = sound.write(root, files, hidden=hidden, source=source)
    freeze(course)
    release = course.assignment("toy").release_folder
    (release / "toy.py").write_text("# of last year\n")
    suite = course.assignment("toy").hidden / "test_toy.py"
    suite.write_text(replaced(suite.read_text(), "max_examples=20", "max_examples=19"))
    path = root / "solutions/toy/misconceptions/replaces_too.py"
    path.write_text(replaced(path.read_text(), "amount + 1", "amount + 2"))
    return tried(load_course(root))


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        ("release is fresh", ["toy.py changed", "run `grader generate`"]),
        ("corpus is fresh", ["test_toy.py::test_double: hypothesis draws other", "grader freeze"]),
        ("stub", ["stub passes test_toy.py::test_idle"]),
        ("visible checks", ["check_double passes on the stub", "check_counter fails on the ref"]),
        ("nonsense", ["everything gives 0 passes test_toy.py::test_idle"]),
        (
            "misconceptions",
            [
                "replaces does not fail test_toy.py::test_idle, which its header names",
                "wider_than_said loses counter, double, its header says counter",
                "harmless loses nothing, its header says double",
                "replaces_too and replaces fail the same checks",
                "broken does not load: ",
                "SyntaxError",
            ],
        ),
        ("fingerprints", ["replaces_too: its answers are not the stored ones"]),
    ],
)
def test_each_gate_says_what_it_found(
    bad: tuple[VerifyReport, Mapping[str, Finding]], gate: str, words: list[str]
) -> None:
    """A gate that does not hold names what it found, and all gates after it are tried."""
    report, found = bad

    assert not report.ok
    assert not found[gate].ok
    for each in words:
        assert each in found[gate].detail
    assert list(found) == GATES


def test_what_is_right_in_a_bad_course_holds(
    bad: tuple[VerifyReport, Mapping[str, Finding]],
) -> None:
    """Gates do not drag each other down."""
    assert bad[1]["reference"].ok
    assert "no misconception fails test_toy.py::test_idle" not in bad[1]["misconceptions"].detail


def test_a_question_that_is_never_lost_alone_is_named(tmp_path: Path) -> None:
    """Each question needs a mistake that loses it and nothing else; unfailed checks are named."""
    both = "def double(x):\n    return 7\n" + COUNTER.format(new="amount")
    files = {
        f"solutions/toy/misconceptions/{name}.py": mistake("double, counter", both)
        for name in sound.MISTAKES
    }
    course = sound.write(tmp_path, files)
    freeze(course)

    _, found = tried(course)

    assert not found["one by one"].ok
    assert "no misconception loses double alone" in found["one by one"].detail
    assert "no misconception loses counter alone" in found["one by one"].detail
    assert not found["misconceptions"].ok  # all three are alike


def test_a_check_that_no_mistake_fails_is_named(
    bad: tuple[VerifyReport, Mapping[str, Finding]],
) -> None:
    """A check that nothing fails is told, for a person to justify or remove."""
    finding = bad[1]["every check can fail"]

    assert finding.ok
    assert finding.detail


def test_a_failing_reference_stops(tmp_path: Path) -> None:
    """Where the reference fails its own suite nothing else is tried, and the check is named."""
    course = sound.write(tmp_path)
    freeze(course)
    suite = course.assignment("toy").hidden / "test_toy.py"
    suite.write_text(replaced(suite.read_text(), "tally.count, 19", "tally.count, 20"))

    report, found = tried(course)

    assert list(found) == ["release is fresh", "corpus is fresh", "stopped"]
    assert not report.ok
    assert "test_toy.py::test_up: failed" in found["stopped"].detail


def test_a_touched_corpus_stops(tmp_path: Path) -> None:
    """A corpus that was edited by hand is refused before anything is judged."""
    course = sound.write(tmp_path)
    data = corpus.dump(corpus.Corpus({"test_toy.py::test_double": [{"x": 3}]}))
    course.assignment("toy").corpus.write_bytes(data.replace(b'"x": 3', b'"x": 4'))

    report, found = tried(course)

    assert not report.ok
    assert "its hash is not that of its content" in found["stopped"].detail


def test_a_missing_release_is_told(tmp_path: Path) -> None:
    """Without a release the gate says so, and the stub's gate cannot be tried."""
    course = sound.write(tmp_path)
    for path in course.assignment("toy").release_folder.iterdir():
        path.unlink()

    report, found = tried(course)

    assert not report.ok
    assert "toy.ipynb missing" in found["release is fresh"].detail
    assert "stopped" in found
    assert generate(course, check=True)


def test_before_the_first_freeze_verify_says_so(tmp_path: Path) -> None:
    """Without a corpus nothing is said of other draws: the gates ask for the first freeze."""
    course = sound.write(tmp_path)
    course.assignment("toy").corpus.unlink(missing_ok=True)

    _, found = tried(course)

    for gate in ("corpus is fresh", "fingerprints"):
        assert not found[gate].ok
        assert found[gate].detail == "there is no corpus.json yet: run `grader freeze`"


def test_judges_are_asked_for_what_there_is_to_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A course with few known mistakes and few mutants is worth one judge, on many cores too."""
    asked = []

    def enough(course: Course, assignment: Assignment, count: int) -> None:
        asked.append(count)
        raise GraderError("Counting", expected="a count", came="it", todo="nothing")

    monkeypatch.setattr("grader.authoring.verify.judges_for", enough)
    course = sound.write(tmp_path)
    generate(course, [])

    for mutants in (None, 40, 2):
        verify(course, mutants=mutants)

    most, sampled, few = asked
    assert sampled == most < EACH
    assert 0 < few < sampled
