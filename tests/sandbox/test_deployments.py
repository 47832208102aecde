"""What the doctor says in each way that the grader is set up, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests import hostile_set
from tests.deployments import DEPLOYMENTS, Deployment
from tests.hostile_set import Class, Graded

pytestmark = pytest.mark.needs("linux", "root", "landlock", "seccomp", "bubblewrap")
PROMISES = ("unforgeable", "unreadable", "contained")
STUDENTS = ("right", "right_otherwise", "always_equal", "exit_in_call", "reply_doubled", "sleep")
LACKING = [name for name, each in DEPLOYMENTS.items() if each.lacks]


def usable(name: str) -> Deployment:
    """A deployment; a skip where it cannot be made."""
    deployment = DEPLOYMENTS[name]
    if not deployment.interpreter():
        pytest.skip("needs readable_python: no Python of this version that every account may run")
    return deployment


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_the_doctor_tells_the_truth(name: str) -> None:
    """In each deployment the doctor finds just the promises that can be kept, and their layers."""
    deployment = usable(name)
    done = deployment.run(["doctor", "--json"], {})
    findings = {each["promise"]: each for each in json.loads(done.stdout)["promises"]}

    assert done.returncode == (1 if deployment.lacks else 0), done.stderr
    assert set(findings) == set(PROMISES)
    for promise, finding in findings.items():
        assert finding["reached"] == (promise not in deployment.lacks), finding
        assert bool(finding["missing"]) == (promise in deployment.lacks)
        assert bool(finding["todo"]) == (promise in deployment.lacks)
        assert set(finding["layers"]) >= deployment.layers
        assert not set(deployment.without.split(",")) & set(finding["layers"])


@pytest.fixture(scope="module")
def class_() -> Iterator[Class]:
    """The course, ready to be graded."""
    with hostile_set.ready(DEPLOYMENTS["root"]) as made:
        yield made


@pytest.mark.parametrize("name", LACKING)
def test_nothing_is_graded_where_a_promise_is_not_kept(name: str, class_: Class) -> None:
    """Where a demanded promise is not kept, grading ends with 3, says why, and writes nothing."""
    deployment = usable(name)
    refused = hostile_set.grade(class_, deployment, STUDENTS, out="refused")

    assert refused.process.returncode == 3
    assert refused.process.stdout == ""
    assert "checking what the sandbox promises on this machine" in refused.process.stderr
    assert f"no {', no '.join(deployment.lacks)}" in refused.process.stderr
    assert "--unsafe" in refused.process.stderr
    assert not refused.out.exists()
    assert refused.changed == []
    assert refused.left_running == []


@pytest.fixture(scope="module", params=LACKING)
def unsafe(request: pytest.FixtureRequest, class_: Class) -> Graded:
    """A small class, graded with --unsafe where a promise is not kept."""
    return hostile_set.grade(class_, usable(request.param), STUDENTS, "--unsafe", out="unsafe")


def lacks(graded: Graded) -> tuple[str, ...]:
    """The promises that the deployment of a grading lacks, by the name of its folder."""
    return DEPLOYMENTS[graded.out.parent.name.rpartition("-")[0]].lacks


def test_unsafe_grading_says_so_everywhere(unsafe: Graded) -> None:
    """With --unsafe it is graded, and every record, report and page says what was not kept."""
    assert unsafe.process.returncode == 0, unsafe.process.stderr
    assert unsafe.mistakes() == []
    kept = {promise: promise not in lacks(unsafe) for promise in PROMISES}
    for record in unsafe.results.values():
        assert record["unsafe"] is True
        assert record["promises"] == kept
    for line in (unsafe.out / "journal.jsonl").read_text().splitlines():
        assert json.loads(line.partition(" ")[2])["unsafe"] is True
    assert facts(unsafe)["unsafe"] is True
    assert facts(unsafe)["promises"] == kept
    assert "UNSAFE" in unsafe.process.stderr


def facts(graded: Graded) -> dict[str, Any]:
    """What the summary says of the run."""
    summary: dict[str, Any] = json.loads((graded.out / "summary.json").read_text())
    return {**summary["timing"], "unsafe": summary["unsafe"], "promises": summary["promises"]}


def test_unsafe_records_are_never_used_again(unsafe: Graded, class_: Class) -> None:
    """Another grading into the same folder, unsafe or safe, runs every check anew."""
    name = unsafe.out.parent.name.rpartition("-")[0]
    first = facts(unsafe)
    again = hostile_set.grade(class_, DEPLOYMENTS[name], STUDENTS, "--unsafe", out="unsafe")

    assert first["executed"] == facts(again)["executed"] > 0
    assert first["reused"] == facts(again)["reused"] == 0


def test_a_safe_grading_uses_no_unsafe_record(class_: Class) -> None:
    """Once the promises are kept again, nothing that was found without them counts."""
    root = DEPLOYMENTS["root"]
    lacking = replace(root, without="seccomp")
    unsafe = hostile_set.grade(class_, lacking, STUDENTS, "--unsafe", out="both")
    checks = facts(unsafe)["executed"]
    safe, again = (hostile_set.grade(class_, root, STUDENTS, out="both") for _ in range(2))

    assert safe.out == unsafe.out
    assert facts(again)["reused"] == checks
    assert {record["unsafe"] for record in again.results.values()} == {False}
    assert "0 taken from the journal" in safe.process.stderr
