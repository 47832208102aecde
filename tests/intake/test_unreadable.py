"""What an ordinary account may not read: it stops that one student, and is told by its path."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.intake.laying import lies_there
from grader.intake.students import list_submissions
from grader.worker.lockdown import drop_capabilities
from tests.faults import rig
from tests.intake.test_collect import Lab

pytestmark = pytest.mark.needs("linux")

A, B = b"print('a')\n", b"print('b')\n"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A laboratory with an unpacked download of two; what was locked is unlocked in the end."""
    lab = Lab(tmp_path)
    for student, data in (("ada", A), ("bo", B)):
        (tmp_path / "down" / student).mkdir(parents=True)
        (tmp_path / "down" / student / "toy.py").write_bytes(data)
    yield lab
    os.chmod(tmp_path, 0o700)
    for folder, folders, _ in os.walk(tmp_path):
        for name in folders:
            os.chmod(Path(folder, name), 0o700)


def as_ordinary_account(act: Callable[[], int]) -> rig.Ended:
    """How a command ends that may do nothing beyond what the modes of files allow."""

    def ordinary() -> int:
        drop_capabilities()
        return act()

    return rig.run(ordinary)


def collected(lab: Lab, *more: str) -> rig.Ended:
    """How `grader collect` of that download ends."""
    where = ("--submissions", lab.submitted, "--course", lab.course.root)
    return as_ordinary_account(rig.grader("collect", "toy", lab.root / "down", *where, *more))


@pytest.mark.parametrize(
    ("locked", "told"),
    [
        ("down/ada/toy.py", "ada/toy.py cannot be read: PermissionError: Permission denied"),
        ("down/ada", "ada it cannot be read: Permission denied"),
    ],
)
def test_what_cannot_be_read_of_a_download_stops_nobody_else(
    lab: Lab, locked: str, told: str
) -> None:
    """One file, or one student's folder: the other is collected, and a person is told of it."""
    os.chmod(lab.root / locked, 0)

    ended = collected(lab)

    assert ended.code == 1, rig.explained(ended)
    assert lab.lying() == {"bo/toy/toy.py": B}
    assert told.replace(" ", "") in "".join(ended.said.split())


@pytest.mark.parametrize(
    ("locked", "mode"),
    [("ada", 0), ("ada", 0o400), ("ada/toy", 0), ("ada/toy", 0o400), ("ada/toy/toy.py", 0)],
)
def test_a_place_that_cannot_be_read_stops_nobody_else(lab: Lab, locked: str, mode: int) -> None:
    """Where a student's folder is locked nothing is changed in it, and the next is collected."""
    (lab.submitted / "ada/toy").mkdir(parents=True)
    (lab.submitted / "ada/toy/toy.py").write_bytes(B)
    os.chmod(lab.submitted / locked, mode)

    ended = collected(lab, "--update")

    os.chmod(lab.submitted / locked, 0o700)
    assert ended.code == 1, rig.explained(ended)
    assert lab.lying() == {"ada/toy/toy.py": B, "bo/toy/toy.py": B}
    assert "correct its permissions and collect again".replace(" ", "") in "".join(
        ended.said.split()
    )


def test_a_student_whose_folder_cannot_be_read_is_listed(lab: Lab) -> None:
    """Whoever reads the hand-in says that it cannot be read, and the others go on."""
    for student in ("ada", "bo"):
        (lab.submitted / student / "toy").mkdir(parents=True)
    os.chmod(lab.submitted / "ada", 0)

    ended = as_ordinary_account(lambda: len(list_submissions(lab.submitted, "toy")))

    assert ended.code == 2, rig.explained(ended)


def test_a_hand_in_that_cannot_be_read_leaves_its_time(lab: Lab) -> None:
    """Nothing says that another one lies there: whoever reads it says that it cannot be read."""
    lab.collect({"ada.py": A})
    files = lab.listing()["ada"]["files"]
    os.chmod(lab.submitted / "ada", 0)

    ended = as_ordinary_account(lambda: int(lies_there(lab.submitted / "ada/toy", files)))

    assert ended.code == 1, rig.explained(ended)
