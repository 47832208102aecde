"""Every hostile submission, graded by the real command, in each way that the grader is set up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import hostile_set
from tests.deployments import DEPLOYMENTS
from tests.hostile_set import Class, Graded

pytestmark = pytest.mark.needs("linux", "root", "landlock", "seccomp", "schedstat")
EVERYTHING: tuple[str, ...] = ()
TOUCHING = tuple(
    each.name
    for each in hostile_set.read_all()
    if each.header["group"] in ("honest", "read", "interfere")
    or each.name in (
        "always_equal", "exit_in_call", "fork_bomb", "large_files", "memory_outside_the_limit",
        "run_a_program", "state_between_checks", "thread_bomb", "trace_other_processes",
    )
)  # fmt: skip
"""Those that depend on the locks of the machine, rather than on the judge alone."""
WHOLE = ("root", "user-without-bubblewrap", "docker-user")
PART = (
    "user", "docker-root", "root-without-bubblewrap", "no-user-namespaces", "rootless-container",
    "root-without-landlock",
)  # fmt: skip
NEED_BUBBLEWRAP = ("root", "user", "rootless-container", "root-without-landlock")


def _params() -> Iterator[Any]:
    for name in (*WHOLE, *PART):
        needs = [pytest.mark.needs("bubblewrap")] if name in NEED_BUBBLEWRAP else []
        if name in ("user", "no-user-namespaces", "rootless-container"):
            needs.append(pytest.mark.needs("user_namespaces"))
        if name in PART:
            yield pytest.param((name, TOUCHING), id=name, marks=needs)
        marks = [*needs, pytest.mark.nightly] if name in PART else needs
        yield pytest.param((name, EVERYTHING), id=f"{name}-all", marks=marks)


@pytest.fixture(scope="module")
def class_() -> Iterator[Class]:
    """The course, ready to be graded."""
    with hostile_set.ready(DEPLOYMENTS["root"]) as made:
        yield made


@pytest.fixture(scope="module", params=_params())
def graded(request: pytest.FixtureRequest, class_: Class) -> Graded:
    """The hostile class, graded in one deployment."""
    name, students = request.param
    deployment = DEPLOYMENTS[name]
    if not deployment.interpreter():
        pytest.skip("needs readable_python: no Python of this version that every account may run")
    return hostile_set.grade(class_, deployment, students)


def test_every_outcome_is_as_the_header_says(graded: Graded) -> None:
    """Each check of each hostile submission has the outcome, and each the status, that is right."""
    assert graded.process.returncode == 0, graded.process.stderr
    assert graded.mistakes() == []
    assert {name: graded.results[name]["status"] for name in hostile_set.ODD} == hostile_set.ODD


def test_honest_submissions_earn_everything(graded: Graded) -> None:
    """Among hostile ones, right submissions earn every point."""
    honest = [each.name for each in graded.class_ if each.header["group"] == "honest"]
    earned = {name: graded.results[name]["score"] for name in (*honest, hostile_set.NOTEBOOK)}

    assert len(earned) == 3
    assert set(earned.values()) == {8.0}


def test_nothing_secret_comes_out(graded: Graded) -> None:
    """Nothing that is written holds a planted secret, or a hostile submission's word of success."""
    for name, content in graded.written().items():
        assert hostile_set.PLANTED.encode() not in content, name
        assert hostile_set.LEAK.encode() not in content, name


def test_nothing_is_done_outside(graded: Graded) -> None:
    """No file of ours, of others or open to all is changed; nothing is sent, runs on or stays."""
    assert graded.changed == []
    assert graded.received == b""
    assert graded.left_running == []
    assert graded.left_in_tmp == []


def test_what_people_read_is_harmless(graded: Graded) -> None:
    """No page holds a script or a picture of a hostile submission; no text holds terminal codes."""
    for name, content in graded.written().items():
        text = content.decode()
        assert not {"\x1b", "\x9b", "\x00", "\u202e"} & set(text), name
        if name.endswith(".html"):
            assert "<script" not in text, name
            assert "<img src=x" not in text, name


def test_the_set_is_whole() -> None:
    """Every hostile file says all that its header must, and every group has many."""
    groups: dict[str, int] = dict.fromkeys(hostile_set.GROUPS, 0)
    for each in hostile_set.read_all():
        groups[each.header["group"]] += 1
        assert each.header["correct"], each.name
        assert bool(each.expected) == (each.status == "graded"), each.name
        outcomes: set[Any] = {outcome for right in each.expected.values() for outcome in right}
        assert outcomes <= set(hostile_set.OUTCOMES), each.name

    assert [each.name for each in hostile_set.read_all() if "open" in each.header] == []
    assert groups["honest"] == 2
    assert min(groups.values()) == 2
    assert sum(groups.values()) > 100


def test_what_ends_beside_the_hostile_class_is_not_missed(tmp_path: Path) -> None:
    """Folders of other runs come and go while those that were left behind are counted."""
    here = tmp_path / "left"
    here.mkdir()

    assert hostile_set.left_by(os.getuid(), [tmp_path / "gone", here]) == [str(here)]
    assert hostile_set.left_by(os.getuid() + 1, [here]) == []
