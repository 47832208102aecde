"""The engine apart: whatever becomes of it, no hand-in gets an answer that is not its own."""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.engine.report import failed_report
from grader.errors import GraderError, UsageError
from grader.nbgrader_bridge import engine_run
from grader.nbgrader_bridge.answering import answer
from grader.nbgrader_bridge.answers import Answer, Answers, Asked
from grader.nbgrader_bridge.engine_run import ask, in_words, lacking, place_notebooks
from tests.engine.toy import RIGHT, findings, hand_in, ready

needs_sandbox = pytest.mark.needs("landlock", "seccomp")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The toy course, with a right and an empty hand-in."""
    hand_in(tmp_path / "submitted", "ada", RIGHT)
    (tmp_path / "submitted" / "bob" / "toy").mkdir(parents=True)
    return ready(tmp_path / "course")


def asked(root: Path, *students: str, **more: Any) -> Asked:
    """A question about these students."""
    return Asked(
        course=str(root / "course"), assignment="toy", submissions=str(root / "submitted"),
        out=str(root / "course" / "graded"), students=students, **more,
    )  # fmt: skip


def nobody_waits(student: str) -> None:
    """In the place of who is told of each hand-in."""


def program(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts a shell script in the place of the interpreter that runs the engine."""
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(engine_run.sys, "executable", str(path))


@needs_sandbox
def test_every_hand_in_gets_its_own_answer(course: Course, tmp_path: Path) -> None:
    """One program answers for all; of a student without a folder there is no answer."""
    question = asked(tmp_path, "ada", "bob", "nobody")

    heard = ask(question)

    assert {s: a.report.status for s, a in heard.answers.items()} == {
        "ada": "graded",
        "bob": "empty",
    }
    assert heard.answers["ada"].report.score == 5.0
    assert [cell.source for cell in heard.answers["ada"].cells] == [RIGHT.strip()]
    assert lacking(heard, question) == ["nobody"]


@needs_sandbox
def test_it_journals_apart_and_reads_what_others_found(course: Course, tmp_path: Path) -> None:
    """A second question runs no check, and nothing but a journal is written."""
    ask(asked(tmp_path, "ada"))
    ask(asked(tmp_path, "ada"))

    graded = tmp_path / "course" / "graded"
    files = [path.relative_to(graded).as_posix() for path in graded.rglob("*") if path.is_file()]
    records = [
        json.loads(line[9:]) for line in (graded / files[0]).read_bytes().splitlines() if line
    ]
    assert files == ["journals/1.jsonl"]
    assert [record["t"] for record in records].count("check") == 5


@needs_sandbox
def test_a_course_that_is_wrong_is_refused(course: Course, tmp_path: Path) -> None:
    """What the person at the keyboard can mend is raised as such, with its four parts."""
    course.toml.write_text("title = 3\n")

    with pytest.raises(UsageError, match=r"course\.toml"):
        ask(asked(tmp_path, "ada"))


def test_an_assignment_that_is_not_there_is_refused(course: Course, tmp_path: Path) -> None:
    """The program says no in the same form, and grades nothing."""
    said = answer(asked(tmp_path, "ada").model_copy(update={"assignment": "other"}), nobody_waits)

    assert said.refused is not None
    assert said.refused.usage
    assert said.answers == ()


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("exit 7", "code 7 and no answer; it said: nothing"),
        ("echo broken >&2; exit 1", "it said: broken"),
        ("echo 'no JSON'", "code 0 and no answer"),
        ("echo '{\"answers\": 3}'", "code 0 and no answer"),
        ("kill -9 $$", "code -9 and no answer"),
        ("printf '\\033[2Jboo' >&2; exit 1", "it said: [U+001B][2Jboo"),
    ],
)
def test_garbage_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, trouble: str
) -> None:
    """A program that dies, or says something else, answers for nobody; the words say so."""
    program(tmp_path, text, monkeypatch)

    heard = ask(asked(tmp_path, "ada"))

    assert heard.answers == {}
    assert trouble in heard.trouble
    assert "nobody has lost a point" in in_words(heard, ["ada"])


def test_an_interpreter_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine that cannot be started is nobody's grade."""
    monkeypatch.setattr(engine_run.sys, "executable", str(tmp_path / "gone"))

    assert "could not be started" in ask(asked(tmp_path, "ada")).trouble


def test_a_late_engine_is_ended_with_all_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the deadline nothing of it runs on, and nothing of it is believed."""
    mark = tmp_path / "alive"
    loop = f"while true; do date > {mark}; sleep 0.05; done"
    program(tmp_path, f"({loop}) & wait", monkeypatch)

    heard = ask(asked(tmp_path, "ada"), silent_s=1.0)
    mark.unlink(missing_ok=True)
    time.sleep(0.3)

    assert "silent for 1 s" in heard.trouble
    assert not mark.exists()


def test_an_engine_that_goes_on_is_waited_for(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class takes as long as it takes: of each hand-in that is done there is a sign."""
    ada = Answer(report=failed_report("ada", course.assignment("toy")))
    (tmp_path / "said").write_text(Answers(answers=(ada,)).model_dump_json())
    signs = "for at in 1 2 3 4 5 6; do sleep 0.5; echo '\"bob\"'; done"
    program(tmp_path, f"{signs}; cat {tmp_path / 'said'}", monkeypatch)

    assert set(ask(asked(tmp_path, "ada"), silent_s=2.0).answers) == {"ada"}


@needs_sandbox
def test_each_hand_in_that_is_done_is_told(course: Course, tmp_path: Path) -> None:
    """Or a class with one that takes long would be given up, and nobody in it had a grade."""
    done: list[str] = []

    answer(asked(tmp_path, "ada", "bob"), done.append)

    assert sorted(done) == ["ada", "bob"]


def test_who_was_done_has_an_answer_all_the_same(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hand-in for which the engine never comes back leaves those that came before it."""
    ada = Answer(report=failed_report("ada", course.assignment("toy")))
    (tmp_path / "said").write_text(Answers(answers=(ada,)).model_dump_json())
    about_eve = "case $question in *eve*) echo '\"ada\"'; sleep 60;; esac"
    text = f"read question; echo $question >> {tmp_path}/asked; {about_eve}; cat {tmp_path}/said"
    program(tmp_path, text, monkeypatch)

    heard = ask(asked(tmp_path, "ada", "eve"), silent_s=1.5)

    assert set(heard.answers) == {"ada"}
    assert "silent for 1.5 s" in heard.trouble
    assert len((tmp_path / "asked").read_text().splitlines()) == 2


def test_answers_for_others_are_not_taken(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another student's, another assignment's and a doubled answer are thrown away."""
    assignment = course.assignment("toy")
    ada = Answer(report=failed_report("ada", assignment))
    wrong = ada.report.model_copy(update={"assignment": "other", "student": "bob"})
    said = Answers(
        answers=(
            ada,
            ada,
            Answer(report=wrong),
            Answer(report=failed_report("eve", assignment)),
            Answer(report=failed_report("zoe", assignment)),
        )
    )
    (tmp_path / "said").write_text(said.model_dump_json())
    program(tmp_path, f"cat {tmp_path / 'said'}", monkeypatch)

    assert set(ask(asked(tmp_path, "ada", "bob", "zoe")).answers) == {"zoe"}


def test_no_token_of_the_server_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine gets a path and a language, and nothing else of the environment."""
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret-token")
    program(tmp_path, f"env > {tmp_path / 'env'}", monkeypatch)

    ask(asked(tmp_path, "ada"))

    assert "secret-token" not in (tmp_path / "env").read_text()
    assert "PATH=" in (tmp_path / "env").read_text()


@needs_sandbox
def test_hand_ins_get_a_notebook_beside_them(course: Course, tmp_path: Path) -> None:
    """A `.py` becomes a notebook on the release, a copy's name the asked-for one; files stay."""
    submissions = tmp_path / "submitted"
    notebook = course.assignment("toy").release_notebook.read_bytes()
    hand_in(submissions, "cleo", notebook, "toy (1).ipynb")
    hand_in(submissions, "dora", b"\0\0", "toy.py")
    os.symlink("/etc/passwd", submissions / "bob" / "toy" / "toy.py")
    before = {path: path.read_bytes() for path in submissions.rglob("*") if path.is_file()}

    placed = {p.student: p for p in place_notebooks(asked(tmp_path, "ada", "bob", "cleo", "dora"))}

    assert {s: p.made for s, p in placed.items()} == {
        "ada": "toy.ipynb",
        "bob": "",
        "cleo": "toy.ipynb",
        "dora": "toy.ipynb",
    }
    made = json.loads((submissions / "ada" / "toy" / "toy.ipynb").read_text())
    assert RIGHT.strip() in ["".join(cell["source"]).strip() for cell in made["cells"]]
    assert (submissions / "cleo" / "toy" / "toy.ipynb").read_bytes() == notebook
    assert {path: path.read_bytes() for path in before} == before
    assert place_notebooks(asked(tmp_path, "ada")) == ()


def test_a_program_that_dies_while_reading_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no notebook could be made the error says what to do."""
    program(tmp_path, "echo broken >&2; exit 3", monkeypatch)

    with pytest.raises(GraderError, match=r"exit code 3; it said: broken(.|\n)*grader convert"):
        place_notebooks(asked(tmp_path, "ada"))


def test_the_engine_is_not_imported_here() -> None:
    """Asking imports neither the engine nor nbgrader: a notebook server stays light."""
    import subprocess

    code = (
        "import sys, grader.nbgrader_bridge.engine_run as e; "
        "print([n for n in sys.modules if n.split('.')[0] in ('nbgrader', 'pytest', 'hypothesis')"
        " or n == 'grader.engine.crew'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@needs_sandbox
def test_a_promise_that_is_not_kept_is_refused_unless_it_is_asked_for(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a demanded promise nothing is graded, or every record says that it was unsafe."""
    monkeypatch.setattr("grader.engine.grade.examine", lambda: findings(missing=("contained",)))

    refused = answer(asked(tmp_path, "ada"), nobody_waits).refused
    graded = answer(asked(tmp_path, "ada", unsafe=True), nobody_waits).answers

    assert refused is not None
    assert not refused.usage
    assert "no contained" in refused.came
    assert [(each.report.unsafe, each.report.score) for each in graded] == [(True, 5.0)]


@pytest.mark.needs("nbgrader")
def test_the_log_names_nbgraders_own_setting() -> None:
    """An option of our command line, which nbgrader has not, is told as a setting."""
    from grader.nbgrader_bridge.class_run import said

    words = said(GraderError("d", expected="e", came="c", todo="mend it, or --unsafe"))

    assert "c.SubmissionExporter.unsafe = True" in words
    assert "--unsafe" not in words
    assert "Nothing was changed" in words
