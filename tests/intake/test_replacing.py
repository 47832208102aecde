"""What may not take the place of what lies there, and what a kill leaves of a swap."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.intake import laying
from grader.intake.collect import Collected
from tests.intake.test_collect import Lab

A, B, C = b"print('a')\n", b"print('b')\n", b"print('c')\n"
EARLY, LATE = "2026-11-02 10:00:00.000000000 Z", "2026-11-03 09:00:00.000000000 +0100"


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A new laboratory."""
    return Lab(tmp_path)


def gradescope(lab: Lab, data: bytes, when: str = "", **more: Any) -> Collected:
    """One run on an export in which Ada handed in, at that time."""
    at = f"  :created_at: {when}\n" if when else ""
    said = f"submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: ada\n{at}"
    files = {"submission_metadata.yml": said.encode(), "submission_1/toy.py": data}
    return lab.collect(files, **more)


def moodle(lab: Lab, names: Mapping[str, bytes], **more: Any) -> Collected:
    """One run on a download of Moodle: name and number to what was handed in."""
    files = {f"{who}_assignsubmission_file/toy.py": data for who, data in names.items()}
    return lab.collect(files, **more)


def test_an_older_download_takes_nothing_back(lab: Lab) -> None:
    """Of two known times the later stays, whatever is said, and both are told."""
    gradescope(lab, B, LATE)
    before = lab.listing()

    found = [gradescope(lab, A, EARLY, update=update) for update in (True, False)]

    assert lab.lying() == {"ada/toy/toy.py": B}
    assert lab.listing() == before
    for each in found:
        (row,) = each.hand_ins
        assert row.status == "skipped"
        assert "in later, 2026-11-03T09:00:00+01:00, and this one 2026-11-02T10:00:00" in row.why
        assert f"remove {lab.submitted / 'ada/toy'}" in row.why


def test_who_wants_the_older_one_gets_it(lab: Lab) -> None:
    """When the newer folder is removed on purpose, the older one is laid down with its own time."""
    gradescope(lab, B, LATE)
    (lab.submitted / "ada/toy/toy.py").unlink()
    (lab.submitted / "ada/toy").rmdir()

    (row,) = gradescope(lab, A, EARLY).hand_ins

    assert row.status == "collected"
    assert lab.lying() == {"ada/toy/toy.py": A}
    assert lab.listing()["ada"]["when"] == "2026-11-02T10:00:00+00:00"


@pytest.mark.parametrize(
    ("first", "then", "edited"),
    [(EARLY, LATE, False), ("", EARLY, False), (LATE, "", False), (LATE, EARLY, True)],
    ids=["newer", "old without a time", "new without a time", "not what was collected"],
)
def test_what_is_not_known_to_be_older_is_taken(
    lab: Lab, first: str, then: str, edited: bool
) -> None:
    """A newer hand-in, one of two times unknown, or a file that a person put there: as was said."""
    gradescope(lab, A, first)
    if edited:
        (lab.submitted / "ada/toy/toy.py").write_bytes(C)

    (row,) = gradescope(lab, B, then, update=True).hand_ins

    assert row.status == "updated"
    assert lab.lying()["ada/toy/toy.py"] == B


def test_the_same_bytes_of_an_older_download_are_unchanged(lab: Lab) -> None:
    """An equal hand-in lies there already, whenever it was handed in."""
    gradescope(lab, A, LATE)

    assert gradescope(lab, A, EARLY).complete


@pytest.mark.parametrize("with_roster", [False, True], ids=["no roster", "roster"])
@pytest.mark.parametrize("second", [A, B], ids=["the same work", "other work"])
def test_two_people_of_one_name_in_two_downloads(
    lab: Lab, second: bytes, with_roster: bool
) -> None:
    """The work of a namesake goes nowhere, neither with --update nor where it is the same."""
    if with_roster:
        lab.roster("ada,Ada L,,,")
    moodle(lab, {"Ada L_123": A})
    before = lab.lying()

    found = [moodle(lab, {"Ada L_456": second}, update=update) for update in (False, True)]

    assert lab.lying() == before
    for each in found:
        (row,) = each.hand_ins
        assert (row.status, each.complete) == ("skipped", False)
        assert "may be of another person, with the id 123; this one has 456" in row.why
        assert "one person in two activities, remove the folder" in row.why
        assert "moodle_participant_id" in row.why
        assert "--update" not in row.why


def test_a_roster_tells_people_of_one_name_apart(lab: Lab) -> None:
    """Doing what was said about a namesake gives each of the two a folder."""
    moodle(lab, {"Ada L_123": A})
    (lab.submitted / "Ada L/toy/toy.py").unlink()
    (lab.submitted / "Ada L/toy").rmdir()
    text = "student,name,moodle_participant_id\nada1,Ada L,123\nada2,Ada L,456\n"
    (lab.course.root / "roster.csv").write_text(text)

    found = [moodle(lab, {"Ada L_123": A}), moodle(lab, {"Ada L_456": B})]

    assert all(each.complete for each in found)
    assert lab.lying() == {"ada1/toy/toy.py": A, "ada2/toy/toy.py": B}


def test_one_person_in_two_activities(lab: Lab) -> None:
    """Doing what was said about two activities takes the work of the second."""
    lab.roster("ada,Ada L,,,")
    moodle(lab, {"Ada L_123": A})
    shutil.rmtree(lab.submitted / "ada/toy")

    assert moodle(lab, {"Ada L_456": B}).complete
    assert lab.lying() == {"ada/toy/toy.py": B}


def test_the_same_person_may_hand_in_anew(lab: Lab) -> None:
    """Another work under the same number is what --update is for."""
    moodle(lab, {"Ada L_123": A})

    (row,) = moodle(lab, {"Ada L_123": B}, update=True).hand_ins

    assert row.status == "updated"


def killed(act: Callable[[], object], at: int) -> bool:
    """Whether a forked process that does this was killed, before its step number `at`."""
    child = os.fork()
    if child == 0:
        steps = 0

        def counted(real: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
            def step(one: Any, other: Any) -> Any:
                nonlocal steps
                steps += 1
                if steps == at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(one, other)

            return step

        try:
            for where, name in ((laying.os, "rename"), (laying, "exchange")):
                setattr(where, name, counted(getattr(where, name)))
            act()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "no exchange"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_killed_update_loses_neither_of_the_two(
    lab: Lab, at: int, can_exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of both lies there whole, and the same run again ends as one that nobody killed."""
    lab.collect({"ada.py": A})
    if not can_exchange:
        monkeypatch.setattr(laying, "exchange", lambda one, other: False)

    died = killed(lambda: lab.collect({"ada.py": B}, update=True), at)
    between = lab.lying()
    found = lab.collect({"ada.py": B}, update=True)

    assert died == (at <= 3 or not can_exchange)
    assert A in between.values()
    if can_exchange:
        assert between["ada/toy/toy.py"] in (A, B)
    assert found.complete
    assert lab.lying() == {"ada/toy/toy.py": B, "ada/.earlier/toy-1/toy.py": A}


def test_after_a_killed_update_another_download_keeps_all(lab: Lab) -> None:
    """What a killed run had replaced is kept as an earlier hand-in by whatever run comes next."""
    lab.collect({"ada.py": A})
    killed(lambda: lab.collect({"ada.py": B}, update=True), 3)

    lab.collect({"ada.py": C}, update=True)

    assert lab.lying() == {
        "ada/toy/toy.py": C,
        "ada/.earlier/toy-1/toy.py": A,
        "ada/.earlier/toy-2/toy.py": B,
    }
