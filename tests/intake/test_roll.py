"""Whose a hand-in is: ids go before names, and nobody's choice of a name costs anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.intake.collect import Collected
from tests.intake.test_collect import A, B, Files, Lab

GROUP = "student,name,group\nada,Ada L,Tutorial 3\nbo,Bo D,Tutorial 3\ncy,Cy Y,Tutorial 3\n"


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A new laboratory."""
    return Lab(tmp_path)


def _roster(lab: Lab, text: str) -> None:
    (lab.course.root / "roster.csv").write_text(text, "utf-8")


def _gradescope(*people: tuple[str, str, str, bytes]) -> Files:
    """An export with a hand-in of each: name, e-mail, student id, file."""
    said = "".join(
        f"submission_{n}:\n  :submitters:\n  - :name: {name}\n"
        f"    :email: {email}\n    :sid: {sid}\n"
        for n, (name, email, sid, _) in enumerate(people)
    )
    files = {f"submission_{n}/toy.py": each[-1] for n, each in enumerate(people)}
    return {"submission_metadata.yml": said.encode(), **files}


def _skipped(found: Collected) -> dict[str, str]:
    """What is skipped, by student or else the download's name and id, and why."""
    return {
        each.student or f"{each.name} {each.id}".strip(): each.why
        for each in found.hand_ins
        if each.status == "skipped"
    }


@pytest.mark.parametrize("ada_too", [False, True])
def test_an_e_mail_address_counts_against_a_name(lab: Lab, ada_too: bool) -> None:
    """Who takes a student's name hands in nothing for them, and keeps nobody's work away."""
    _roster(lab, "student,name,email\nada,Ada Lovelace,Ada@x.org\n")
    own = [("Ada Lovelace", "ada@X.org", "", B)] if ada_too else []

    found = lab.collect(_gradescope(("Ada Lovelace", "evil@mail.org", "", A), *own))

    assert lab.lying() == ({"ada/toy/toy.py": B} if ada_too else {})
    assert not found.complete
    assert _skipped(found) == {
        "Ada Lovelace evil@mail.org": "'Ada Lovelace' is called like ada, whose email in roster.csv"
        " is Ada@x.org, not evil@mail.org; if it is ada, correct that in roster.csv, and collect"
        " again"
    }


def test_a_student_with_another_address_is_known_by_an_id(lab: Lab) -> None:
    """A private address costs nothing where the student's id is there; it is told."""
    _roster(lab, "student,name,email,student_id\nada,Ada L,ada@x.org,77\nbo,Bo D,bo@x.org,\n")

    found = lab.collect(
        _gradescope(("Ada L", "ada@home.org", "77", A), ("Bo D", "bo@home.org", "78", B))
    )

    assert lab.lying() == {"ada/toy/toy.py": A}
    (ada,) = (each for each in found.hand_ins if each.student)
    assert ada.notes == (
        "known by an id, though the email in roster.csv is ada@x.org, not ada@home.org",
    )
    assert _skipped(found)["Bo D bo@home.org"].endswith(
        "if it is bo, correct that in roster.csv, or write its id 78 there into a column that ends"
        " in _id, and collect again"
    )


def test_who_says_an_id_beside_another_address_gives_way(lab: Lab) -> None:
    """A number that somebody else wrote into an account does not keep a student's work away."""
    _roster(lab, "student,name,email,student_id\nada,Ada L,ada@x.org,77\n")

    found = lab.collect(
        _gradescope(("Ada L", "ada@x.org", "", A), ("Mal", "evil@mail.org", "77", B))
    )

    assert lab.lying() == {"ada/toy/toy.py": A}
    assert list(_skipped(found)) == ["Mal evil@mail.org"]
    assert "another one here is surer to be ada: Ada L" in _skipped(found)["Mal evil@mail.org"]


def test_who_says_an_id_beside_another_address_replaces_nothing(lab: Lab) -> None:
    """What a student handed in stays where somebody else wrote their number into an account."""
    _roster(lab, "student,name,email,student_id\nada,Ada L,ada@x.org,77\n")
    lab.collect(_gradescope(("Ada L", "ada@x.org", "", A)))

    found = lab.collect(_gradescope(("Mal", "evil@mail.org", "77", B)), update=True)

    assert lab.lying() == {"ada/toy/toy.py": A}
    assert "of another person, with the id ada@x.org" in _skipped(found)["ada"]


def test_a_namesake_gives_way_to_who_is_known_by_an_id(lab: Lab) -> None:
    """Where the roster has no address to say otherwise, the id of the other one does."""
    _roster(lab, "student,name,student_id\nada,Ada L,77\n")

    found = lab.collect(
        _gradescope(("Ada L", "evil@mail.org", "", B), ("Ada L", "ada@x.org", "77", A))
    )

    assert lab.lying() == {"ada/toy/toy.py": A}
    assert list(_skipped(found)) == ["Ada L evil@mail.org"]


def test_another_address_does_not_leave_the_name_to_a_namesake(lab: Lab) -> None:
    """People have several addresses: of two of one name it may still be either."""
    _roster(lab, "student,name,email\nkim1,Kim Lee,kim@x.org\nkim2,Kim Lee,\n")

    found = lab.collect(_gradescope(("Kim Lee", "kim@home.org", "", A)))

    assert lab.lying() == {}
    assert "several students have the name 'Kim Lee': kim1, kim2" in "".join(
        _skipped(found).values()
    )


def test_a_group_hands_in_where_groups_do(lab: Lab) -> None:
    """A download with nobody alone in it is of groups."""
    _roster(lab, GROUP + "dee,Dee,Tutorial 4\n")
    files = {f"{name}_assignsubmission_file/toy.py": A for name in ("Tutorial 3_7", "Tutorial 4_8")}

    found = lab.collect(files)

    assert found.complete
    assert sorted(lab.lying()) == [f"{name}/toy/toy.py" for name in ("ada", "bo", "cy", "dee")]


def test_nobody_hands_in_for_a_group_by_its_name_alone(lab: Lab) -> None:
    """Where students hand in alone, one who is called like a group is nobody, and is told."""
    _roster(lab, GROUP)

    found = lab.collect(
        {
            "Tutorial 3_901_assignsubmission_file/toy.py": B,
            "Ada L_902_assignsubmission_file/toy.py": A,
        }
    )

    assert lab.lying() == {"ada/toy/toy.py": A}
    assert _skipped(found) == {
        "Tutorial 3 901": "'Tutorial 3' is called like a group of roster.csv, but single students"
        " hand in here, and one can choose that name; if ada, bo, cy handed it in together, collect"
        " it from a folder in which nobody hands in alone"
    }


def test_a_person_of_gradescope_is_no_group(lab: Lab) -> None:
    """It lists each member of a group, so the name of one is somebody's own choice."""
    _roster(lab, GROUP)

    found = lab.collect(_gradescope(("Tutorial 3", "evil@mail.org", "", A)))

    assert lab.lying() == {}
    assert _skipped(found) == {
        "Tutorial 3 evil@mail.org": "roster.csv has no student 'Tutorial 3' (evil@mail.org)"
    }


def test_who_is_known_not_to_be_a_member_is_no_group(lab: Lab) -> None:
    """Canvas names a group's file after the group, with the number of one of its members."""
    _roster(lab, "student,group,canvas_id\nada,Tutorial 3,1\nbo,Tutorial 3,2\n")

    found = lab.collect({"tutorial3_9_55_toy.py": A})

    assert lab.lying() == {}
    assert _skipped(found)["tutorial3 9"] == (
        "'tutorial3' is called like the group of ada, bo, and its id 9 is not one of theirs"
    )


def test_a_student_s_own_folder_goes_before_the_group_s(lab: Lab) -> None:
    """Folders of groups and of students may lie side by side; who has both is told."""
    _roster(lab, GROUP)

    found = lab.collect({"Tutorial 3/toy.py": B, "ada/toy.py": A})

    assert lab.lying() == {"ada/toy/toy.py": A, "bo/toy/toy.py": B, "cy/toy/toy.py": B}
    assert _skipped(found) == {"ada": "ada has a hand-in of their own beside the group's: ada"}
    (bo,) = (each for each in found.hand_ins if each.student == "bo")
    assert bo.group == ("cy",)


def test_a_group_does_not_take_the_place_of_what_a_student_handed_in(lab: Lab) -> None:
    """In a later download there may be nobody but who took the group's name."""
    _roster(lab, GROUP)
    lab.collect({"Ada L_902_assignsubmission_file/toy.py": A})

    found = lab.collect({"Tutorial 3_901_assignsubmission_file/toy.py": B}, update=True)

    assert lab.lying()["ada/toy/toy.py"] == A
    assert list(_skipped(found)) == ["ada"]
