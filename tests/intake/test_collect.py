"""From a download to the folders that `grade` reads: what is laid down, kept, refused and told."""

from __future__ import annotations

import fcntl
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import load_course
from grader.errors import UsageError
from grader.intake import laying
from grader.intake.archives import Limits
from grader.intake.collect import Collected, HandIn, collect
from grader.intake.find import Found, find_hand_in
from grader.intake.students import list_submissions
from tests.courses_helper import make_course
from tests.engine.toy import FIXED

Files = Mapping[str, bytes]
A, B = b"print('a')\n", b"print('b')\n"


def packed(path: Path, files: Files) -> Path:
    """A zip archive with these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


class Lab:
    """The toy course, a folder for submissions, and downloads put into it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = load_course(make_course(root / "course"))
        self.submitted = root / "submitted"

    def collect(self, files: Files | Path, **more: Any) -> Collected:
        """One run on a zip archive with these files, or on a download that is there."""
        source = files if isinstance(files, Path) else packed(self.root / "down.zip", files)
        toy = self.course.assignment("toy")
        return collect(self.course, toy, source, self.submitted, **more)

    def roster(self, *lines: str) -> None:
        """Writes roster.csv."""
        text = "\n".join(("student,name,canvas_id,group,status", *lines))
        (self.course.root / "roster.csv").write_text(text + "\n", "utf-8")

    def lying(self) -> dict[str, bytes]:
        """Everything in the folder of submissions but the lock and the listing."""
        return {
            path.relative_to(self.submitted).as_posix(): path.read_bytes()
            for path in self.submitted.rglob("*")
            if path.is_file() and path.name not in {".collecting.lock", "collected.json"}
        }

    def listing(self) -> dict[str, Any]:
        """Student to what `collected.json` says."""
        document = json.loads((self.submitted / "collected.json").read_text("utf-8"))
        assert document["schema"] == "grader/collected/v1"
        return {each["student"]: each for each in document["hand_ins"]}


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A new laboratory."""
    return Lab(tmp_path)


def rows(found: Collected) -> dict[str, HandIn]:
    """Student, or the download's name for one, to row."""
    return {each.student or each.name: each for each in found.hand_ins}


def asides(found: Collected) -> dict[str, str]:
    """Entry to why it was passed over."""
    return {each.entry: each.why for each in found.asides}


def test_a_canvas_archive(lab: Lab) -> None:
    """The newest upload counts under the asked-for name; late marks and sources are listed."""
    found = lab.collect(
        {
            "lovelaceada_LATE_1_10_toy.py": A,
            "lovelaceada_LATE_1_12_toy-1.py": B,
            "bobo_2_11_toy (1).ipynb": A,
        }
    )

    assert found.complete
    assert lab.lying() == {"1/toy/toy.py": B, "2/toy/toy.ipynb": A}
    assert asides(found) == {"lovelaceada_LATE_1_10_toy.py": "an earlier upload of the same file"}
    ada, bo = lab.listing()["1"], lab.listing()["2"]
    assert (ada["late"], ada["name"], ada["id"], ada["source"]) == (
        True, "lovelaceada", "1", "down.zip",
    )  # fmt: skip
    assert ada["files"] == [
        {
            "file": "toy.py",
            "entry": "lovelaceada_LATE_1_12_toy-1.py",
            "sha256": laying.digest(B),
        }
    ]
    assert bo["late"] is False
    assert bo["notes"] == ["it was called toy (1).ipynb"]


def test_the_last_attempt_wins(lab: Lab) -> None:
    """Of several attempts the last counts, even where an earlier one had what the last lacks."""
    first, last = "attempt_2026-11-02-10-00-00", "attempt_2026-11-03-09-00-00"
    found = lab.collect(
        {
            f"toy_ada_{first}.txt": b"",
            f"toy_ada_{first}_toy.py": A,
            f"toy_ada_{last}.txt": b"",
            f"toy_ada_{last}_toy.py": B,
            f"toy_bo_{first}_toy.py": A,
            f"toy_bo_{last}_essay.pdf": A,
        }
    )

    assert lab.lying() == {"ada/toy/toy.py": B}
    assert lab.listing()["ada"]["when"] == "2026-11-03T09:00:00"
    assert asides(found)[f"toy_ada_{first}_toy.py"] == "an earlier attempt"
    assert asides(found)[f"toy_ada_{last}.txt"] == "the receipt"
    assert rows(found)["bo"].why == "no file is called toy.ipynb or toy.py; came: essay.pdf"
    assert not found.complete


@pytest.mark.parametrize(
    ("files", "lies", "said"),
    [
        ({"hw.ipynb": A}, {"toy.ipynb": A}, "it was called hw.ipynb; taken for toy.ipynb"),
        ({"hw.py": A, "n.txt": B}, {"toy.py": A}, "it was called hw.py; taken for toy.py"),
        ({"hw.ipynb": A, "help.py": B}, {"toy.ipynb": A}, "taken for toy.ipynb"),
        ({"toy.ipynb.txt": A}, {"toy.ipynb": A}, "it was called toy.ipynb.txt"),
        ({"Copy of toy.ipynb": A}, {"toy.ipynb": A}, "it was called Copy of toy.ipynb"),
        ({"toy - Kopie.ipynb": A, "b.ipynb": B}, {"toy.ipynb": A}, "was called toy - Kopie.ipynb"),
        ({"x/toy.py": A}, {"toy.py": A}, "it lay in the folder x"),
        ({"toy.ipynb": A, "toy.py": B}, {"toy.ipynb": A, "toy.py": B}, ""),
        ({"toy.py": A, "toy (1).py": A}, {"toy.py": A}, ""),
        ({"toy.py": A, "toy (1).py": B}, {}, "several files could be meant: "),
        ({"a.ipynb": A, "b.ipynb": B}, {}, "no file is called"),
        ({"toy.zip": A}, {}, "came: toy.zip; archives in it are not opened: unpack the download"),
        ({"other.ipynb": A}, {}, "no file is called"),
    ],
)
def test_which_file_counts(lab: Lab, files: Files, lies: Files, said: str) -> None:
    """A copy and the only notebook are taken and told; of two that differ none is chosen."""
    lab.course = load_course(
        make_course(
            lab.root / "two",
            {
                "course.toml": 'id = "c"\ntitle = "c"\nassignments = ["toy", "other"]\n',
                "solutions/other/assignment.toml": "",
            },
        )
    )

    found = lab.collect(
        {f"Ada_1_assignsubmission_file/{name}": data for name, data in files.items()}
    )

    (row,) = found.hand_ins
    assert lab.lying() == {f"Ada/toy/{name}": data for name, data in lies.items()}
    assert said in " ".join([*row.notes, row.why])
    assert found.complete == bool(lies)
    if lies:
        assert isinstance(find_hand_in(lab.submitted / "Ada/toy", ["toy.ipynb", "toy.py"]), Found)


def test_a_file_that_is_too_large_to_be_graded_is_told(lab: Lab) -> None:
    """It is laid down as it came, with what to do: a grading would give its student nothing."""
    most = lab.course.assignment("toy").limits.submission_kb * 1024
    large = os.urandom(most + 1)

    found = lab.collect({"ada/toy.ipynb": large, "bo/toy.ipynb": large[:-1]})

    assert lab.lying() == {"ada/toy/toy.ipynb": large, "bo/toy/toy.ipynb": large[:-1]}
    ada, bo = rows(found)["ada"], rows(found)["bo"]
    assert ada.notes == (
        "toy.ipynb is larger than 20 MB, and is not graded: have it handed in again with its "
        "outputs cleared, or raise submission_kb in assignment.toml",
    )
    assert bo.notes == ()


STUB_IPYNB, STUB_PY = b'{"cells": []}\n', b"raise NotImplementedError()\n"
BESIDE = "it is not called as asked for; toy.py is taken"


@pytest.mark.parametrize(
    ("files", "lies", "said"),
    [
        # The only other notebook, or else the only other .py, goes before what was given out.
        ({"My toy.ipynb": A, "toy.py": STUB_PY}, {"toy.ipynb": A, "toy.py": STUB_PY}, "was called"),
        ({"hw.py": A, "toy.ipynb": STUB_IPYNB}, {"toy.py": A, "toy.ipynb": STUB_IPYNB}, "hw.py"),
        (
            {"hw.py": A, "toy.py": b"\xef\xbb\xbf" + STUB_PY.replace(b"\n", b" \r\n")},
            {"toy.py": A},
            "it was called hw.py; taken for toy.py, since the file of that name is as it was given",
        ),
        (
            {"hw.ipynb": A, "help.py": B, "toy.py": STUB_PY},
            {"toy.ipynb": A, "toy.py": STUB_PY},
            "",
        ),
        # Of two copies the one that somebody worked in.
        ({"toy.py": STUB_PY, "toy (1).py": B}, {"toy.py": B}, "it was called toy (1).py"),
        (
            {"toy.ipynb": A, "toy-Copy1.ipynb": STUB_IPYNB, "toy.py": STUB_PY},
            {"toy.ipynb": A, "toy.py": STUB_PY},
            "",
        ),
        # Nobody can know: a person is told.
        ({"a.ipynb": A, "b.ipynb": B, "toy.py": STUB_PY}, {}, "cannot be told: a.ipynb, b.ipynb"),
        ({"My toy.ipynb": A, "toy.py": B}, {"toy.py": B}, BESIDE),
        # Whatever else was handed in stays out of it.
        ({"toy.ipynb": STUB_IPYNB, "data.csv": B}, {"toy.ipynb": STUB_IPYNB}, ""),
        ({"toy.ipynb": STUB_IPYNB, "other.ipynb": B}, {"toy.ipynb": STUB_IPYNB}, ""),
        ({"toy.ipynb": B, "help.py": A}, {"toy.ipynb": B}, ""),
    ],
)
def test_what_was_given_out_wins_over_nobodys_work(
    lab: Lab, files: Files, lies: Files, said: str
) -> None:
    """Who renames the notebook and leaves the stub beside it is not graded on the stub."""
    toml = 'id = "c"\ntitle = "c"\nassignments = ["toy", "other"]\n'
    released = {
        "solutions/other/assignment.toml": "",
        "assignments/toy/toy.ipynb": STUB_IPYNB.decode(),
        "assignments/toy/toy.py": STUB_PY.decode(),
    }
    lab.course = load_course(make_course(lab.root / "two", {"course.toml": toml, **released}))

    found = lab.collect(
        {f"Ada_1_assignsubmission_file/{name}": data for name, data in files.items()}
    )

    (row,) = found.hand_ins
    assert lab.lying() == {f"Ada/toy/{name}": data for name, data in lies.items()}
    assert said in " ".join([*row.notes, row.why, *asides(found).values()])
    assert found.complete == (bool(lies) and said != BESIDE)


def test_a_release_that_leads_nowhere_is_not_taken_for_none(lab: Lab) -> None:
    """Without it a stub would pass for somebody's work: nothing is laid down, and the file told."""
    stub = lab.course.assignment("toy").release_py
    stub.parent.mkdir(parents=True)
    stub.symlink_to("/nowhere/toy.py")

    with pytest.raises(UsageError, match=r"toy\.py(.|\n)*No such file"):
        lab.collect({"ada.py": A})
    assert lab.lying() == {}


def test_a_text_alone_is_no_hand_in(lab: Lab) -> None:
    """Who only typed a text on the platform is listed for a person."""
    found = lab.collect(
        {
            "Ada_1_assignsubmission_onlinetext/onlinetext.html": A,
            "Bo_2_assignsubmission_file/toy.py": A,
        }
    )

    assert rows(found)["Ada"].why == "no file was handed in"
    assert list(lab.listing()) == ["Bo"]


def test_a_group_hands_in_once_for_all(lab: Lab) -> None:
    """Each member of a group gets the file, and the others are named."""
    lab.roster("ada,Ada,,Team 1,", "bo,Bo,,Team 1,", "cy,Cy,,,")

    found = lab.collect({"Team 1_7_assignsubmission_file/toy.py": A})

    assert lab.lying() == {"ada/toy/toy.py": A, "bo/toy/toy.py": A}
    assert rows(found)["ada"].group == ("bo",)
    assert found.missing == ("cy",)


def test_a_gradescope_group_of_two(lab: Lab) -> None:
    """Gradescope's own list of people makes the group."""
    people = "".join(f"  - :name: {n}\n    :sid: {n}\n" for n in ("ada", "bo"))
    metadata = f"submission_1:\n  :submitters:\n{people}"

    found = lab.collect({"submission_metadata.yml": metadata.encode(), "submission_1/toy.py": A})

    assert lab.lying() == {"ada/toy/toy.py": A, "bo/toy/toy.py": A}
    assert rows(found)["bo"].group == ("ada",)
    assert found.complete


def test_the_roster_decides_who_is_a_student(lab: Lab) -> None:
    """Ids become folders of the roster; strangers and doubtful people get nothing laid down."""
    lab.roster("ada,Ada Lovelace,1,,", "zoë,Zoë O'Neil,,,dropped", "max,Max M,3,,")

    found = lab.collect(
        {
            "lovelaceada_1_10_toy.py": A,
            "oneilzoë_2_11_toy.py": B,
            "stranger_9_12_toy.py": A,
        }
    )

    assert lab.lying() == {"ada/toy/toy.py": A, "zoë/toy/toy.py": B}
    assert rows(found)["zoë"].notes == ("found by name; the roster says: dropped",)
    assert rows(found)["stranger"].why == "roster.csv has no student 'stranger' (9)"
    assert (found.missing, found.complete) == (("max",), False)


def test_repositories_of_github_classroom(lab: Lab) -> None:
    """`<assignment>-<login>` is the student whom the roster has by that login or folder alone."""
    rows_of = ("ada,", "bo,Octo-Bo", "cy,", "dee,cy", "eve,else", "toy-max,", "max,")
    text = "\n".join(("student,github_id", *rows_of))
    (lab.course.root / "roster.csv").write_text(text + "\n", "utf-8")
    logins = ("ada", "octo-bo", "cy", "eve", "max", "zed")

    found = lab.collect({f"toy-submissions/toy-{name}/toy.py": A for name in logins})

    assert lab.lying() == {"ada/toy/toy.py": A, "bo/toy/toy.py": A}
    by_name = {each.name: each for each in found.hand_ins}
    assert by_name["toy-ada"].notes == ("toy-ada is taken for the repository of ada",)
    assert by_name["toy-octo-bo"].student == "bo"
    todo = "; rename its folder to the student's, or write the login into the column github_id"
    assert {name: each.why for name, each in by_name.items() if each.why} == {
        "toy-cy": f"'toy-cy' could be of cy or dee{todo}",
        "toy-eve": f"roster.csv has no student 'toy-eve' and no login 'eve'{todo}",
        "toy-max": f"'toy-max' could be of max or toy-max{todo}",
        "toy-zed": f"roster.csv has no student 'toy-zed' and no login 'zed'{todo}",
    }


def test_a_repository_is_found_by_the_name_that_its_platform_made(lab: Lab) -> None:
    """GitHub writes `-` for `_`, and letters as it likes; without a roster the folder stays."""
    (lab.course.root / "solutions/toy").rename(lab.course.root / "solutions/toy_one")
    course = (lab.course.root / "course.toml").read_text("utf-8")
    (lab.course.root / "course.toml").write_text(course.replace('"toy"', '"toy_one"'), "utf-8")
    lab.course = load_course(lab.course.root)
    one = lab.course.assignment("toy_one")
    download = packed(lab.root / "down.zip", {"Toy-One-ada/toy_one.py": A, "Toy-One-bo/a.py": B})

    collect(lab.course, one, download, lab.root / "without")
    lab.roster("ada,Ada,,,", "bo,Bo,,,")
    collect(lab.course, one, download, lab.submitted)

    assert (lab.root / "without/Toy-One-ada/toy_one/toy_one.py").is_file()
    assert lab.lying() == {"ada/toy_one/toy_one.py": A, "bo/toy_one/toy_one.py": B}


def test_two_people_who_are_one_student_are_not_settled(lab: Lab) -> None:
    """Where two people of a download lead to one student, neither file is laid down."""
    lab.roster("ada,Ada Lovelace,1,,")

    found = lab.collect({"lovelaceada_1_10_toy.py": A, "ada_1_assignsubmission": B,
                         "ada lovelace.py": A}, form="canvas")  # fmt: skip
    assert len(found.asides) == 2
    clash = lab.collect({"ada.py": B, "Ada Lovelace.py": A}, form="folder")

    assert {each.why for each in clash.hand_ins} == {
        "several are the same student: Ada Lovelace, ada"
    }
    assert lab.lying() == {"ada/toy/toy.py": A}


def test_again_changes_nothing(lab: Lab) -> None:
    """The same download once more is unchanged, and the first listing stays, late mark and all."""
    lab.collect({"ada_LATE_1_10_toy.py": A})
    before = (lab.submitted / "collected.json").read_bytes()

    found = lab.collect({"1/toy.py": A}, form="folder")

    assert rows(found)["1"].status == "unchanged"
    assert found.complete
    assert (lab.submitted / "collected.json").read_bytes() == before


def test_nothing_is_replaced_unless_asked(lab: Lab) -> None:
    """Another hand-in is refused; --update takes it and keeps each earlier one unread."""
    lab.collect({"ada.py": A})

    refused = lab.collect({"ada.py": B})
    lying = lab.lying()
    updated = lab.collect({"ada.py": B}, update=True)
    again = lab.collect({"ada.ipynb": A}, update=True)

    assert (rows(refused)["ada"].status, refused.complete) == ("skipped", False)
    assert "--update" in rows(refused)["ada"].why
    assert lying == {"ada/toy/toy.py": A}
    assert rows(updated)["ada"].status == "updated"
    assert "ada/.earlier/toy-1" in " ".join(rows(updated)["ada"].notes)
    assert again.complete
    assert lab.lying() == {
        "ada/toy/toy.ipynb": A,
        "ada/.earlier/toy-1/toy.py": A,
        "ada/.earlier/toy-2/toy.py": B,
    }
    assert [each.folder.name for each in list_submissions(lab.submitted, "toy")] == ["toy"]
    assert lab.listing()["ada"]["files"][0]["file"] == "toy.ipynb"


@pytest.mark.parametrize("where", ["ada", "ada/toy", "ada/.earlier"])
def test_links_in_the_way_are_not_followed(lab: Lab, where: str) -> None:
    """A link where a folder was expected stops that student alone, and nothing goes through it."""
    outside = lab.root / "outside"
    outside.mkdir()
    link = lab.submitted / where
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)

    found = lab.collect({"ada.py": A, "bo.py": B}, update=True)

    assert "is a link or a file" in rows(found)["ada"].why
    assert rows(found)["bo"].status == "collected"
    assert list(outside.iterdir()) == []


def test_a_folder_that_spells_the_name_otherwise_is_used(lab: Lab) -> None:
    """A student's folder written with combining marks is the same student's."""
    (lab.submitted / "Zoe\u0308").mkdir(parents=True)

    lab.collect({"Zoë.py": A})

    assert [each.student for each in list_submissions(lab.submitted, "toy")] == ["Zoë"]


def test_a_bad_download_writes_nothing(lab: Lab) -> None:
    """A file whose bytes are damaged in the middle of the archive leaves no student behind."""
    source = packed(lab.root / "down.zip", {"ada.py": A, "bo.py": B})
    source.write_bytes(source.read_bytes().replace(B, B.upper()))

    with pytest.raises(UsageError, match="a damaged file"):
        lab.collect(source)

    assert lab.lying() == {}
    assert [path.name for path in lab.submitted.iterdir()] == [".collecting.lock"]


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4])
def test_an_interrupted_run_leaves_whole_hand_ins_alone(
    lab: Lab, fails_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a run stops, each student has the earlier or the new hand-in; a rerun ends it."""
    lab.collect({"ada.py": A, "bo.py": A})
    real, calls = os.rename, []

    def rename(old: Any, new: Any) -> None:
        calls.append(new)
        if len(calls) == fails_at:
            raise KeyboardInterrupt
        real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(laying.os, "rename", rename)
        with pytest.raises(KeyboardInterrupt):
            lab.collect({"ada.py": B, "bo.py": B}, update=True)

    current = {name: data for name, data in lab.lying().items() if ".earlier" not in name}
    assert set(current) == {"ada/toy/toy.py", "bo/toy/toy.py"}
    assert list(lab.submitted.glob(".collecting-*")) == []
    lab.collect({"ada.py": B, "bo.py": B}, update=True)
    assert {data for name, data in lab.lying().items() if ".earlier" not in name} == {B}
    assert {each["files"][0]["sha256"] for each in lab.listing().values()} == {laying.digest(B)}


def test_what_a_killed_run_left_goes(lab: Lab) -> None:
    """A hidden folder of a run that was killed is removed by the next one."""
    (lab.submitted / ".collecting-old/x").mkdir(parents=True)

    lab.collect({"ada.py": A})

    assert not (lab.submitted / ".collecting-old").exists()


def test_two_runs_do_not_meet(lab: Lab) -> None:
    """While another run is at work in the folder, this one says so and does nothing."""
    lab.submitted.mkdir()
    with open(lab.submitted / ".collecting.lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        with pytest.raises(UsageError, match="another one that is at work there"):
            lab.collect({"ada.py": A})


@pytest.mark.parametrize(
    "text", ["", "[]", '{"schema": "x", "hand_ins": []}', '{"hand_ins": [1]}', '{"hand_ins": [{}]}']
)
def test_a_listing_that_is_none_stops_at_once(lab: Lab, text: str) -> None:
    """A `collected.json` that somebody else wrote is not overwritten, and nothing is laid down."""
    lab.submitted.mkdir()
    (lab.submitted / "collected.json").write_text(text)

    with pytest.raises(UsageError, match=r"reading .*collected\.json"):
        lab.collect({"ada.py": A})
    assert lab.lying() == {}


def test_a_listing_that_leads_nowhere_is_not_taken_for_none(lab: Lab) -> None:
    """A link to what cannot be read is not replaced: the times of a class may stand behind it."""
    lab.submitted.mkdir()
    (lab.submitted / "collected.json").symlink_to("/nowhere/collected.json")

    with pytest.raises(UsageError, match=r"reading .*collected\.json(.|\n)*a link to /nowhere/"):
        lab.collect({"ada.py": A})
    assert lab.lying() == {}
    assert (lab.submitted / "collected.json").is_symlink()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("course/assignments/x", "which students get"),
        ("down", "inside the download"),
        (".", "in which the download lies"),
        ("down/ada.py", "which is a file"),
    ],
)
def test_places_that_would_mix_things_up(lab: Lab, place: str, words: str) -> None:
    """Submissions lie neither in the download nor around it, nor where students read."""
    (lab.root / "down").mkdir()
    (lab.root / "down/ada.py").write_bytes(A)
    lab.submitted = lab.root / place

    with pytest.raises(UsageError, match=words):
        lab.collect(lab.root / "down")


def test_a_link_in_an_unpacked_download_is_listed(lab: Lab) -> None:
    """Nothing behind a link is collected, and a person is told."""
    (lab.root / "secret").write_bytes(B)
    (lab.root / "down/ada").mkdir(parents=True)
    (lab.root / "down/bo.py").write_bytes(A)
    (lab.root / "down/ada/toy.py").symlink_to(lab.root / "secret")

    found = lab.collect(lab.root / "down")

    assert lab.lying() == {"bo/toy/toy.py": A}
    assert asides(found) == {"ada/toy.py": "it is a link or a device, which is not followed"}
    assert not found.complete


def test_a_film_is_no_hand_in(lab: Lab) -> None:
    """A file beyond every limit is told and the others are collected."""
    found = lab.collect({"ada.py": A * 9, "bo.py": B}, limits=Limits(file_bytes=20))

    assert rows(found)["ada"].why == "ada.py is too large to be a hand-in"
    assert lab.lying() == {"bo/toy/toy.py": B}


NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\0\\"), min_size=1, max_size=40
).filter(lambda text: not text.startswith("."))


@FIXED
@given(
    names=st.lists(
        st.sampled_from(["CON", "~x", "a%41", "%", "x.", "x ", "\u202eevil", "Ada\n1"]) | NAMES,
        min_size=1, max_size=4, unique=True,
    )
)  # fmt: skip
def test_no_name_of_a_student_leaves_the_folder(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever people are called, each gets a folder of its own, and no other place."""
    lab = Lab(tmp_path_factory.mktemp("names"))
    files = {f"{name}_{n}_assignsubmission_file/toy.py": b"%d" % n for n, name in enumerate(names)}

    found = lab.collect(files, form="moodle")

    assert found.complete
    lying = lab.lying()
    placed = {each.student for each in found.hand_ins}
    assert set(lying) == {f"{student}/toy/toy.py" for student in placed}
    assert {each.student for each in list_submissions(lab.submitted, "toy")} == placed
    assert {path.name for path in lab.root.iterdir()} == {"course", "down.zip", "submitted"}


def test_nothing_is_made_where_nothing_is_staged(tmp_path: Path) -> None:
    """Who opens the shelf to take things out leaves nothing behind, however it ends."""
    with laying.open_shelf(tmp_path) as shelf:
        before = sorted(os.listdir(tmp_path))
        staged = laying.stage(shelf, {"a.py": A})
        inside = sorted(path.name for path in staged.iterdir())

    assert before == [".collecting.lock"] == sorted(os.listdir(tmp_path))
    assert inside == ["a.py"]
