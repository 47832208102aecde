"""Tests of the doctor: a promise is kept when every attempt against it failed."""

from __future__ import annotations

import pytest

from grader.sandbox import doctor

PROMISES = {"unforgeable", "unreadable", "contained"}


def tried(succeeded: dict[str, bool] | None = None) -> doctor.Examination:
    """An examination in which nothing else succeeded."""
    names = {name for attempts in doctor.AGAINST.values() for name in attempts}
    return doctor.Examination({**dict.fromkeys(names, False), **(succeeded or {})}, (), {})


def test_every_promise_has_attempts_against_it() -> None:
    """Each promise is tried in several ways, and each is explained."""
    assert set(doctor.AGAINST) == set(doctor.MEANING) == PROMISES
    assert all(len(attempts) >= 2 for attempts in doctor.AGAINST.values())


def test_a_promise_is_kept_when_nothing_succeeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was tried and failed everywhere is what a machine promises."""
    monkeypatch.setattr(doctor, "attempts", lambda: tried())

    assert [finding.reached for finding in doctor.examine()] == [True] * 3


@pytest.mark.parametrize("promise", sorted(PROMISES))
def test_one_success_breaks_its_promise(monkeypatch: pytest.MonkeyPatch, promise: str) -> None:
    """A single attempt that succeeds is named, with what to do."""
    wrong = doctor.AGAINST[promise][0]  # type: ignore[index]
    monkeypatch.setattr(doctor, "attempts", lambda: tried({wrong: True}))

    finding = {each.promise: each for each in doctor.examine()}[promise]  # type: ignore[index]

    assert not finding.reached
    assert wrong in finding.missing
    assert finding.todo


def test_what_was_not_tried_is_not_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    """An attempt that is missing from the answer counts as one that succeeded."""
    nothing = doctor.Examination({}, (), {})
    monkeypatch.setattr(doctor, "attempts", lambda: nothing)

    assert [finding.reached for finding in doctor.examine()] == [False] * 3


def test_the_doctor_tries_in_a_real_worker() -> None:
    """Every attempt that a promise needs is made, and has an outcome."""
    examination = doctor.attempts()

    needed = {name for attempts in doctor.AGAINST.values() for name in attempts}
    assert needed <= set(examination.succeeded)
