"""A class in one go: what is refused, with which words, and that nothing is then half-written."""

from __future__ import annotations

import contextlib
import errno
import os
import pickle
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.generate import generate
from grader.course import Course, load_course
from grader.engine.grade import Grading, grade
from grader.engine.session import JudgeDied, JudgeProcess
from grader.errors import GraderError, UsageError
from grader.nbgrader_bridge import bulk_connect, bulk_files
from grader.nbgrader_bridge.gradebook import Written, check_class, write_class
from tests.courses_helper import replaced
from tests.engine.toy import COUNTER, DOUBLE, hand_in
from tests.nbgrader_bridge.nb_course import (
    CONFIG,
    nb_course,
    nbgrader,
    notebook,
    rows,
    sqlite_url,
)

pytestmark = pytest.mark.needs("nbgrader", "landlock", "seccomp")

STUDENTS = ("ada", "bo", "cy")


@dataclass(frozen=True)
class Class:
    """A graded class whose gradebook knows nothing of it yet."""

    root: Path
    grading: Grading

    @property
    def course(self) -> Course:
        """The course as its files say now."""
        return load_course(self.root)

    @property
    def submissions(self) -> Path:
        """Where the hand-ins lie."""
        return self.root / "submitted"

    def write(self, grading: Grading | None = None) -> Written:
        """Write the class."""
        given = grading or self.grading
        return write_class(self.course, given.reports, given.cells, submissions=self.submissions)

    def state(self) -> tuple[Any, ...]:
        """Everything that a failed writing must leave as it was."""
        return rows(sqlite_url(self.root)), written_files(self.root)


def written_files(root: Path) -> dict[str, bytes]:
    """Every file below `autograded/`, those prepared aside too."""
    found = sorted(path for path in (root / "autograded").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """One course and one grading for all tests, which take copies."""
    root = tmp_path_factory.mktemp("course")
    course = nb_course(root)
    for student in STUDENTS:
        counter = COUNTER if student != "bo" else "pass"
        data = notebook(root, double=DOUBLE, counter=counter, why=f"{student} says so")
        hand_in(root / "submitted", student, data, "toy.ipynb")
    return Class(root, grade(course, ["toy"], submissions=root / "submitted", out=root / "graded"))


@pytest.fixture
def toys(graded: Class, tmp_path: Path) -> Class:
    """A copy of the class for one test."""
    root = tmp_path / "course"
    shutil.copytree(graded.root, root, ignore=shutil.ignore_patterns("graded", ".jupyter"))
    return replace(graded, root=root)


@contextlib.contextmanager
def refused(toys: Class, *words: str, code: int = 2) -> Iterator[None]:
    """The block must fail with those words and that exit code, and change nothing."""
    before = toys.state()
    with pytest.raises(GraderError) as caught:
        yield
    assert caught.value.exit_code == code
    for word in words:
        assert word in str(caught.value)
    assert toys.state() == before


def test_the_same_again_changes_nothing(toys: Class) -> None:
    """A second writing makes no second row and the same files."""
    first = toys.write()
    before = toys.state()

    again = toys.write()

    assert toys.state() == before
    assert first.added == STUDENTS
    assert again.added == ()
    assert again.students == tuple((student, "toy") for student in STUDENTS)
    assert len(before[0]["grade"]) == 9
    assert not list((toys.root / "autograded").glob(".*"))


def test_what_a_person_gave_stays(toys: Class) -> None:
    """Scores, comments and extra credit of a person survive, and are to be looked at again."""
    toys.write()
    with contextlib.closing(sqlite3.connect(toys.root / "gradebook.db")) as file, file:
        file.execute(
            "UPDATE grade SET manual_score = 0.5, extra_credit = 0.25, needs_manual_grade = 0"
        )
        file.execute("UPDATE comment SET manual_comment = 'mine'")
    toys.write()

    found = rows(sqlite_url(toys.root))
    assert {grade[4:] for grade in found["grade"]} == {(0.5, 0.25, 1)}
    assert {comment[4] for comment in found["comment"]} == {"mine"}
    assert ("ada", "check_double", "GradeCell", 2.0, 0.5, 0.25, 1) in found["grade"]


def test_our_failure_takes_an_earlier_score_back(toys: Class) -> None:
    """Where the engine fails later, the cell waits for a person and keeps no stale points."""
    toys.write()
    ada = toys.grading.reports[0]
    failed = ada.model_copy(
        update={
            "status": "engine_failed",
            "score": None,
            "questions": tuple(q.model_copy(update={"points": None}) for q in ada.questions),
        }
    )
    toys.write(replace(toys.grading, reports=(failed,)))

    grades = {row[:2]: row[3:] for row in rows(sqlite_url(toys.root))["grade"]}
    assert grades["ada", "check_double"] == (None, None, None, 1)
    assert grades["bo", "check_double"] == (2.0, None, None, 0)


def test_a_later_hand_in_has_its_own_time(toys: Class) -> None:
    """The time of the last hand-in holds, and one that is not known leaves the earlier one."""
    stamp = toys.submissions / "ada" / "toy" / "timestamp.txt"
    found = []
    for text in ("2027-01-01 10:00:00 UTC", "2027-01-02 11:00:00.5 UTC", None):
        stamp.unlink(missing_ok=True)
        if text:
            stamp.write_text(text)
        toys.write()
        found.append(rows(sqlite_url(toys.root))["submitted_assignment"][0][2])

    assert found == [
        "2027-01-01 10:00:00.000000",
        "2027-01-02 11:00:00.500000",
        "2027-01-02 11:00:00.500000",
    ]


def test_files_are_as_nbgrader_leaves_them(toys: Class) -> None:
    """Read-only for all, source files over a student's own, nothing of an earlier grading."""
    own = toys.submissions / "ada" / "toy"
    (own / "README.md").write_text("mine")
    (own / "data").mkdir()
    (own / "data" / "a.csv").write_text("1,2")
    toys.write()
    shutil.rmtree(own / "data")
    toys.write()

    folder = toys.root / "autograded" / "ada" / "toy"
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "toy.ipynb", "toy.py"]
    assert (folder / "README.md").read_text() != "mine"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o444}


def test_what_is_no_file_is_not_copied(toys: Class) -> None:
    """Links and pipes of a hand-in lead nowhere: not into the gradebook's folder, not to a wait."""
    own = toys.submissions / "ada" / "toy"
    (own / "secret.db").symlink_to(toys.root / "gradebook.db")
    (own / "folder").symlink_to(toys.root / "solutions")
    os.mkfifo(own / "pipe")
    (own / "timestamp.txt").symlink_to(toys.root / "course.toml")
    toys.write()

    folder = toys.root / "autograded" / "ada" / "toy"
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "toy.ipynb", "toy.py"]


def test_nothing_that_a_browser_runs_is_copied(toys: Class) -> None:
    """Formgrader serves what lies in autograded/: a page of a hand-in does not come there."""
    for name in ("evil.html", "EVIL.HTM", "more/evil.svg", "evil.js", "data.csv",
                 ".git/config", ".envrc", "bare/HEAD"):  # fmt: skip
        hand_in(toys.submissions, "ada", "<script>alert(1)</script>", name)
    toys.write()

    found = (toys.root / "autograded" / "ada" / "toy").rglob("*")
    names = {path.name for path in found if path.is_file()}
    assert names == {"README.md", "data.csv", "toy.ipynb", "toy.py"}


def test_a_path_that_is_too_long_is_not_copied(tmp_path: Path) -> None:
    """A file whose copy no path could name is left out; the others are copied."""
    (tmp_path / "x").write_text("x")
    deep = Path(*["d" * 200] * 25, "x")
    with bulk_files.staged(tmp_path / "out", 0o444) as stage:
        stage.add(
            tmp_path / "out" / "ada", [(tmp_path / "x", deep), (tmp_path / "x", Path("x"))], {}
        )
        stage.publish({tmp_path / "out" / "ada"})

    found = [path for path in (tmp_path / "out" / "ada").iterdir() if path.is_file()]
    assert [path.name for path in found] == ["x"]


def test_folders_without_end_stop_nobody(toys: Class) -> None:
    """What lies deeper than a path reaches is left where it is; the class is written."""
    handle = os.open(toys.submissions / "ada" / "toy", os.O_RDONLY)
    for _ in range(25):
        os.close(os.open("f" * 201, os.O_CREAT | os.O_WRONLY, dir_fd=handle))
        os.mkdir("d" * 200, dir_fd=handle)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)

    assert [student for student, _ in toys.write().students] == list(STUDENTS)


def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    """Between listing and copying a file may become a link; then nothing is copied."""
    secret = tmp_path / "secret"
    secret.write_text("s")
    link = tmp_path / "link"
    link.symlink_to(secret)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with bulk_files.staged(tmp_path / "out", 0o444) as stage:
        copies = [(path, Path(path.name)) for path in (secret, link, pipe, tmp_path / "gone")]
        stage.add(tmp_path / "out" / "ada", copies, {})
        stage.publish({tmp_path / "out" / "ada"})

    assert [path.name for path in (tmp_path / "out" / "ada").iterdir()] == ["secret"]


def test_a_students_folder_in_the_place_of_a_given_file(toys: Class) -> None:
    """A folder called README.md costs its student those files, and nobody anything else."""
    own = toys.submissions / "ada" / "toy"
    (own / "README.md").mkdir()
    (own / "README.md" / "x").write_text("x")
    written = toys.write()

    assert len(written.students) == 3
    assert (toys.root / "autograded" / "ada" / "toy" / "README.md").is_file()


def test_names_that_no_gradebook_can_hold(toys: Class) -> None:
    """A name too long for nbgrader, or no text at all, is left out by name; the others are in."""
    long = "x" * 129
    odd = b"z\xff".decode("utf-8", "surrogateescape")
    reports = list(toys.grading.reports)
    run, unseen, plain = "<img src=x onerror=alert(1)>", "a\u202eb", "o'neil, [z]"
    for name in (long, odd, run, unseen, plain):
        hand_in(toys.submissions, name, b"{}", "toy.ipynb")
        reports.append(reports[0].model_copy(update={"student": name}))
    cells = {**toys.grading.cells, (plain, "toy"): toys.grading.cells["ada", "toy"]}
    written = toys.write(replace(toys.grading, reports=tuple(reports), cells=cells))

    assert [who for who, _ in written.students] == [*STUDENTS, plain]
    assert dict(written.left_out) == {
        run: "a name with < > in it, which nbgrader's pages would obey",
        unseen: "a name with characters in it that cannot be seen",
        long: "a name of 129 characters; nbgrader takes 128",
        odd: "a name with bytes that are no UTF-8",
    }


def test_a_folder_keeps_its_own_unicode_form(toys: Class) -> None:
    """A student is known as the folder is called, also where our reports compose its letters."""
    hand_in(toys.submissions, "zoe\u0308", notebook(toys.root), "toy.ipynb")
    zoe = toys.grading.reports[0].model_copy(update={"student": "zo\u00eb"})
    own = toys.grading.cells["ada", "toy"]
    toys.write(replace(toys.grading, reports=(zoe,), cells={("zo\u00eb", "toy"): own}))

    assert rows(sqlite_url(toys.root))["student"][0][0] == "zoe\u0308"


def test_grades_without_the_code_that_earned_them_are_left_out(toys: Class) -> None:
    """A notebook of stubs never stands beside points that somebody's code earned."""
    cells = {**toys.grading.cells, ("bo", "toy"): ()}
    written = toys.write(replace(toys.grading, cells=cells))

    assert [student for student, _ in written.students] == ["ada", "cy"]
    assert written.left_out[0][0] == "bo"
    assert "was not read in this run" in written.left_out[0][1]


def test_a_stranger_where_no_student_is_made(toys: Class) -> None:
    """Where nbgrader may not add students, one whom it does not know is left out and named."""
    config = toys.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.Autograde.create_student = False\n")
    with contextlib.closing(sqlite3.connect(toys.root / "gradebook.db")) as file, file:
        file.execute("INSERT INTO student (id) VALUES ('ada'), ('cy')")
    written = toys.write()

    assert [who for who, _ in written.students] == ["ada", "cy"]
    assert written.left_out == (("bo", "the gradebook does not know this student"),)
    assert not (toys.root / "autograded" / "bo").exists()


def test_a_folder_that_is_no_course_of_nbgrader(toys: Class) -> None:
    """Without nbgrader_config.py the message says how to come by one."""
    (toys.root / "nbgrader_config.py").unlink()

    with refused(toys, "nbgrader_config.py", "grader init"):
        toys.write()


def test_a_configuration_that_cannot_be_loaded(toys: Class) -> None:
    """A mistake in nbgrader_config.py is told with what Python says of it."""
    (toys.root / "nbgrader_config.py").write_text("c = get_config()\nc.Autograde.force = 1 / 0\n")

    with refused(toys, "loading nbgrader_config.py", "division by zero"):
        toys.write()


def test_a_value_that_nbgrader_does_not_take(toys: Class) -> None:
    """A wrong value is the same kind of mistake, and ends no program."""
    (toys.root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 7\n"
    )

    with refused(toys, "loading nbgrader_config.py"):
        toys.write()


def test_other_hand_ins_than_the_courses_own(toys: Class, tmp_path: Path) -> None:
    """What nbgrader's own commands would not see is not written for them either."""
    other = tmp_path / "other"
    other.mkdir()

    with refused(toys, "the hand-ins of the course", "--submissions"):
        check_class(toys.course, ["toy"], submissions=other)
    with refused(toys, "--submitted-at", "generate_feedback"):
        check_class(
            toys.course, ["toy"], submissions=toys.submissions, submitted_at=Path("times.csv")
        )


def test_a_gradebook_that_is_not_there(toys: Class) -> None:
    """No gradebook is made by mistake: the command that makes it is named."""
    os.rename(toys.root / "gradebook.db", toys.root / "kept.db")

    with pytest.raises(UsageError, match=r"(?s)which is not there.*nbgrader generate_assignment"):
        toys.write()

    assert not (toys.root / "gradebook.db").exists()
    assert written_files(toys.root) == {}


def test_a_file_that_is_no_gradebook(toys: Class) -> None:
    """Another file in its place is left as it is."""
    (toys.root / "gradebook.db").write_bytes(b"no database" * 100)

    with pytest.raises(UsageError, match="a gradebook of nbgrader"):
        toys.write()

    assert (toys.root / "gradebook.db").read_bytes() == b"no database" * 100


OLD = """
PRAGMA foreign_keys = off;
CREATE TABLE older (
  id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL UNIQUE, duedate DATETIME);
INSERT INTO older SELECT id, name, duedate FROM assignment;
DROP TABLE assignment;
ALTER TABLE older RENAME TO assignment;
DROP TABLE course;
ALTER TABLE student DROP COLUMN lms_user_id;
UPDATE alembic_version SET version_num = '167914646830';
"""
"""From nbgrader 0.9 back to the form of 0.6."""


def test_a_gradebook_of_an_older_schema(toys: Class) -> None:
    """An older form is refused with the command that brings it up, after which it is written."""
    with contextlib.closing(sqlite3.connect(toys.root / "gradebook.db")) as file:
        file.executescript(OLD)
    before = (toys.root / "gradebook.db").read_bytes()

    with pytest.raises(UsageError, match=r"(?s)assignment\.course_id.*nbgrader db upgrade"):
        toys.write()

    assert (toys.root / "gradebook.db").read_bytes() == before
    assert written_files(toys.root) == {}
    upgraded = nbgrader(toys.root, "db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    assert len(toys.write().students) == 3


def test_an_assignment_that_nbgrader_never_generated(toys: Class) -> None:
    """The message names the command that generates it, and what the gradebook knows."""
    with contextlib.closing(sqlite3.connect(toys.root / "gradebook.db")) as file, file:
        file.execute("UPDATE assignment SET name = 'toys'")

    with refused(toys, "nbgrader generate_assignment toy", "did you mean 'toys'?"):
        toys.write()


def test_points_that_changed_since_the_gradebook(toys: Class) -> None:
    """Other points in the release than in the gradebook are told cell by cell."""
    with contextlib.closing(sqlite3.connect(toys.root / "gradebook.db")) as file, file:
        file.execute("UPDATE grade_cells SET max_score = 7 WHERE max_score = 3")

    with refused(
        toys, "check_counter pays 3, in the gradebook 7", "generate_assignment toy --force"
    ):
        toys.write()


def test_cells_that_changed_after_hand_ins_came(toys: Class) -> None:
    """Where the set of cells is another one, nbgrader's command alone would not help."""
    toys.write()
    with contextlib.closing(sqlite3.connect(toys.root / "gradebook.db")) as file, file:
        file.execute("UPDATE base_cell SET name = 'check_tally' WHERE name = 'check_counter'")

    with refused(
        toys, "check_tally is only in the gradebook", "3 submissions", "assignment remove toy"
    ):
        toys.write()


def test_a_release_that_was_not_generated_anew(toys: Class) -> None:
    """Points that the release does not say are refused, until what the messages say was done."""
    toml = toys.root / "solutions" / "toy" / "assignment.toml"
    toml.write_text(replaced(toml.read_text(), "points = 3", "points = 4"))

    with refused(toys, "check_counter", "grader generate toy"):
        toys.write()

    generate(toys.course)
    with refused(toys, "check_counter pays 4", "`nbgrader generate_assignment toy --force`"):
        toys.write()

    done = nbgrader(toys.root, "generate_assignment", "toy", "--force")
    assert done.returncode == 0, done.stderr
    assert len(toys.write().students) == 3


def test_a_locked_gradebook(toys: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds it too long is waited for, and then told about; nothing is written."""
    monkeypatch.setattr(bulk_connect, "PATIENCE_S", 0.2)
    held = sqlite3.connect(toys.root / "gradebook.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    with contextlib.closing(held), refused(toys, "is locked", "formgrader", code=3):
        toys.write()

    assert len(toys.write().students) == 3


def test_a_gradebook_that_may_not_be_written(toys: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is read-only is a matter of rights, told as one."""
    real = bulk_connect._begin_immediate
    monkeypatch.setattr(
        bulk_connect,
        "_begin_immediate",
        lambda connection: (connection.exec_driver_sql("PRAGMA query_only = 1"), real(connection)),
    )

    with refused(toys, "this account may write it", "permissions"):
        toys.write()


def test_a_disk_that_fills_in_the_gradebook(toys: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gradebook that cannot grow is left as it was, and so are the files."""
    real = bulk_connect._begin_immediate
    monkeypatch.setattr(
        bulk_connect,
        "_begin_immediate",
        lambda connection: (
            connection.exec_driver_sql("PRAGMA max_page_count = 1"),
            real(connection),
        ),
    )
    with contextlib.closing(sqlite3.connect(toys.root / "gradebook.db")) as file, file:
        file.executescript("VACUUM")
    many = [f"student-{number}-{'x' * 100}" for number in range(40)]
    for name in many:
        hand_in(toys.submissions, name, b"{}", "toy.ipynb")
    ada = toys.grading.reports[0]
    reports = tuple(ada.model_copy(update={"student": name}) for name in many)
    cells = {(name, "toy"): toys.grading.cells["ada", "toy"] for name in many}

    with refused(toys, "disk is full", "free space", code=3):
        toys.write(replace(toys.grading, reports=reports, cells=cells))


def test_a_disk_that_fills_in_the_files(toys: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be written keeps the whole class out, and what was begun is removed."""
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(bulk_files.os, "fsync", full)

    with refused(toys, "autograded/cy/toy", "No space left", "free space", code=3):
        toys.write()


@pytest.mark.needs("small_disk")
def test_a_real_disk_that_fills(toys: Class, tmp_path: Path) -> None:
    """On a disk that is truly full nothing is lost; with more room the same command goes on."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], check=True)
    try:
        root = place / "course"
        shutil.copytree(toys.root, root)
        here = replace(toys, root=root)
        before = here.state()
        filling = place / "filling"
        with contextlib.suppress(OSError), filling.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        with pytest.raises(GraderError) as caught:
            here.write()

        assert caught.value.exit_code == 3
        assert "free space" in str(caught.value)
        assert here.state() == before
        filling.unlink()
        assert len(here.write().students) == 3
    finally:
        subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("nothing at all", 2, "sqlite:////path"),
        ("mysql://me:hush@nowhere/db", 2, "driver"),
        ("postgresql://me:hush@127.0.0.1:1/db", 3, "a server that answers"),
    ],
)
def test_an_address_where_no_gradebook_is(toys: Class, address: str, code: int, words: str) -> None:
    """A wrong address is told without its password."""
    if address.startswith("postgresql"):
        pytest.importorskip("psycopg", reason="needs postgresql: no module psycopg")
    more = f"c.CourseDirectory.db_url = {address!r}\n"
    (toys.root / "nbgrader_config.py").write_text(CONFIG.format(more=more))

    with pytest.raises(GraderError) as caught:
        toys.write()

    assert caught.value.exit_code == code
    assert words in str(caught.value)
    assert "hush" not in str(caught.value)
    assert written_files(toys.root) == {}


KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from grader.course import load_course
from grader.engine.grade import Grading
from grader.nbgrader_bridge import bulk, bulk_files, gradebook
root, where, nth = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
calls = 0

def dying(real):
    def call(*arguments, **named):
        global calls
        calls += 1
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return call

if where == "replace":
    bulk_files.os.replace = dying(os.replace)
elif where == "fsync":
    bulk_files.os.fsync = dying(os.fsync)
else:
    setattr(bulk, where, dying(getattr(bulk, where)))
grading = pickle.loads(sys.stdin.buffer.read())
gradebook.write_class(
    load_course(root), grading.reports, grading.cells, submissions=root / "submitted"
)
"""


@pytest.mark.parametrize(
    ("where", "nth", "written"),
    [
        ("fsync", 2, False),
        ("_grades", 1, False),
        ("write_penalties", 1, False),
        ("replace", 1, True),
        ("replace", 5, True),
    ],
)
def test_a_killed_writing_is_put_right_by_the_next(
    toys: Class, tmp_path: Path, where: str, nth: int, written: bool
) -> None:
    """Wherever it is killed the gradebook has all rows or none, and a rerun makes everything."""
    whole = replace(toys, root=tmp_path / "whole")
    shutil.copytree(toys.root, whole.root)
    whole.write()
    before = toys.state()[0]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(toys.root), where, str(nth)],
        input=pickle.dumps(toys.grading),
        check=False,
    )

    assert done.returncode == -9
    assert toys.state()[0] == (whole.state()[0] if written else before)
    toys.write()
    assert toys.state() == whole.state()
    assert not list((toys.root / "autograded").glob(".*"))


def test_a_place_of_a_running_writer_is_not_swept(tmp_path: Path) -> None:
    """What another process prepares at this moment stays, what a dead one left goes."""
    dead = tmp_path / ".grader-new-dead"
    (dead / "0").mkdir(parents=True)
    with bulk_files.staged(tmp_path, 0o444) as one, bulk_files.staged(tmp_path, 0o444) as other:
        there = {path.name for path in tmp_path.iterdir()}

    assert there == {one.folder.name, other.folder.name}
    assert list(tmp_path.iterdir()) == []


def test_files_that_a_group_shares(tmp_path: Path) -> None:
    """Where staff share files through a group, folders are the group's, with what is in them."""
    with bulk_files.staged(tmp_path, 0o664, group_shared=True) as stage:
        stage.add(tmp_path / "ada" / "toy", [], {"toy.ipynb": b"{}"})
        stage.publish({tmp_path / "ada" / "toy"})

    assert stat.S_IMODE((tmp_path / "ada" / "toy").stat().st_mode) & 0o2770 == 0o2770
    assert stat.S_IMODE((tmp_path / "ada" / "toy" / "toy.ipynb").stat().st_mode) == 0o664


def test_the_command_says_what_it_did(
    toys: Class, capsys: pytest.CaptureFixture[str], run_grade: Callable[..., int]
) -> None:
    """`grader grade --gradebook` names the gradebook, the count and who is new in it."""
    code = run_grade(toys.root, "--gradebook")

    said = capsys.readouterr().err
    assert code == 0
    assert "gradebook.db: 3 submissions written, 3 students new in it" in said


def test_the_gradebook_is_written_whoever_listens(
    toys: Class, monkeypatch: pytest.MonkeyPatch, run_grade: Callable[..., int]
) -> None:
    """Where nobody reads what is printed, the gradebook has the grades that the results have."""

    def gone(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("grader.cli.grading.print_results", gone)

    with contextlib.suppress(BrokenPipeError):
        run_grade(toys.root, "--gradebook")

    assert [row[0] for row in rows(sqlite_url(toys.root))["student"]] == list(STUDENTS)


def test_a_gradebook_that_fails_is_told_whoever_listens(
    toys: Class,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    run_grade: Callable[..., int],
) -> None:
    """Neither what could not be written nor who was not graded is lost with what is printed."""

    def fails(*_: object, **__: object) -> int:
        raise UsageError("writing it", expected="room", came="none", todo="make room")

    def gone(*_: object) -> None:
        raise BrokenPipeError

    def dies(*_: object) -> None:
        raise JudgeDied("it was killed")

    monkeypatch.setattr("grader.cli.grading.into_gradebook", fails)
    with monkeypatch.context() as patch:
        patch.setattr("grader.cli.grading.print_results", gone)
        assert run_grade(toys.root, "--gradebook") == 2
    assert "make room" in capsys.readouterr().err

    monkeypatch.setattr(JudgeProcess, "begin", dies)
    assert run_grade(toys.root, "--gradebook") == 2
    said = capsys.readouterr().err
    assert "make room" in said
    assert "NOT GRADED, by our fault: ada" in said


def test_a_stranger_to_the_roster_is_told(
    toys: Class, capsys: pytest.CaptureFixture[str], run_grade: Callable[..., int]
) -> None:
    """Who is not in roster.csv is graded, is new in the gradebook, and is named."""
    (toys.root / "roster.csv").write_text("student\nada\nbo\n")

    code = run_grade(toys.root, "--gradebook")

    assert code == 0
    assert "not in roster.csv: cy" in capsys.readouterr().err
    assert [row[0] for row in rows(sqlite_url(toys.root))["student"]] == list(STUDENTS)


WITHOUT = """
import sys
for name in ("nbgrader", "sqlalchemy", "nbformat", "traitlets"):
    sys.modules[name] = None
from grader.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


def test_without_nbgrader_the_extra_is_named(toys: Class) -> None:
    """Where nbgrader is not installed the message says what to install."""
    folders = ["--submissions", toys.submissions, "--out", toys.root / "graded"]
    command = [sys.executable, "-c", WITHOUT, "grade", "--course", toys.root, *folders]
    done = subprocess.run([*command, "--gradebook"], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "pip install 'grader[nbgrader]'" in done.stderr


def test_feedback_needs_the_gradebook(toys: Class, run_grade: Callable[..., int]) -> None:
    """Pages show what the gradebook holds, so that --feedback alone is refused."""
    assert run_grade(toys.root, "--feedback") == 2
    assert not (toys.root / "graded").exists()


def test_a_class_that_cannot_be_written_is_not_graded_first(
    toys: Class, capsys: pytest.CaptureFixture[str], run_grade: Callable[..., int]
) -> None:
    """What is wrong with the gradebook is told before an hour of grading, not after it."""
    (toys.root / "gradebook.db").unlink()

    assert run_grade(toys.root, "--gradebook") == 2
    assert "which is not there" in capsys.readouterr().err
    assert not (toys.root / "graded").exists()


def test_a_name_that_was_left_out_is_no_success(
    toys: Class, capsys: pytest.CaptureFixture[str], run_grade: Callable[..., int]
) -> None:
    """The command ends with 2 where somebody is not in the gradebook, and says who and why."""
    hand_in(toys.submissions, "y" * 130, b"{}", "toy.ipynb")

    code = run_grade(toys.root, "--gradebook")

    assert code == 2
    assert "NOT in the gradebook: yyy" in capsys.readouterr().err


@pytest.fixture
def run_grade() -> Callable[..., int]:
    """Runs `grader grade toy` in a course with more options."""
    from grader.cli.app import run

    def call(root: Path, *more: str) -> int:
        folders = ["--submissions", str(root / "submitted"), "--out", str(root / "graded")]
        return run(["grade", "toy", "--course", str(root), *folders, *more])

    return call
