"""The program of the autograder: lateness from Gradescope's words, and what stays when it fails."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.cli.gradescope_run import main
from grader.course import load_course
from grader.exports.gradescope_course import course_files
from tests.exports.conftest import question, report
from tests.exports.test_gradescope_zip import DEADLINES, HEAD, ROOT

RULE = DEADLINES[DEADLINES.index("[deadlines.late]") :]
CAME, DUE = "2027-01-16T10:00:00.123456+01:00", "2027-01-15T23:59:00.000000+01:00"


class Harness:
    """Gradescope's folder, with an engine that gives 8 of 8 points and keeps what it was given."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = folder / "autograder"
        self.course = folder / "course"
        shutil.copytree(ROOT / "docs" / "example", self.course)
        for name in ("submission", "results"):
            (self.root / name).mkdir(parents=True)
        self.seen: dict[str, Any] = {}
        self.report = report("submission", 8.0, questions=(question("middle", 8.0, 8.0),))
        module: Any = type(sys)("grader.engine.grade")
        module.grade = self._grade
        monkeypatch.setitem(sys.modules, "grader.engine.grade", module)

    def _grade(self, course: Any, ids: list[str], *, submissions: Path, **asked: Any) -> Any:
        folder = submissions / "submission" / "median"
        self.seen = {
            each.name: each.read_bytes() if each.is_file() else None for each in folder.iterdir()
        }
        return SimpleNamespace(reports=(self.report,), executed=3)

    def package(self, toml: str, files: dict[str, str] | None = None) -> None:
        """Unpack the course into source/, as the image has it."""
        (self.course / "course.toml").write_text(HEAD + toml)
        for name, text in (files or {}).items():
            (self.course / name).write_text(text)
        course = load_course(self.course)
        for name, data in course_files(course, course.assignment("median"), deduct=True).items():
            path = self.root / "source" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def metadata(self, users: list[Any] | None = None, **fields: Any) -> None:
        """Write what Gradescope says of the hand-in; a field that is None is left out."""
        told = {
            "created_at": CAME,
            "assignment": {"due_date": DUE, "late_due_date": None, "total_points": "10.0"},
            "users": users if users is not None else [{"email": "ada@example.org", "id": 1}],
        }
        told = {name: value for name, value in {**told, **fields}.items() if value is not None}
        (self.root / "submission_metadata.json").write_text(json.dumps(told))

    def run(self) -> tuple[int, dict[str, Any]]:
        """The exit code, and the document."""
        code = main(self.root)
        return code, json.loads((self.root / "results" / "results.json").read_bytes())


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Harness:
    """Gradescope's folder in a temporary one."""
    return Harness(tmp_path, monkeypatch)


def test_late_by_the_courses_own_deadline(harness: Harness) -> None:
    """A day late by course.toml costs 10 %, whatever deadline Gradescope has."""
    harness.package(DEADLINES)
    harness.metadata(assignment={"due_date": "2027-03-01T00:00:00+01:00"})

    code, document = harness.run()

    assert (code, document["score"]) == (0, 7.2)
    assert "1 day late" in document["output"]
    assert "less 10 % for being late: 7.2" in document["tests"][0]["output"]


@pytest.mark.parametrize(
    ("due", "score"),
    [(DUE, 7.2), ("2027-01-16T10:00:00+01:00", 8.0), (None, 8.0), ("2027-01-08T09:00:00Z", 4.0)],
)
def test_late_by_gradescopes_deadline(harness: Harness, due: str | None, score: float) -> None:
    """Where course.toml has none Gradescope's counts; without one nobody is late."""
    harness.package("\n" + RULE.replace("days = 7\n", ""))
    harness.metadata(assignment={"due_date": due})

    code, document = harness.run()

    assert (code, document["score"]) == (0, score)


def test_who_has_more_time_is_not_late(harness: Harness) -> None:
    """An extension in the course's files counts, by e-mail address in any case."""
    roster = "student,email\nada,Ada@Example.org\n"
    extensions = "student,assignment,days\nada,median,2\n"
    harness.package(DEADLINES, {"roster.csv": roster, "extensions.csv": extensions})
    harness.metadata([{"email": "ADA@example.org", "id": 1}])

    _, document = harness.run()

    assert document["score"] == 8.0
    assert "(extended for you)" in document["output"]


def test_of_a_group_the_latest_deadline_counts(harness: Harness) -> None:
    """One score is everybody's, so nobody of the group loses by the others' earlier deadline."""
    roster = "student,email\nada,ada@example.org\n"
    extensions = "student,assignment,days\nada,median,2\n"
    harness.package(DEADLINES, {"roster.csv": roster, "extensions.csv": extensions})
    harness.metadata([{"email": "bo@example.org"}, {"email": "ada@example.org"}])

    assert harness.run()[1]["score"] == 8.0


def test_a_students_own_deadline_on_gradescope_counts(harness: Harness) -> None:
    """Newer metadata say a deadline with each user; it holds where it is later."""
    harness.package("\n" + RULE)
    later = {"due_date": "2027-01-17T00:00:00+01:00"}
    harness.metadata([{"email": "ada@example.org", "assignment": later}])

    assert harness.run()[1]["score"] == 8.0


@pytest.mark.parametrize(
    "broken",
    [
        {"created_at": None},
        {"created_at": "yesterday"},
        {"created_at": "2027-01-16T10:00:00"},
        {"created_at": 5},
        {"users": "ada"},
        {"users": None},
        {"assignment": []},
    ],
)
def test_no_deduction_is_guessed(
    harness: Harness, broken: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where being late costs points and the metadata do not tell, there is no grade."""
    harness.package("\n" + RULE)
    harness.metadata()
    told = json.loads((harness.root / "submission_metadata.json").read_text()) | broken
    (harness.root / "submission_metadata.json").write_text(json.dumps(told))

    code, document = harness.run()

    assert code == 3
    assert "score" not in document
    assert "Not graded. The fault is ours" in document["output"]
    assert "being late costs points" in capsys.readouterr().err


def test_more_time_needs_an_address(harness: Harness) -> None:
    """Where some have more time, somebody without an e-mail address could be one of them."""
    roster = "student,email,extra_time\nada,ada@example.org,2 d\n"
    harness.package(DEADLINES, {"roster.csv": roster})
    harness.metadata([{"email": None, "id": 1}])

    assert harness.run()[0] == 3


def test_without_metadata_nothing_is_said_of_time(harness: Harness) -> None:
    """Where nothing is deducted a hand-in is graded all the same, as in a trial run."""
    harness.package("")

    code, document = harness.run()

    assert (code, document["score"]) == (0, 8.0)
    assert "Due" not in document["output"]


def test_what_was_handed_in_is_laid_down_without_following_anything(harness: Harness) -> None:
    """Of a large hand-in comes as much as is read, of what is none its name; links as folders."""
    harness.package("")
    submission = harness.root / "submission"
    (submission / "median.py").write_bytes(b"#" * 25_000_000)
    (submission / "notes.txt").write_bytes(b"n" * 5_000_000)
    (submission / "link.py").symlink_to(harness.root / "source" / "course.toml")
    (submission / "folder" / ".hidden").mkdir(parents=True)
    (submission / "folder" / ".hidden" / "median.py").write_bytes(b"x = 2\n")
    (submission / "away").symlink_to(harness.root / "source")
    os.mkfifo(submission / "pipe.ipynb")

    harness.run()

    large = harness.seen.pop("median.py")
    assert 20 << 20 < len(large) < (20 << 20) + 10
    assert harness.seen == {"notes.txt": b"", "link.py": None, "away": None, "pipe.ipynb": None}


@pytest.mark.parametrize(
    ("files", "lies", "told"),
    [
        ({"hw/median.py": b"x = 1\n"}, {"median.py": b"x = 1\n"}, "it lay in the folder hw"),
        (
            {"__MACOSX/median.py": b"\0", "a/b/homework.ipynb": b"{}", "a/b/data.csv": b"1,2\n"},
            {"median.ipynb": b"{}", "data.csv": b""},
            "it was called homework.ipynb; taken for median.ipynb",
        ),
        (
            {"median.py": "STUB", "My median.ipynb": b"{}"},
            {"median.py": "STUB", "median.ipynb": b"{}"},
            "it was called My median.ipynb; taken for median.ipynb",
        ),
        (
            {"a/median.py": b"x = 1\n", "b/median.py": b"x = 2\n"},
            {"median.py": b"x = 1\n", "median-1.py": b"x = 2\n"},
            "b/median.py is called median-1.py here",
        ),
        ({"a/b.txt": b"b"}, {"b.txt": b""}, ""),
    ],
)
def test_folders_are_looked_into_as_in_a_download(
    harness: Harness, files: dict[str, Any], lies: dict[str, Any], told: str
) -> None:
    """What counts of the upload is what counts where Gradescope's export is collected."""
    harness.package("")
    stub = (harness.course / "assignments" / "median" / "median.py").read_bytes()
    for name, data in files.items():
        path = harness.root / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stub if data == "STUB" else data)

    _, document = harness.run()

    assert harness.seen == {name: stub if d == "STUB" else d for name, d in lies.items()}
    assert told in document["output"]


def _raises(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), KeyError("x"), SystemExit(0), RecursionError("deep")]
)
def test_our_own_mistake_is_never_a_score(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """However the engine ends, what is written has no score, and the exit code is 3."""
    harness.package("")
    harness.metadata()
    monkeypatch.setattr(sys.modules["grader.engine.grade"], "grade", _raises(error))

    code, document = harness.run()

    assert code == 3
    assert not {"score", "tests"} & document.keys()


def test_an_engine_failure_is_never_a_score(harness: Harness) -> None:
    """A report without a score gives the document without one."""
    harness.package("")
    harness.metadata()
    harness.report = report("submission", None, status="engine_failed")

    code, document = harness.run()

    assert code == 3
    assert "score" not in document


def test_no_folder_of_the_submission_is_our_fault(harness: Harness) -> None:
    """A harness that laid down nothing at all is no student who handed in nothing."""
    harness.package("")
    (harness.root / "submission").rmdir()

    assert harness.run()[0] == 3
