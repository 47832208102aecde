"""Pages come back under the names that the other system gave, and under no other."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.course.roster import Roster, Student
from grader.errors import UsageError
from grader.exports.feedback_zip import feedback_zip
from grader.exports.grades import Made, grades_of
from grader.exports.who import people
from grader.records import SubmissionReport

Make = Callable[..., SubmissionReport]
Results = Callable[[Sequence[SubmissionReport]], Path]
ROSTER = Roster(
    {
        "ada": Student("ada", name="Ada Lovelace"),
        "grace": Student("grace", name="Hopper, Grace", ids={"canvas_id": "102"}),
        "zoe": Student("zoe", name="Zoë O'Neil"),
        "carl": Student("carl", name="Carl Gauß"),
    }
)
CANVAS = [
    "lovelaceada_LATE_101_5550_median.ipynb",
    "lovelaceada_LATE_101_5551_notes.txt",
    "hg_102_5560_median-2.py",
    "oneilzoë_103_5570_median.py",
    "noetheremmy_104_5580_median.py",
    "gaußcarl_105_5590_median.py",
    "readme.txt",
]
MOODLE = [
    "Ada Lovelace_41_assignsubmission_file/median.ipynb",
    "Ada Lovelace_41_assignsubmission_onlinetext/onlinetext.html",
    "Grace Hopper_42_assignsubmission_file_/deep/median.py",
    "Zoë O'Neil_43_assignsubmission_file_median.py",
    "Emmy Noether_44_assignsubmission_file/",
]


@pytest.fixture
def made(make: Make, results: Results, tmp_path: Path) -> Callable[..., Made]:
    """Exports the pages of ada, grace and zoe, given the names in a zip of submissions."""
    folder = results([make("ada"), make("grace"), make("zoe")])

    def export(
        like: str, names: Sequence[str] = (), roster: Roster = ROSTER, **more: object
    ) -> Made:
        path = tmp_path / "submissions.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, "a hand-in")
        grades = grades_of([make(each) for each in ("ada", "grace", "zoe")], "median")
        given = {"submissions": path, **more}
        return feedback_zip(folder, grades, people(roster, grades), like=like, **given)  # type: ignore[arg-type]

    return export


def _names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_plain_pages_have_their_own_names(made: Callable[..., Made], tmp_path: Path) -> None:
    """Every page is in the zip, byte for byte, and the class list is not."""
    data = made("plain").data

    assert _names(data) == ["ada.html", "grace.html", "zoe.html"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("ada.html") == (tmp_path / "graded/pages/ada.html").read_bytes()


def test_canvas_names_come_back(made: Callable[..., Made]) -> None:
    """Name, number of the student and number of the file are as Canvas wrote them."""
    export = made("canvas", CANVAS)

    assert _names(export.data) == [
        "hg_102_5560_feedback.html",
        "lovelaceada_LATE_101_5550_feedback.html",
        "oneilzoë_103_5570_feedback.html",
    ]
    assert export.notes == ("3 pages", "not graded here: 2 (gaußcarl, noetheremmy)")


def test_a_name_keeps_its_marks(made: Callable[..., Made]) -> None:
    """In Thai and Devanagari vowels are marks, no letters, and Canvas leaves them in the name."""
    names = ["ก้องกีฬา_103_5570_median.py", "नमस्ते_104_5580_median.py"]
    roster = Roster({"ada": Student("ada", name="กีฬา ก้อง"), "zoe": Student("zoe", name="नमस्ते")})

    assert _names(made("canvas", names, roster=roster).data) == [
        "नमस्ते_104_5580_feedback.html",
        "ก้องกีฬา_103_5570_feedback.html",
    ]


def test_names_that_are_not_marked_as_utf_8(made: Callable[..., Made], tmp_path: Path) -> None:
    """A program that writes UTF-8 without saying so changes no student's name."""
    name, stand_in = "oneilzoë_103_5570_median.py", "oneilzo##_103_5570_median.py"
    path = tmp_path / "unmarked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(stand_in, "a hand-in")
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), name.encode()))

    export = made("canvas", submissions=path)

    assert _names(export.data) == ["oneilzoë_103_5570_feedback.html"]


def test_canvas_reads_the_same_numbers(made: Callable[..., Made]) -> None:
    """The first two parts that are digits alone are the student's and the file's numbers."""
    for name in _names(made("canvas", CANVAS).data):
        given = next(each for each in CANVAS if each.startswith(name.removesuffix("feedback.html")))
        digits = [part for part in name.split("_") if part.isdigit()]
        assert digits[:2] == [part for part in given.split("_") if part.isdigit()][:2]
        assert not name.rsplit("_", 1)[1].startswith("link")


def test_moodle_names_come_back(made: Callable[..., Made]) -> None:
    """The page goes into the student's folder, or beside the file where there are no folders."""
    export = made("moodle", MOODLE)

    assert _names(export.data) == [
        "Ada Lovelace_41_assignsubmission_file/feedback.html",
        "Grace Hopper_42_assignsubmission_file_/feedback.html",
        "Zoë O'Neil_43_assignsubmission_file_feedback.html",
    ]
    assert export.notes == ("3 pages", "not graded here: 1 (Emmy Noether)")


def test_a_folder_of_submissions_serves_too(made: Callable[..., Made], tmp_path: Path) -> None:
    """Names are taken from an unpacked download; who has nothing there is named."""
    (tmp_path / "unpacked" / "Ada Lovelace_41_assignsubmission_file").mkdir(parents=True)

    export = made("moodle", submissions=tmp_path / "unpacked")

    assert _names(export.data) == ["Ada Lovelace_41_assignsubmission_file/feedback.html"]
    assert export.notes[1] == "NO PAGE FOR, because nothing there is theirs: 2 (grace, zoe)"


def test_no_name_leads_out_of_the_folder(made: Callable[..., Made]) -> None:
    """What begins with a dot, climbs, or holds what Windows forbids is passed over and told."""
    bad = ["../x_42_assignsubmission_file_a", "/abs", "C:x_42_assignsubmission_file", ".hidden"]
    bad += [
        "Grace Hopper_42_assignsubmission_file_..\\..\\x",
        "~Ada Lovelace_41_assignsubmission_file",
    ]

    export = made("moodle", [*bad, MOODLE[0]])

    assert all(not name.startswith((".", "/", "~")) for name in _names(export.data))
    assert not any(".." in name or ":" in name or "\\" in name for name in _names(export.data))
    assert any(note.startswith("names that are not safe") for note in export.notes)


def test_the_same_pages_give_the_same_bytes(made: Callable[..., Made]) -> None:
    """Entries are sorted and carry no time of this machine."""
    first, second = made("canvas", CANVAS).data, made("canvas", CANVAS[::-1]).data

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_no_download_is_refused(made: Callable[..., Made], tmp_path: Path) -> None:
    """No zip, another system's names, or another class: the message says what was expected."""
    (tmp_path / "text.zip").write_text("no zip")

    with pytest.raises(UsageError, match="BadZipFile"):
        made("canvas", submissions=tmp_path / "text.zip")
    with zipfile.ZipFile(tmp_path / "later.zip", "w") as archive:
        archive.writestr(info := zipfile.ZipInfo(CANVAS[0]), "a hand-in")
        info.extract_version = 99
    with pytest.raises(UsageError, match="zip file version"):
        made("canvas", submissions=tmp_path / "later.zip")
    with pytest.raises(UsageError, match="the names that Canvas gives"):
        made("canvas", MOODLE)
    with pytest.raises(UsageError, match="at least one of the graded students"):
        made("canvas", CANVAS[-2:])
    with pytest.raises(UsageError, match="--submissions-zip"):
        made("canvas", submissions=None)


def test_a_missing_page_is_refused(made: Callable[..., Made], tmp_path: Path) -> None:
    """A student whose page is gone is not left out in silence."""
    (tmp_path / "graded" / "pages" / "ada.html").unlink()

    with pytest.raises(UsageError, match="reading the page of ada"):
        made("plain")


def test_a_page_is_not_given_to_a_stranger_of_the_same_name(made: Callable[..., Made]) -> None:
    """Where Canvas' number says that the hand-in is somebody else's, nobody's page goes there."""
    names = ["lovelaceada_101_1_median.py", "hoppergrace_999_2_median.py"]

    notes = made("canvas", names)

    assert _names(notes.data) == ["lovelaceada_101_1_feedback.html"]
    assert "NO PAGE FOR, because nothing there is theirs: 2 (grace, zoe)" in notes.notes


KIM = "Kim Lee_{}_assignsubmission_file/median.py"


def _of_moodle(**number: str) -> Roster:
    """A roster of Ada, and of students named Kim Lee with Moodle's numbers."""
    kims = {
        student: Student(
            student, name="Lee, Kim", ids={"moodle_participant_id": each} if each else {}
        )
        for student, each in number.items()
    }
    return Roster({"ada": Student("ada", name="Ada Lovelace"), **kims})


@pytest.mark.parametrize(
    ("roster", "pages", "unclear"),
    [
        (_of_moodle(grace="51", zoe="52"), {"51": "grace", "52": "zoe"}, ""),
        (_of_moodle(grace="52"), {"52": "grace"}, ""),
        (_of_moodle(grace="53"), {}, ""),
        (_of_moodle(grace="52", zoe=""), {"52": "grace"}, ""),
        (_of_moodle(grace="", zoe=""), {}, ""),
        (_of_moodle(grace=""), {}, "it is not clear whose these are: 2 (Kim Lee_51, Kim Lee_52)"),
    ],
)
def test_two_of_one_name_at_moodle(
    made: Callable[..., Made],
    tmp_path: Path,
    roster: Roster,
    pages: dict[str, str],
    unclear: str,
) -> None:
    """The roster's number says who is who; else neither gets a page, and everybody else does."""
    export = made("moodle", [MOODLE[0], KIM.format("51"), KIM.format("52")], roster=roster)

    with zipfile.ZipFile(io.BytesIO(export.data)) as archive:
        given = {name.split("_")[1]: archive.read(name) for name in archive.namelist()}
    lying = tmp_path / "graded/pages"
    expected = {"41": "ada", **pages}
    assert given == {n: (lying / f"{student}.html").read_bytes() for n, student in expected.items()}
    assert [note for note in export.notes if "not clear" in note] == ([unclear] if unclear else [])


def test_a_number_of_moodle_is_no_other_id(made: Callable[..., Made]) -> None:
    """It counts in its own column alone: a student with that number elsewhere is another one."""
    roster = Roster({"ada": Student("ada", name="Ada L", ids={"student_id": "42"})})

    with pytest.raises(UsageError, match="at least one of the graded students"):
        made("moodle", [MOODLE[2]], roster=roster)


def test_folders_that_collect_made_of_one_name(
    make: Make, results: Results, tmp_path: Path
) -> None:
    """Without a roster, and while names are hidden, a folder has name and number."""
    students = ["Kim Lee_51", "Kim Lee_52", "Participant_7"]
    folder = results([make(each) for each in students])
    grades = grades_of([make(each) for each in students], "median")
    for student in students:
        (tmp_path / "down" / f"{student}_assignsubmission_file").mkdir(parents=True)

    export = feedback_zip(
        folder, grades, people(Roster(), grades), like="moodle", submissions=tmp_path / "down"
    )

    assert _names(export.data) == [
        f"{student}_assignsubmission_file/feedback.html" for student in students
    ]


def test_two_of_one_name_at_canvas_cost_nobody_else_a_page(made: Callable[..., Made]) -> None:
    """Where two have the name of one student, both are told and all other pages are written."""
    export = made("canvas", [*CANVAS, "lovelaceada_666_5600_median.py"])

    assert _names(export.data) == ["hg_102_5560_feedback.html", "oneilzoë_103_5570_feedback.html"]
    told = "it is not clear whose these are: 2 (lovelaceada_666, lovelaceada_101)"
    assert told in export.notes
    assert "NO PAGE FOR, because nothing there is theirs: 1 (ada)" in export.notes
