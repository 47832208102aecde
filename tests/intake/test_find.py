"""Tests of `grader.intake.find`: one file is found, or the reason why none is, in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.intake import find as module
from grader.intake.find import Found, NotFound, find_hand_in, read_bytes, too_large

ASKED = ["net.ipynb", "net.py"]


def put(folder: Path, **files: str) -> Path:
    """The folder with files in it; `__` in a keyword is a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def find(folder: Path, max_bytes: int | None = None) -> tuple[str | None, tuple[str, ...]]:
    """The found file's name and the notes."""
    found = find_hand_in(folder, ASKED, max_bytes)
    assert isinstance(found, Found), found
    return found.path.name, found.notes


def not_found(folder: Path, max_bytes: int | None = None) -> NotFound:
    """Why nothing was found."""
    found = find_hand_in(folder, ASKED, max_bytes)
    assert isinstance(found, NotFound)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_the_asked_for_name_is_found(tmp_path: Path, name: str) -> None:
    """A file of the released name needs no note."""
    (tmp_path / name).write_text("x")

    assert find(tmp_path) == (name, ())


@pytest.mark.parametrize(
    "name",
    [
        *("net (1).ipynb", "net(12).ipynb", "net-1.ipynb", "net_1.ipynb", "Net.IPYNB"),
        *("net.ipynb.txt", "net (2).ipynb.json"),
        *("Copy of net.ipynb", "Copy of Copy of net.ipynb", "Copy of net (1).ipynb"),
        *("net-Copy1.ipynb", "net-Copy1-Copy2.ipynb", "net-Copy1 (1).ipynb"),
        *("net - Copy.ipynb", "net - Copy (2).ipynb", "net - Copy - Copy.ipynb"),
        *("net copy.ipynb", "net copy 2.ipynb", "Net Copy.ipynb"),
        *("Kopie von net.ipynb", "net - Kopie.ipynb", "net - Kopie (2).ipynb"),
        *("net Kopie.ipynb", "net Kopie 2.ipynb", "Kopie von Copy of net (1).ipynb"),
    ],
)
def test_what_a_browser_makes_of_a_name_is_found(tmp_path: Path, name: str) -> None:
    """A suffix is accepted, and noted."""
    (tmp_path / name).write_text("x")

    assert find(tmp_path) == (name, (f"the file is called {name}; taken for net.ipynb",))


@pytest.mark.parametrize("name", ["net-3.py", "Copy of net.py", "net-Copy1.py", "net.py.txt"])
def test_a_copy_of_the_py_is_taken_for_the_py(tmp_path: Path, name: str) -> None:
    """The note names the form that came, not the other one."""
    (tmp_path / name).write_text("x")

    assert find(tmp_path) == (name, (f"the file is called {name}; taken for net.py",))


@pytest.mark.parametrize(
    "name",
    [
        "net2.ipynb",
        "Copynet.ipynb",
        "net-Copy.ipynb",
        "netcopy.ipynb",
        "net Copying.ipynb",
        "net - Copy of mine.ipynb",
        "Kopie net.ipynb",
        "Copy of my net.ipynb",
        "my net.ipynb",
        "net (a).ipynb",
        "net-123.ipynb",
        "net",
        "net.txt",
    ],
)
def test_another_name_is_not_guessed(tmp_path: Path, name: str) -> None:
    """The message names what was asked for and what came."""
    (tmp_path / name).write_text("x")

    assert not_found(tmp_path) == NotFound(
        "empty",
        f"No file named net.ipynb or net.py was handed in; these files came: {name}. "
        "Name yours net.ipynb or net.py and hand it in again.",
    )


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    """Hidden files are no hand-in."""
    put(tmp_path, __DS_Store="x")

    assert not_found(tmp_path).message.endswith("no file came.")


def test_the_notebook_goes_before_the_py(tmp_path: Path) -> None:
    """With both, the notebook is taken, and the other is kept at hand."""
    put(tmp_path, net__ipynb="a", net__py="b", data__csv="c")

    found = find_hand_in(tmp_path, ASKED)
    assert found == Found(tmp_path / "net.ipynb", ("not looked at: data.csv",), tmp_path / "net.py")


def test_what_was_fetched_and_what_the_exchange_adds_is_no_note(tmp_path: Path) -> None:
    """A release's README and nbgrader's own files are no hand-in that somebody overlooked."""
    put(tmp_path, timestamp__txt="x", submission_secret__txt="x", README__md="x")

    assert not_found(tmp_path).message.endswith("no file came.")
    put(tmp_path, net__ipynb="a", notes__txt="b")
    assert find(tmp_path) == ("net.ipynb", ("not looked at: notes.txt",))


def test_two_of_one_kind_are_ambiguous(tmp_path: Path) -> None:
    """No guess between two notebooks: both names are told."""
    (tmp_path / "net.ipynb").write_text("a")
    (tmp_path / "net (1).ipynb").write_text("b")

    said = not_found(tmp_path)
    assert said.status == "ambiguous"
    assert said.message.startswith("Several files could be meant: net.ipynb, net (1).ipynb. None")
    assert "tell the course staff which it is: they take the others out" in said.message
    assert said.copies == (tmp_path / "net.ipynb", tmp_path / "net (1).ipynb")


def test_what_is_known_not_to_be_meant_is_passed_over(tmp_path: Path) -> None:
    """With one of two copies passed over the other is the hand-in; of another name nothing is."""
    put(tmp_path, net__py="x", helper__py="y", notes__txt="z")
    (tmp_path / "net-1.py").write_text("b")

    found = find_hand_in(tmp_path, ASKED, passed_over=["net.py"])

    assert isinstance(found, Found)
    assert (found.path.name, found.unread) == ("net-1.py", ("helper.py",))


@pytest.mark.parametrize("copy", ["net - Copy.ipynb", "net copy.ipynb", "Kopie von net.ipynb"])
def test_a_copy_of_a_system_is_a_copy_as_any(tmp_path: Path, copy: str) -> None:
    """Beside the file itself it is no other file that is passed over: both could be meant."""
    (tmp_path / "net.ipynb").write_text("a")
    (tmp_path / copy).write_text("b")

    assert not_found(tmp_path).status == "ambiguous"
    (tmp_path / copy).write_text("a")
    assert find(tmp_path) == ("net.ipynb", (f"not looked at: {copy}",))


def test_two_equal_files_are_one(tmp_path: Path) -> None:
    """A file that was downloaded twice is no riddle; the copy is named."""
    (tmp_path / "net.ipynb").write_text("a")
    (tmp_path / "net (1).ipynb").write_text("a")

    assert find(tmp_path) == ("net.ipynb", ("not looked at: net (1).ipynb",))


def test_many_copies_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of hundreds of files, or files of two sizes, none is opened to say that they are several."""
    many, two = tmp_path / "many", tmp_path / "two"
    for folder in (many, two):
        folder.mkdir()
    for number in range(10, 90):
        (many / f"net-copy{number}.py").write_bytes(b"x")
    (two / "net.py").write_bytes(b"x")
    (two / "net-1.py").write_bytes(b"xy")
    monkeypatch.setattr(module, "read_bytes", None)

    assert not_found(many).status == "ambiguous"
    assert not_found(two).status == "ambiguous"


@pytest.mark.parametrize(
    ("came", "todo"),
    [
        (
            ["abgabe/"],
            "no file came; folders and links are not looked into: abgabe. Hand in the file itself, "
            "named net.ipynb or net.py, and in no folder.",
        ),
        (
            ["abgabe.zip"],
            "these files came: abgabe.zip. Archives are not opened: unpack it, and hand in the "
            "file itself, named net.ipynb or net.py.",
        ),
        (
            ["a.ZIP", "b.tar.gz", "notes.txt", "more/"],
            "these files came: a.ZIP, b.tar.gz, notes.txt; folders and links are not looked into: "
            "more. Archives are not opened: unpack them, and hand in the file itself, named "
            "net.ipynb or net.py.",
        ),
        (
            ["a.zip", "My net.ipynb"],
            "these files came: My net.ipynb, a.zip. Name yours net.ipynb or net.py and hand it in "
            "again.",
        ),
    ],
)
def test_what_to_do_next_is_said_of_whatever_came(
    tmp_path: Path, came: list[str], todo: str
) -> None:
    """Nobody is led to call an archive a notebook, or left with a folder that nobody opens."""
    for name in came:
        if name.endswith("/"):
            (tmp_path / name).mkdir()
        else:
            (tmp_path / name).write_text("x")

    assert not_found(tmp_path).message == f"No file named net.ipynb or net.py was handed in; {todo}"


def test_what_to_do_with_a_module_beside_the_notebook_is_said(tmp_path: Path) -> None:
    """The page says elsewhere that the module is missing; a copy of the hand-in is no module."""
    put(tmp_path, net__ipynb="a", helpers__py="b", data__csv="c")
    (tmp_path / "net (1).ipynb").write_text("a")

    assert find(tmp_path)[1] == (
        "not looked at: data.csv, helpers.py, net (1).ipynb; put what you need of helpers.py into "
        "a cell",
    )


def test_links_and_folders_are_not_followed(tmp_path: Path) -> None:
    """A link is no hand-in, whatever it leads to."""
    secret = put(tmp_path / "elsewhere", secret="s") / "secret"
    folder = put(tmp_path / "student")
    (folder / "net.ipynb").symlink_to(secret)
    (folder / "net.py").mkdir()

    said = not_found(folder)
    assert said.status == "empty"
    assert "folders and links are not looked into: net.ipynb, net.py" in said.message


def test_a_link_beside_the_file_is_noted(tmp_path: Path) -> None:
    """What was not looked at is told."""
    put(tmp_path, net__py="x")
    (tmp_path / "net.ipynb").symlink_to(tmp_path / "net.py")

    assert find(tmp_path)[1] == ("not looked at, because they are folders or links: net.ipynb",)


def test_a_large_file_is_told_before_it_is_read(tmp_path: Path) -> None:
    """The size decides, and the message says what helps."""
    put(tmp_path, net__ipynb="x" * 3000)

    said = not_found(tmp_path, 2048)
    assert said.status == "too_large"
    assert said.message.startswith("net.ipynb is larger than 2 KB. Clear its outputs")
    assert "larger than 20 MB." in too_large("net.ipynb", 20 << 20).message


def test_a_notebook_that_is_too_large_leaves_the_py(tmp_path: Path) -> None:
    """Pictures in a notebook do not cost the answers that lie beside it in the other form."""
    put(tmp_path, net__ipynb="x" * 3000, net__py="x = 1")

    found = find_hand_in(tmp_path, ASKED, 2048)

    assert isinstance(found, Found)
    assert (found.path.name, found.other and found.other.name) == ("net.ipynb", "net.py")


def test_names_cannot_hurt_a_terminal(tmp_path: Path) -> None:
    """Control characters in a file's name are not passed on."""
    (tmp_path / "a\x1b[31m\n.ipynb").write_text("x")

    assert "a?[31m?.ipynb" in not_found(tmp_path).message


def test_a_folder_that_is_gone_is_our_fault(tmp_path: Path) -> None:
    """No student is given nothing because a folder could not be listed."""
    with pytest.raises(GraderError, match="looking for a hand-in"):
        find_hand_in(tmp_path / "gone", ASKED)


def test_reads_up_to_the_limit(tmp_path: Path) -> None:
    """A file of exactly the limit is read, one byte more is too large."""
    path = put(tmp_path, net__py="abcd") / "net.py"

    assert read_bytes(path, 4) == b"abcd"
    assert read_bytes(path, 3) == NotFound(
        "too_large", find_hand_in(tmp_path, ASKED, 3).message  # type: ignore[union-attr]
    )  # fmt: skip


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    """A link, a folder and a pipe, which would wait for ever, are refused."""
    put(tmp_path, real="x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")

    for name in ("link", "pipe", "."):
        said = read_bytes(tmp_path / name, 10)
        assert isinstance(said, NotFound)
        assert "is not a file that can be read" in said.message


def test_a_file_that_is_gone_is_our_fault(tmp_path: Path) -> None:
    """What cannot be opened is no student's fault."""
    with pytest.raises(GraderError, match="reading the hand-in"):
        read_bytes(tmp_path / "gone", 10)
