"""Tests of the doctor: a promise is kept when every attempt against it failed."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from grader.errors import SandboxError, WorkerDied
from grader.sandbox import doctor, layers
from grader.sandbox.process import WorkerProcess

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


LEFT_OUT: dict[str, dict[str, str]] = {
    "bubblewrap": {},
    "uid": {},
    "landlock": {},
    "bubblewrap,uid": {},
    "uid,landlock": {"contained": "write into another worker's folder"},
    "seccomp": {"unreadable": "open an internet socket", "contained": "start a process"},
    "bubblewrap,uid,landlock": {
        "unforgeable": "write a file outside",
        "unreadable": "read a file of ours",
        "contained": "write into another worker's folder",
    },
}
"""Layers to the promises that cannot be kept as root without them, and one thing that shows it."""


@pytest.mark.needs("root", "bubblewrap", "landlock", "seccomp")
@pytest.mark.parametrize("without", LEFT_OUT)
def test_what_each_layer_is_for(monkeypatch: pytest.MonkeyPatch, without: str) -> None:
    """Leaving layers out loses just the promises that they give, found by trying."""
    monkeypatch.setenv(layers.SWITCH, without)
    layers.bubblewrap_refusal.cache_clear()
    try:
        findings = {finding.promise: finding for finding in doctor.examine()}
    finally:
        layers.bubblewrap_refusal.cache_clear()

    lost = LEFT_OUT[without]
    assert {name for name, finding in findings.items() if not finding.reached} == set(lost)
    for name, finding in findings.items():
        assert not set(without.split(",")) & set(finding.layers)
        assert lost.get(name, "") in finding.missing
        assert bool(finding.todo) == (name in lost)


def test_the_advice_names_what_is_missing_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a promise that is not kept: every absent layer, with the machine's own reason."""
    refused = {"bubblewrap": "bwrap: No permissions to create new namespace"}
    examination = doctor.Examination({}, ("seccomp",), refused)
    monkeypatch.setattr(doctor, "attempts", lambda: examination)

    (todo,) = {finding.todo for finding in doctor.examine()}

    assert "allow user namespaces (bwrap: No permissions to create new namespace)" in todo
    assert "a Linux kernel with Landlock" in todo
    assert "seccomp" not in todo


@pytest.mark.parametrize(
    ("system", "name", "way"),
    [
        ("Darwin", "macOS", "grade in a Linux container or virtual machine"),
        ("Windows", "Windows", "grade in WSL2"),
        ("FreeBSD", "FreeBSD", "grade in a Linux container or virtual machine"),
    ],
)
def test_other_systems_promise_nothing(
    monkeypatch: pytest.MonkeyPatch, system: str, name: str, way: str
) -> None:
    """Where there are no locks nothing is tried, and a way that works is named."""
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(doctor, "attempts", lambda: pytest.fail("nothing is to be tried"))

    findings = doctor.examine()

    assert {finding.promise for finding in findings} == PROMISES
    for finding in findings:
        assert not finding.reached
        assert finding.layers == ()
        assert finding.missing == f"{name} has none of the locks that workers need"
        assert finding.todo == f"{way}; `grader check` works here"


def test_the_doctor_answers_where_there_is_no_module_resource() -> None:
    """On Windows, which lacks modules that the locks import, the doctor still gives its answer."""
    code = (
        "import platform, sys; sys.modules['resource'] = sys.modules['fcntl'] = None\n"
        "platform.system = lambda: 'Windows'\n"
        "from grader.sandbox.doctor import examine; print(examine()[0].todo)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stdout == "grade in WSL2; `grader check` works here\n", done.stderr


def test_a_worker_that_cannot_be_asked_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the trying itself breaks, that is said, and no promise is made."""

    def died(*_: object) -> None:
        raise WorkerDied("the process ended")

    monkeypatch.setattr(WorkerProcess, "ask", died)

    with pytest.raises(SandboxError, match="trying the sandbox out") as caught:
        doctor.examine()
    assert "WorkerDied: the process ended" in str(caught.value)
