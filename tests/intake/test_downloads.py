"""The names that learning platforms give: who, which file, which attempt, late or not."""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.roster import Roster, Student
from grader.errors import UsageError
from grader.intake.downloads import Reading, read_download
from grader.intake.gradescope import read_metadata
from grader.intake.names import Person, blackboard_name, canvas_piece, moodle_piece
from grader.intake.readings import Form, Wanted
from grader.intake.roll import students_of
from tests.engine.toy import FIXED

WANTED = Wanted(("toy.ipynb", "toy.py"), "toy", ("toy", "other"))
RECEIPT = "Name: Ada Lovelace (al_123)\nAssignment: Home_work\n"


def read(files: Mapping[str, str] | list[str], wanted: Wanted = WANTED, **more: object) -> Reading:
    """A download of these names, or of these names and texts."""
    texts = dict.fromkeys(files, "") if isinstance(files, list) else dict(files)
    return read_download(list(texts), wanted, texts.__getitem__, **more)  # type: ignore[arg-type]


def who(reading: Reading) -> set[tuple[str, str]]:
    """Student's folder without a roster, and the student's name for the file."""
    return {(one.folder, piece.file) for piece in reading.pieces for one in piece.people}


@pytest.mark.parametrize(
    ("entry", "name", "student", "attachment", "file", "late"),
    [
        ("lovelaceada_12345_67890_toy.ipynb", "lovelaceada", "12345", 67890, "toy.ipynb", False),
        ("lovelaceada_LATE_12345_67890_toy-1.ipynb", "lovelaceada", "12345", 67890,
         "toy-1.ipynb", True),
        ("müllerzoë_9_10_my file (2).py", "müllerzoë", "9", 10, "my file (2).py", False),
        ("حسنليلى_9_10_toy.ipynb", "حسنليلى", "9", 10, "toy.ipynb", False),
        ("o_neil_9_10_toy_v2.py", "o_neil", "9", 10, "toy_v2.py", False),
        ("lee_9_10_2026_11_toy.py", "lee", "9", 10, "2026_11_toy.py", False),
        ("anon_ab12C_77_toy.py", "anon_ab12C", "anon_ab12C", 77, "toy.py", False),
        ("LATE_anon_ab12C_77_toy.py", "anon_ab12C", "anon_ab12C", 77, "toy.py", True),
    ],
)  # fmt: skip
def test_names_of_canvas(
    entry: str, name: str, student: str, attachment: int, file: str, late: bool
) -> None:
    """A name of Canvas gives person, id, upload, file and late mark."""
    piece = canvas_piece(entry)

    assert piece is not None
    (person,) = piece.people
    assert (person.name, person.folder) == (name, student)
    assert (piece.order, piece.file, piece.late) == (attachment, file, late)


@pytest.mark.parametrize(
    "entry", ["toy.ipynb", "ada_12_toy.py", "ada lovelace_1_2_toy.py", "a_1_2_", "a_x_2_toy.py"]
)
def test_other_names_are_not_of_canvas(entry: str) -> None:
    """A name without the two numbers, or with a space before them, is not taken for Canvas'."""
    assert canvas_piece(entry) is None


def test_no_student_can_write_anothers_id_into_a_name() -> None:
    """What follows the ids was chosen by the student: it names nobody and sets no time."""
    canvas = canvas_piece("eve_666_10_101_999_toy.py")
    moodle = moodle_piece("Eve_6_assignsubmission_file_Ada_1_assignsubmission_file_toy.py")
    blackboard = blackboard_name(
        "toy_eve_attempt_2026-11-02-10-11-12_toy_ada_attempt_2026-01-01-00-00-00_toy.py"
    )

    assert canvas is not None
    assert (canvas.people[0].key, canvas.file) == ("666", "101_999_toy.py")
    assert canvas.notes == ("its name could also be that of 10",)
    assert moodle is not None
    assert moodle.people[0].key == "Eve_6"
    assert blackboard is not None
    assert (blackboard.head, blackboard.stamp) == ("toy_eve", "2026-11-02-10-11-12")
    assert blackboard_name("toy_eve_attempt_2026-13-02-10-11-12_toy.py") is None


LETTERS = st.text(
    st.characters(categories=["Ll", "Lo", "Mn", "Mc"]) | st.sampled_from("0123456789"), max_size=20
).filter(lambda text: not text.isdecimal())
FILES = st.text(string.ascii_letters + string.digits + " _-()éשם", min_size=1, max_size=20)


@FIXED
@given(name=LETTERS, student=st.integers(1, 10**9), upload=st.integers(1, 10**9), file=FILES,
       late=st.booleans())  # fmt: skip
def test_canvas_names_come_back(
    name: str, student: int, upload: int, file: str, late: bool
) -> None:
    """What is written as Canvas writes it is read as it was, in every script."""
    mark = "_LATE" if late else ""

    piece = canvas_piece(f"{name}{mark}_{student}_{upload}_{file}.py")

    assert piece is not None
    assert piece.people[0].ids == (("canvas_id", str(student)),)
    assert piece.people[0].name == (name or str(student))
    assert (piece.order, piece.file, piece.late) == (upload, f"{file}.py", late)


@pytest.mark.parametrize(
    ("entry", "folder", "file", "what"),
    [
        ("Ada Lovelace_123_assignsubmission_file/toy.ipynb", "Ada Lovelace", "toy.ipynb", "file"),
        ("Ada Lovelace_123_assignsubmission_file_/toy.py", "Ada Lovelace", "toy.py", "file"),
        ("Ada Lovelace_123_assignsubmission_file_my_toy.py", "Ada Lovelace", "my_toy.py", "file"),
        ("Zoë O'Neil-Żak_7_assignsubmission_file/a/b/toy.py", "Zoë O'Neil-Żak", "toy.py", "file"),
        ("משה כהן_7_assignsubmission_file/toy.py", "משה כהן", "toy.py", "file"),
        ("Ada 2_7_assignsubmission_onlinetext/onlinetext.html", "Ada 2", "onlinetext.html", "text"),
        ("Ada_7_assignsubmission_onlinetext.html", "Ada", ".html", "text"),
        ("Participant_7_assignsubmission_file/toy.py", "Participant_7", "toy.py", "file"),
        ("Teilnehmer-in_7_assignsubmission_file/toy.py", "Teilnehmer-in_7", "toy.py", "file"),
        ("s123_Ada Lovelace_7_assignsubmission_file/t.py", "s123_Ada Lovelace", "t.py", "file"),
    ],
)
def test_names_of_moodle(entry: str, folder: str, file: str, what: str) -> None:
    """A path of Moodle, in folders or flat, gives person and file; hidden names keep the number."""
    piece = moodle_piece(entry)

    assert piece is not None
    assert (piece.people[0].folder, piece.file, piece.what) == (folder, file, what)


@FIXED
@given(
    name=st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/_\\"),
                 min_size=1, max_size=30).filter(lambda text: not text.casefold().startswith(
                     ("part", "teil", "deel", "delt", "uczest"))),
    number=st.integers(1, 10**9), file=FILES, flat=st.booleans(),
)  # fmt: skip
def test_moodle_names_come_back(name: str, number: int, file: str, flat: bool) -> None:
    """What is written as Moodle writes it is read as it was."""
    piece = moodle_piece(f"{name}_{number}_assignsubmission_file{'_' if flat else '/'}{file}.py")

    assert piece is not None
    assert (piece.people[0].folder, piece.people[0].key) == (name, f"{name}_{number}")
    assert piece.file == f"{file}.py"


def test_two_students_of_one_name_do_not_share_a_folder() -> None:
    """Of two students with the same name each gets the number into the folder's name."""
    names = [f"Kim Lee_{n}_assignsubmission_file/toy.py" for n in (1, 2)]
    names.append("Ada_3_assignsubmission_file/toy.py")

    assert who(read(names)) == {
        ("Kim Lee_1", "toy.py"), ("Kim Lee_2", "toy.py"), ("Ada", "toy.py"),
    }  # fmt: skip


def test_blackboard_needs_the_receipt_to_know_where_a_username_begins() -> None:
    """Receipt or roster say which part is the username; without both nothing is guessed."""
    stamp = "attempt_2026-11-02-10-11-12"
    names = [f"Home_work_al_123_{stamp}_toy.py", f"Home_work_al_123_{stamp}.txt"]

    by_receipt = read({names[0]: "", names[1]: RECEIPT})
    by_roster = read(names, Wanted(("toy.py",), "toy", known={"al_123"}.__contains__))

    for reading in (by_receipt, by_roster):
        assert reading.form == "blackboard"
        assert who(reading) == {("al_123", "toy.py"), ("al_123", "")}
        assert {piece.when for piece in reading.pieces} == {"2026-11-02T10:11:12"}
    with pytest.raises(UsageError, match=r"could begin in several places"):
        read(names)


def test_a_file_taken_for_a_copy_of_a_student_s_is_told() -> None:
    """`ada-2.py` may be Ada's, as a browser saved it again, or that of a student ada-2."""
    known = dataclasses.replace(WANTED, known={"ada"}.__contains__)

    (piece,) = read(["ada-2.py"], known).pieces

    assert [one.key for one in piece.people] == ["ada"]
    assert piece.notes == ("ada-2.py is taken for a copy of a file ada.py",)


def test_gradescope_says_people_and_time_in_its_metadata() -> None:
    """A group's folder belongs to each of its members; a folder that is not listed to nobody."""
    metadata = (
        "---\nsubmission_1:\n  :submitters:\n  - :name: O'Neil, Zoë\n    :sid: '007'\n"
        '    :email: zoe@example.org\n  - :name: "B\\u00f6"\n    :sid: \n'
        "    :email: bo@example.org\n  :created_at: 2026-11-02 10:11:12.5 Z\n"
        "  :results:\n    :tests:\n    - :name: x\n      :output: |\n        submission_9:\n"
    )
    files = {
        "export/submission_metadata.yml": metadata,
        "export/submission_1/toy.py": "",
        "export/submission_2/toy.py": "",
    }

    reading = read(files)

    assert reading.form == "gradescope"
    assert who(reading) == {("007", "toy.py"), ("bo@example.org", "toy.py")}
    assert [one.name for one in reading.pieces[0].people] == ["O'Neil, Zoë", "Bö"]
    assert reading.pieces[0].when == "2026-11-02T10:11:12+00:00"
    assert [(each.entry, each.needs_person) for each in reading.asides] == [
        ("export/submission_2/toy.py", True)
    ]


def test_gradescopes_attempts_are_in_order_of_time() -> None:
    """Of one student in two folders the later instant is the last attempt, in whatever offset."""
    times = {
        "submission_9": "2026-11-01 01:30:00 -07:00",
        "submission_10": "2026-11-01 01:10:00 -08:00",  # forty minutes later
        "submission_11": "2026-10-31 23:50:00 Z",
    }
    metadata = "".join(
        f"{folder}:\n  :submitters:\n  - :name: Ada\n    :sid: '1'\n  :created_at: {when}\n"
        for folder, when in times.items()
    )
    files = {"submission_metadata.yml": metadata, **{f"{each}/toy.py": "" for each in times}}

    last = max(read(files).pieces, key=lambda piece: piece.attempt)

    assert last.entry == "submission_10/toy.py"


def test_gradescopes_attempts_of_one_second_are_in_order_of_their_numbers() -> None:
    """Submission 10 comes after submission 9, also where the time does not tell."""
    metadata = "".join(
        f"submission_{n}:\n  :submitters:\n  - :name: Ada\n    :sid: '1'\n"
        "  :created_at: 2026-11-01 01:30:00 Z\n"
        for n in (9, 10)
    )
    files = {"submission_metadata.yml": metadata, "submission_9/toy.py": "",
             "submission_10/toy.py": ""}  # fmt: skip

    last = max(read(files).pieces, key=lambda piece: piece.attempt)

    assert last.entry == "submission_10/toy.py"


def test_a_submission_without_a_time_has_none() -> None:
    """A time that is not said is empty, and so is a value of nothing."""
    lines = "submission_1:\n  :submitters:\n  - :name: ~\n    :sid: '1'\n  :created_at: \n"

    found = read_metadata(lines)["submission_1"]

    assert (found.people, found.created_at) == ([{"name": "", "sid": "1"}], "")


@pytest.mark.parametrize(
    "lines",
    [
        "submission_1\n",
        "  :submitters:\n",
        "submission_1:\n  :submitters:\n    :name: Ada\n",
        "submission_1:\n  :submitters:\n  - :name: |\n      Ada\n",
        "submission_1:\n  :submitters:\n  - :name: 'Ada\n",
        'submission_1:\n  :submitters:\n  - :name: "Ada\n',
        "submission_1:\n  :submitters:\n  - :name: *ada\n",
        "submission_1:\n  :created_at: yesterday\n",
        "submission_1:\n  :created_at: 2026-13-02 10:11:12 Z\n",
        "submission_1:\n  :created_at: 0001-01-01 00:00:00 +01:00\n",
        "submission_1:\n  :created_at: 9999-12-31 23:59:59 -01:00\n",
        "submission_1:\nsubmission_1:\n",
        "submission_1:\n  so: it\n  no key\n",
        "submission_1:\n  :submitters:\n     :name: Ada\n",
        "submission_1:\n  :submitters:\n  - :name: 'A'da'\n",
    ],
)
def test_metadata_of_another_form_is_refused(lines: str) -> None:
    """What is not written as Gradescope writes it is an error with its line, not a guess."""
    with pytest.raises(UsageError, match=r"reading line \d of submission_metadata\.yml"):
        read_metadata(lines)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["ada.ipynb", "bo-1.py"], {("ada", "toy.ipynb"), ("bo-1", "toy.py")}),
        (["ada.py", "ada (1).py"], {("ada", "toy.py")}),
        (["team-1.py", "team-2.py"], {("team-1", "toy.py"), ("team-2", "toy.py")}),
        (["ada/toy.py", "bo/x/toy.py"], {("ada", "toy.py"), ("bo", "toy.py")}),
        (["ada/toy/toy.py", "ada/other/other.py"], {("ada", "toy.py")}),
        (["all/ada/toy.py", "all/bo/toy.py"], {("ada", "toy.py"), ("bo", "toy.py")}),
        (["all/ada.py", "all/bo.py"], {("ada", "toy.py"), ("bo", "toy.py")}),
        (["ada/toy.py"], {("ada", "toy.py")}),
        (["ada/toy/toy.py"], {("ada", "toy.py")}),
        (["toy/ada.py"], {("ada", "toy.py")}),
        (["toy/ada/toy.py"], {("ada", "toy.py")}),
        (["ada/toy.py", "ada/notes.txt"], {("ada", "toy.py"), ("ada", "notes.txt")}),
        (["ada.py", "notes.txt", ".DS_Store", "__MACOSX/._ada.py"], {("ada", "toy.py")}),
    ],
)
def test_a_plain_folder(names: list[str], expected: set[tuple[str, str]]) -> None:
    """A file or a folder for each student, perhaps in one more folder, perhaps laid out already."""
    reading = read(names)

    assert reading.form == "folder"
    assert who(reading) == expected


@pytest.mark.parametrize(
    "name", ["toy.ipynb", "toy (1).py", "class.zip", "other/bo.py", ".hidden/toy.py"]
)
def test_a_file_of_nobody_waits_for_a_person(name: str) -> None:
    """A file of no student, a hidden one and an archive are listed and not given to anybody."""
    reading = read(["ada.py", name])

    assert who(reading) == {("ada", "toy.py")}
    assert [(each.entry, each.needs_person) for each in reading.asides] == [(name, True)]


CANVAS = [f"{name}_{n}_{n}0_toy.py" for n, name in enumerate(("ada", "bo", "cy"), 1)]
MOODLE = ["Ada_1_assignsubmission_file/toy.py", "Bo_2_assignsubmission_file/toy.py"]


@pytest.mark.parametrize(
    ("names", "form"),
    [
        (CANVAS, "canvas"),
        ([f"unpacked/{name}" for name in CANVAS], "canvas"),
        ([*CANVAS, "readme.md"], "canvas"),
        ([*CANVAS, "zed_4_40_x_9_assignsubmission_file_toy.py"], "canvas"),
        (
            [*CANVAS, *(f"zed_4_{n}_a_attempt_2027-01-15-22-59-00_a.txt" for n in range(9))],
            "canvas",
        ),
        (MOODLE, "moodle"),
        ([f"unpacked/{name}" for name in MOODLE], "moodle"),
        ([*MOODLE, "Cy_3_assignsubmission_file/submission_metadata.yml"], "moodle"),
        ([name.replace("/", "_") for name in MOODLE], "moodle"),
    ],
)
def test_the_platform_is_recognised(names: list[str], form: str) -> None:
    """Most names decide, and the reason is told; what one student's file is called does not."""
    reading = read(names)

    assert reading.form == form
    assert f"of {len(names)} names" in reading.why


@pytest.mark.parametrize(
    "names",
    [
        [*CANVAS, *MOODLE],
        ["ada.py", "bo.py", "cy.py", "dee_4_40_toy.py"],
        ["hw_12_34_attempt_2026-01-01-10-10-10_toy.py"],
    ],
)
def test_two_readings_are_not_settled_in_silence(names: list[str]) -> None:
    """Where names could be of two platforms it is an error, and --from decides."""
    with pytest.raises(UsageError, match=r"several ways(.|\n)*--from"):
        read(names)
    assert read(names, form="folder" if "ada.py" in names else "canvas").pieces


def test_a_gradescope_export_needs_its_metadata() -> None:
    """Without the list of people nobody is guessed, also where --from says the platform."""
    with pytest.raises(UsageError, match=r"no submission_metadata\.yml"):
        read(["submission_1/toy.py"], form="gradescope")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["ada/bo/toy.py"], r"all files in ada/bo, of which either folder can be the student's"),
        (["ada/submission_metadata.yml", "ada/submission_1/toy.py"], r"submission_metadata.yml in"),
    ],
)
def test_folders_in_a_folder_are_not_taken_for_students(names: list[str], words: str) -> None:
    """The one folder may be the student's, who made those inside; the roster settles it."""
    with pytest.raises(UsageError, match=words):
        read(names)
    known = dataclasses.replace(WANTED, somebody={"ada"}.__contains__)
    reading = read(names, known)
    assert reading.form == "folder"
    assert {folder for folder, _ in who(reading)} == {"ada"}


TWO_NUMBERS = "Bo_12_assignsubmission_file_13_assignsubmission_file"


@pytest.mark.parametrize(
    ("name", "people"),
    [
        (f"{TWO_NUMBERS}_toy.py", "Bo_12 or Bo_12_assignsubmission_file_13"),
        (f"{TWO_NUMBERS}.html", "Bo_12 or Bo_12_assignsubmission_file_13"),
        (f"{TWO_NUMBERS}_/toy.py", "Bo_12 or Bo_12_assignsubmission_file_13"),
        (f"{TWO_NUMBERS}/x/toy.py", "Bo_12 or Bo_12_assignsubmission_file_13"),
    ],
)
def test_two_numbers_of_moodle_in_one_name_are_nobody_s(name: str, people: str) -> None:
    """Which one Moodle wrote cannot be told; the file waits for a person, and others are read."""
    reading = read([name, "Bo_12_assignsubmission_file_toy.py"])

    assert reading.form == "moodle"
    assert who(reading) == {("Bo", "toy.py")}
    assert [(each.entry, each.why, each.needs_person) for each in reading.asides] == [
        (name, f"it could be of {people}", True)
    ]


def test_a_number_alone_at_the_end_of_a_flat_name_is_the_file_s() -> None:
    """Nothing follows the second number, so that Moodle wrote the first one."""
    assert who(read([TWO_NUMBERS])) == {("Bo", "13_assignsubmission_file")}


@pytest.mark.parametrize("form", ["canvas", "moodle", "blackboard"])
def test_a_form_that_fits_no_name_is_an_error(form: Form) -> None:
    """Said by --from and wrong: it is told, whatever platform was meant."""
    with pytest.raises(UsageError, match=f"no hand-in among 1 files, read as {form}"):
        read(["Ada/toy.py"], form=form)


@pytest.mark.parametrize("names", [[], [".DS_Store"], ["notes.txt"]])
def test_a_download_without_hand_ins_is_an_error(names: list[str]) -> None:
    """Nothing that anybody handed in is told, instead of an empty list."""
    with pytest.raises(UsageError, match="recognising where the download is from"):
        read(names)


ROSTER = Roster(
    {
        one.student: one
        for one in (
            Student("ada", "Ada Lovelace", "ada@example.org", group="Team A",
                    ids={"canvas_id": "101"}),
            Student("zoe", "Zoë O'Neil", group="Team A",
                    ids={"library_id": "7", "canvas_id": "102"}),
            Student("max", "Max Muster", ids={"student_id": "7"}),
            Student("kim1", "Kim Lee"),
            Student("kim2", "Kim Lee", status="dropped"),
        )
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("person", "folders"),
    [
        (Person("101", "someone", (("canvas_id", "101"),)), ("ada",)),
        (Person("x", "oneilzoë", (("canvas_id", "999"),)), ()),
        (Person("x", "oneilzoë"), ("zoe",)),
        (Person("x", "mustermax", (("canvas_id", "999"),)), ("max",)),
        (Person("x", "Lovelace, Ada", (("moodle_participant_id", "101"),)), ("ada",)),
        (Person("x", "ADA  lovelace"), ("ada",)),
        (Person("x", "x", (("email", "Ada@Example.org"), ("", "kim1"))), ()),
        (Person("x", "Kim Lee"), ()),
        (Person("x", "team a"), ("ada", "zoe")),
        (Person("x", "x", (("", "kim2"),)), ("kim2",)),
        (Person("x", "x", (("", "7"),)), ()),
        (Person("x", "Nobody"), ()),
        (Person("x", "'"), ()),
    ],
)
def test_a_person_is_the_student_whom_the_roster_says(
    person: Person, folders: tuple[str, ...]
) -> None:
    """Ids go before names; a name must be one student's alone and contradict no id of the roster.

    A group is all of its members.
    """
    found = students_of(person, ROSTER)

    assert found.folders == folders
    assert bool(found.why) == (not folders)
