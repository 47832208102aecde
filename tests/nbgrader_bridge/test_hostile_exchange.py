"""Hand-ins in the exchange that want a classmate's place, the instructor's files, or the class."""

from __future__ import annotations

import html
import os
import pwd
import shutil
import stat
import unicodedata
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Course
from grader.nbgrader_bridge import claims, copying
from grader.nbgrader_bridge.copying import copy_plain
from grader.nbgrader_bridge.names import unfit
from tests.engine.toy import FIXED
from tests.nbgrader_bridge.nb_course import api, inside, nbgrader
from tests.nbgrader_bridge.test_exchange import (
    arrives,
    collect,
    collected,
    course,
    inbound,
    prepared,
)

__all__ = ["course", "prepared"]

pytestmark = pytest.mark.needs("nbgrader")

LATER = "2027-01-10 11:30:00.000000 UTC"
SECRET = "the reference, which is the instructor's\n"
MOST = 100_000


@pytest.mark.needs("landlock", "seccomp")
def test_a_name_that_is_a_pattern_takes_nobodys_grade(course: Course) -> None:
    """`ad[a]`, which nbgrader takes for `ada`, leaves ada her points, her notebook and her page."""
    arrives(course, "ada")
    arrives(course, "ad[a]", "x = 1\n")
    collect(course)

    graded = nbgrader(course.root, "autograde", "toy")
    exported = nbgrader(course.root, "export", "--to", "out.csv")

    assert (graded.returncode, exported.returncode) == (0, 0), graded.stderr
    rows = (course.root / "out.csv").read_text("utf-8").splitlines()
    points = {row.split(",")[3]: row.split(",")[7] for row in rows[1:]}
    assert (points["ada"], points["ad[a]"]) == ("5", "0")
    for student in ("ada", "ad[a]"):
        assert (course.root / "autograded" / student / "toy" / "toy.ipynb").is_file()


@pytest.mark.parametrize("name", ["*", "ad?", "collected.json", "%62ob", "ada#x", "a%2F..%2Fb"])
def test_a_name_that_means_somebody_else_is_nobodys(name: str) -> None:
    """What means everybody, what lies beside the hand-ins, and what an address makes another."""
    assert unfit(name)


@FIXED
@given(st.text(st.sampled_from("ab%26#?;/\\.~+&=<'\" ") | st.characters(), min_size=1, max_size=12))
def test_a_name_is_the_same_in_an_address(name: str) -> None:
    """Formgrader's links and requests hold names as they are; none becomes another, or markup."""
    if unfit(name) or name in (".", ".."):
        return

    address = urlsplit(f"http://h/submission/{name}/toy?x=1")

    assert unquote(address.path) == f"/submission/{name}/toy"
    assert html.unescape(name) == name


@pytest.mark.needs("landlock", "seccomp")
@pytest.mark.parametrize("student", ["ada/../bob", "../submitted/bob"])
def test_a_click_on_ones_own_row_grades_nobody_else(course: Course, student: str) -> None:
    """Formgrader puts a name into an address, where `ada%2F..%2Fbob` is a way to bob's folder."""
    for name in ("ada", "bob"):
        arrives(course, name)
    collect(course)
    graded = nbgrader(course.root, "autograde", "toy")
    theirs = course.root / "autograded" / "bob" / "toy"
    before = {path: path.read_bytes() for path in theirs.rglob("*") if path.is_file()}

    with inside(course.root):
        said = api(course.root).autograde("toy", student)

    assert graded.returncode == 0
    assert not said["success"]
    assert "a path" in said["log"]
    assert before == {path: path.read_bytes() for path in theirs.rglob("*") if path.is_file()}
    assert b"double" in before[theirs / "toy.ipynb"]


def test_two_spellings_are_one_student(course: Course) -> None:
    """Who writes a classmate's name in another form of Unicode does not stop the class."""
    other = unicodedata.normalize("NFD", "zo\u00eb")
    arrives(course, "zo\u00eb", "first = 1\n")
    arrives(course, f"{other}+toy+{LATER}", "second = 2\n")

    collect(course)

    assert collected(course) == {"zo\u00eb"}
    taken = course.root / "submitted" / "zo\u00eb" / "toy" / "toy.py"
    assert taken.read_text() == "second = 2\n"


def test_a_folder_of_another_account_is_not_theirs(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer hand-in in ada's name that is not of ada's account leaves ada's own in its place."""
    arrives(course, "ada", "mine = 1\n")
    arrives(course, f"ada+toy+{LATER}", "forged = 1\n")
    accounts = {"ada": 4001, "bob": 4002}
    owners = {True: accounts["bob"], False: accounts["ada"]}
    monkeypatch.setattr(pwd, "getpwnam", lambda name: SimpleNamespace(pw_uid=accounts[name]))
    monkeypatch.setattr(claims, "_owner", lambda folder: owners[LATER in folder.name])

    said = collect(course)

    taken = course.root / "submitted" / "ada" / "toy" / "toy.py"
    assert taken.read_text() == "mine = 1\n"
    assert "the account ada is another one" in said


def test_a_link_made_while_it_is_collected_is_not_followed(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that becomes a link to the instructor's, after it was looked at, is not copied."""
    secret = course.root / "secret.py"
    secret.write_text(SECRET)
    theirs = arrives(course, "eve", "x = 1\n")
    arrives(course, "ada")
    from nbgrader.exchange.default.exchange import Exchange

    usual = Exchange.get_size

    def swapped(self: Any, folder: str) -> int:
        """Nbgrader asks for the size right before it copies."""
        if "eve" in Path(folder).name:
            (theirs / "toy.py").unlink()
            (theirs / "toy.py").symlink_to(secret)
        return int(usual(self, folder))

    monkeypatch.setattr(Exchange, "get_size", swapped)

    collect(course)

    texts = [path.read_text() for path in (course.root / "submitted").rglob("*") if path.is_file()]
    assert SECRET not in texts
    assert collected(course) == {"ada", "eve"}


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_becomes_a_link_before_it_is_opened_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Between the look at a name and its opening a link takes its place, and nothing is copied."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "x.py").write_text(SECRET)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "there.py").write_text("x = 1\n")
    target = tmp_path / "secrets" / ("x.py" if kind == "file" else "")
    swapped = theirs / "swapped"
    if kind == "file":
        swapped.write_text("x = 1\n")
    else:
        swapped.mkdir()
    usual = os.open

    def late(name: Any, *more: Any, **named: Any) -> int:
        if name == "swapped" and not swapped.is_symlink():
            swapped.rename(tmp_path / "away")
            swapped.symlink_to(target)
        return usual(name, *more, **named)

    monkeypatch.setattr(os, "open", late)

    done = copy_plain(theirs, tmp_path / "copy", MOST)

    assert done.left_out == ["swapped"]
    assert [path.name for path in (tmp_path / "copy").rglob("*")] == ["there.py"]


def test_a_file_that_grows_without_end_is_too_big(tmp_path: Path) -> None:
    """No more is copied than a hand-in may hold, whatever its size is said to be."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "sparse").touch()
    os.truncate(tmp_path / "theirs" / "sparse", 50 * MOST)

    with pytest.raises(RuntimeError, match="too big: more than 100000 bytes"):
        copy_plain(tmp_path / "theirs", tmp_path / "copy", MOST)


def test_files_without_end_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hand-in of very many files stays in the exchange."""
    (tmp_path / "theirs" / "in").mkdir(parents=True)
    for number in range(4):
        (tmp_path / "theirs" / "in" / f"{number}").touch()
    monkeypatch.setattr(copying, "MOST_FILES", 4)

    with pytest.raises(RuntimeError, match="more than 4 files"):
        copy_plain(tmp_path / "theirs", tmp_path / "copy", MOST)


def test_who_wrote_after_their_time_is_named(course: Course) -> None:
    """A hand-in that says an earlier time than the file system knows of is told, and only that."""
    now = "2020-01-01 09:00:00.000000 UTC"
    early = arrives(course, f"late+toy+{now}")
    (early / "timestamp.txt").write_text(now)
    arrives(course, "ada")

    said = collect(course)

    (line,) = [line for line in said.splitlines() if "written to after the time" in line]
    assert line.endswith("since: late")


KATE, BOB = 4001, 4002


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The accounts of two students and of one whose name has an accent; nobody else has one."""
    numbers = {"Kate": KATE, "bob": BOB, "zo\u00eb": 4003}
    names = {number: name for name, number in numbers.items()}
    monkeypatch.setattr(pwd, "getpwnam", lambda name: SimpleNamespace(pw_uid=numbers[name]))
    monkeypatch.setattr(pwd, "getpwuid", lambda number: SimpleNamespace(pw_name=names[number]))
    return numbers


def owned(folder: Path, number: int) -> None:
    """Gives a folder and what is in it to an account."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, number, number, follow_symlinks=False)


@pytest.mark.needs("root")
@pytest.mark.parametrize("name", ["\u212aate", unicodedata.normalize("NFD", "zo\u00eb")])
def test_another_spelling_of_an_account_is_that_account(
    course: Course, accounts: dict[str, int], name: str
) -> None:
    """A name that only Unicode takes for a classmate's does not bring a forged hand-in."""
    victim = unicodedata.normalize("NFC", name)
    owned(arrives(course, victim, "mine = 1\n"), accounts[victim])
    owned(arrives(course, f"{name}+toy+{LATER}", "forged = 1\n"), BOB)

    said = collect(course)

    taken = course.root / "submitted" / victim / "toy" / "toy.py"
    assert taken.read_text() == "mine = 1\n"
    assert "it belongs to the account bob" in said


def test_a_folder_in_the_exchange_writes_nothing_on_a_terminal(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nbgrader prints the whole name of a folder of another account: such a one is passed over."""
    monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name="somebody"))
    arrives(course, "ada")
    arrives(course, "zoe+toy+2027-01-10 11:00:00 UTC+\x1b]0;own\x07\nforged line: \u202e")

    said = collect(course)

    assert collected(course) == {"ada"}
    assert "passed over in the exchange" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert not any(line.startswith("forged line") for line in said.splitlines())


@pytest.mark.needs("root")
@pytest.mark.parametrize("place", [".", "inbound"])
def test_an_exchange_that_somebody_else_put_there_is_not_collected(
    course: Course, accounts: dict[str, int], place: str
) -> None:
    """Who renamed the course's folder and made another can change every hand-in that arrives."""
    arrives(course, "ada")
    os.chown(inbound(course).parent / place, BOB, BOB)
    with inside(course.root):
        done: dict[str, Any] = api(course.root).collect("toy")

    assert not done["success"]
    assert "it belongs to the account bob; whoever owns it" in done["log"]
    assert collected(course) == set()


@pytest.mark.needs("root")
def test_what_somebody_else_wrote_into_is_not_collected(
    course: Course, accounts: dict[str, int]
) -> None:
    """A file of another account in a classmate's folder is told; the file is nobody's answer."""
    theirs = arrives(course, "Kate")
    owned(theirs, KATE)
    (theirs / "toy.py").unlink()
    (theirs / "toy.py").write_text("forged = 1\n")
    os.chown(theirs / "toy.py", BOB, BOB)
    arrives(course, "ada")

    said = collect(course)

    assert collected(course) == {"ada"}
    assert "Kate: not collected" in said
    assert "somebody else wrote to it: the account bob owns toy.py" in said


def test_what_programs_obey_is_left_in_the_exchange(course: Course) -> None:
    """A file that makes a folder a course, or that Jupyter or pytest would run, is not copied."""
    theirs = arrives(course, "ada")
    names = ["course.toml", "nbgrader_config.py", "jupyter_nbconvert_config.json", "conftest.py",
             "x.pth", "HEAD", ".envrc", "pytest.ini", "pyproject.toml"]  # fmt: skip
    (theirs / ".git").mkdir()
    (theirs / ".git" / "config").write_text("[core]\nfsmonitor = false\n")
    (theirs / "deeper").mkdir()
    for name in names:
        (theirs / name).write_text("x = 1\n")
        (theirs / "deeper" / name.upper()).write_text("x = 1\n")

    said = collect(course)

    taken = {path.name for path in (course.root / "submitted" / "ada").rglob("*")}
    assert taken == {
        "toy",
        "toy.py",
        "toy.ipynb",
        "timestamp.txt",
        "submission_secret.txt",
        "deeper",
    }
    assert (
        "ada: left in the exchange, as no file of a hand-in: .envrc, .git, HEAD, conftest.py"
        in said
    )


@pytest.mark.needs("root")
def test_nobody_hands_in_for_those_who_are_not(course: Course, accounts: dict[str, int]) -> None:
    """A student with an account brings no hand-ins of invented names; a stranger's own is taken."""
    roster = course.root / "roster.csv"
    roster.write_text("student\nKate\nbob\n", "utf-8")
    owned(arrives(course, "bob"), BOB)
    for number in range(3):
        owned(arrives(course, f"nobody{number}"), BOB)
    owned(arrives(course, "new"), 4999)

    said = collect(course)

    assert collected(course) == {"bob", "new"}
    assert said.count("it belongs to the account bob, who is another student") == 3


def test_an_exchange_that_anybody_can_rearrange_is_told(course: Course) -> None:
    """Without the bit that keeps others' folders in their place, it says what to type."""
    arrives(course, "ada")

    assert "chmod +t ../exchange\n" in collect(course)

    inbound(course).parent.parent.chmod(0o1777)
    (course.root / "submitted").rename(course.root / "taken")
    assert "chmod" not in collect(course)


def test_a_release_keeps_everybodys_folder_in_its_place(course: Course) -> None:
    """After it nobody but their owner renames what lies in the exchange or arrives there."""
    shutil.rmtree(inbound(course).parent)
    with inside(course.root):
        done: dict[str, Any] = api(course.root).release_assignment("toy")

    assert done["success"], done
    for place in (inbound(course), inbound(course).parent.parent):
        assert place.stat().st_mode & stat.S_ISVTX
    assert stat.S_IMODE(inbound(course).stat().st_mode) & 0o777 == 0o733
