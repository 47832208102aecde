"""What one student can put into a download, and that nobody else pays for it."""

from __future__ import annotations

import tracemalloc
import unicodedata
import zipfile
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.intake.archives import Limits
from grader.intake.choosing import choose
from grader.intake.gradescope import METADATA, read_metadata
from grader.intake.names import Person, Piece
from grader.intake.readings import Wanted
from tests.intake.test_collect import A, B, Lab

MOODLE = "{}_{}_assignsubmission_file_/{}"
ADA = "Ada Lovelace"
GOOD = MOODLE.format("Ada Lovelace", 11, "toy.py")
SUBMITTED = """\
---
submission_1:
  :submitters:
  - :name: Ada
    :email: ada@example.org
  :created_at: 2027-01-01 10:00:00.0 Z
submission_2:
  :submitters:
  - :name: {name}
    :sid: ''
    :email: eve@example.org
  :created_at: 2027-01-01 10:00:00.0 Z
"""


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A toy course."""
    return Lab(tmp_path)


@pytest.mark.parametrize("unpacked", [False, True])
def test_names_that_look_the_same_cost_their_student_alone(lab: Lab, unpacked: bool) -> None:
    """Two files in two forms of Unicode are told to a person; the class is collected."""
    twins = [unicodedata.normalize(form, "é.py") for form in ("NFC", "NFD")]
    files = {GOOD: A} | {MOODLE.format("Eve", 12, name): B for name in (*twins, "toy.py")}
    source = lab.root / "unpacked"
    for name, data in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)

    found = lab.collect(source if unpacked else files)

    assert lab.lying() == {f"{ADA}/toy/toy.py": A, "Eve/toy/toy.py": B}
    told = [each.why for each in found.asides if each.needs_person]
    assert told == ["several files have names that look the same; rename all but one"]
    assert not found.complete


def test_a_bomb_costs_its_student_alone(lab: Lab) -> None:
    """A file of zeros is too large to be a hand-in, and everybody else's is collected."""
    path = lab.root / "down.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(GOOD, A)
        archive.writestr(MOODLE.format("Eve", 12, "toy.py"), bytes(3_000_000))
        archive.writestr(MOODLE.format("Bob", 13, "toy.py"), B)
        archive.writestr(MOODLE.format("Bob", 13, "data.bin"), bytes(3_000_000))

    found = lab.collect(path)

    assert lab.lying() == {f"{ADA}/toy/toy.py": A, "Bob/toy/toy.py": B}
    (eve,) = [row for row in found.hand_ins if row.status == "skipped"]
    assert (eve.name, eve.why.split("/")[-1]) == ("Eve", "toy.py is too large to be a hand-in")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Eve \\U0001F600"', "Eve \U0001f600"),
        ('"E\\xE9v\\u00e9\\_\\L\\e[2J\\t\\"\\\\"', 'Eévé\xa0\u2028\x1b[2J\t"\\'),
        ("Eve \u2028of \x85two\x0clines", "Eve \u2028of \x85two\x0clines"),
        ("'Eve, whose name\n      is ''long'''", "Eve, whose name is 'long'"),
        ('"Eve, whose \\e name\n      is long"', "Eve, whose \x1b name is long"),
        ("Eve, whose name\n      is long", "Eve, whose name is long"),
        ("'Eve\n      :email: ada@example.org'", "Eve :email: ada@example.org"),
    ],
)
def test_a_name_on_gradescope_stops_nobody(lab: Lab, written: str, name: str) -> None:
    """A name with odd characters, or of several lines, is read as YAML means it."""
    text = SUBMITTED.format(name=written)
    files = {METADATA: text.encode(), "submission_1/toy.py": A, "submission_2/toy.py": B}

    lab.collect(files)

    assert lab.lying() == {"ada@example.org/toy/toy.py": A, "eve@example.org/toy/toy.py": B}
    (eve,) = read_metadata(text)["submission_2"].people
    assert (eve["name"], eve["email"]) == (name, "eve@example.org")


@pytest.mark.parametrize("name", ['"Eve \\q"', '"Eve \\u12"', '"Eve', "'Eve", "'E'v'e'", '"E"v"e"'])
def test_a_name_that_is_no_yaml_is_refused(name: str) -> None:
    """Where a value does not end, or holds what YAML does not know, nobody guesses."""
    with pytest.raises(UsageError, match=r"reading line 9 of submission_metadata\.yml"):
        read_metadata(SUBMITTED.format(name=name))


@pytest.mark.parametrize(
    "folder",
    ["Ada Lovelace_11_assignsubmission_file", "Ada Lovelace_11_assignsubmission_file_",
     "Lovelace, Ada", "ada", "11"],
)  # fmt: skip
@pytest.mark.parametrize("when", ["2027-01-01 10:00:00 Z", "0001-01-01 00:00:00 +01:00"])
def test_a_list_of_people_in_a_student_s_folder_names_nobody(
    lab: Lab, folder: str, when: str
) -> None:
    """In a download of one student that student's files are not taken for Gradescope's export."""
    lab.roster("ada,Ada Lovelace,11,,", "bo,Bo,12,,")
    people = f"submission_1:\n  :submitters:\n  - :sid: bo\n  :created_at: {when}\n"

    found = lab.collect(
        {f"{folder}/{METADATA}": people.encode(), f"{folder}/submission_1/toy.py": A}
    )

    assert lab.lying() == {"ada/toy/toy.py": A}
    assert found.form in {"moodle", "folder"}


def test_a_folder_in_a_student_s_folder_is_no_student(lab: Lab) -> None:
    """Who is alone in a download hands in for nobody else, whatever the folders are called."""
    lab.roster("ada,Ada Lovelace,11,,", "bo,Bo,12,,")

    lab.collect({"Ada Lovelace/bo/toy.py": A})

    assert lab.lying() == {"ada/toy/toy.py": A}


@pytest.mark.parametrize("name", ["collected.json", "Collected.JSON"])
def test_a_student_called_like_the_list_costs_nobody_else(lab: Lab, name: str) -> None:
    """Neither this run nor the next one, nor `grade`, finds a folder in the list's place."""
    metadata = SUBMITTED.format(name="Eve").replace("sid: ''", f"sid: {name}")
    by_folder = {"ada/toy.py": A, f"{name}/toy.py": B}
    by_file = {"ada.py": A, f"{name}.py": B}
    files = {METADATA: metadata.encode(), "submission_1/toy.py": A, "submission_2/toy.py": B}

    for download in (by_folder, by_file, files):
        found = lab.collect(download)
        assert [row.why for row in found.hand_ins if row.status == "skipped"] == [
            "collected.json is the list of what was collected, and no student's folder"
        ]

    assert lab.lying() == {"ada/toy/toy.py": A, "ada@example.org/toy/toy.py": A}
    assert set(lab.listing()) == {"ada", "ada@example.org"}


@pytest.mark.parametrize("unpacked", [False, True])
def test_what_one_student_s_program_printed_keeps_the_list_of_people(
    lab: Lab, unpacked: bool
) -> None:
    """Gradescope's list is read however densely it is packed, and larger than a hand-in may be."""
    output = " " * 6 + "a" * 3_000_000 + "\n" * 3_000_000
    text = SUBMITTED.format(name="Eve") + "  :results:\n    :output: |\n" + output
    files = {METADATA: text.encode(), "submission_1/toy.py": A, "submission_2/toy.py": B}
    source = lab.root / "unpacked"
    for name, data in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    if not unpacked:
        source = lab.root / "down.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)

    lab.collect(source, limits=Limits(file_bytes=1_000_000))

    assert lab.lying() == {"ada@example.org/toy/toy.py": A, "eve@example.org/toy/toy.py": B}
    with pytest.raises(UsageError, match=r"submission_metadata.yml' of 6,\d+,\d+ bytes, too large"):
        lab.collect(source, limits=Limits(own_bytes=1_000_000))


def test_a_list_of_very_many_lines_is_not_held_twice() -> None:
    """Lines that say nothing are passed over one at a time."""
    text = SUBMITTED.format(name="Eve") + "  :results:\n" + "\n" * 100_000
    tracemalloc.start()

    found = read_metadata(text)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [len(each.people) for each in found.values()] == [1, 1]
    assert most < 1_000_000


def test_large_copies_are_not_held_all_at_once() -> None:
    """Twelve copies of a megabyte each that differ take little more memory than one."""
    size = 1_000_000
    eve = Person("eve", "Eve", (), "eve")
    pieces = [Piece(f"{number}", (eve,), f"toy ({number}).py") for number in range(12)]
    tracemalloc.start()

    choice = choose(pieces, Wanted(("toy.py",), "toy"), lambda name: name.encode() * size)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert choice.why.startswith("several files could be meant")
    assert most < 6 * size
